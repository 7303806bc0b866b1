"""One person over counties, forms of a number and lists: matched by rule, doubted, merged and split by decisions, through the whole way.

The workbooks are real; the persons are made up.
"""

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from conformed_files import ConformedHome
from county_tables import identity
from dbt_build import Build, dbt_build
from rosters import EARLIER, EAST, WEST, deliver, without_pause
from warehouses import Warehouse

from pipeline.stores.decision import MERGE, SPLIT

CITY, OFFICE, STREET = "510400", "示例社区居委会", "示例街道办事处"
CERTIFICATE = "20200510499000"
DECIDED = ("--reason", "电话核实", "--by", "测试员")
FIGURE = f"panzhihua-145/01/{CITY}/{EARLIER}"


def book(title: str, *lines: tuple[Any, ...]) -> bytes:
    """A workbook of one sheet: its title, then the lines."""
    made, written = openpyxl.Workbook(), io.BytesIO()
    for line in ((title,), *lines):
        made.active.append(line)
    made.save(written)
    return written.getvalue()


def fifteen(number: str) -> str:
    """The old form of an ID number."""
    return number[:6] + number[8:17]


def deliver_all(warehouse: Warehouse) -> None:
    """Two rosters, a list of the honoured and one of supervisors; row numbers count from 1, the first person stands in row 3."""
    head = ("姓名", "身份证号", "证书编号", "证书等级", "取得证书时间", "工作单位", "是否社会工作专业人才")
    held = [("助理社会工作师", "2019-06-01"), ("社会工作师", "2021-06-01"), ("高级社会工作师", "2022-06-01")]
    east = [
        ("测试甲", identity(1), None, None, None, OFFICE, "是"),
        ("测试乙", identity(2), f"{CERTIFICATE}02", *held[0], OFFICE, "是"),
        ("测试丙", identity(3), None, None, None, OFFICE, "是"),
        ("测试丁", identity(4), None, None, None, STREET, "是"),
        *(("测试戊", identity(5), f"{CERTIFICATE}5{each}", *held[each], OFFICE, "是") for each in range(3)),
        ("测试己", float(identity(8)[:17] + "0"), f"{CERTIFICATE}08", *held[0], OFFICE, "是"),
    ]
    west = [
        ("测试甲", fifteen(identity(1)), None, None, None, STREET, "是"),
        ("测试庚", identity(9), None, None, None, STREET, "是"),
    ]
    title = "社会工作从业人员花名册"
    deliver(warehouse, EAST, EARLIER, "花名册.xlsx", book(title, head, *east))
    deliver(warehouse, WEST, EARLIER, "花名册.xlsx", book(title, head, *west))
    honoured = [("测试乙", f"{CERTIFICATE}02", "社工领军人才"), ("测试己", f"{CERTIFICATE}08", "社工领军人才")]
    deliver(warehouse, WEST, EARLIER, "表彰.xlsx", book("表彰名单", ("姓名", "证书编号", "称号"), *honoured))
    supervisors = [
        ("测试丙", "1990年2月", " 示例社区居委会", "内部督导"),
        ("测试丁", "1990年2月", "示例社会工作服务中心", "内部督导"),
        ("测试辛", None, OFFICE, "内部督导"),
    ]
    columns = ("姓名", "出生年月", "工作单位", "督导类型")
    deliver(warehouse, EAST, EARLIER, "督导.xlsx", book("督导名册", columns, *supervisors))


@pytest.fixture(scope="module")
def matched(once: Callable[..., Path]) -> Warehouse:
    """A warehouse after one run of these lists. Not to be changed."""

    def make(folder: Path) -> None:
        (folder / "raw").mkdir()
        new = Warehouse(folder / "home", folder / "person.key", folder / "raw")
        quick = without_pause(new, folder / "contracts")
        deliver_all(quick)
        quick.run()

    folder = once("persons", make)
    return Warehouse(folder / "home", folder / "person.key", folder / "raw", folder / "contracts")


