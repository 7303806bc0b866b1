"""Pathologies of cells that name a person: numbers of identity, names, telephones, certificates (18-26, 32-33, 43, 48-49, 55-56, 71-72)."""

from pathology_trials import MADE_UP, Trial, pathology, used_as

ID = "510499199001011233"
WITH_X = "51049919900101002X"


@pathology(18, "id_number_lossy")
def id_as_float(trial: Trial) -> None:
    assert "id_number_lossy" in trial.row(身份证号码=5.10499199001011e17).at(4)


@pathology(19, "id_number_lossy")
def id_cut_by_excel(trial: Trial) -> None:
    assert "id_number_lossy" in trial.row(身份证号码=510499199001011000).at(4)
    assert trial.row(身份证号码="510499199001011000").at(4) & {"id_number_ends_000", "id_number_check_digit"}


@pathology(20)
def id_with_apostrophe_or_blank(trial: Trial) -> None:
    for written in (f"'{ID}", f" {ID}", f"{ID} ", f"\u00a0{ID}\u3000"):
        assert used_as(trial, written, ID), written


@pathology(21)
def id_of_15_digits(trial: Trial) -> None:
    assert used_as(trial, "510499900101123", ID)


@pathology(22)
def x_in_other_shapes(trial: Trial) -> None:
    for written in ("x", "Ｘ", "ｘ"):
        assert used_as(trial, WITH_X[:17] + written, WITH_X), written
    for written in ("Х", "×", "＊", "*"):
        used_as(trial, WITH_X[:17] + written, WITH_X)


@pathology(23, "id_number_masked")
def id_masked(trial: Trial) -> None:
    assert "id_number_masked" in trial.row(身份证号码="510499********1233").at(4)


@pathology(24)
def id_split_by_blanks(trial: Trial) -> None:
    assert used_as(trial, "510499 19900101 1233", ID)


@pathology(25, "id_number_with_other")
def id_and_phone_in_one_cell(trial: Trial) -> None:
    for written in (f"{ID}/19900000001", f"{ID} 电话19900000001"):
        assert not used_as(trial, written, ID), written


@pathology(26, "id_number_check_digit", "sex_contradicts_id", "birth_date_contradicts_id")
def id_contradicted(trial: Trial) -> None:
    assert "id_number_check_digit" in trial.row(身份证号码="510499199001011234").at(4)
    assert "sex_contradicts_id" in trial.row(性别="男").at(4)
    assert "birth_date_contradicts_id" in trial.row(出生年月="1991.1").at(4)
    assert trial.row(出生年月="1992.8").at(4) == set()


@pathology(32)
def names_padded(trial: Trial) -> None:
    for written, true in (("张 三", "张三"), ("欧阳 明 ", "欧阳明"), ("王\u200b五", "王五"), ("　赵六", "赵六")):
        rows = trial.rows([{"姓名": true}, {"姓名": written}]).conformed()
        assert rows[4]["name_birth_key"] == rows[5]["name_birth_key"] is not None, written


@pathology(33)
def rare_characters(trial: Trial) -> None:
    rows = trial.rows(
        [{"姓名": "阿依·努尔"}, {"姓名": "阿依•努尔"}, {"姓名": "阿依・努尔"}, {"姓名": "王𬱖"}]
    ).conformed()
    assert len({rows[number]["name_birth_key"] for number in (4, 5, 6)}) == 1
    assert rows[7]["name_birth_key"] not in (None, rows[4]["name_birth_key"])


@pathology(43, "several_people")
def several_people(trial: Trial) -> None:
    for text in ("王某、赵某", "张三/李四"):
        assert trial.row(姓名=text).at(4), text


@pathology(48)
def twice_in_a_file(trial: Trial) -> None:
    rows = trial.rows([{"身份证号码": ID, "姓名": "张三", "证书等级": "初级"}]).conformed()
    assert rows[3]["id_key"] == rows[4]["id_key"]


@pathology(49)
def another_name_or_number(trial: Trial) -> None:
    assert used_as(trial, "510499900101123", ID, 姓名="张改")


@pathology(55)
def phones_in_all_shapes(trial: Trial) -> None:
    for phone in (19900000001, 1.99e10, "0827-5220000/19900000001", "19900000001、19900000002", "199 0000 0001"):
        assert 4 in trial.row(联系电话=phone).conformed(), phone


@pathology(56, "certificate_number_numeric")
def leading_zeros_lost(trial: Trial) -> None:
    answer = trial.rows([{"证书编号": "00123456"}, {"证书编号": 123456, "身份证号码": ID}])
    rows = answer.conformed()
    assert rows[4]["certificate_key"] != rows[5]["certificate_key"]
    assert answer.at(5)


@pathology(71)
def text_that_would_run(trial: Trial) -> None:
    answer = trial.row(工作单位="=cmd|'/C calc'!A0", 备注="@SUM(1)")
    assert "formula_without_value" not in answer.codes
    assert answer.fate == "accepted"


@pathology(72)
def age_instead_of_birth(trial: Trial) -> None:
    answer = trial.row(年龄="33周岁", 身份证号码=MADE_UP)
    assert answer.field_of("年龄") in (None, "age")
    assert answer.value("age") == 32
