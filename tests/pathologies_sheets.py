"""Pathologies of tables on a sheet: titles, headers, sections, totals, several tables, one sheet for each town (1-12, 15-17, 54, 65-67)."""

from itertools import compress

from county_files.book import Page
from pathology_trials import (
    HEADER,
    MADE_UP,
    OTHERS,
    SOUND,
    Trial,
    line,
    page,
    pathology,
    roster,
)


@pathology(1)
def title_over_all_columns(trial: Trial) -> None:
    sheet = page("worker", [{}], title="东区2024年社会工作专业人才花名册")
    sheet.merges.append((1, 1, 1, len(HEADER)))
    answer = trial.book(sheet)
    assert (answer.kinds()["title"], answer.fate, len(answer.conformed())) == (1, "accepted", 2)


@pathology(2)
def subtitle(trial: Trial) -> None:
    words = "填报单位(盖章)：东区民政局   填报日期：2024.12.30"
    answer = trial.book(roster(line(1, MADE_UP), before=(["东区花名册"], [words])))
    assert (answer.kinds()["title"], answer.fate) == (2, "accepted")


@pathology(3)
def header_of_three_rows(trial: Trial) -> None:
    sheet = Page("Sheet1", [["东区社会工作专业人才花名册"], ["序号", "人员信息", None, "证书情况", None, None, "备注"],
                            [None, "姓名", "身份证号", "国家证书", None, None, None], [None, None, None, "等级", "编号", "取得时间", None],
                            ["1", "张三", MADE_UP, "中级", "20200001", "2020年9月", None]])  # fmt: skip
    sheet.merges += [
        (1, 1, 1, 7),
        (2, 1, 4, 1),
        (2, 2, 2, 3),
        (2, 4, 2, 6),
        (3, 2, 4, 2),
        (3, 3, 4, 3),
        (3, 4, 3, 6),
        (2, 7, 4, 7),
    ]
    answer = trial.book(sheet)
    assert answer.document["tables"][0]["header_rows"] == [2, 3, 4]
    assert answer.conformed()[5]["certificate_level"] == "2"
    assert answer.conformed()[5]["certificate_date"].isoformat() == "2020-09-01"


@pathology(4)
def header_with_breaks_and_blanks(trial: Trial) -> None:
    sheet = page("worker", [{}])
    dressed = {
        "姓名": "姓   名",
        "身份证号码": "身份\n证号",
        "联系电话": "联 系\n电 话",
        "学历": "学　　历",
        "取得证书时间": "取得证书\r\n时间",
    }
    sheet.lines[1] = [dressed.get(word, word) for word in HEADER]
    assert len(trial.book(sheet).conformed()) == 2


@pathology(5)
def synonyms_of_headers(trial: Trial) -> None:
    for word, field in (("证书号", "certificate_number"), ("管理号", "certificate_number"), ("证件编号", None)):
        sheet = page("worker", [{}])
        sheet.lines[1] = [word if each == "证书编号" else each for each in HEADER]
        found = trial.book(sheet).field_of(word)
        assert found in (field, None) if word == "证件编号" else found == field


@pathology(6, "column_ambiguous")
def header_words_twice(trial: Trial) -> None:
    assert trial.book(page("worker", [{"备注1": "a", "备注2": "b"}])).fate == "accepted"
    sheet = page("worker", [{"时间": "2020年9月"}])
    sheet.lines[1] = ["取得证书时间" if word == "时间" else word for word in sheet.lines[1]]
    answer = trial.book(sheet)
    assert answer.fate == "held"


@pathology(7)
def header_on_each_page(trial: Trial) -> None:
    answer = trial.book(roster(line(1, OTHERS[0]), list(HEADER), line(2, OTHERS[1])))
    assert (answer.kinds()["header"], answer.kinds()["data"]) == (2, 2)


@pathology(8)
def several_tables_on_a_sheet(trial: Trial) -> None:
    agencies = [list(SOUND["agency"]), list(SOUND["agency"].values())]
    answer = trial.book(Page("Sheet1", [*roster(line(1, MADE_UP)).lines, [], ["社会工作服务机构名录"], *agencies]))
    assert [table["entity"] for table in answer.document["tables"]] == ["worker", "agency"]
    assert answer.conformed("agency").keys() == {7}


@pathology(9)
def totals_in_the_middle(trial: Trial) -> None:
    totals = (["小计", "1人"], ["其中：女", "1"], ["总计", "2"])
    answer = trial.book(roster(line(1, OTHERS[0]), totals[0], totals[1], line(2, OTHERS[1]), totals[2]))
    assert (answer.kinds()["total"], answer.kinds()["data"]) == (3, 2)