@pytest.fixture
def changed(matched: Warehouse, tmp_path: Path) -> Warehouse:
    """A copy of it, to be changed."""
    return matched.copied(tmp_path)


def people(warehouse: Warehouse) -> dict[tuple[str, str, int], dict[str, Any]]:
    """Unit, entity and row in the sheet to what person_match says, with the `name` of the row for a decision."""
    found = warehouse.rows("""
        select delivery.unit_code, match.*, address.row, match.delivery_id || ':' || match.row_id as name
        from person_match as match
        join row_address as address using (delivery_id, row_id)
        join dim_delivery as delivery using (delivery_id)
    """)
    return {(each["unit_code"], each["entity"], each["row"]): each for each in found}


def figure(warehouse: Warehouse) -> tuple[int, int]:
    """The city's professionals, and as many as its units reported."""
    (row,) = warehouse.rows(f"select value, reported_value from indicator_value where figure_id = '{FIGURE}'")
    return int(row["value"]), int(row["reported_value"])


def doubled(warehouse: Warehouse) -> dict[str, tuple[int, ...]]:
    """Unit to reported, attributed, double in the unit and with others, of professionals."""
    found = warehouse.rows("select * from double_count where measure = 'measure_professional'")
    names = ("reported", "attributed", "same_unit", "other_unit")
    return {each["unit_code"]: tuple(each[f"{name}_count"] for name in names) for each in found}


def listed(warehouse: Warehouse) -> dict[str, Any]:
    answer = warehouse.rollcall("person", "list", "--json")
    assert answer.exit_code == 0, answer.err
    return answer.document


# by rule


def test_a_person_in_two_counties_once_with_an_old_number_is_one_in_the_city(matched: Warehouse) -> None:
    found = people(matched)
    east, west = found[EAST, "worker", 3], found[WEST, "worker", 3]
    assert east["person_key"] == west["person_key"]
    assert {each["matched_by"] for each in (east, west)} == {"id_number"}
    assert {each["certainty"] for each in (east, west)} == {"certain"}
    assert figure(matched) == (6, 9)
    (double,) = matched.rows("""
        select * from double_count_row where measure = 'measure_professional' and is_with_other_unit
    """)
    assert {double["row_id"], double["counted_row_id"]} == {east["row_id"], west["row_id"]}
    assert {double["unit_code"], double["counted_unit_code"]} == {EAST, WEST}
    assert double["matched_by"] == "id_number"


def test_what_a_unit_reported_less_what_it_is_attributed_is_listed_by_rule(matched: Warehouse) -> None:
    units = doubled(matched)
    assert (units[EAST][0], units[WEST][0], units[EAST][2], units[WEST][2]) == (7, 2, 2, 0)
    assert units[EAST][3] + units[WEST][3] == 1
    assert sum(unit[0] for unit in units.values()) - sum(unit[1] for unit in units.values()) == 3
    rules = matched.rows("select distinct certificate_count, decision_count from double_count")
    assert rules == [{"certificate_count": 0, "decision_count": 0}]


def test_three_certificates_of_one_person_are_three_rows_and_one_person(matched: Warehouse) -> None:
    found = people(matched)
    assert len({found[EAST, "worker", row]["person_key"] for row in (7, 8, 9)}) == 1
    facts = matched.rows("select person_key, certificate_level from fct_worker where certificate_level is not null")
    assert len(facts) == 4
    assert len({each["person_key"] for each in facts}) == 2


def test_without_a_number_the_certificate_leads_to_the_person(matched: Warehouse) -> None:
    found = people(matched)
    honoured = found[WEST, "recognition", 3]
    assert honoured["person_key"] == found[EAST, "worker", 4]["person_key"]
    assert (honoured["matched_by"], honoured["certainty"], honoured["is_doubtful"]) == ("certificate", "high", False)
    (fact,) = matched.rows(f"select person_key from fct_recognition where row_id = '{honoured['row_id']}'")
    assert fact["person_key"] == honoured["person_key"]


