"""Pathologies of what stands in a cell: dates, amounts, shares, levels, words (27-31, 34-47, 52-53)."""

import datetime as dt

from county_files.book import Error, Formula
from pathology_trials import (
    Trial,
    day,
    page,
    pathology,
    used_as,
)

ID = "510499199001011233"
WITH_X = "51049919900101002X"


@pathology(27)
def dates_as_text(trial: Trial) -> None:
    shapes = (
        "2022.8",
        "2022年8月",
        "2022/8",
        "202208",
        "二〇二二年八月",
        "2022-08",
        "2022.08",
        "2022．8",
        "2022年08月",
        "2022、8",
    )
    for text in shapes[:-1]:
        assert trial.row(取得证书时间=text).value("certificate_date") == day("2022-08-01"), text
    for text in ("2022.8.15", "2022年8月15日", "2022/8/15", "20220815", "2022-08-15", "二〇二二年八月十五日"):
        assert trial.row(取得证书时间=text).value("certificate_date") == day("2022-08-15"), text


@pathology(27, "date_two_digit_year")
def year_of_two_digits(trial: Trial) -> None:
    assert trial.row(取得证书时间="22.08").conformed().get(4, {}).get("certificate_date") in (None, day("2022-08-01"))
    assert "date_two_digit_year" in trial.row(取得证书时间="12.11").at(4)  # 2012年11月 or 12月11日 or 2011年12月


@pathology(28, "date_ambiguous")
def october_as_a_number(trial: Trial) -> None:
    answer = trial.row(取得证书时间=2022.1)
    assert "date_ambiguous" in answer.at(4)
    assert 4 not in answer.conformed()


@pathology(29)
def both_systems_of_dates(trial: Trial) -> None:
    for form in ("openpyxl", "xlsxwriter", "biff8"):
        for is_1904 in (False, True):
            answer = trial.book(page("worker", [{"取得证书时间": dt.date(2022, 8, 1)}]), form=form, date1904=is_1904)
            assert answer.value("certificate_date") == day("2022-08-01"), (form, is_1904)


@pathology(29, "date_serial")
def serial_number_of_a_day(trial: Trial) -> None:
    answer = trial.row(取得证书时间=44774)
    assert "date_serial" in answer.at(4)
    assert answer.conformed().get(4, {}).get("certificate_date") in (None, day("2022-08-01"))


@pathology(30, "date_interval")
def open_intervals(trial: Trial) -> None:
    for text, begin in (("2019.3-至今", "2019-03-01"), ("2020年起", "2020-01-01")):
        answer = trial.row("station", 建成时间=text)
        rows = answer.conformed("station")
        assert answer.at(4) or rows[4]["opened_on"] == day(begin), text


@pathology(31, "date_impossible")
def impossible_dates(trial: Trial) -> None:
    for text in ("1900-01-00", "2022.13", "2023/2/29", "2022年2月30日", "0000-00-00"):
        answer = trial.row(取得证书时间=text)
        assert "date_impossible" in answer.at(4), text
        assert 4 not in answer.conformed()


@pathology(34)
def full_width(trial: Trial) -> None:
    assert trial.row("agency", 专职人员数="１２３").value("staff_count", "agency") == 123
    assert trial.row(证书等级="社会工作师（中级）").value("certificate_level") == "2"
    assert used_as(trial, "５１０４９９１９９００１０１１２３３", ID)


@pathology(35, "number_unreadable")
def digits_that_only_look_like_it(trial: Trial) -> None:
    for text in ("3l2", "8OO", "1O"):
        answer = trial.row("agency", 专职人员数=text)
        assert "number_unreadable" in answer.at(4), text


@pathology(36, "number_qualified", "number_with_remark")
def amounts_with_unit_or_qualifier(trial: Trial) -> None:
    assert trial.row("agency", 专职人员数="20人").value("staff_count", "agency") == 20
    for text, number in (("约20人", 20), ("20余", 20), ("3人(其中女1)", 3), ("≥5", 5)):
        answer = trial.row("agency", 专职人员数=text, 持证人数=1)
        found = answer.conformed("agency").get(4, {}).get("staff_count")
        assert answer.at(4), text
        assert found in (None, number), text


@pathology(37, "number_with_unit")
def mixed_units(trial: Trial) -> None:
    answer = trial.row("observation", 数值="1.2万人", 计量单位=None)
    assert (
        answer.at(4) or answer.value("value", "observation") == 12000 or answer.value("unit", "observation") == "万人"
    )


