"""Lines above a header: titles, what a form prints, instructions; and records of a table whose header nobody could tell."""

import re
from collections.abc import KeysView

from pipeline.sheets.looks import ENUMERATED, Looks

PAGE = re.compile(r"第[0-9]+页[,/]?(?:共[0-9]+页)?|[0-9]+/[0-9]+页?|-[0-9]+-")
_HOW = re.compile(
    r"(?:请?(?:填|选|按|写)|如[:0-9“\"]|例如|格式[:为]|精确到|限填).{2,}|.{2,}(?:填写|选择|必填|为准|隔开|大写)|无.{0,6}[请]?填.+"
)
_CONTINUED = re.compile(r"续表[0-9一二三四五六七八九十]*|\(续[0-9一二三四五六七八九十]*\)|\(接上页\)|接上页")


def rows_above(looks: Looks, header: int, begun: int, columns: KeysView[int], is_first: bool) -> dict[int, str | None]:
    """The rows above a header that belong to it: all above a sheet's first, else the lines that introduce it.

    Each with its kind: title or note; None for records, of a table whose header nobody could tell.
    """
    found: dict[int, str | None] = {}
    number = looks.before(header)
    while number > begun and (is_first or _introduces(looks, number, columns, header)):
        is_note = _instructs(looks, number)
        if not is_first and (is_note or all(map(PAGE.fullmatch, looks.folded_row(number)))):
            break
        found[number] = "note" if is_note else "title"
        number = looks.before(number)
    _carry_on(looks, found)
    records = [number for number in found if _is_record(looks, number)]
    if len(records) > 1:
        found.update(dict.fromkeys(records))
    return found


def same_title(looks: Looks, numbers: list[int], others: list[int]) -> bool:
    """True where titles say nothing that the others do not: one of them again, or only that the table goes on."""
    said = {text for number in others for text in _titles(looks, number)}
    again = [text for number in numbers for text in _titles(looks, number)]
    return not any(again) or not said.isdisjoint(filter(None, again))


def goes_on_in_chapters(looks: Looks, above: list[int], header: int) -> bool:
    """True where the line over a header printed again is a chapter, as another one below the last header was."""
    if len(above) != 1 or not _is_chapter(looks, above[0]):
        return False
    lower = looks.after(header)
    while 0 < lower < above[0]:
        if _is_chapter(looks, lower):
            return True
        lower = looks.after(lower)
    return False


def _is_chapter(looks: Looks, number: int) -> bool:
    return looks.stands_alone(number) and ENUMERATED.match(looks.folded_row(number)[0]) is not None


def says_how(looks: Looks, number: int) -> bool:
    """True for a line of phrases that say how to fill in the columns above: `填写真实姓名｜男/女｜如2022年8月`."""
    cells = looks.grid.rows[number].values()
    texts = [looks.fold(cell) for cell in cells]
    said = sum(_HOW.match(text) is not None for text in texts)
    chosen = sum("/" in text and text.replace("/", "").isalpha() for text in texts)
    return said >= 2 and 2 * (said + chosen) >= len(texts) and not any(map(looks.is_value, cells))


def kind_without_table(looks: Looks, number: int) -> str:
    """What a row is on a sheet without a table: its first line may be a title, all else is a note."""
    is_title = number == looks.numbers[0] and looks.stands_alone(number) and not _instructs(looks, number)
    return "title" if is_title else "note"


def _titles(looks: Looks, number: int) -> list[str]:
    return [_CONTINUED.sub("", text) for text in looks.folded_row(number)]


def _instructs(looks: Looks, number: int) -> bool:
    cells = list(looks.grid.rows[number].values())
    if looks.begins(cells[0], looks.words.notes):
        return True
    return len(cells) >= 2 and all(looks.fold(cell) in looks.words.hints for cell in cells)


def _carry_on(looks: Looks, found: dict[int, str | None]) -> None:
    """Numbered lines below an instruction are instructions too; so are numbered sentences."""
    is_going_on = False
    for number in sorted(found):
        if found[number] == "note":
            is_going_on = True
            continue
        (cell, *others) = looks.grid.rows[number].values()
        text = looks.fold(cell)
        is_item = not others and ENUMERATED.match(text) is not None
        if is_item and (is_going_on or (text[0] in "(123456789" and text[-1:] in "。;；")):
            found[number] = "note"
        else:
            is_going_on = False


def _is_record(looks: Looks, number: int) -> bool:
    """True for several cells without a label, one of which only a record has."""
    cells = looks.grid.rows[number].values()
    if len(cells) < 3 or any(looks.is_frame(cell) for cell in cells):
        return False
    return any(looks.is_identity(cell) for cell in cells)


def _introduces(looks: Looks, number: int, columns: KeysView[int], header: int) -> bool:
    """True for a line above a later table that is not a record of the table before it."""
    cells = list(looks.grid.rows[number].values())
    if len(cells) > 4 or any(cell.kind != "text" or looks.is_identity(cell) for cell in cells):
        return False
    if all(looks.is_labelled(cell) for cell in cells):
        return not looks.begins(cells[0], looks.words.signatures)
    if len(cells) > 1 or looks.begins(cells[0], looks.words.totals):
        return False
    text = looks.fold(cells[0])
    width = max((right - left + 1 for left, right in looks.wide[number].items()), default=1)
    has_gap = looks.before(number) < number - 1
    return (
        has_gap
        or (width > 1 and 2 * width >= len(columns))
        or len(text) >= 8
        or ENUMERATED.match(text) is not None
        or _CONTINUED.fullmatch(text) is not None
    )