def test_a_name_leads_to_a_person_of_the_same_employer_and_of_no_other(matched: Warehouse) -> None:
    found = people(matched)
    same, other = found[EAST, "supervisor", 3], found[EAST, "supervisor", 4]
    assert same["person_key"] == found[EAST, "worker", 5]["person_key"]
    assert (same["matched_by"], same["certainty"]) == ("name_birth_employer", "medium")
    assert other["person_key"] != found[EAST, "worker", 6]["person_key"]
    assert [key for key, each in found.items() if each["is_doubtful"]] == [(EAST, "supervisor", 4)]
    (doubt,) = matched.rows("select * from person_doubt")
    assert (doubt["doubt"], doubt["row_id"], doubt["other_row_id"]) == (
        "same_name_and_birth", other["row_id"], found[EAST, "worker", 6]["row_id"],
    )  # fmt: skip
    assert f"rollcall person split {other['name']}" in doubt["how_zh"]


def test_a_truncated_number_is_nobody_and_a_row_without_any_key_too(matched: Warehouse) -> None:
    found = people(matched)
    assert (EAST, "worker", 10) not in found
    quarantined = matched.rows("select row, code from quarantined_row")
    assert quarantined == [{"row": 10, "code": "id_number_lossy"}]
    honoured = found[WEST, "recognition", 4]  # the certificate of that row
    assert [each["row_id"] for each in found.values() if each["person_key"] == honoured["person_key"]] == [
        honoured["row_id"]
    ]
    unknown = found[EAST, "supervisor", 5]
    assert (unknown["person_key"], unknown["matched_by"], unknown["certainty"]) == (None, None, None)
    assert matched.rows("select count(*) as rows from fct_supervisor where person_key is null") == [{"rows": 1}]


def test_no_key_of_conform_leaves_the_model(matched: Warehouse) -> None:
    conformed = matched.conformer()
    keys: set[str] = set()
    for entity in ("worker", "recognition", "supervisor"):
        table = conformed.tables.scan(entity, conformed.ledger.current()).collect()
        keys |= {key for name in ("id_key", "certificate_key", "name_birth_key") for key in table[name] if key}
    assert len(keys) > 10
    for table in matched.rows(
        "select table_name as name from duckdb_tables() where database_name = current_database()"
    ):
        texts = json.dumps(matched.rows(f"select * from {table['name']}"), default=str)
        assert not [key for key in keys if key in texts], table


def test_years_of_age_stand_in_the_fact_of_workers_alone(matched: Warehouse) -> None:
    tables = matched.rows("select table_name as name from duckdb_columns() where column_name = 'age' order by all")
    assert tables == [{"name": "fct_worker"}]
    (band,) = matched.rows("select distinct age_band from fct_supervisor where person_key is not null")
    assert band["age_band"] in ("0-35", None)


# small homes


def person_rows(build: Build) -> dict[str, tuple[str, str]]:
    """Row to its person and the rule that led there."""
    found = build.database.execute("select row_id, person_key, matched_by from person_match").fetchall()
    return {row: (person, rule) for row, person, rule in found}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, Path]:
    """A build of rows that are split together, of namesakes in two counties, and of a held list that contradicts; its folder."""
    folder = tmp_path_factory.mktemp("small")
    home = ConformedHome(folder / "home")
    named = {"name_birth_key": "n", "employer": "民政局"}
    roster = home.deliver(
        EAST, EARLIER, "worker",
        *({"row": f"r{each}", "id_key": "one"} for each in range(3)),
        {"row": "p", "id_key": "p", "certificate_key": "c"},
        {"row": "m", "id_key": "m"} | named,
    )  # fmt: skip
    home.deliver(
        EAST, EARLIER, "supervisor",
        {"row": "c", "certificate_key": "c"},
        {"row": "f", "certificate_key": "nowhere else"} | named,
        {"row": "n"} | named,
    )  # fmt: skip
    home.deliver(WEST, EARLIER, "supervisor", {"row": "w"} | named)
    home.deliver(
        WEST, EARLIER, "worker", {"row": "q", "id_key": "q", "certificate_key": "c"}, reason="delivery_held"
    )  # fmt: skip
    home.on_persons = [
        {"decision": "s", "action": SPLIT, "delivery_id": roster, "row_id": row, "node": f"split:{roster}:r1"}
        for row in ("r1", "r2")
    ]
    return dbt_build(home.write(), folder / "work", "--exclude-resource-type", "unit_test"), folder


