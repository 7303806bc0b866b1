"""What changed between two releases, in a terminal or a pipe: the causes, then each figure with the part of each cause and the rows behind."""

from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.text import Text

from pipeline.text import status_words

ROWS = 5  # of each part; --json lists them all


def show(document: dict[str, Any], console: Console) -> None:
    """Print one comparison of releases."""

    def line(*parts: Text | str) -> None:
        console.print(*parts, highlight=False, soft_wrap=True)

    line(Text(f"{document['old']} → {document['new']}", "bold"))
    for each in document["causes"]:
        line(Text(f"  {each['label_zh']}", "cyan"), f"{each['cause']}: {', '.join(each['what'])}")
    if not document["figures"]:
        line("No figure differs.")
    for each in document["figures"]:
        name = " ".join(filter(None, (each["indicator_name"], each["area_name"])))
        line(Text(f"\n{each['figure_id']}", "bold"), f" {name}")
        line(f"  {_said(each['old'])} → {_said(each['new'])} {each['unit'] or ''}  {_moved(each['change'])}")
        for part in each["parts"]:
            line(Text(f"    {part['label_zh']}", "cyan"), f"{_moved(part['change'])}  {_otherwise(part)}")
            for side in ("numerator", "denominator"):
                rows = part["rows"].get(side, [])
                for row in rows[:ROWS]:
                    line(f"      {_row(row)}")
                if len(rows) > ROWS:
                    line(f"      … and {len(rows) - ROWS} more of the {side}")


def _number(value: Decimal | None) -> str:
    return "无数据" if value is None else f"{value:,f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


def _said(figure: dict[str, Any] | None) -> str:
    if figure is None:
        return "(none)"
    return f"{_number(figure['value'])} {status_words(figure['status'], figure['status_reason'], None)}"


def _moved(change: dict[str, Decimal]) -> str:
    told = [f"{name} {value:+,f}" for name, value in change.items() if value]
    return ", ".join(each.rstrip("0").rstrip(".") if "." in each else each for each in told) or "±0"


def _otherwise(part: dict[str, Any]) -> str:
    """What else of the figure is said otherwise: a target, a status."""
    before, after = part["before"] or {}, part["after"] or {}
    names = [
        name for name in after if name not in ("value", "numerator", "denominator") and before.get(name) != after[name]
    ]
    return "; ".join(f"{name} {before.get(name)} → {after[name]}" for name in names) if before else ""


def _row(row: dict[str, Any]) -> str:
    def place(side: dict[str, Any] | None) -> str:
        if side is None:
            return "no such row"
        counted = f"counted {_number(side['quantity'])}" if side["quantity"] else side["reason"]
        return f"{side['file']} {side['sheet']} row {side['row']}: {counted}"

    return f"{place(row['before'])} → {place(row['after'])}"
