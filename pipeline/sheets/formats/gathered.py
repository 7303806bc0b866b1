"""The distinct cells and styles of a workbook, gathered as they are met; for formats that say each cell in full."""

import re

from pipeline.sheets.formats.styles import GENERAL
from pipeline.sheets.grid import LAST_COLUMN, LAST_ROW
from pipeline.sheets.refusal import FILE_TOO_LARGE, FILE_UNREADABLE, Refused

STYLE_LIMIT = 65_000
REPEATED_CELLS = 2_000_000
COMPARED_SPANS = 40_000_000
NOTHING = 0
NUMBER = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
NAMED_FORMATS = {
    "General Number": "General",
    "General Date": "yyyy/m/d h:mm",
    "Short Date": "yyyy/m/d",
    "Medium Date": "d-mmm-yy",
    "Long Date": 'yyyy"年"m"月"d"日"',
    "Short Time": "h:mm",
    "Medium Time": "h:mm AM/PM",
    "Long Time": "h:mm:ss",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Currency": "#,##0.00",
    "Euro Currency": "#,##0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "Yes/No": "0",
    "True/False": "0",
    "On/Off": "0",
}

_COLOUR = re.compile(r"#([0-9A-Fa-f]{6})")
_NAMED = {
    "red": "FF0000",
    "yellow": "FFFF00",
    "lime": "00FF00",
    "green": "008000",
    "blue": "0000FF",
    "aqua": "00FFFF",
    "cyan": "00FFFF",
    "fuchsia": "FF00FF",
    "magenta": "FF00FF",
    "gray": "808080",
    "silver": "C0C0C0",
    "orange": "FFA500",
    "white": "FFFFFF",
    "black": "000000",
}


class Gathered:
    """`known` lists each distinct cell as [kind, text, style, formula], from number 1; `styles` each distinct look."""

    def __init__(self) -> None:
        self.known: list[list] = []
        self.styles: list[tuple] = [GENERAL]
        self._numbers: dict[tuple, int] = {}
        self._looks: dict[tuple, int] = {GENERAL: 0}
        self._repeated = self._compared = 0

    def cell(self, kind: str, text: str, style: int = 0, formula: str | None = None) -> int:
        """The number of a cell; NOTHING where it holds only white space."""
        if not text.strip() and kind not in ("error", "uncached"):
            return NOTHING
        key = (kind, text, style, formula)
        number = self._numbers.get(key)
        if number is None:
            self.known.append(list(key))
            number = self._numbers[key] = len(self.known)
        return number

    def style(
        self, number_format: str = "General", is_date: bool = False, is_struck: bool = False, fill: str | None = None
    ) -> int:
        """The number of a look."""
        look = (number_format, is_date, is_struck, fill)
        number = self._looks.get(look)
        if number is None:
            if len(self.styles) >= STYLE_LIMIT:
                raise Refused(FILE_TOO_LARGE, f"more than {STYLE_LIMIT} looks of cells")
            self.styles.append(look)
            number = self._looks[look] = len(self.styles) - 1
        return number

    def repeated(self, cells: int) -> None:
        """Take note of cells that the file says once and means many times; refused beyond the limit."""
        self._repeated += cells
        if self._repeated > REPEATED_CELLS:
            raise Refused(FILE_TOO_LARGE, f"more than {REPEATED_CELLS} repeated cells")

    def compared(self, spans: int) -> None:
        """Take note of spans that the place of a cell was looked up among; refused beyond the limit."""
        self._compared += spans
        if self._compared > COMPARED_SPANS:
            raise Refused(FILE_TOO_LARGE, "more spans than a table of people can have")


def check_place(row: int, column: int) -> None:
    """Refuse a cell beyond the last row or column of a sheet."""
    if row > LAST_ROW or column > LAST_COLUMN:
        raise Refused(FILE_UNREADABLE, f"a cell in row {row}, column {column}")


def colour(said: str) -> str | None:
    """The ARGB of #RRGGBB or of a colour's name; None where it is neither."""
    if match := _COLOUR.fullmatch(said.strip()):
        return f"FF{match[1].upper()}"
    named = _NAMED.get(said.strip().lower())
    return f"FF{named}" if named else None