def test_rows_that_were_split_off_together_met_by_decision(small: tuple[Build, Path]) -> None:
    build, _ = small
    assert build.failed() == {}
    found = person_rows(build)
    assert found["r1"] == found["r2"] != found["r0"]
    doubles = build.database.execute("select row_id, counted_row_id, matched_by from double_count_row").fetchall()
    # the list of supervisors holds one person twice, too
    assert set(doubles) == {("r2", "r1", "decision"), ("n", "f", "name_birth_employer")}


def test_a_held_list_changes_no_person(small: tuple[Build, Path]) -> None:
    found = person_rows(small[0])
    assert found["c"] == (found["p"][0], "certificate")
    assert found["q"][0] != found["p"][0]


def test_namesakes_at_an_office_that_every_county_has_are_a_doubt(small: tuple[Build, Path]) -> None:
    build, _ = small
    found = person_rows(build)
    assert found["n"] == (found["m"][0], "name_birth_employer")
    assert found["w"][0] != found["m"][0]
    doubts = build.database.execute("select doubt, row_id, other_row_id from person_doubt").fetchall()
    ((doubt, row, other),) = doubts
    assert (doubt, row, found[other][0]) == ("same_name_and_birth", "w", found["m"][0])


def test_where_the_certificate_leads_nowhere_the_name_is_asked(small: tuple[Build, Path]) -> None:
    found = person_rows(small[0])
    assert found["f"] == (found["m"][0], "name_birth_employer")


@pytest.mark.parametrize("column", ["duplicate_count", "other_unit_count", "decision_count", "reported_count"])
def test_a_double_count_that_does_not_balance_is_found(small: tuple[Build, Path], column: str, tmp_path: Path) -> None:
    _, folder = small
    compiled = folder / "work" / "target" / "compiled" / "rollcall" / "tests" / "double_counts_balance.sql"
    query = compiled.read_text(encoding="utf-8")
    shutil.copy(folder / "home" / "marts" / "build.duckdb", tmp_path)
    with duckdb.connect(str(tmp_path / "build.duckdb")) as database:
        assert database.execute(query).fetchall() == []
        database.execute(f"update double_count set {column} = {column} + 1 where measure = 'measure_professional'")
        assert ("measure_professional", EARLIER, EAST) in database.execute(query).fetchall()


# by decision


