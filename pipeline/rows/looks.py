"""What a row says beside its values: a remark or comment that it has ended, a line through it, a colour, a percent format.

None of it is read as a value. What may take a row out of the count, or change a number by a hundred, refuses the row until the
county says it in the columns that are there for it; the rest warns.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from pipeline.contract import Contracts
from pipeline.rows.columns import Columns
from pipeline.rows.parts import Problem, by_column
from pipeline.sheets.grid import Cell, Grid, Style
from pipeline.sheets.tables import Row
from pipeline.text import FEEDBACK_MARK, folded

LONGEST_STATUS = 15  # in a longer text of an unknown column a word for who left may say something else
WHITE = {"FFFFFFFF", "00FFFFFF", "theme:0", "indexed:9", "indexed:64", "indexed:65"}

_BRACKETED = re.compile(r"\(([^()]*)\)")
_BEFORE_STATUS = re.compile(r"[0-9年月日./\-于已经现]*")
Found = tuple[int, int, str]
"""Row of the table, column of the sheet, code."""


def look(
    grid: Grid, rows: list[Row], columns: Columns, styles: tuple[Style, ...], contracts: Contracts
) -> tuple[Problem, ...]:
    """The findings on the data rows of a table whose entity is known; `styles` are the workbook's."""
    looks = _Looks(grid, rows, columns, styles, contracts)
    found = [*looks.ended(), *looks.struck(), *looks.commented(), *looks.coloured(), *looks.shown_as_percent()]
    return tuple(
        Problem(row, looks.fields.get(column), code, contracts.findings[code].severity, column)
        for row, column, code in dict.fromkeys(found)
    )


class _Looks:
    def __init__(self, grid: Grid, rows: list[Row], columns: Columns, styles: tuple[Style, ...], contracts: Contracts):
        self._grid = grid
        self._rows = rows
        self._columns = columns
        self._entity = columns.entity
        self._gone = tuple(columns.entity.gone_words)
        self._stays = tuple(contracts.words("stays"))
        self._telling = re.compile("|".join(map(re.escape, (*self._gone, *self._stays))))
        self._styles = styles
        self._contracts = contracts
        self.fields = {source.column: name for name, source in columns.sources.items() if source.column}

    def ended(self) -> Iterator[Found]:
        """Rows of which a remark, a comment, a bracket behind the name or an unknown column says that they have ended."""
        said = ((index, column) for index, column, text in self._comments if self._says_so(text))
        for index, column in (*self._remarks(), *self._brackets(), *said) if self._gone else ():
            if not self._has_end(index):
                yield index, column, "remark_says_left"

    def struck(self) -> Iterator[Found]:
        """Rows of which a cell that is read has a line through it: the first such cell."""
        struck = {number for number, style in enumerate(self._styles) if style.is_struck}
        for index, row in enumerate(self._rows) if struck else ():
            columns = [column for column, cell in row.cells.items() if cell.style in struck and column in self.fields]
            if columns and not self._has_end(index):
                yield index, columns[0], "row_struck_through"

    def commented(self) -> Iterator[Found]:
        for index, column, _ in self._comments:
            yield index, column, "cell_commented"

    def coloured(self) -> Iterator[Found]:
        """Rows most of whose cells have a fill that fewer than half of the rows have; stripes are decoration."""
        fills = {number: style.fill for number, style in enumerate(self._styles) if style.fill not in (None, *WHITE)}
        colours = [self._colour(row, fills) for row in self._rows] if fills else []
        for colour, count in Counter(colours).items():
            places = [index for index, each in enumerate(colours) if each == colour]
            steps = {later - earlier for earlier, later in pairwise(places)}
            is_striped = count > 2 and len(steps) == 1 and steps != {1}
            if colour and count * 2 < len(colours) and not is_striped:
                yield from ((index, min(self._rows[index].cells), "row_coloured") for index in places)

    def shown_as_percent(self) -> Iterator[Found]:
        shown = {number for number, style in enumerate(self._styles) if "%" in style.number_format}
        numbers = [
            column for column, name in self.fields.items() if self._entity.by_name[name].type in ("integer", "number")
        ]
        for index, row in enumerate(self._rows) if shown else ():
            for column in numbers:
                cell = row.cell(column)
                if cell and cell.kind == "number" and cell.style in shown:
                    yield index, column, "number_shown_as_percent"

    def _remarks(self) -> Iterator[tuple[int, int]]:
        """Row and column of what an unknown column says of an end; each distinct cell is read once."""
        remarks = tuple(self._contracts.words("ignored"))
        headers = {source.column: folded(source.header or "") for source in self._columns.unknown}
        for column, cells in by_column(self._rows, list(headers)):
            is_remark = headers[column].startswith(remarks)
            said = {cell for cell in set(cells) if cell and cell.kind == "text" and self._is_end(cell.text, is_remark)}
            if said:
                yield from ((index, column) for index, cell in enumerate(cells) if cell in said)

    def _is_end(self, text: str, is_remark: bool) -> bool:
        """Whether a text holds a word for an end; in a column that is none of remarks, a short one must begin with it."""
        if is_remark:
            return self._says_so(folded(text))
        return len(text) <= LONGEST_STATUS and self._says_so(
            _BEFORE_STATUS.sub("", folded(text), count=1), at_first=True
        )

    def _brackets(self) -> Iterator[tuple[int, int]]:
        """Row and column of names behind which a bracket says that they have left."""
        for column in (column for column, name in self.fields.items() if name == "name"):
            for index, row in enumerate(self._rows):
                cell = row.cells.get(column)
                has_bracket = cell and ("(" in cell.text or "（" in cell.text)
                if has_bracket and any(map(self._says_so, _BRACKETED.findall(folded(cell.text)))):
                    yield index, column

    @cached_property
    def _comments(self) -> list[tuple[int, int, str]]:
        """Row, column and folded text of the comments beside data rows."""
        by_row: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for (number, column), text in self._grid.comments.items():
            if written := text.partition(FEEDBACK_MARK)[0].strip():  # what follows we wrote ourselves
                by_row[number].append((column, written))
        own = self.fields.keys() | {source.column for source in self._columns.unknown}
        return [
            (index, column, folded(text))
            for index, row in enumerate(self._rows if by_row else ())
            for column, text in by_row.get(row.number, ())
            if column in own
        ]

    def _says_so(self, text: str, *, at_first: bool = False) -> bool:
        """Whether a folded text holds a word for an end, or begins with one."""
        if not self._telling.search(text):
            return False
        for word in self._stays:
            text = text.replace(word, "")
        return text.startswith(self._gone) if at_first else any(word in text for word in self._gone)

    def _has_end(self, index: int) -> bool:
        """Whether the row gives the day from which it no longer counts; one that cannot be read has a finding of its own."""
        missing = self._contracts.words("missing")
        ends = [column for column, name in self.fields.items() if self._entity.by_name[name].is_end]
        cells: list[Cell | None] = [self._rows[index].cell(column) for column in ends]
        return any(cell and folded(cell.text) not in missing for cell in cells)

    def _colour(self, row: Row, fills: dict[int, str | None]) -> str | None:
        cells = [cell for column, cell in row.cells.items() if column in self.fields]
        ((colour, count),) = Counter(fills.get(cell.style) for cell in cells).most_common(1) or [(None, 0)]
        return colour if count * 2 > len(cells) else None
