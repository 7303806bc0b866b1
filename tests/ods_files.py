"""OpenDocument workbooks for tests, as LibreOffice spells them."""

from collections.abc import Collection, Mapping
from datetime import date
from html import escape
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from workbook_values import Merges, Rows, Special, is_covered, is_number, span, special

ODS = "application/vnd.oasis.opendocument.spreadsheet"
_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = " ".join(
    f'xmlns:{prefix}="{_OPEN_DOCUMENT}{name}:1.0"'
    for prefix, name in {"office": "office", "table": "table", "text": "text", "style": "style"}.items()
)
CONTENT = (
    f'<office:document-content {_SPACES} xmlns:fo="{_OPEN_DOCUMENT}xsl-fo-compatible:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.2">'
    "<office:automatic-styles>{styles}</office:automatic-styles>"
    "<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
)
MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{_OPEN_DOCUMENT}manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{inside}</manifest:file-entry>'
    "</manifest:manifest>"
)


def write_ods(
    path: Path,
    sheets: Mapping[str, Rows],
    merges: Mapping[str, Merges] | None = None,
    hidden_sheets: Collection[str] = (),
    hidden_rows: Mapping[str, Collection[int]] | None = None,
    hidden_columns: Mapping[str, Collection[int]] | None = None,
) -> Path:
    """A workbook in OpenDocument, as LibreOffice spells it."""
    styles: dict[tuple, str] = {}
    tables = []
    for name, rows in sheets.items():
        covered, folded = (merges or {}).get(name, ()), (hidden_rows or {}).get(name, ())
        width = max(map(len, rows), default=1)
        columns = "".join(
            f"<table:table-column{_collapsed(column in (hidden_columns or {}).get(name, ()))}/>"
            for column in range(1, width + 1)
        )
        lines = []
        for number, row in enumerate(rows, start=1):
            cells = (
                "<table:covered-table-cell/>"
                if is_covered(number, column, covered)
                else ods_cell(special(value), span(number, column, covered), styles)
                for column, value in enumerate(row, start=1)
            )
            lines.append(f"<table:table-row{_collapsed(number in folded)}>{''.join(cells)}</table:table-row>\n")
        shown = "hidden" if name in hidden_sheets else "shown"
        tables.append(
            f'<table:table table:name="{escape(name)}" table:style-name="{shown}">{columns}{"".join(lines)}</table:table>'
        )
    looks = "".join(
        f'<style:style style:name="{name}" style:family="table">'
        f'<style:table-properties table:display="{str(name == "shown").lower()}"/></style:style>'
        for name in ("shown", "hidden")
    ) + "".join(_ods_style(name, *look) for look, name in styles.items())
    return pack_ods(path, CONTENT.format(styles=looks, tables="".join(tables)))


def pack_ods(path: Path | IO[bytes], content: str | bytes, manifest: str = "") -> Path | IO[bytes]:
    """An .ods file around its content.xml; `manifest` stands inside the entry of content.xml."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr(ZipInfo("mimetype"), ODS, ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST.format(inside=manifest))
    return path


def _collapsed(is_hidden: bool) -> str:
    return ' table:visibility="collapse"' if is_hidden else ""


def _ods_style(name: str, is_struck: bool, fill: str | None) -> str:
    parts = '<style:text-properties style:text-line-through-style="solid"/>' if is_struck else ""
    parts += f'<style:table-cell-properties fo:background-color="{fill}"/>' if fill else ""
    return f'<style:style style:name="{name}" style:family="table-cell">{parts}</style:style>'


def ods_cell(cell: Special, covers: tuple[int, int] = (1, 1), styles: dict[tuple, str] | None = None) -> str:
    """The XML of a cell; `styles` gathers the looks that it needs."""
    look = (cell.is_struck, cell.fill)
    attributes = ""
    if any(look) and styles is not None:
        attributes += f' table:style-name="{styles.setdefault(look, f"ce{len(styles) + 1}")}"'
    attributes += f' table:number-rows-spanned="{covers[0]}" table:number-columns-spanned="{covers[1]}"' * (
        covers != (1, 1)
    )
    attributes += f' table:formula="of:={escape(cell.formula)}"' if cell.formula is not None else ""
    text = "" if cell.value is None else str(cell.value)
    if cell.error is not None:
        attributes += ' office:value-type="string" office:string-value="" calcext:value-type="error"'
        text = cell.error
    elif isinstance(cell.value, bool):
        attributes += f' office:value-type="boolean" office:boolean-value="{text.lower()}"'
        text = text.upper()
    elif is_number(cell.value):
        attributes += f' office:value-type="float" office:value="{text}"'
    elif isinstance(cell.value, date):
        attributes += f' office:value-type="date" office:date-value="{cell.value.isoformat()}"'
    elif cell.value is not None:
        attributes += ' office:value-type="string"'
    note = (
        f"<office:annotation><dc:date>2022-08-01</dc:date><text:p>{escape(cell.comment)}</text:p></office:annotation>"
        if cell.comment
        else ""
    )
    paragraphs = "".join(f"<text:p>{escape(line, quote=False)}</text:p>" for line in text.split("\n")) if text else ""
    return f"<table:table-cell{attributes}>{note}{paragraphs}</table:table-cell>"