def test_a_split_brings_two_back_and_its_undoing_one(changed: Warehouse, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    before, first, release = people(changed), figure(changed), changed.release.name
    west = before[WEST, "worker", 3]
    (doubt,) = listed(changed)["doubts"]
    pair = [each["name"] for each in doubt["rows"]]
    short = ":".join(part[:12] for part in west["name"].split(":"))
    assert changed.rollcall("person", "split", short, *DECIDED).exit_code == 0
    assert changed.rollcall("person", "merge", *pair, *DECIDED).exit_code == 0
    assert listed(changed)["doubts"] == []  # before the next run already
    assert figure(changed) == first

    changed.run()
    found = people(changed)
    assert figure(changed) == (7, 9)
    assert found[WEST, "worker", 3]["person_key"] != found[EAST, "worker", 3]["person_key"]
    assert found[EAST, "worker", 3]["person_key"] == before[EAST, "worker", 3]["person_key"]
    assert found[EAST, "supervisor", 4]["person_key"] == found[EAST, "worker", 6]["person_key"]
    assert {found[key]["matched_by"] for key in ((WEST, "worker", 3), (EAST, "supervisor", 4))} == {"decision"}
    assert changed.rows("select * from person_doubt") == []
    assert doubled(changed) == {EAST: (7, 5, 2, 0), WEST: (2, 2, 0, 0)}
    shown = changed.rollcall("person", "show", pair[0], "--json").document["rows"]
    assert sorted(each["name"] for each in shown) == sorted(pair)
    assert "与其他单位重复" not in feedback(changed, west["delivery_id"])

    decisions = listed(changed)["decisions"]
    assert [(each["action"], each["rows"]) for each in decisions] == [(SPLIT, [west["name"]]), (MERGE, sorted(pair))]
    for each in decisions:
        assert changed.rollcall("person", "undo", str(each["sequence"]), *DECIDED).exit_code == 0
    assert changed.run()["release_id"] == release
    assert (figure(changed), people(changed)) == (first, before)


def test_a_split_of_a_row_that_was_sent_again_is_told(changed: Warehouse) -> None:
    west = people(changed)[WEST, "worker", 3]
    assert changed.rollcall("person", "split", west["name"], *DECIDED).exit_code == 0
    assert listed(changed)["decisions"][0]["is_in_force"]
    head = ("姓名", "身份证号", "工作单位", "是否社会工作专业人才")
    again = [("测试甲", identity(1), STREET, "是"), ("测试庚", identity(9), STREET, "是")]
    deliver(changed, WEST, EARLIER, "花名册.xlsx", book("社会工作从业人员花名册", head, *again))
    said = changed.rollcall("run")
    assert said.exit_code == 0, said.err
    assert "Decide again" in said.out
    (split,) = changed.decisions()
    assert changed.run()["lapsed_decisions"] == [split.sequence]
    assert figure(changed) == (6, 9)
    assert not listed(changed)["decisions"][0]["is_in_force"]
    shown = changed.rollcall("person", "list", "--doubtful").out
    assert "WITHOUT EFFECT" in shown
    assert west["name"] in shown
    assert changed.rollcall("person", "undo", str(split.sequence), *DECIDED).exit_code == 0
    assert changed.run()["lapsed_decisions"] == []


def feedback(warehouse: Warehouse, delivery: str) -> str:
    """All that the feedback of a delivery says in its cells and comments."""
    assert warehouse.rollcall("feedback", delivery, "--to", "back").exit_code == 0
    found = sorted(Path("back").iterdir()) if Path("back").exists() else []
    cells = [
        cell for path in found for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row
    ]
    return " ".join(f"{cell.value} {cell.comment.text if cell.comment else ''}" for cell in cells)


def test_feedback_says_that_a_person_stands_in_another_unit_too_and_not_in_which(
    matched: Warehouse, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    said = feedback(matched, people(matched)[WEST, "worker", 3]["delivery_id"])
    assert said.count("与其他单位重复") >= 1
    assert "东区" not in said


def test_the_lists_show_rows_and_nobody(matched: Warehouse) -> None:
    name = people(matched)[EAST, "supervisor", 4]["name"]
    said = matched.rollcall("person", "list", "--doubtful")
    assert all(word in said.out for word in ("same_name_and_birth", name, "row 4", "person merge", "person split"))
    shown = matched.rollcall("person", "show", name)
    assert name in shown.out
    for answer in (said, shown):
        assert answer.exit_code == 0
        assert not [word for word in ("测试", "510499", CERTIFICATE) if word in answer.out + answer.err]
    document = matched.rollcall("person", "list", "--doubtful", "--json").document
    assert list(document) == ["doubts"]
    assert "person_key" not in json.dumps(document)
