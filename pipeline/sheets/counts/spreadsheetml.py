"""How many cells of each row of a SpreadsheetML 2003 workbook hold something."""

from collections.abc import Iterator
from io import BufferedReader

from pipeline.sheets.counts.markup import pieces
from pipeline.sheets.refusal import FILE_UNREADABLE, Refused

_CELL = ["Workbook", "Worksheet", "Table", "Row", "Cell"]


def read(file: BufferedReader, _: int) -> Iterator[list]:
    """["xml"], then for each worksheet its [row, count] pairs."""
    sheets: list[dict[int, int]] = []
    path: list[str] = []
    row = span = 0
    cell: dict[str, str] = {}
    for kind, name, said in pieces(file.read()):
        if kind == "text":
            if path[:6] == [*_CELL, "Data"]:
                cell["text"] += name
        elif kind == "end":
            if not path or path[-1] != name:
                raise Refused(FILE_UNREADABLE, "elements that cross each other")
            if path == _CELL and _is_filled(cell):
                sheets[-1][row] = sheets[-1].get(row, 0) + 1
            if path == _CELL[:4]:
                row += span
            path.pop()
        else:
            path.append(name)
            if path == _CELL[:2]:
                sheets.append({})
                row = 0
            elif path == _CELL[:4]:
                row, span = _number(said.get("Index", f"{row + 1}")), _number(said.get("Span", "0"))
            elif path == _CELL:
                cell = {"text": "", "is": "formula" if "Formula" in said else "plain", "type": ""}
            elif path == [*_CELL, "Data"]:
                cell["type"] = said.get("Type", "String")
    yield ["xml"]
    yield from ([[row, count] for row, count in sheet.items()] for sheet in sheets)


def _is_filled(cell: dict[str, str]) -> bool:
    if cell["text"].strip():
        return True
    return cell["type"] == "Error" or (cell["is"] == "formula" and cell["type"] != "String")


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Refused(FILE_UNREADABLE, "a place that is no number") from None
