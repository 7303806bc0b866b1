"""Workbooks for tests of the room sheets, written part by part, so that a test can spell the XML as it likes."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from pipeline.sheets import sandbox
from pipeline.sheets.conservation import differences
from pipeline.sheets.grid import Workbook, a1
from pipeline.sheets.refusal import Refused

LIMITS = sandbox.Limits(memory_mebibytes=512, seconds=20)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATED = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def sheet_xml(data: str, before: str = "", after: str = "") -> str:
    """A worksheet around the rows `data`."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def strings_xml(*items: str) -> str:
    """Shared strings; each item is the XML inside <si>."""
    return (
        f'<sst xmlns="{MAIN}" count="4000000000" uniqueCount="4000000000">'
        + "".join(f"<si>{item}</si>" for item in items)
        + "</sst>"
    )


def write_xlsx(
    path: Path,
    *sheets: str,
    strings: str | None = None,
    styles: str | None = None,
    properties: str = "",
    states: tuple[str, ...] = (),
    main: str = MAIN,
    related: str = RELATED,
    extra: dict[str, str | bytes] | None = None,
) -> Path:
    """A package of these sheets, named S1, S2 …, whose tab order is not the order of their parts."""
    count = len(sheets)
    listed, links = [], []
    for index in range(count):
        state = f' state="{states[index]}"' if index < len(states) else ""
        listed.append(f'<sheet name="S{index + 1}" sheetId="{count - index}"{state} r:id="rId{index + 1}"/>')
        links.append(
            f'<Relationship Id="rId{index + 1}" Type="{related}/worksheet" Target="worksheets/sheet{count - index}.xml"/>'
        )
    if strings is not None:
        links.append(f'<Relationship Id="rId98" Type="{related}/sharedStrings" Target="/xl/sharedStrings.xml"/>')
    if styles is not None:
        links.append(f'<Relationship Id="rId99" Type="{related}/styles" Target="styles.xml"/>')
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": _links([f'<Relationship Id="rId1" Type="{related}/officeDocument" Target="xl/workbook.xml"/>']),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{related}">{properties}<sheets>{"".join(listed)}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _links(links),
    }
    parts |= {f"xl/worksheets/sheet{count - index}.xml": sheet for index, sheet in enumerate(sheets)}
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
    if styles is not None:
        parts["xl/styles.xml"] = styles
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in (parts | (extra or {})).items():
            archive.writestr(name, content)
    return path


def _links(relationships: list[str]) -> str:
    return f'<Relationships xmlns="{PACKAGE}">{"".join(relationships)}</Relationships>'


def read(path: Path) -> Workbook:
    """The workbook, on which reader and counter must agree."""
    workbook = sandbox.read(path, LIMITS)
    assert differences(workbook.counts(), workbook.counted.sheets) == []
    return workbook


def cells(path: Path) -> dict[str, tuple]:
    """The cells of the first sheet by address, without style."""
    grid = read(path).grids[0]
    return {
        a1(row, column): (cell.kind, cell.text, cell.formula)
        for row, line in grid.rows.items()
        for column, cell in line.items()
    }


def outcome(path: Path, limits: sandbox.Limits) -> tuple | str:
    """The cells of each row, on which the counter agrees, or the code of the refusal."""
    try:
        workbook = sandbox.read(path, limits)
    except Refused as caught:
        return caught.code
    assert differences(workbook.counts(), workbook.counted.sheets) == []
    return workbook.counts()
