"""How many cells of each row hold something in a binary workbook, counted by calamine; by xlrd where calamine cannot open an .xls.

Calamine gives errors and formulas without a stored value as blanks, and the count by xlrd leaves them out alike.
"""

from collections.abc import Iterator
from io import BufferedReader, StringIO

from python_calamine import CalamineWorkbook, SheetTypeEnum

from pipeline.sheets.refusal import FILE_UNREADABLE, Refused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(file: BufferedReader, _: int) -> Iterator[list]:
    """[format, true: errors are not counted], then for each sheet its [row, count] pairs; none for a chart or macro sheet."""
    is_xls = file.peek(8).startswith(_OLE)
    try:
        sheets = _by_calamine(file)
    except MemoryError:
        raise
    except BaseException as error:  # what a panic in Rust becomes is no Exception
        if not is_xls:
            raise Refused(FILE_UNREADABLE, f"count, {type(error).__name__}") from None
        sheets = _by_xlrd(file)
    yield ["xls" if is_xls else "xlsb", True]
    yield from sheets


def _by_calamine(file: BufferedReader) -> list[list[list[int]]]:
    with CalamineWorkbook.from_filelike(file) as workbook:
        names = workbook.sheet_names
        if len(set(names)) < len(names):  # a sheet is found by its name, which an old code page may leave unreadable
            raise ValueError("sheets of one name")
        return [
            _counted(enumerate(workbook.get_sheet_by_index(index).iter_rows(), 1))
            if sheet.typ == SheetTypeEnum.WorkSheet
            else []
            for index, sheet in enumerate(workbook.sheets_metadata)
        ]


def _counted(rows: Iterator[tuple[int, list]]) -> list[list[int]]:
    counts = ([number, sum(value != "" and not _is_space(value) for value in row)] for number, row in rows)
    return [[number, count] for number, count in counts if count]


def _is_space(value: object) -> bool:
    return isinstance(value, str) and value.isspace()


def _by_xlrd(file: BufferedReader) -> list[list[list[int]]]:
    import xlrd

    file.seek(0)
    try:
        workbook = xlrd.open_workbook(file_contents=file.read(), logfile=StringIO(), ragged_rows=True)
    except MemoryError:
        raise
    except Exception as error:
        raise Refused(FILE_UNREADABLE, f"count, {type(error).__name__}") from None
    unseen = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR)
    counts = [
        _counted(
            (number + 1, [cell.value for cell in sheet.row(number) if cell.ctype not in unseen])
            for number in range(sheet.nrows)
        )
        for sheet in workbook.sheets()
    ]
    return [
        counts[place] if place >= 0 else [] for place in workbook._all_sheets_map
    ]  # charts and macros are left out there
