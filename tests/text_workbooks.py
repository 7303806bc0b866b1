"""Workbooks in the formats that are text inside: .ods, HTML, XML 2003 and delimited; each writer gives back its path.

A cell's value is None (no cell), a bool, a number, a date or datetime, a text, or Special for one with more than that.
Numbers are written with the digits of str(). Rows and columns count from 1.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from html import escape
from pathlib import Path

from ods_files import CONTENT, MANIFEST, ODS, ods_cell, pack_ods, write_ods
from workbook_values import Merges, Rows, Special, Value, is_covered, is_number, span, special

__all__ = [
    "CONTENT",
    "MANIFEST",
    "ODS",
    "SPREADSHEET",
    "Special",
    "ods_cell",
    "pack_ods",
    "write_delimited",
    "write_html",
    "write_ods",
    "write_xml2003",
]

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def write_delimited(
    path: Path, rows: Rows, delimiter: str = ",", encoding: str = "utf-8", ending: str = "\r\n"
) -> Path:
    """A delimited text; a field is quoted where it holds the delimiter, a quotation mark or a line break."""

    def field(value: Value) -> str:
        text = "" if value is None else str(value).upper() if isinstance(value, bool) else str(value)
        is_plain = not any(mark in text for mark in (delimiter, '"', "\n", "\r"))
        return text if is_plain else '"' + text.replace('"', '""') + '"'

    path.write_bytes("".join(delimiter.join(map(field, row)) + ending for row in rows).encode(encoding))
    return path


def write_html(
    path: Path, *tables: Rows, encoding: str = "utf-8", merges: Merges = (), hidden_rows: Collection[int] = ()
) -> Path:
    """HTML as systems hand it out under the name .xls; numbers say x:num, texts are formatted as text.

    `merges` and `hidden_rows` are those of the first table.
    """
    body = "".join(
        _html_table(rows, () if index else merges, () if index else hidden_rows) for index, rows in enumerate(tables)
    )
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
    space = 'xmlns:x="urn:schemas-microsoft-com:office:excel"'
    document = (
        f"<html {space}>\n<head>{head}<style>td {{white-space:nowrap}}</style></head>\n<body>{body}</body></html>\n"
    )
    path.write_bytes(document.encode(encoding))
    return path


def _html_table(rows: Rows, merges: Merges, hidden_rows: Collection[int]) -> str:
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            _html_cell(special(value), *span(number, column, merges))
            for column, value in enumerate(row, start=1)
            if not is_covered(number, column, merges)
        )
        hidden = ' style="display:none"' if number in hidden_rows else ""
        lines.append(f"<tr{hidden}>{cells}</tr>\n")
    return f"<table border=1>\n{''.join(lines)}</table>\n"


def _html_cell(cell: Special, height: int, width: int) -> str:
    attributes = (f' rowspan="{height}"' if height > 1 else "") + (f" colspan={width}" if width > 1 else "")
    attributes += f' bgcolor="{cell.fill}"' if cell.fill else ""
    attributes += f' x:fmla="={escape(cell.formula)}"' if cell.formula is not None else ""
    if cell.error is not None:
        attributes, text = attributes + " x:err", cell.error
    elif is_number(cell.value):
        attributes, text = attributes + " x:num", str(cell.value)
    else:
        text = (
            "" if cell.value is None else str(cell.value).upper() if isinstance(cell.value, bool) else str(cell.value)
        )
        attributes += " style='mso-number-format:\"\\@\"'" if text else ""
    text = escape(text, quote=False).replace("\n", "<br>")
    return f"<td{attributes}>{f'<s>{text}</s>' if cell.is_struck else text}</td>"


def write_xml2003(
    path: Path,
    sheets: Mapping[str, Rows],
    merges: Mapping[str, Merges] | None = None,
    hidden_sheets: Collection[str] = (),
    hidden_rows: Mapping[str, Collection[int]] | None = None,
    hidden_columns: Mapping[str, Collection[int]] | None = None,
    encoding: str = "utf-8",
) -> Path:
    """A workbook in SpreadsheetML 2003."""
    styles: dict[tuple, str] = {}
    written = []
    for name, rows in sheets.items():
        covered, folded = (merges or {}).get(name, ()), (hidden_rows or {}).get(name, ())
        lines = [
            f'<Column ss:Index="{column}" ss:Hidden="1"/>' for column in sorted((hidden_columns or {}).get(name, ()))
        ]
        for number, row in enumerate(rows, start=1):
            cells = (
                _xml2003_cell(special(value), column, span(number, column, covered), styles)
                for column, value in enumerate(row, start=1)
                if not is_covered(number, column, covered)
            )
            hidden = ' ss:Hidden="1"' if number in folded else ""
            lines.append(f'<Row ss:Index="{number}"{hidden}>{"".join(cells)}</Row>\n')
        options = "<Visible>SheetHidden</Visible>" if name in hidden_sheets else ""
        written.append(
            f'<Worksheet ss:Name="{escape(name)}"><Table>{"".join(lines)}</Table>'
            f'<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">{options}</WorksheetOptions></Worksheet>'
        )
    looks = "".join(_xml2003_style(name, *look) for look, name in styles.items())
    path.write_bytes(
        f'<?xml version="1.0" encoding="{encoding}"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{SPREADSHEET}" xmlns:ss="{SPREADSHEET}"><Styles>{looks}</Styles>{"".join(written)}'
        "</Workbook>".encode(encoding)
    )
    return path


def _xml2003_style(name: str, is_date: bool, is_struck: bool, fill: str | None) -> str:
    parts = '<NumberFormat ss:Format="yyyy\\-mm\\-dd"/>' if is_date else ""
    parts += '<Font ss:StrikeThrough="1"/>' if is_struck else ""
    parts += f'<Interior ss:Color="{fill}" ss:Pattern="Solid"/>' if fill else ""
    return f'<Style ss:ID="{name}">{parts}</Style>'


def _xml2003_cell(cell: Special, column: int, covers: tuple[int, int], styles: dict[tuple, str]) -> str:
    if cell == Special():
        return ""
    look = (isinstance(cell.value, date), cell.is_struck, cell.fill)
    attributes = f' ss:Index="{column}"'
    attributes += f' ss:StyleID="{styles.setdefault(look, f"s{len(styles) + 21}")}"' if any(look) else ""
    attributes += f' ss:MergeDown="{covers[0] - 1}"' if covers[0] > 1 else ""
    attributes += f' ss:MergeAcross="{covers[1] - 1}"' if covers[1] > 1 else ""
    attributes += f' ss:Formula="={escape(cell.formula)}"' if cell.formula is not None else ""
    kind, text = "String", escape(str(cell.value), quote=False).replace("\n", "&#10;")
    if cell.error is not None:
        kind, text = "Error", cell.error
    elif isinstance(cell.value, bool):
        kind, text = "Boolean", str(int(cell.value))
    elif is_number(cell.value):
        kind = "Number"
    elif isinstance(cell.value, date):
        moment = cell.value if isinstance(cell.value, datetime) else datetime(*cell.value.timetuple()[:3])
        kind, text = "DateTime", moment.isoformat(timespec="milliseconds")
    has_value = cell.value is not None or cell.error is not None
    data = f'<Data ss:Type="{kind}">{text}</Data>' if has_value else ""
    comment = f"<Comment><Data>{escape(cell.comment)}</Data></Comment>" if cell.comment else ""
    return f"<Cell{attributes}>{data}{comment}</Cell>"
