"""What the cells of a column look like, and whether that contradicts what its header claims.

Content never names a field. It only says that a column is not what it is called: hardly a value has the shape of its own
field, and nearly all have one and the same other shape.
"""

import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace

from pipeline import identity
from pipeline.contract import Contracts
from pipeline.contract.entity import Field
from pipeline.rows.columns import Columns
from pipeline.rows.values import Reader, identity_text
from pipeline.sheets.grid import Cell
from pipeline.sheets.tables import Row
from pipeline.text import folded

FEWEST, SAMPLE = 5, 30
OTHER_SHARE, OWN_SHARE = 0.8, 0.2  # nearly all have another shape, hardly any their own

_IDENTITY = re.compile(r"[0-9*]{14,17}[0-9Xx*]")
_PHONE = re.compile(r"(?:\+?86-?)?1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|[0-9]{3,4}-[0-9]{7,8}")
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}(?:[-/.年](?:0?[1-9]|1[0-2])(?:[-/.月](?:0?[1-9]|[12][0-9]|3[01])日?|月)?)?(?: 00:00:00)?|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])?"
)
_NUMBER = re.compile(r"[0-9]{1,6}(?:\.[0-9]+)?")
_LONG_CODE = re.compile(r"(?=(?:.*[0-9]){6})[0-9A-Za-z-]{10,32}")
HARD = frozenset(("identity", "phone", "date", "number", "yes_no", "long_code"))
NUMERIC = ("number", "integer")
_YEAR = "年"  # the unit of a number that is also a date


