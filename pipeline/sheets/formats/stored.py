"""Stored values of binary workbooks as the kinds and texts of cells; each distinct cell is numbered once."""

from math import isfinite
from struct import Struct

from pipeline.sheets.formats.styles import day_and_time

EMPTY = 0
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
UNKNOWN_ERROR = "#UNKNOWN!"

_INTEGER = Struct("<i")
_DOUBLE = Struct("<d")


def literal(value: float) -> str:
    """A number in the fewest digits that give it back: 44774, 0.1, 5.10499199001011E+17."""
    return repr(value).removesuffix(".0").replace("e", "E") if value else "0"


def packed_number(data: bytes, place: int = 0) -> float:
    """An RK number: 30 bits of an integer or of a double, perhaps hundredths."""
    (bits,) = _INTEGER.unpack_from(data, place)
    value = bits >> 2 if bits & 2 else _DOUBLE.unpack(bytes(4) + _INTEGER.pack(bits & ~3))[0]
    return float(value / 100 if bits & 1 else value)


class Stored:
    """The distinct cells of a workbook, numbered from 1; `known` lists each as (kind, text, style, formula)."""

    def __init__(self, styles: list[tuple], is_1904: bool):
        self.known: list[tuple] = []
        self._numbers: dict[tuple, int] = {}
        self._dates = [is_date for _, is_date, _, _ in styles]
        self._is_1904 = is_1904

    def text(self, text: str, style: int, formula: str | None = None) -> int:
        """The number of a text; EMPTY where it is nothing but white space."""
        return self._number("text", text, style, formula) if text and not text.isspace() else EMPTY

    def value(self, value: float, style: int, formula: str | None = None) -> int:
        """The number of a number, which its style may make a date."""
        text = literal(value)
        if not isfinite(value):
            return self._number("text", text, style, formula)
        if style < len(self._dates) and self._dates[style]:
            day = day_and_time(text, self._is_1904)
            if day:
                return self._number("date", day, style, formula)
        return self._number("number", text, style, formula)

    def boolean(self, value: int, style: int, formula: str | None = None) -> int:
        """The number of TRUE or FALSE."""
        return self._number("boolean", "TRUE" if value else "FALSE", style, formula)

    def error(self, code: int, style: int, formula: str | None = None) -> int:
        """The number of an error; codes of later programs have no name here."""
        return self._number("error", ERRORS.get(code, UNKNOWN_ERROR), style, formula)

    def uncached(self, style: int) -> int:
        """The number of a formula whose value was never stored."""
        return self._number("uncached", "", style, "")

    def _number(self, kind: str, text: str, style: int, formula: str | None) -> int:
        key = (kind, text, style if style < len(self._dates) else 0, formula)
        number = self._numbers.get(key)
        if number is None:
            self.known.append(key)
            number = self._numbers[key] = len(self.known)
        return number
