"""A county's own workbook sent back: each faulty cell filled and commented in Chinese, a first sheet that sums up what to mend.

Nothing else in it is changed. A file of another format comes back as .xlsx, one that cannot be opened as the summary alone.
What is written lies outside of the warehouse and is for its owner alone.
"""

import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from pipeline.contract import Contracts
from pipeline.outputs.cell_styles import CellStyles
from pipeline.outputs.converted import convert
from pipeline.outputs.feedback_sheet import COLORS, Problem, put_in_front
from pipeline.outputs.inspection import Inspection
from pipeline.outputs.marked_sheet import mark
from pipeline.outputs.package import MAIN, OFFICE, RELATIONSHIPS, Package
from pipeline.outputs.splicing import Unspliceable
from pipeline.outputs.words import SEVERITIES
from pipeline.settings import UserError
from pipeline.sheets.grid import Grid, Workbook, column_letters
from pipeline.text import FEEDBACK_MARK, SYNTHETIC_NOTICE

AUTHOR = "填报审核"
_OWN_PACKAGE = {"xlsx": ".xlsx", "xlsm": ".xlsm"}
_CELL = re.compile(r"([A-Z]{1,3})?([0-9]+)(?::.*)?")


def write_feedback(
    path: Path,
    name: str,
    inspection: Inspection,
    problems: list[Problem],
    since: list[dict[str, Any]],
    contracts: Contracts,
    folder: Path,
    home: Path,
) -> Path:
    """Write the feedback of the file at `path`, called `name`, into a folder; its path. UserError where that is in the warehouse.

    `since` are rows of audit.corrections.closed: how findings changed since the file that this one replaces.
    """
    folder = folder.expanduser().resolve()
    if folder.is_relative_to(home):
        raise UserError("The feedback folder lies inside the warehouse. Give one outside of it with --to.")
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder.name} is a file. Give a folder with --to.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    document, workbook = inspection.document, inspection.workbook
    ending = _OWN_PACKAGE.get(document["format"] or "", ".xlsx")
    changes = _changes(since, contracts)
    target = _free(folder, f"{Path(name).stem}（填报问题）", ending)
    try:
        target.touch(0o600)
        try:
            own = path if workbook and document["format"] in _OWN_PACKAGE else _converted(workbook, target)
            _write(Package(own), target, inspection, problems, changes, contracts)
        except Unspliceable:
            _write(Package(_converted(workbook, target)), target, inspection, problems, changes, contracts)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target


def _write(
    package: Package,
    target: Path,
    inspection: Inspection,
    problems: list[Problem],
    changes: list[str],
    contracts: Contracts,
) -> None:
    document = inspection.document
    styles = CellStyles(package)
    for grid, part in zip(inspection.workbook.grids if inspection.workbook else (), package.sheets, strict=False):
        marks = _marks(grid, [each for each in problems if each.sheet == grid.name])
        if marks:
            mark(package, part, styles, marks, AUTHOR)
    unit = contracts.areas.get(document["reporting_unit"] or "")
    told = [f"填报单位：{unit.name_zh}" if unit else "", f"报告期：{document['period']}" if document["period"] else ""]
    facts = ["    ".join(part for part in told if part)] if any(told) else []
    if inspection.conformed.receipt["is_synthetic"]:
        facts.append(SYNTHETIC_NOTICE)
    put_in_front(package, styles, document["fate"], facts, problems, changes)
    styles.save()
    package.save(target)


def _changes(since: list[dict[str, Any]], contracts: Contracts) -> list[str]:
    """What was closed since the last file and what remains, in a line for each kind of problem."""
    if not since:
        return []
    labels = _labels(contracts)
    total = {name: sum(each[name] for each in since) for name in ("closed", "remaining", "new")}
    lines = [f"与上次报送相比：已改正{total['closed']}处，仍有{total['remaining']}处，其中新出现{total['new']}处。"]
    for each in since:
        name = f"{labels[each['field']]} " if each["field"] in labels else ""
        lines.append(
            f"　　{name}{each['code']}：上次{each['before']}处，已改正{each['closed']}处，仍有{each['remaining']}处"
        )
    return lines


def _labels(contracts: Contracts) -> dict[str, str]:
    return {each.name: each.label for entity in contracts.entities.values() for each in entity.fields}


def problems_of(inspection: Inspection, contracts: Contracts) -> list[Problem]:
    """The findings with the sheets' own names, which the county knows, and the Chinese names of the columns."""
    names = {grid.index: grid.name for grid in inspection.workbook.grids} if inspection.workbook else {}
    labels = _labels(contracts)
    sheets = inspection.conformed.tables["finding"]["sheet_index"]
    return [
        Problem(
            each["code"],
            each["severity"],
            each["message_zh"],
            labels.get(each["field"] or "", ""),
            names.get(index),
            each["cell"],
        )
        for each, index in zip(inspection.document["findings"], sheets, strict=True)
    ]


def _marks(grid: Grid, problems: list[Problem]) -> dict[tuple[int, int], tuple[str, str]]:
    """The cells of a sheet to mark; several findings of one cell are joined, the gravest gives the colour."""
    found: dict[tuple[int, int], list[Problem]] = {}
    for each in problems:
        if each.cell:
            found.setdefault(_place(grid, each.cell), []).append(each)
    order = list(SEVERITIES)
    marks = {}
    for place, several in found.items():
        several.sort(key=lambda each: order.index(each.severity))
        texts = dict.fromkeys(f"{SEVERITIES[each.severity]}：{each.text}" for each in several)
        marks[place] = (COLORS[several[0].severity], f"{FEEDBACK_MARK}\n" + "\n".join(texts))
    return marks


def _place(grid: Grid, cell: str) -> tuple[int, int]:
    """Row and column of an address; of a whole row its first cell."""
    letters, row = _CELL.fullmatch(cell).groups()
    column = 0
    for letter in letters or column_letters(min(grid.rows.get(int(row), (1,)))):
        column = 26 * column + ord(letter) - 64
    return int(row), column


def _converted(workbook: Workbook | None, path: Path) -> Path:
    """The same cells as .xlsx at that path; a package without sheets where there are none."""
    if workbook and workbook.grids:
        convert(workbook, path)
        return path
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets/></workbook>',
    }
    with ZipFile(path, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    return path


def _free(folder: Path, stem: str, ending: str) -> Path:
    """A path that nothing stands at: with a number where there was one before."""
    numbers = ["", *(str(number) for number in range(2, 10_000))]
    return next(path for number in numbers if not (path := folder / f"{stem}{number}{ending}").exists())
