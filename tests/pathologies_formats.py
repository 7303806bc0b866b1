"""Pathologies of files: hidden parts, colours and comments, old and mislabelled formats, passwords, scans (13-14, 50-52, 57-64, 68)."""

from county_files.book import Formula, Page
from hostile_packages import package
from hostile_streams import encrypted
from openpyxl.styles import PatternFill
from pathology_trials import (
    HEADER,
    MADE_UP,
    OTHERS,
    Trial,
    line,
    page,
    pathology,
    roster,
)


@pathology(13, "sheet_hidden", "rows_hidden")
def hidden_parts(trial: Trial) -> None:
    sheet = roster(line(1, OTHERS[0]), line(2, OTHERS[1]))
    sheet.hidden_columns, sheet.hidden_rows = {HEADER.index("身份证号码") + 1}, {4}
    for form in ("openpyxl", "biff8", "ods", "xml2003"):
        answer = trial.book(sheet, form=form)
        assert (len(answer.conformed()), "rows_hidden" in answer.codes) == (2, True), form
    for state in ("hidden", "veryHidden"):
        old = roster(line(1, OTHERS[2]), name="旧数据")
        old.state = state
        answer = trial.book(roster(line(1, OTHERS[0])), old)
        assert ("sheet_hidden" in answer.codes, answer.fate) == (True, "held")


@pathology(14, "rows_hidden")
def filter_left_on(trial: Trial) -> None:
    sheet = roster(*(line(n, OTHERS[n % 3]) for n in range(1, 61)))
    sheet.hidden_rows = set(range(21, 63))
    answer = trial.book(sheet)
    assert (answer.kinds()["data"], "rows_hidden" in answer.codes) == (60, True)


@pathology(50, "remark_says_left", "row_struck_through")
def leavers_still_listed(trial: Trial) -> None:
    assert trial.row(备注="2024.5离职").at(4)
    sheet = page("worker", [{}])
    sheet.struck_rows = {4}
    for form in ("openpyxl", "biff8", "ods", "xml2003"):
        assert trial.book(sheet, form=form).at(4), form


@pathology(51, "remark_says_left", "cell_commented", "row_coloured")
def comment_and_colour(trial: Trial) -> None:
    sheet = page("worker", [{}])
    sheet.comments[4, 2] = "已调走"
    for form in ("openpyxl", "xlsxwriter", "ods", "xml2003"):
        assert trial.book(sheet, form=form).at(4), form
    path, made = trial.to_change("涂色.xlsx", 6)
    for cell in made.active[4]:
        cell.fill = PatternFill("solid", fgColor="FFFF00")
    made.save(path)
    answer = trial.file(path)
    assert ("row_coloured" in answer.codes, len(answer.conformed())) == (True, 7)
    sheet.comments[4, 2] = "请核对年份"
    assert "cell_commented" in trial.book(sheet).codes


@pathology(57)
def old_excel(trial: Trial) -> None:
    for form in ("biff8", "biff5"):
        answer = trial.book(page("worker", [{}]), form=form)
        assert (answer.document["format"], len(answer.conformed())) == ("xls", 2), form


@pathology(58)
def xls_that_is_none(trial: Trial) -> None:
    for form, truly in (
        ("html named xls", "html"),
        ("xml2003 named xls", "xml"),
        ("tsv named xls", "csv"),
        ("xlsx named xls", "xlsx"),
    ):
        answer = trial.book(page("worker", [{}]), form=form)
        assert (answer.document["format"], len(answer.conformed())) == (truly, 2), form


@pathology(59)
def wps(trial: Trial) -> None:
    for form, truly in (("et", "xls"), ("et as zip", "xlsx")):
        answer = trial.book(page("worker", [{}]), form=form)
        assert (answer.document["format"], len(answer.conformed())) == (truly, 2), form


@pathology(60, "encoding_unknown")
def encodings(trial: Trial) -> None:
    for form in ("csv", "csv with mark", "csv in gb18030", "csv in utf-16", "tsv in utf-16"):
        assert len(trial.book(page("worker", [{}]), form=form).conformed()) == 2, form
    assert trial.bytes("乱码.csv", "姓名,证号\n张三,1\n".encode("gb18030") + bytes(range(0x80, 0x100))).codes == [
        "encoding_unknown"
    ]


@pathology(61)
def delimiters_and_quotes(trial: Trial) -> None:
    for form in ("tsv named xls", "semicolons", "csv"):
        answer = trial.book(page("worker", [{"备注": "第一行\n第二行"}, {"身份证号码": OTHERS[2]}]), form=form)
        assert len(answer.conformed()) == 3, form
    words = page("worker", [{}])
    text = "\r\n".join(
        "、".join("" if cell is None else str(cell).replace("、", "") for cell in each) for each in words.lines
    )
    assert len(trial.bytes("顿号.csv", text.encode()).conformed()) == 2


@pathology(62, "file_encrypted")
def passwords(trial: Trial) -> None:
    answer = trial.bytes("加密.xlsx", encrypted())
    assert (answer.codes, answer.fate) == (["file_encrypted"], "rejected")
    path, made = trial.to_change("保护.xlsx")
    made.active.protection.set_password("secret")
    made.active.protection.enable()
    made.save(path)
    assert len(trial.file(path).conformed()) == 2


@pathology(63, "attachment_kept", "no_table_found")
def scans_and_documents(trial: Trial) -> None:
    word = package(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": "<w:document xmlns:w='w'/>",
            "_rels/.rels": "<Relationships/>",
        }
    )
    for name, content in (
        ("扫描.pdf", b"%PDF-1.4\n" + bytes(900)),
        ("照片.jpg", b"\xff\xd8\xff\xe0" + bytes(900)),
        ("说明.docx", word),
    ):
        answer = trial.bytes(name, content)
        assert (answer.codes, answer.fate) == (["attachment_kept"], "accepted"), name
    assert "no_table_found" in trial.book(Page("照片", [["花名册见图"]])).codes


@pathology(64)
def empty_formatted_rows(trial: Trial) -> None:
    path, made = trial.to_change("空行.xlsx")
    for row in range(5, 20_000):
        made.active.cell(row, 1).fill = PatternFill("solid", fgColor="FFFFFF")
    made.active.cell(1_048_576, 16_384).fill = PatternFill("solid", fgColor="FFFFFF")
    made.save(path)
    answer = trial.file(path)
    assert (answer.fate, len(answer.conformed()), answer.document["tables"][0]["last_data_row"]) == ("accepted", 2, 4)


@pathology(68)
def file_name_says_it_all(trial: Trial) -> None:
    answer = trial.book(Page("Sheet1", roster(line(1, MADE_UP)).lines[1:]), form="biff8", name="附件2 报送表(终稿3)(1)")
    assert (answer.document["reporting_unit"], answer.document["period"], len(answer.conformed())) == (
        "510402",
        "2024-12",
        1,
    )


@pathology(52, "formula_without_value")
def formulas_of_all_formats(trial: Trial) -> None:
    for form in ("openpyxl", "xlsxwriter", "ods", "xml2003"):
        answer = trial.row("agency", form=form, 专职人员数=Formula("G3+1"))
        assert "formula_without_value" in answer.at(4), form