class Content:
    """The shapes of cells, as one reader reads them."""

    def __init__(self, contracts: Contracts, reader: Reader):
        self._reader = reader
        self._missing = contracts.words("missing")
        self._surnames = "".join(contracts.words("surnames"))
        self._lists = [listed for name, listed in contracts.codes.items() if name not in ("areas", "yes_no")]
        self._answers = {word for word in contracts.codes["yes_no"].spellings if not word.isdigit()}
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def contradicted(self, rows: list[Row], columns: Columns) -> tuple[str, ...]:
        """The fields whose column looks like another: at least five values, most of one other shape, hardly any of its own."""
        sample = rows[:: max(1, len(rows) // SAMPLE)]
        others = HARD | {each.code_list for each in columns.entity.fields}
        return tuple(
            name
            for name, source in columns.sources.items()
            if source.column
            and not self._looks_right(columns.entity.by_name[name], source.column, sample, others)
            and self._contradicts(columns.entity.by_name[name], self.filled(rows, source.column), others)
        )

    def filled(self, rows: Iterable[Row], column: int) -> list[Cell]:
        """The cells of a column that hold a readable value."""
        return [cell for row in rows if (cell := row.cell(column)) and self._is_filled(cell)]

    def _is_filled(self, cell: Cell) -> bool:
        return cell.kind not in ("error", "uncached") and folded(cell.text) not in self._missing

    def _looks_right(self, field: Field, column: int, rows: list[Row], others: AbstractSet[str | None]) -> bool:
        """Whether enough of these rows hold a value of the field, so that all need not be looked at."""
        enough = max(1, OWN_SHARE * len(rows))
        for row in rows:
            cell = row.cell(column)
            if cell and self.fits(field, cell, others) and self._is_filled(cell):
                enough -= 1
                if enough <= 0:
                    return True
        return False

    def _contradicts(self, field: Field, cells: list[Cell], others: AbstractSet[str | None]) -> bool:
        own = sum(self.fits(field, cell, others) for cell in cells)
        if len(cells) < FEWEST or own >= OWN_SHARE * len(cells):
            return False
        if field.type in NUMERIC and sum(map(self.is_name, cells)) >= OTHER_SHARE * len(cells):
            return True  # who they are, where it asks how many
        shapes = Counter(shape for cell in cells for shape in self.shapes(cell) & others)
        return bool(shapes) and max(shapes.values()) >= OTHER_SHARE * len(cells)

    def fits(self, field: Field, cell: Cell, others: AbstractSet[str | None] = HARD) -> bool:
        """Whether a value may be one of a field: what its reader reads, and what is only written badly.

        `others` are the shapes that a free text does not have: what the other columns of its table hold.
        """
        if (field.code_list and field.code_list != "areas") or field.type == "boolean":
            return self._is_read(field, cell)
        if field.type in NUMERIC and cell.kind == "number":
            return True
        shapes = self.shapes(cell) & others
        if field.is_text_only or any(rule.kind == "pattern" for rule in field.rules):
            return "identity" in shapes or "long_code" in shapes
        if field.is_personal and field.type == "string":
            # a telephone and a number of a certificate hold digits, a name holds none
            is_number = any(character.isdigit() for character in cell.text)
            return (
                not is_number and not shapes
                if field.name == "name"
                else is_number and not shapes & {"identity", "date"}
            )
        if field.type == "date":
            return "date" in shapes or self._is_read(field, cell) or (cell.kind == "number" and len(cell.text) <= 8)
        if field.type in NUMERIC:
            no_amount = {"identity", "phone"} if _YEAR in field.units else {"identity", "phone", "date"}
            return any(map(str.isdigit, cell.text)) and not shapes & no_amount
        if field.code_list:
            # an area has too many writings to be looked up here: what is no other shape may be one, and six digits are its code
            return not shapes - {"number"}
        # the name of a thing may be its number
        return shapes == {"number"} if field.is_required and shapes else not shapes and any(map(str.isalpha, cell.text))

    def is_name(self, cell: Cell) -> bool:
        """Whether a value may be the name of a person: two to four characters, the first a frequent surname."""
        text = folded(cell.text)
        return 2 <= len(text) <= 4 and text.isalpha() and text[0] in self._surnames and not self.shapes(cell)

    def _is_read(self, field: Field, cell: Cell) -> bool:
        text = self._reader.text(field, cell.kind, cell.text)
        read = self._reader.typed(field, cell.kind, text.value) if text.value is not None else text
        return read.value is not None and read.value != field.default

    def shapes(self, cell: Cell) -> frozenset[str]:
        """What a value looks like: identity, phone, date, number, yes_no, long_code, or words of code lists by the list's name."""
        key = (cell.kind, cell.text)
        if key not in self._known:
            self._known[key] = frozenset(self._shapes(*key))
        return self._known[key]

    def _shapes(self, kind: str, text: str) -> Iterable[str]:
        if kind == "date":
            return ["date"]
        if kind == "boolean":
            return ["yes_no"]
        written, word = identity_text(text), folded(text)
        compact = written.replace("-", "")
        if kind == "number" and len(compact) > 14:
            return ["identity"]
        if _IDENTITY.fullmatch(compact):
            return ["identity"] if "*" in compact or identity.birth_date(compact) else ["long_code"]
        if _PHONE.fullmatch(written):
            return ["phone"]
        if _DATE.fullmatch(text.strip()):
            return ["date"]
        if _NUMBER.fullmatch(word):
            return ["number"]
        if _LONG_CODE.fullmatch(written):
            return ["long_code"]
        return [
            *(["yes_no"] if word in self._answers else []),
            *(listed.name for listed in self._lists if word in listed.spellings),
        ]


def without_contradictions(rows: list[Row], columns: Columns, content: Content) -> tuple[Columns, tuple[str, ...]]:
    """The columns without those whose content contradicts their header, and the fields that these claim.

    A field that each record needs keeps its column, so that every row says what is wrong in it.
    """
    found = content.contradicted(rows, columns)
    dropped = [name for name in found if not columns.entity.by_name[name].needs_column]
    sources = {name: source for name, source in columns.sources.items() if name not in dropped}
    unused = tuple(columns.sources[name]._replace(matched_by=None) for name in dropped)
    return replace(columns, sources=sources, unknown=(*columns.unknown, *unused)), found