@pathology(10)
def group_cell_merged_down(trial: Trial) -> None:
    people = [line(n, person, **{"乡镇(街道)": None if n > 1 else "云峰镇"}) for n, person in enumerate(OTHERS, 1)]
    sheet = roster(*people)
    column = HEADER.index("乡镇(街道)") + 1
    sheet.merges.append((3, column, 5, column))
    for form in ("openpyxl", "biff8", "ods", "xml2003", "html named xls"):
        assert [row["township"] for row in trial.book(sheet, form=form).conformed().values()] == ["云峰镇"] * 3, form


@pathology(11)
def ditto_marks(trial: Trial) -> None:
    for mark in ("同上", "〃", "″"):
        answer = trial.book(roster(line(1, OTHERS[0]), line(2, OTHERS[1], **{"乡镇(街道)": mark, "工作单位": mark})))
        assert (answer.conformed()[4]["township"], answer.conformed()[4]["employer"]) == ("青松街道", "示例单位"), mark
    assert trial.book(roster(line(1, OTHERS[0]), line(2, OTHERS[1], 工作单位="--"))).conformed()[4]["employer"] in (
        None,
        "示例单位",
    )


@pathology(12)
def sheet_name_is_the_only_area(trial: Trial) -> None:
    names, kept = ("云峰镇", "Sheet2", "石桥镇(已核)"), [word not in ("乡镇(街道)", "社区(村)") for word in HEADER]
    pages = [roster(line(1, person), name=name) for name, person in zip(names, OTHERS, strict=True)]
    for each in pages:
        each.lines[1:] = [list(compress(cells, kept)) for cells in each.lines[1:]]
    answer = trial.book(*pages)
    assert answer.conformed(sheet=0)[3]["township"] == "云峰镇"
    assert answer.conformed(sheet=1)[3]["township"] is None
    assert answer.conformed(sheet=2)[3]["township"] == "石桥镇"


@pathology(15)
def footers(trial: Trial) -> None:
    answer = trial.book(roster(line(1, MADE_UP), ["填表人：李某  审核人：  联系电话：0827-0000000"]))
    assert (answer.kinds()["note"], answer.kinds()["data"]) == (1, 1)


@pathology(16)
def instructions_as_rows(trial: Trial) -> None:
    answer = trial.book(roster(line(1, MADE_UP), ["注：1.学历填最高学历；2.无证书填“无”。"], ["2.一人一行。"]))
    assert (answer.kinds()["note"], answer.kinds()["data"]) == (2, 1)


@pathology(17, "example_like_person")
def example_left_in(trial: Trial) -> None:
    example = ["例：", "张三", "男", None, "本科"]
    answer = trial.book(roster(example, line(1, MADE_UP)))
    assert (answer.kinds()["example"], answer.kinds()["data"]) == (1, 1)
    assert "example_like_person" in trial.book(roster(["例：", *line(1, OTHERS[0])[1:]], line(1, MADE_UP))).codes


@pathology(54, "total_differs")
def totals_that_do_not_add_up(trial: Trial) -> None:
    rows = [
        [str(n), f"同心社会工作服务中心{n}", f"52510400MJ0000000{n}", "2015-05-06", "联合党支部", 3, 20, 5]
        for n in (1, 2, 3)
    ]
    right, wrong = ["合计", None, None, None, None, 9, 60, 15], ["合计", None, None, None, None, 9, 57, 15]
    lines = [["东区社会工作服务机构名录"], list(SOUND["agency"]), *rows]
    assert "total_differs" not in trial.book(Page("S", [*lines, right])).codes
    assert "total_differs" in trial.book(Page("S", [*lines, wrong])).codes
    assert "total_differs" in trial.book(roster(line(1, OTHERS[0]), ["合计", "57人"])).codes


@pathology(65)
def cross_table(trial: Trial) -> None:
    lines = [
        ["东区持证社会工作者分领域统计表"],
        ["服务领域", "助理社会工作师", "社会工作师"],
        ["老年人", 12, 5],
        ["社区治理", 30, 8],
        ["合计", 42, 13],
    ]
    answer = trial.book(Page("Sheet1", lines))
    (table,) = answer.document["tables"]
    assert (table["entity"], table["rows"]["data"], table["rows"]["total"]) == ("observation", 2, 1)
    values = sorted(int(row["value"]) for row in answer.inspection.conformed.tables["observation"].to_dicts())
    assert values == [5, 8, 12, 30]


@pathology(66)
def rows_for_headings(trial: Trial) -> None:
    answer = trial.book(roster(["一、机关"], line(1, OTHERS[0]), ["（二）街道"], line(1, OTHERS[1])))
    assert (answer.kinds()["section"], answer.kinds()["data"]) == (2, 2)


@pathology(67)
def serial_numbers_restart(trial: Trial) -> None:
    lines = [line(number, OTHERS[place % 3]) for place, number in enumerate((1, 2, 9, 1, 2, 7))]
    lines[2][0], lines[5][0] = "1-1", None
    assert trial.book(roster(*lines)).kinds()["data"] == 6
