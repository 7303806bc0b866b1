"""A trace in a terminal or a pipe: value, formula, counted rows by file, rows not counted by reason, what to do next.

Lines are never wrapped or boxed, so that they can be searched and cut. Everything said here stands in the trace.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from pipeline.audit.failures import WORDS
from pipeline.text import sealed_words, status_words


def render(trace: dict[str, Any], console: Console) -> None:
    """Print one trace."""
    about = trace["figure"]
    say = _Lines(console)
    say.line(
        Text(f"{about['indicator_name']}", "bold"), f"{about['area_name']} · {about['period']} · {about['approval']}"
    )
    if trace["notice"]:
        say.line(Text(trace["notice"], "yellow"))
    say.line(Text(_value(trace), "bold green" if trace["value"] is not None else "bold yellow"), _formula(trace))
    say.pairs(
        [
            ("Figure", trace["figure_id"]),
            ("Release", trace["release_id"]),
            ("As of", about["as_of_date"]),
            ("Definition", about["definition_zh"]),
            ("Words", about["source_words_zh"]),
            ("Note", about["note_zh"]),
            ("Sealed", sealed_words(about["sealed_row_count"])),
            ("Conflict", about["contradiction_zh"]),
            ("Needs", about["needs_zh"]),
            ("Denominator", _joined(about["denominator_as_of"], about["denominator_source"])),
            ("Least unit", _digits(about["unit_minimum"]) if about["unit_minimum"] is not None else None),
            ("Target", _target(about)),
        ]
    )
    for part, title in ((_numerator(trace), "Numerator"), (trace["denominator"], "Denominator")):
        if part:
            _part(say, title, part, about["areas"])
    if "revealed" in trace:
        _revealed(say, trace["revealed"])
    _proof(say, trace)
    _next(say, trace)


def _value(trace: dict[str, Any]) -> str:
    about = trace["figure"]
    if trace["value"] is None:
        return _status(about)
    return f"{trace['value']:,} {trace['unit']}"


def _formula(trace: dict[str, Any]) -> str:
    about, parts = trace["figure"], [trace["numerator"]["measure"]]
    numbers = [_digits(about["numerator"])]
    if trace["denominator"]:
        parts += [trace["denominator"]["measure"]]
        numbers += [_digits(about["denominator"])]
    factor = f" × {about['factor']:,}" if about["factor"] != 1 else ""
    return f"= {' ÷ '.join(parts)}{factor} = {' ÷ '.join(numbers)}{factor}"


def _target(about: dict[str, Any]) -> str | None:
    if about["target"] is None:
        return None
    operator = {">=": "≥", "<=": "≤"}.get(about["operator"], about["operator"])
    target = about["target_zh"] or f"{about['target']:,}"
    return f"{operator} {target} ({about['target_type']}, {about['deadline']})  {_status(about)}"


def _status(about: dict[str, Any]) -> str:
    return status_words(about["status"], about["status_reason"], about["target_type"])


def _numerator(trace: dict[str, Any]) -> dict[str, Any]:
    return {**trace["numerator"], "rows": trace["rows"], "reasons": trace["not_counted"]}


def _part(say: "_Lines", title: str, part: dict[str, Any], areas: dict[str, str]) -> None:
    say.blank()
    say.line(Text(title, "bold"), part["measure"], Text(part["definition_zh"], "dim"))
    say.line(f"  counted {part['counted']:,} + not counted {part['not_counted']:,} = candidates {part['candidates']:,}")
    files = [(file, list(rows)) for file, rows in groupby(part["rows"], key=lambda row: row["file"])]
    lines = _aligned([_file(file, rows, areas) for file, rows in files])
    for line, (_, rows) in zip(lines, files, strict=True):
        say.line(line)
        for row in rows:
            if row["cells"]:
                say.line("      " + _place(row))
    if part["reasons"]:
        say.line("  not counted")
        for reason in part["reasons"]:
            label = reason["label_zh"] + " " * (28 - cell_len(reason["label_zh"]))
            say.line(f"{reason['count']:>9,}  {label}  {reason['reason']}")
            for row in reason.get("rows", []):
                say.line("      " + _joined(row["file"], _place(row)))


def _spans(rows: list[dict[str, Any]]) -> str:
    """The sheets with their first and last row."""
    spans = []
    for sheet, of_sheet in groupby(rows, key=lambda row: row["sheet"]):
        numbers = [row["row"] for row in of_sheet]
        spans.append(f"{sheet}!{numbers[0]}" + (f"–{numbers[-1]}" if len(numbers) > 1 else ""))
    return ", ".join(spans)


def _file(file: str, rows: list[dict[str, Any]], areas: dict[str, str]) -> tuple[str, ...]:
    unit = file.partition("/")[0]
    return "  " + unit, areas.get(unit, ""), f"{len(rows):,}", file, _spans(rows)


def _place(row: dict[str, Any]) -> str:
    """A row with its cells, and after an arrow the row that shows the person's condition."""
    text = _joined(f"{row['sheet']}!{row['row']}", *(f"{field} {cell}" for field, cell in row["cells"].items()))
    evidence = row.get("evidence")
    return f"{text}  ←  {_joined(evidence['file'], _place(evidence))}" if evidence else text


