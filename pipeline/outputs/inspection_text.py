"""An inspection as a person reads it: the fate, what was understood of each table, the findings by cell, and what to do next.

Texts of a county are printed as they are and never as markup or as commands to a terminal.
"""

import re
import shlex
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.contract import Contracts
from pipeline.outputs.inspection import Inspection
from pipeline.outputs.words import FATES, SEVERITIES

MOST_CELLS = 12
_PADDING = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
_COLORS = {"accepted": "green", "held": "yellow", "rejected": "red"} | {
    "reject": "red",
    "hold": "yellow",
    "quarantine": "magenta",
    "warn": "cyan",
}


def show(inspection: Inspection, contracts: Contracts, console: Console, path: str, command: str) -> None:
    """Print what `rollcall inspect` found; `path` and `command` as the user typed them."""
    document = inspection.document
    fate = document["fate"]
    unit = contracts.areas.get(document["reporting_unit"] or "")
    facts = [
        document["file"],
        document["format"],
        f"{unit.code} {unit.name_zh}" if unit else "no reporting unit",
        document["period"] or "no period",
    ]
    console.print(Text(f"\n{'   '.join(_plain(fact) for fact in facts if fact)}", style="bold"))
    console.print(Text.assemble((f"{FATES[fate]} {fate}", f"bold {_COLORS[fate]}"), f"   {_meaning(document)}"))
    for each in document["tables"]:
        _show_table(each, contracts, console)
    _show_findings(document["findings"], console)
    if proposed := inspection.proposed_layout():
        console.print(Text("\nProposed layout", style="bold"))
        for line in proposed.splitlines():
            console.print(Text(f"  {''.join(filter(str.isprintable, line))}"), soft_wrap=True)
    console.print(Text.assemble(("\nNext   ", "bold"), _next(document, path, command)), soft_wrap=True)


def _meaning(document: dict[str, Any]) -> str:
    """What the fate would do to the rows of the file."""
    if document["fate"] == "rejected":
        return "goes back to the county; nothing of it would count"
    if document["fate"] == "held":
        return "read, and counted only after somebody has decided"
    if not document["tables"]:
        return "kept; nothing in it is read as data"
    back = sum(each["rows"]["quarantined"] for each in document["tables"])
    return f"would count, but for {back} row{'s' * (back != 1)} to send back" if back else "would count"


def _show_table(table: dict[str, Any], contracts: Contracts, console: Console) -> None:
    entity = contracts.entities.get(table["entity"] or "")
    rows = table["rows"]
    about = f"header {_numbers(table['header_rows'])}"
    if table["first_data_row"]:
        about += f", data {table['first_data_row']}–{table['last_data_row']}"
    console.print()
    console.print(
        Text.assemble(
            (_plain(table["sheet"]), "bold"),
            "   ",
            (f"{entity.label} {entity.name}", "bold") if entity else ("no known kind of record", "bold yellow"),
            f"   {about}",
        )
    )
    columns = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="dim")
    for name in ("column", "header", "field", "", "matched by"):
        columns.add_column(name, overflow="fold")
    for each in table["columns"]:
        field = entity.by_name[each["field"]] if entity and each["field"] else None
        read = (field.name, field.label, each["matched_by"] or "") if field else ("not read", "", "")
        columns.add_row(*map(Text, (each["column"], _plain(each["header"]), *read)), style="" if field else "dim")
    console.print(Padding(columns, (0, 0, 0, 2), expand=False))
    kinds = [f"{kind} {count}" for kind, count in rows.items() if count and kind not in ("conformed", "quarantined")]
    fates = f" = conformed {rows['conformed']} + quarantined {rows['quarantined']}" if rows["data"] else ""
    console.print(Text(f"  rows    {' · '.join(kinds)}{fates}"))


def _show_findings(findings: list[dict[str, Any]], console: Console) -> None:
    """Findings of one code on one sheet and field together: severity, code, how often, the cells, both texts."""
    if not findings:
        console.print(Text("\nNo findings", style="bold"))
        return
    console.print(Text("\nFindings", style="bold"))

    def same(each: dict[str, Any]) -> tuple:
        place = (each["sheet"] or "", each["code"], each["field"] or "", each["severity"], each["message_zh"])
        return (list(SEVERITIES).index(each["severity"]), *place)

    for _, group in groupby(sorted(findings, key=same), key=same):
        several = list(group)
        first = several[0]
        cells = list(dict.fromkeys(each["cell"] for each in several if each["cell"]))
        more = f" … and {len(cells) - MOST_CELLS} more" if len(cells) > MOST_CELLS else ""
        where = " ".join(cells[:MOST_CELLS]) + more
        count = f" × {len(several)}" if len(several) > 1 else ""
        console.print(
            Text.assemble(
                (f"  {SEVERITIES[first['severity']]} {first['severity']}", _COLORS[first["severity"]]),
                (f"  {first['code']}{count}", "bold"),
                *(f"   {_plain(part)}" for part in (first["sheet"] or "", where) if part),
            ),
            soft_wrap=not console.is_terminal,
        )
        for text in (first["message_zh"], first["message_en"]):
            console.print(Padding(Text(text), (0, 0, 0, 6), expand=False))


def _next(document: dict[str, Any], path: str, command: str) -> str:
    feedback = f"{command} feedback {shlex.quote(path)}   returns it with every cell in question marked"
    if document["fate"] == "rejected":
        return "Send it back with the text above."
    if document["findings"] and document["tables"]:
        return feedback
    if document["fate"] == "accepted" and not document["tables"]:
        return "What it lists, if anything, is to be sent as a spreadsheet; files inside an archive are inspected one by one."
    if not document["reporting_unit"]:
        return f"Put it into raw/<reporting unit>/<period>/ and start: {command} run"
    return f"{command} run"


def _numbers(rows: list[int]) -> str:
    """4, or 4–5."""
    return f"{rows[0]}–{rows[-1]}" if len(rows) > 1 else str(rows[0])


def _plain(text: str) -> str:
    """On one line, without what a terminal would obey, and without blanks between Chinese characters."""
    return "".join(filter(str.isprintable, _PADDING.sub("", " ".join(text.split()))))
