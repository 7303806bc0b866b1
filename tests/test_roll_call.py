"""The first roll call, the whole way on the real sample: the figures are the oracle's, each is traced and proved, and the same
inputs give the same release.
"""

import json
import shutil
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import oracle
import pytest
from openpyxl import load_workbook
from oracle_lists import ENTITIES, tally
from warehouses import SAMPLE_FILES, Warehouse

PLAN, CITY, FIRST = "panzhihua-145", "510400", "2022-08"
FIGURE = f"{PLAN}/01/{CITY}/{FIRST}"
FACTOR = {"02": 1000, "02~resident": 1000, "04": 100, "09": 100, "10": 100}
SUMS = ("01", "03", "07", "08")
EAST = "510402/2022-08/东区社会工作人才台账.xlsx"
QUARANTINED = (
    "required_value_missing 30 · code_unknown 21 · id_number_lossy 13 · id_number_check_digit 10 · id_number_masked 9"
    " · date_impossible 8 · number_out_of_range 8 · id_number_malformed 7 · yes_no_unreadable 7 · error_cell 6"
    " · certificate_date_missing 5 · formula_without_value 5 · number_unreadable 2"
)


@pytest.fixture(scope="module")
def counted() -> dict[tuple[str, str, str], oracle.Figure]:
    """What the oracle counts: the ten main indicators."""
    return oracle.figures(Warehouse.raw)


@pytest.fixture(scope="module")
def figures(night: Warehouse, counted) -> dict[tuple[str, str, str], dict[str, Any]]:
    """(indicator or indicator~reading, area, period) to its row of indicator_value, for all lines that the oracle counts."""
    rows = night.rows(f"select * from indicator_value where plan_code = '{PLAN}'")
    names = {name for name, _, _ in counted}
    found = {tuple(row["figure_id"].split("/")[1:]): row for row in rows}
    return {key: row for key, row in found.items() if key[0] in names}


@pytest.fixture(scope="module")
def said(night: Warehouse) -> dict[str, str]:
    """What the first run printed."""
    return json.loads((night.home.parent / "said.json").read_text())


def exact(code: str, figure: oracle.Figure) -> Decimal | None:
    """The value to six decimals, half up; None where there is nothing to divide by."""
    if code in SUMS:
        return Decimal(figure.numerator)
    if not figure.denominator:
        return None
    value = Decimal(FACTOR.get(code, 1) * figure.numerator) / figure.denominator
    return value.quantize(Decimal("0.000001"), ROUND_HALF_UP)


def test_every_figure_is_the_one_that_the_oracle_counts(figures, counted) -> None:
    assert figures.keys() == counted.keys()
    assert len(figures) == 11 * 7 * 2
    stated = {key: (row["numerator"], row["denominator"], row["value"]) for key, row in figures.items()}
    # 市本级 has no register and no stations; where nothing is divided by, a figure has no value
    assert stated == {key: (*figure, exact(key[0], figure)) for key, figure in counted.items()}


def test_the_city_has_all_ten_at_both_periods_and_the_published_totals(figures) -> None:
    city = {key: row["value"] for key, row in figures.items() if key[1] == CITY}
    assert len(city) == 22
    assert None not in city.values()
    assert (city["01", CITY, FIRST], city["03", CITY, FIRST]) == (1740, 528)


@pytest.mark.parametrize("period", oracle.AS_OF)
def test_counts_add_up_and_a_shared_person_belongs_to_one_county(figures, period: str) -> None:
    for code in SUMS:
        parts = [figures[code, area, period]["value"] for area in oracle.LAYOUT]
        assert sum(parts) == figures[code, CITY, period]["value"]
    reported = oracle.Period(Warehouse.raw, period).reported_professionals()
    assert {area: figures["01", area, period]["reported_value"] for area in oracle.LAYOUT} == reported
    differs = {area for area in oracle.LAYOUT if figures["01", area, period]["value"] != reported[area]}
    assert differs == {"510422"} if period == FIRST else "510422" in differs
    shared = figures["01", "510422", FIRST]
    assert (shared["reported_value"], shared["value"]) == (200, 199)


def test_the_run_ends_with_fates_findings_and_statuses(said) -> None:
    lines = said["out"].splitlines()
    assert f"Deliveries      accepted {SAMPLE_FILES}" in lines
    assert f"Quarantined     131 rows   {QUARANTINED}" in lines
    assert "合成示例,非官方数据" in said["out"]