@pathology(38, "number_with_unit", "number_fraction")
def shares_in_all_spellings(trial: Trial) -> None:
    for text, numbers in (("35%", {35, 0.35}), ("1.7‰", {1.7, 0.0017}), ("三分之一", set())):
        answer = trial.row("observation", 数值=text, 计量单位=None)
        found = answer.conformed("observation").get(4)
        assert answer.at(4) or found is None or found["value_text"] or float(found["value"]) in numbers, text


@pathology(39)
def thousands_and_chinese_numerals(trial: Trial) -> None:
    for text in ("1,188", "1，188", "一千一百八十八", "1188"):
        assert trial.row("agency", 专职人员数=text).value("staff_count", "agency") == 1188, text


@pathology(40)
def missing_and_zero(trial: Trial) -> None:
    for text in ("无", "/", "-", "—", "暂无", "", "——", "／"):
        answer = trial.row("worker", 证书等级=text or None, 证书编号=text or None, 取得证书时间=text or None)
        assert answer.at(4) == set(), text
        assert answer.value("certificate_level") is None, text
    assert trial.row("agency", 持证人数=0).value("certified_count", "agency") == 0
    assert trial.row("agency", 持证人数="0").value("certified_count", "agency") == 0
    assert trial.row("agency", 持证人数="无").value("certified_count", "agency") in (None, 0)


@pathology(41)
def names_of_levels(trial: Trial) -> None:
    for code, words in (
        ("1", ("初级", "助理", "助理社工师", "社工(初)", "助理社会工作师", "社工师（初级）")),
        ("2", ("中级", "社会工作师(中级)", "社会工作师", "社工师")),
        ("3", ("高级", "高级社会工作师")),
    ):
        answer = trial.rows([{"证书等级": word} for word in words])
        assert {row["certificate_level"] for number, row in answer.conformed().items() if number > 3} == {code}
        assert len(answer.conformed()) == len(words) + 1


@pathology(42)
def several_certificates(trial: Trial) -> None:
    for text in ("助理社工师/社工师", "初级2016、中级2019"):
        answer = trial.row(证书等级=text)
        assert answer.at(4) or answer.value("certificate_level") == "2", text
        assert answer.conformed().get(4, {}).get("certificate_level") in (None, "2")


@pathology(44)
def yes_and_no(trial: Trial) -> None:
    for text, truth in (("是", True), ("√", True), ("有", True), ("1", True), (1, True), ("Y", True), ("✓", True), (True, True),
                        ("否", False), ("×", False), ("0", False), ("N", False), ("不是", False), (False, False)):  # fmt: skip
        assert trial.row(是否社会工作专业人才=text).value("is_professional") is truth, text
    assert "yes_no_unreadable" in trial.row(是否社会工作专业人才="也许").at(4)


@pathology(45)
def codes_beside_labels(trial: Trial) -> None:
    for text in ("02 中级", "2-社会工作师", "2.中级", "2、社会工作师"):
        answer = trial.row(证书等级=text)
        assert answer.at(4) or answer.value("certificate_level") == "2", text


@pathology(46)
def names_of_units(trial: Trial) -> None:
    names = ("县民政局", "民政局", "平湖县民政局(机关)")
    rows = trial.rows([{"工作单位": name} for name in names]).conformed()
    assert [rows[number]["employer"].replace("（", "(").replace("）", ")") for number in (4, 5, 6)] == list(names)


@pathology(47)
def names_of_areas(trial: Trial) -> None:
    for text in ("东区", "攀枝花市东区", "攀枝花东区", "510402", 510402, "四川省攀枝花市东区"):
        assert trial.row(**{"县(区)": text}).value("subject_area_code") == "510402", text


@pathology(47, "area_differs")
def another_area(trial: Trial) -> None:
    assert "area_differs" in trial.row(**{"县(区)": "西区"}).at(4)


@pathology(52, "formula_without_value")
def formula_never_calculated(trial: Trial) -> None:
    answer = trial.row("agency", 专职人员数=Formula("SUM(G3:G3)"))
    assert "formula_without_value" in answer.at(4)
    assert answer.conformed("agency").get(4, {}).get("staff_count") is None


@pathology(53, "error_cell")
def broken_links(trial: Trial) -> None:
    for text in ("#REF!", "#N/A", "#DIV/0!"):
        for form in ("openpyxl", "biff8", "ods", "xml2003"):
            assert "error_cell" in trial.row("agency", form=form, 专职人员数=Error(text)).at(4), (text, form)
