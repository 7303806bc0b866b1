"""The .xlsx package: which part is which sheet.

What is not an .xlsx workbook is refused with the code that says what it is.
"""

from collections.abc import Iterator
from io import BufferedReader

from pipeline.sheets.formats.markup import NAMESPACES, Element, tree
from pipeline.sheets.formats.parts import Parts
from pipeline.sheets.refusal import FILE_UNREADABLE, FORMAT_UNSUPPORTED, Refused


class Package(Parts):
    """An opened .xlsx file. `sheets` are (name, state, part) in the order of the tabs; a chart sheet has no part."""

    def __init__(self, file: BufferedReader, inflated_mebibytes: int):
        super().__init__(file, inflated_mebibytes)
        main = self.target("", "officeDocument") or ""
        workbook = tree(self.part(main)) if main.endswith(".xml") else None
        if workbook is None or workbook.name != "workbook" or workbook.namespace not in NAMESPACES:
            raise Refused(FORMAT_UNSUPPORTED, "zip without an .xlsx workbook")
        related = self.related(main)
        parts = {kind: part for _, kind, part in related}
        self.is_1904 = workbook.child("workbookPr").flag("date1904")
        self.styles = parts.get("styles")
        self.strings = parts.get("sharedStrings")
        targets = {identifier: (kind, part) for identifier, kind, part in related}
        self.sheets = list(self._sheets(targets, workbook))

    @staticmethod
    def _sheets(targets: dict[str, tuple[str, str]], workbook: Element) -> Iterator[tuple[str, str, str | None]]:
        for sheet in workbook.child("sheets").children:
            attributes = sheet.attributes
            kind, target = targets.get(attributes.get("id", ""), ("", ""))
            if not target or sheet.name != "sheet":
                raise Refused(FILE_UNREADABLE, "a sheet without its part")
            yield (
                attributes.get("name", ""),
                attributes.get("state", "visible"),
                target if kind == "worksheet" else None,
            )