def test_the_run_ends_with_each_plan_judged_or_the_reasons_why_not(night: Warehouse, said) -> None:
    """Of each plan its newest period: what is judged line by line, what is not by its reason."""
    blocks: dict[str, list[str]] = {}
    for line in said["out"].partition("Quarantined")[2].partition("Look at")[0].splitlines()[1:]:
        if line.startswith("Gate"):
            continue
        if line.startswith(" "):
            blocks[next(reversed(blocks))].append(line.strip())
        else:
            blocks[line.partition(",")[0]] = []
    rows = night.rows("""
        select value.*, definition.reading is null as is_line from indicator_value as value
        join indicator_definition as definition
            on value.plan_code = definition.plan_code and value.indicator_code = definition.indicator_code
            and value.reading is not distinct from definition.reading and value.area_code = definition.plan_area_code
    """)
    assert blocks.keys() == {row["plan_code"] for row in rows}
    for plan, told in blocks.items():
        newest = max(
            (row["period"] for row in rows if row["plan_code"] == plan and row["as_of_date"]), default="undated"
        )
        of_plan = [row for row in rows if (row["plan_code"], row["period"]) == (plan, newest)]
        judged = {row["indicator_code"] for row in of_plan if row["status"] != "无法评估"}
        assert {line.split()[0] for line in told if "目标 " in line} == judged
        reasons = Counter(f"无法评估({row['status_reason']})" for row in of_plan if row["status"] == "无法评估")
        (line,) = [line for line in told if line.startswith("无法评估")]
        assert dict(each.rsplit(" ", 1) for each in line.split(" · ")) == {name: str(n) for name, n in reasons.items()}
    assert {f"{number:02d}" for number in range(1, 11)} <= {line.split()[0] for line in blocks[PLAN]}


def test_every_list_gives_its_fact_the_rows_that_the_oracle_counts(night: Warehouse) -> None:
    counted, refused = tally(Warehouse.raw)
    rows = night.rows("select entity, unit_code, period, conformed_count, quarantined_count from run_delivery")
    found: dict[tuple[str, str, str], list[int]] = {}
    for row in rows:
        if row["entity"] in ENTITIES:
            total = found.setdefault((row["entity"], row["unit_code"], row["period"]), [0, 0])
            total[0] += row["conformed_count"]
            total[1] += row["quarantined_count"]
    assert found == {key: [counted[key], refused[key]] for key in counted | refused}
    for entity in ENTITIES:
        (fact,) = night.rows(f"select count(*) as n from fct_{entity}")
        assert fact["n"] == sum(number for key, number in counted.items() if key[0] == entity)


def test_a_figure_is_traced_to_its_cells_and_proved(night: Warehouse) -> None:
    answer = night.rollcall("trace", FIGURE, "--cells", "--prove", "--json")
    found = answer.document
    assert (answer.exit_code, found["proved"], found["failures"]) == (0, True, [])
    numerator = found["numerator"]
    assert (numerator["counted"], len(found["rows"])) == (1740, 1740)
    assert numerator["counted"] + numerator["not_counted"] == numerator["candidates"]
    assert sum(each["count"] for each in found["not_counted"]) == numerator["not_counted"]
    assert len({(row["file"], row["sheet"], row["row"]) for row in found["rows"]}) == 1740
    for row in found["rows"]:
        assert row["cells"]["id_number"].endswith(str(row["row"]))
        assert len(row["sha256"]) == 64
        assert row["file"] == f"{row['file'][:-12]}{row['sha256'][:12]}"


def test_every_figure_of_the_plan_and_every_line_of_all_is_proved(night: Warehouse, figures) -> None:
    """The ten main indicators in every area and period, each other line in its own area and newest period."""
    from pipeline.audit.trace import trace

    others = night.rows("""
        select figure_id from indicator_value as value
        join indicator_definition as definition using (plan_code, indicator_code)
        where value.area_code = definition.plan_area_code and value.reading is not distinct from definition.reading
        qualify row_number() over (
            partition by plan_code, indicator_code, value.reading order by as_of_date desc nulls last, period desc
        ) = 1
    """)
    names = {row["figure_id"] for row in figures.values()} | {row["figure_id"] for row in others}
    assert len(names) > 11 * 7 * 2 + 100
    wrong = {}
    for name in sorted(names):
        found = trace(night.release, name, prove=True, home=night.home)
        numerator = found["numerator"]
        assert numerator["counted"] + numerator["not_counted"] == numerator["candidates"]
        if not found["proved"]:
            wrong[name] = found["failures"]
    assert wrong == {}


