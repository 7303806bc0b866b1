"""Cells and looks of OpenDocument: what a cell's attributes and paragraphs mean."""

import re

from pipeline.sheets.formats.gathered import NUMBER, Gathered, colour
from pipeline.sheets.formats.text import ERRORS

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
CALC = OFFICE + "value-type"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_FORMATTING = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0 "
_ERROR_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_NUMBERS = ("float", "percentage", "currency")
_SAID_IN = dict.fromkeys(_NUMBERS, "value") | {kind: f"{kind}-value" for kind in ("date", "time", "boolean", "string")}
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.,][0-9]+)?Z?)?")
_TIME = re.compile(r"PT([0-9]{1,2})H([0-9]{1,2})M([0-9]{1,2})(?:[.,][0-9]+)?S")
_ERROR_NUMBER = re.compile(r"Err:[0-9]{3}")
_PREFIX = re.compile(r"(?:[a-z]+:)?=?")


class OdsCell:
    """One cell while it is read. `said` are its attributes; `comment` what somebody noted beside it."""

    def __init__(self, said: dict[str, str]):
        self.said = said
        self.is_note = False
        self._paragraphs: list[str] = []
        self._note: list[str] = []
        self._is_open = False

    @property
    def comment(self) -> str:
        return "\n".join(self._note)

    def begin_paragraph(self) -> None:
        (self._note if self.is_note else self._paragraphs).append("")
        self._is_open = True

    def end_paragraph(self) -> None:
        self._is_open = False

    def add(self, text: str) -> None:
        """Text of the open paragraph; what stands in none is only the spelling of the XML."""
        if self._is_open:
            (self._note if self.is_note else self._paragraphs)[-1] += text

    def meaning(self) -> tuple[str, str, str | None] | None:
        """Kind, text and formula; None where the cell holds nothing."""
        formula = self.said.get(_TABLE + "formula")
        if formula is not None:
            formula = _PREFIX.sub("", formula, count=1)
        kind = self.said.get(CALC, "")
        shown = "\n".join(self._paragraphs)
        if self._is_error(shown.strip(), formula is not None):
            return "error", shown.strip() or "#N/A", formula
        if not kind and not shown:
            return None if formula is None else ("uncached", "", formula)
        named, text = self._value(kind, shown)
        if formula is not None and not text.strip() and kind != "string":
            return "uncached", "", formula
        return named, text, formula

    def _is_error(self, shown: str, has_formula: bool) -> bool:
        """Older programs store an error as the number 0 and show it as text."""
        if self.said.get(_ERROR_TYPE) == "error":
            return True
        return has_formula and (shown in ERRORS or _ERROR_NUMBER.fullmatch(shown) is not None)

    def _value(self, kind: str, shown: str) -> tuple[str, str]:
        said = self.said.get(OFFICE + _SAID_IN.get(kind, "string-value"), "")
        if kind in _NUMBERS and NUMBER.fullmatch(said):
            return "number", said
        if kind == "boolean" and said in ("true", "false"):
            return "boolean", said.upper()
        if kind == "date" and (match := _MOMENT.fullmatch(said)):
            return "date", match[1] if match[2] in (None, "00:00:00") else f"{match[1]} {match[2]}"
        if kind == "time" and (match := _TIME.fullmatch(said)) and int(match[1]) < 24:
            return "date", "1900-01-00 " + ":".join(f"{int(part):02}" for part in match.groups())
        first, second = (said, shown) if kind == "string" else (shown, said)
        return "text", first if first.strip() else second


class OdsStyles:
    """The looks by the names of styles.xml and content.xml, which inherit from each other, and which tables are hidden."""

    def __init__(self) -> None:
        self._struck: dict[str, bool] = {}
        self._fills: dict[str, str | None] = {}
        self._parents: dict[str, str] = {}
        self._hidden: set[str] = set()
        self._current = ""
        self._numbers: dict[tuple[str, str], int] = {}

    def start(self, name: str, said: dict[str, str]) -> None:
        """Take in an element outside of the sheets."""
        if not name.startswith(_STYLE):
            return
        if name in (_STYLE + "style", _STYLE + "default-style"):
            family = said.get(_STYLE + "family", "")
            self._current = f"{family} {said.get(_STYLE + 'name', '')}"
            self._parents[self._current] = f"{family} {said.get(_STYLE + 'parent-style-name', '')}"
        elif name == _STYLE + "text-properties":
            for word in ("text-line-through-style", "text-line-through-type"):
                if _STYLE + word in said:
                    self._struck[self._current] = said[_STYLE + word] != "none"
        elif name == _STYLE + "table-cell-properties":
            if _FORMATTING + "background-color" in said:
                self._fills[self._current] = colour(said[_FORMATTING + "background-color"])
        elif name == _STYLE + "table-properties" and said.get(_TABLE + "display") == "false":
            self._hidden.add(self._current)

    def is_hidden_table(self, name: str) -> bool:
        return f"table {name}" in self._hidden

    def number(self, gathered: Gathered, name: str, kind: str, value_type: str) -> int:
        """The number of a cell's look; its number format says no more than that it is a date or a share."""
        shown = "date" if kind == "date" else value_type if kind == "number" else ""
        key = (name, shown)
        if key not in self._numbers:
            number_format = {"date": "yyyy-mm-dd", "percentage": "0.00%"}.get(shown, "General")
            is_struck = bool(self._inherited(self._struck, name))
            fill = self._inherited(self._fills, name)
            self._numbers[key] = gathered.style(number_format, shown == "date", is_struck, fill)
        return self._numbers[key]

    def _inherited(self, looks: dict, name: str):
        seen, style = set(), f"table-cell {name}"
        while style not in seen:
            if style in looks:
                return looks[style]
            seen.add(style)
            style = self._parents.get(style, "table-cell ")
        return None
