"""The forms in which offices save: the ending that the name bears, the format that the file truly is, what writes it."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from county_files.book import Book
from county_files.render import (
    as_biff5,
    as_html,
    as_ods,
    as_text,
    as_xlsb,
    as_xml2003,
    by_openpyxl,
    by_openpyxl_with_macros,
    by_xlsxwriter,
    by_xlwt,
)


class Form(NamedTuple):
    """A way to write a book: the ending that its name bears, the format that it truly is."""

    ending: str
    truly: str
    write: Callable[[Book, Path], None]
    holds_sheets: bool = True
    is_typed: bool = True


FORMS = {
    "openpyxl": Form(".xlsx", "xlsx", by_openpyxl),
    "xlsxwriter": Form(".xlsx", "xlsx", by_xlsxwriter),
    "macros": Form(".xlsm", "xlsm", by_openpyxl_with_macros),
    "biff8": Form(".xls", "xls", by_xlwt),
    "et": Form(".et", "xls", by_xlwt),
    "et as zip": Form(".et", "xlsx", by_openpyxl),
    "xlsx named xls": Form(".xls", "xlsx", by_xlsxwriter),
    "xls named xlsx": Form(".xlsx", "xls", by_xlwt),
    "xlsb": Form(".xlsb", "xlsb", as_xlsb),
    "biff5": Form(".xls", "xls", as_biff5),
    "ods": Form(".ods", "ods", as_ods),
    "xml2003 named xls": Form(".xls", "xml", as_xml2003),
    "xml2003": Form(".xml", "xml", as_xml2003),
    "html named xls": Form(".xls", "html", as_html("utf-8"), holds_sheets=False),
    "html in gbk": Form(".xls", "html", as_html("gb18030"), holds_sheets=False),
    "csv": Form(".csv", "csv", as_text(",", "utf-8"), False, False),
    "csv with mark": Form(".csv", "csv", as_text(",", "utf-8-sig"), False, False),
    "csv in gb18030": Form(".csv", "csv", as_text(",", "gb18030"), False, False),
    "csv in utf-16": Form(".csv", "csv", as_text(",", "utf-16"), False, False),
    "tsv named xls": Form(".xls", "csv", as_text("\t", "gb18030"), False, False),
    "tsv in utf-16": Form(".txt", "csv", as_text("\t", "utf-16"), False, False),
    "semicolons": Form(".csv", "csv", as_text("；", "utf-8"), False, False),
}