def test_one_changed_byte_of_a_kept_file_is_named(copy: Warehouse) -> None:
    (kept,) = copy.rows(
        f"select distinct sha256, file from run_delivery where unit_code = '510402' and period = '{FIRST}' and entity = 'worker'"
    )
    path = copy.home / "collected" / "bytes" / kept["sha256"][:2] / kept["sha256"]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    answer = copy.rollcall("trace", FIGURE, "--prove", "--json")
    assert answer.exit_code == 1
    assert answer.document["proved"] is False
    assert [each["file"] for each in answer.document["failures"]] == [kept["file"]]
    assert "东区社会工作人才台账" not in answer.out
    assert copy.rollcall("trace", f"{PLAN}/01/510403/{FIRST}", "--prove").exit_code == 0


def test_only_what_changed_is_read_again_and_what_it_replaces_no_longer_counts(
    copy: Warehouse, night: Warehouse
) -> None:
    same = copy.run()
    assert same["reader_starts"] == 0
    assert (same["release_id"], copy.release) == (night.release.name, copy.home / "published" / night.release.name)
    before, path = copy.values(), copy.raw / EAST
    take_off_the_roster(path)
    changed = copy.run()
    assert changed["reader_starts"] == 1
    assert changed["release_id"] != same["release_id"]
    assert changed["deliveries"] == {"accepted": SAMPLE_FILES, "accepted superseded": 1}
    moved = {figure: (before[figure], value) for figure, value in copy.values().items() if value != before[figure]}
    assert moved[FIGURE] == (1740, 1739)
    assert not any(figure.endswith("2024-12") or "/510403/" in figure for figure in moved)
    put_back(copy, night.raw / EAST)


def take_off_the_roster(path: Path) -> None:
    """Empty the first row of professionals: the person is in no other row."""
    book = load_workbook(path)
    sheet = book["人员花名册"]
    row = next(row for row in sheet.iter_rows() if row[0].value in (1, "1"))
    for cell in row:
        cell.value = None
    book.save(path)


def put_back(copy: Warehouse, original: Path) -> None:
    """The older bytes supersede again; only they are read, as the others are known."""
    from pipeline.stores.fates import fates
    from pipeline.stores.inputs import run_deliveries

    shutil.copyfile(original, copy.raw / EAST)
    conformer = copy.collected()
    waiting = conformer.waiting()
    assert [each.path for each in waiting] == [Path(EAST).name]
    conformer.run(waiting, lambda *_: None)
    known = run_deliveries(fates(conformer.ledger, conformer.tables, conformer.contracts, {}, {}))
    rows = [row for row in known if row["sequence"] > SAMPLE_FILES]
    assert {(row["sequence"], row["reason"]) for row in rows} == {
        (SAMPLE_FILES + 1, "superseded"),
        (SAMPLE_FILES + 2, None),
    }


def test_a_fresh_home_gives_the_same_release_in_every_table(night: Warehouse, new: Warehouse) -> None:
    shutil.copy2(night.key_file, new.key_file)
    again = Warehouse(new.home, new.key_file)
    said = again.run()
    assert (said["reader_starts"], said["release_id"]) == (SAMPLE_FILES, night.release.name)
    tables = json.loads((night.release / "manifest.json").read_text())["tables"]
    assert len(tables) > 30
    assert said["tables"] == {name: table["sha256"] for name, table in tables.items()}


def test_one_changed_synonym_is_another_release(night: Warehouse, tmp_path: Path) -> None:
    from pipeline.model import release_inputs
    from pipeline.stores.releases import release_id

    assert release_id(release_inputs(night.conformer())) == night.release.name
    other = night.with_contracts(tmp_path / "contracts")
    path = other.contracts / "entities" / "worker.odcs.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[姓名,", "[姓名, 姓氏名字,"), encoding="utf-8")
    conformer = other.conformer()
    assert release_id(release_inputs(conformer)) != night.release.name
    assert len(conformer.waiting()) == SAMPLE_FILES
