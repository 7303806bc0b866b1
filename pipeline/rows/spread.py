"""One field spread over a column for each answer, such as 初级 | 中级 | 高级 with a tick: the rows with the answers in one column.

Read only where it is certain: at least two columns are called like words of one field's code list, and their cells say yes,
no or nothing. Columns called so that hold anything else are a doubt.
"""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.contract import Contracts
from pipeline.contract.entity import Field
from pipeline.rows.columns import Columns, Source
from pipeline.rows.layouts import Doubt
from pipeline.sheets.grid import Cell
from pipeline.sheets.headers import Header
from pipeline.sheets.tables import Row, Table
from pipeline.sheets.words import plain_header
from pipeline.text import folded

FEWEST = 2
_ENDINGS = ("证书", "证")
YES = "yes"


def gathered(
    table: Table, rows: list[Row], columns: Columns, contracts: Contracts
) -> tuple[list[Row], Columns, list[Doubt]]:
    """The rows and columns with each spread field in its first column, and the fields of which that is not certain."""
    doubts = []
    open_columns = {source.column: source for source in columns.unknown if source.field is None and source.column}
    for field, members in _spread(table, columns, open_columns.keys(), contracts):
        first = open_columns[min(members)]
        is_certain = all(
            table.columns[each].parts[-1] == word and _says_only_yes_or_no(rows, each, contracts)
            for each, word in members.items()
        )
        if not is_certain:
            doubts.append(Doubt("column_per_answer", field.name, first.address))
            continue
        spellings = contracts.codes[field.code_list].spellings
        words = {column: _plain(word, spellings) for column, word in sorted(members.items())}
        rows = [_ticked(row, words, contracts) for row in rows]
        source = Source("column", field.name, first.column, first.address, first.header, "answers")
        columns = replace(
            columns,
            sources=columns.sources | {field.name: source},
            unknown=tuple(each for each in columns.unknown if each.column not in members),
            missing=tuple(name for name in columns.missing if name != field.name),
        )
    return rows, columns, doubts


def _spread(
    table: Table, columns: Columns, unknown: set[int], contracts: Contracts
) -> Iterator[tuple[Field, dict[int, str]]]:
    """Each field without a column that several unknown columns name the answers of; a column stands for one field only."""
    known = {*columns.sources, *columns.ambiguous, *(source.field for source in columns.unknown)}
    found = []
    for field in columns.entity.fields if len(unknown) >= FEWEST else ():
        if field.code_list and field.code_list != "areas" and field.name not in known:
            spellings = contracts.codes[field.code_list].spellings
            members = {each: word for each in unknown if (word := _answer(table.columns[each], spellings))}
            if len({spellings[_plain(word, spellings)] for word in members.values()}) >= FEWEST:
                found.append((field, members))
    taken: set[int] = set()
    for field, members in sorted(found, key=lambda each: -len(each[1])):
        if taken.isdisjoint(members):
            taken |= members.keys()
            yield field, members


def _answer(header: Header, spellings: dict[str, str]) -> str | None:
    """The lowest word of a header that is an answer, as written."""
    return next((part for part in reversed(header.parts) if _plain(part, spellings) in spellings), None)


def _plain(part: str, spellings: dict[str, str]) -> str:
    word = plain_header(folded(part))
    return next((short for end in ("", *_ENDINGS) if (short := word.removesuffix(end)) in spellings), word)


def _says_only_yes_or_no(rows: list[Row], column: int, contracts: Contracts) -> bool:
    known = contracts.codes["yes_no"].spellings.keys() | contracts.words("missing")
    cells = (row.cell(column) for row in rows)
    return all(cell.kind == "boolean" or folded(cell.text) in known for cell in cells if cell)


def _ticked(row: Row, words: dict[int, str], contracts: Contracts) -> Row:
    """The row with the words of its ticked columns in the first of them."""
    yes = contracts.codes["yes_no"].spellings
    said = [word for column, word in words.items() if (cell := row.cell(column)) and yes.get(folded(cell.text)) == YES]
    cells = {column: cell for column, cell in row.cells.items() if column not in words}
    if said:
        cells[min(words)] = Cell("text", "、".join(said))
    filled = {column: top for column, top in row.filled.items() if column not in words}
    return replace(row, cells=dict(sorted(cells.items())), filled=filled)