def _proof(say: "_Lines", trace: dict[str, Any]) -> None:
    if trace["proved"]:
        say.blank()
        say.line(Text("Proved", "bold green"), "Files, cells and sums were read again from the kept bytes and agree.")
    elif trace["failures"]:
        say.blank()
        say.line(Text("Not proved", "bold red"), f"{len(trace['failures']):,} of the checks failed:")
        for failure in trace["failures"]:
            place = "!".join(str(each) for each in (failure["sheet"], failure["cell"] or failure["row"]) if each)
            say.line("  " + _joined(failure["file"], place, failure["what_en"], failure["what_zh"]))


def _revealed(say: "_Lines", revealed: dict[str, Any]) -> None:
    say.blank()
    say.line(Text("What the cells hold", "bold"), f"line {revealed['line']} of the log: {revealed['reason']}")
    for row in revealed["rows"]:
        say.line(f"  {row['file']}  {row['sheet']}!{row['row']}  {row['row_id']}")
        cells = [(each["cell"], each["field"], each["header"] or "", each["content"] or "") for each in row["cells"]]
        for line in _aligned(cells) if cells else ():
            say.line(f"    {line}")
        if row["masked"]:
            say.line(Text(f"    masked: {' '.join(row['masked'])}", "dim"))
    if revealed["not_shown"]:
        say.line(f"  {revealed['not_shown']:,} rows more are not shown: name one with --row")


def _next(say: "_Lines", trace: dict[str, Any]) -> None:
    command = f"rollcall trace {trace['figure_id']}"
    rows = [*trace["rows"], *(trace["denominator"] or {}).get("rows", [])]
    steps = []
    if not any(row["cells"] for row in rows):
        steps.append(("Cells", f"{command} --cells"))
    if any("rows" not in reason for reason in trace["not_counted"]):
        steps.append(("Why not", f"{command} --why-not"))
    if any(failure["what_en"] != WORDS["file_sealed"][0] for failure in trace["failures"]):
        steps.append(("Next", "Put the kept bytes back from the backup, then prove again."))
    elif not trace["proved"] and not trace["failures"]:
        steps.append(("Prove it", f"{command} --prove"))
    if steps:
        say.blank()
        say.pairs(steps)


def _digits(number: float | None) -> str:
    return "?" if number is None else f"{number:,}"


def _joined(*parts: Any) -> str:
    return "  ".join(str(part) for part in parts if part)


class _Lines:
    """Lines as they are: no wrapping, no markup in what a county wrote; a Chinese character is two columns wide."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def line(self, *parts: str | Text) -> None:
        joined = Text("  ").join(part if isinstance(part, Text) else Text(part) for part in parts)
        self._console.print(joined, soft_wrap=True, highlight=False)

    def blank(self) -> None:
        self._console.print()

    def pairs(self, pairs: Iterable[tuple[str, Any]]) -> None:
        for label, value in pairs:
            if value is not None and value != "":
                self.line(Text(label.ljust(11), "dim"), str(value))


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines, each column as wide as its widest cell; numbers to the right."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        blanks = [" " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)]
        cells = [
            blank + text if text.replace(",", "").isdigit() else text + blank
            for text, blank in zip(row, blanks, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return lines
