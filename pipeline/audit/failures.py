"""What keeps a figure from being proved, in words, and where: file, sheet, row and cell. It never says what a cell holds."""

from typing import NamedTuple

from pipeline.audit.figure import Address, Cell

WORDS = {
    "file_missing": ("The kept file is not there.", "留存文件缺失。"),
    "file_sealed": (
        "The kept file was destroyed on approval: what was read of it cannot be proved again.",
        "留存文件已经批准销毁，据此计入的数据无法再次核验。",
    ),
    "file_changed": (
        "The kept file is not the one that was counted: its SHA-256 differs.",
        "留存文件已被改动：SHA-256 不一致。",
    ),
    "file_unreadable": ("The second reader cannot read the kept file.", "第二种程序无法读取留存文件。"),
    "row_empty": ("Nothing stands in this row.", "该行没有内容。"),
    "address_missing": ("The release does not say where this row stands.", "发布版中没有该行的位置。"),
    "fact_missing": ("The release has no record of this row.", "发布版中没有该行的记录。"),
    "title_empty": ("Nothing stands in the title that this value comes from.", "该值所依据的标题为空。"),
    "value_differs": ("The cell does not read as the value in the release.", "单元格内容与发布版中的值不一致。"),
    "quantity_unfounded": (
        "The quantity is neither one nor a number of this row.",
        "计入数量既不是1，也不是该行中的数值。",
    ),
    "number_twice": ("The same ID number is counted in another row too.", "同一身份证号在另一行重复计入。"),
    "other_person": ("The row that shows the condition has another ID number.", "作为依据的行，身份证号不同。"),
    "standing_differs": (
        "What stands in this unit does not add up to whether it passes.",
        "该单位内各行之和与其是否达标不一致。",
    ),
    "rows_left_out": ("Rows of this file neither count nor have a reason.", "该文件有数据行既未计入，也未说明原因。"),
    "sum_differs": ("The counted rows do not add up to the figure.", "计入各行之和与指标数不一致。"),
    "value_wrong": ("The value does not follow from numerator and denominator.", "指标值与分子、分母不一致。"),
}


class Failure(NamedTuple):
    """One check that failed; null where it has no such place."""

    file: str | None
    sheet: str | None
    row: int | None
    cell: str | None
    what_en: str
    what_zh: str

    @property
    def place(self) -> tuple[str, str, int, str]:
        """The order in which failures are listed."""
        return self.file or "", self.sheet or "", self.row or 0, self.cell or ""


def of_figure(code: str) -> Failure:
    """The figure itself does not hold."""
    return Failure(None, None, None, None, *WORDS[code])


def of_file(code: str, file: str) -> Failure:
    """A file as a whole; it is named as it is masked."""
    return Failure(file, None, None, None, *WORDS[code])


def of_row(code: str, address: Address, cell: Cell | None = None) -> Failure:
    """A row, or a cell that speaks for it."""
    return Failure(address.file, address.sheet, address.row, cell.name if cell else None, *WORDS[code])
