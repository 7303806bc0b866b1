"""The gate: what is expected of a candidate beside the last release, what a failure does, and that nothing of a person passes."""

import copy
import dataclasses
import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from release_files import INPUTS, LATER, Home, make_home
from warehouses import ROOT, Warehouse

from pipeline.audit.expected import moved
from pipeline.audit.gate import GateClosed, examine, not_met
from pipeline.contract import Contracts, load
from pipeline.outputs.gate_page import gate_page
from pipeline.settings import UserError
from pipeline.stores.releases import current, read_manifest, release_id
from pipeline.text import SYNTHETIC_NOTICE

SENTINEL = "哨兵甲乙丙"
SOUND = """
    create table release as select 'aaaa' as release_id, true as is_synthetic;
    create table dim_delivery (delivery_id varchar, unit_code varchar, period varchar);
    insert into dim_delivery values ('d1', '510402', '2024-12'), ('d2', '510411', '2024-12');
    create table fct_worker as select 'd' || (1 + row % 2) as delivery_id, 'r' || row as row_id,
        if(row % 2 = 0, '510402', '510411') as unit_code, '2024-12' as period, true as is_delivery_counted, false as is_professional,
        'p' || row as person_key, 'body ' || row as employer, 'community_worker' as role,
        if(row % 10 < 7, '1', '2') as certificate_level, ['a', 'b'] as domains from range(200) as rows(row);
    comment on table fct_worker is '社会工作人员花名册: one person on one list.';
    comment on column fct_worker.employer is '工作单位 / Employing body.';
    create table fct_training as select 'd1' as delivery_id, 't' || row as row_id, '510402' as unit_code, '2024-12' as period,
        true as is_delivery_counted, 'x' as name from range(8) as rows(row);
    create table measure_professional as select delivery_id, row_id, if(row_id > 'r5', 'left_before_date', null) as not_counted_reason
        from fct_worker;
    create table plan_definition as select 'plan' as plan_code, '510400' as area_code;
    create table indicator_definition as select 'plan' as plan_code, line::varchar as indicator_code, null::varchar as reading
        from range(4) as lines(line);
    create table indicator_value as select 'plan/' || indicator_code || '/510400/2024-12' as figure_id, plan_code, indicator_code,
        reading, '510400' as area_code, '2024-12' as period, 7 as value, null::varchar as status_reason, 95::decimal(9, 4) as coverage_pct
        from indicator_definition;
    create table figure_coverage as select figure_id, 'worker' as entity, coverage_pct from indicator_value;
"""
HALF_LOST = "delete from fct_worker where row_id like '%1' or row_id like '%3' or row_id like '%5' or row_id like '%7'"
BAD = {
    "rows fct_worker": HALF_LOST,
    "rows measure_professional": "update measure_professional set not_counted_reason = 'left_before_date' where row_id > 'r12'",
    "spread fct_worker.unit_code": "update fct_worker set unit_code = '510402' where row_id < 'r5'",
    "spread fct_worker.certificate_level": "update fct_worker set certificate_level = if(certificate_level = '1', '2', '1')",
    "spread fct_worker.domains": "update fct_worker set domains = ['a', 'c']",
    "filled fct_worker.employer": "update fct_worker set employer = null where row_id < 'r3'",
    "filled fct_worker.role": "alter table fct_worker drop column role",
    "keys fct_worker": "update fct_worker set person_key = null where row_id = 'r1'",
    "lines plan": "delete from indicator_value where indicator_code = '2'",
    "coverage plan": "update indicator_value set coverage_pct = 60",
    "coverage_kept plan": "update figure_coverage set coverage_pct = 85 where figure_id like 'plan/3/%'",
}
SOUND_CHANGES = {
    "nothing": "select 1",
    "a_new_unit": "insert into fct_worker select 'd3', row_id, '510421', period, true, false, person_key, employer, role, '2', domains from fct_worker",
    "a_new_period": "insert into fct_worker select 'd4', row_id, unit_code, '2025-06', true, false, person_key, null, role, '2', domains from fct_worker",
    "a_held_list": "insert into fct_worker select 'd5', row_id, unit_code, period, false, false, person_key, null, role, '2', domains from fct_worker",
    "few_rows": "delete from fct_training where row_id > 't3'",
    "a_reason_for_no_value": "update indicator_value set value = null, status_reason = '无数据' where indicator_code = '2'",
}


def made(folder: Path, change: str = "select 1") -> Path:
    """A release's folder with a database of what is sound, changed."""
    (folder / "internal").mkdir(parents=True)
    with duckdb.connect(str(folder / "internal" / "rollcall.duckdb")) as connection:
        connection.execute(SOUND)
        connection.execute(change)
    return folder


def contracts(**gate: Any) -> Contracts:
    """The project's contracts with other thresholds of the gate."""
    loaded = load(ROOT / "contracts")
    settings = copy.deepcopy(loaded.settings)
    settings["gate"] |= gate
    return dataclasses.replace(loaded, settings=settings)


def failed(gate: dict[str, Any]) -> list[str]:
    return [each["name"] for each in not_met(gate)]


@pytest.fixture(scope="module")
def last(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("last") / "aaaa")


@pytest.mark.parametrize("name", BAD)
def test_a_bad_candidate_is_caught_by_name(name: str, last: Path, tmp_path: Path) -> None:
    gate = examine(made(tmp_path / "bad", BAD[name]), last, contracts())
    assert name in failed(gate)
    assert gate["statistics"]["not_met"] == len(failed(gate)) <= 2
    (found,) = [each for each in gate["expectations"] if each["name"] == name]
    page = gate_page(gate)
    assert found["zh"] in page.partition("<h2>全部")[0]
    assert found["en"] in page


@pytest.mark.parametrize("change", SOUND_CHANGES)
def test_a_sound_candidate_passes(change: str, last: Path, tmp_path: Path) -> None:
    gate = examine(made(tmp_path / "sound", SOUND_CHANGES[change]), last, contracts())
    assert failed(gate) == []
    assert gate["statistics"]["evaluated"] == gate["statistics"]["met"] > 10
    assert "全部符合预期" in gate_page(gate)


def test_a_table_that_is_gone_has_no_rows(last: Path, tmp_path: Path) -> None:
    gate = examine(made(tmp_path / "bad", "drop table measure_professional"), last, contracts())
    assert failed(gate) == ["rows measure_professional"]


def test_a_required_column_may_not_be_emptier_at_all(last: Path, tmp_path: Path) -> None:
    assert contracts().entities["worker"].by_name["is_professional"].is_required
    bad = made(tmp_path / "bad", "update fct_worker set is_professional = null where row_id = 'r7'")
    assert failed(examine(bad, last, contracts())) == ["filled fct_worker.is_professional"]


def test_a_first_release_is_asked_what_needs_no_other(last: Path, tmp_path: Path) -> None:
    gate = examine(last, None, contracts())
    assert {each["name"].split()[0] for each in gate["expectations"]} == {"keys", "lines", "coverage"}
    assert gate["last_release"] is None
    assert "首次发布" in gate_page(gate)
    bad = made(tmp_path / "bad", BAD["lines plan"])
    assert failed(examine(bad, None, contracts())) == ["lines plan"]


def test_bounds_are_those_of_the_settings(last: Path, tmp_path: Path) -> None:
    bad = made(tmp_path / "bad", HALF_LOST)
    assert "rows fct_worker" in failed(examine(bad, last, contracts()))
    assert "rows fct_worker" not in failed(examine(bad, last, contracts(rows_change_pct=45)))
    assert "rows fct_worker" not in failed(examine(bad, last, contracts(rows_at_least=300)))


def test_how_much_of_a_distribution_moved() -> None:
    assert moved({"1": 3, "2": 7}, {"1": 30, "2": 70}) == pytest.approx(0)
    assert moved({"1": 1}, {"2": 9}) == pytest.approx(100)
    assert moved({"1": 5, "3": 5}, {"1": 10}) == pytest.approx(50)


# what must not pass


def test_no_cell_reaches_great_expectations_or_leaves_it(
    last: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import great_expectations as gx

    seen: list[Any] = []
    run = gx.Checkpoint.run

    def watched(self: gx.Checkpoint, **given: Any) -> Any:
        result = run(self, **given)
        seen.extend([given["batch_parameters"]["dataframe"], result])
        return result

    monkeypatch.setattr(gx.Checkpoint, "run", watched)
    bad = made(
        tmp_path / "bad",
        f"update fct_worker set person_key = '{SENTINEL}', employer = '{SENTINEL}', role = '{SENTINEL}', certificate_level = '{SENTINEL}',"
        f" unit_code = if(row_id > 'r5', '{SENTINEL}', unit_code), domains = ['{SENTINEL}']",
    )
    with caplog.at_level("DEBUG"):
        gate = examine(bad, last, contracts())
    assert {"spread fct_worker.role", "spread fct_worker.certificate_level"} <= set(failed(gate))
    frame, result = seen
    assert len(frame) == 1
    assert {str(kind) for kind in frame.dtypes} == {"float64"}
    assert "expect_column_max_to_be_between" in str(result)
    closed = str(GateClosed(gate, "page"))
    for said in (
        str(frame.to_dict()),
        str(result),
        json.dumps(gate, ensure_ascii=False),
        gate_page(gate),
        closed,
        caplog.text,
    ):
        assert SENTINEL not in said
        assert "body 1" not in said


OFFLINE = """
import json, socket, sys
from pathlib import Path
tried = []
def refused(*given, **more):
    tried.append(repr(given))
    raise OSError("no network")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refused
from pipeline.audit.gate import examine
from pipeline.contract import load
gate = examine(Path(sys.argv[1]), Path(sys.argv[1]), load(Path(sys.argv[2])))
print(json.dumps([tried, gate["statistics"]]))
"""


def test_nothing_is_sent_and_nothing_written(last: Path, tmp_path: Path) -> None:
    places = {name: tmp_path / name for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "cwd")}
    for place in places.values():
        place.mkdir()
    environment = {name: str(place) for name, place in places.items()} | {
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, last, ROOT / "contracts"],
        env=environment, cwd=places["cwd"], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    tried, statistics = json.loads(done.stdout)
    assert tried == []
    assert statistics["met"] == statistics["evaluated"] > 10
    assert [path for place in places.values() for path in place.rglob("*")] == []


def test_only_a_run_that_publishes_pays_for_great_expectations() -> None:
    code = "import sys, pipeline.cli, pipeline.publish; print([name for name in ('great_expectations', 'scipy') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# what a failure does


@pytest.fixture
def two(tmp_path: Path) -> Home:
    """A home with one release of ten workers, whose build now holds four."""
    home = make_home(tmp_path / "home")
    home.publish()
    home.tables["fct_worker"] = home.tables["fct_worker"][:4]
    return home


def publish(home: Home, **gate: Any) -> Path:
    from pipeline.publish import gate_candidate

    return home.publish(LATER, partial(gate_candidate, home.folder, contracts(rows_at_least=5, **gate)))


def test_warn_publishes_and_shows(two: Home) -> None:
    release = publish(two, on_failure="warn")
    assert current(two.folder) == release
    assert "rows fct_worker" in failed(read_manifest(release)["unhashed"]["gate"])
    page = (release / "internal" / "gate.html").read_text(encoding="utf-8")
    assert "已发布" in page
    assert SYNTHETIC_NOTICE in page
    assert "internal/gate.html" in read_manifest(release)["files"]
    assert not (two.folder / "marts" / "gate.html").exists()


def test_block_leaves_the_last_release_and_keeps_the_page(two: Home) -> None:
    with pytest.raises(GateClosed) as closed:
        publish(two, on_failure="block")
    assert current(two.folder).name == release_id(INPUTS)
    assert closed.value.exit_code == 1
    for words in ("rows fct_worker: observed 4, expected 7 to 13, last 10", "home/marts/gate.html", "gate.on_failure"):
        assert words in str(closed.value)
    assert "未发布" in (two.folder / "marts" / "gate.html").read_text(encoding="utf-8")
    publish(two, on_failure="warn")
    assert current(two.folder).name == release_id(LATER)
    assert not (two.folder / "marts" / "gate.html").exists()


def test_the_page_needs_nothing_beside_it(last: Path) -> None:
    page = gate_page(examine(last, last, contracts()))
    assert not any(words in page for words in ("http", "src=", "href=", "url(", "@import", "<script"))


@pytest.mark.parametrize(
    ("line", "wrong", "told"),
    [
        ("on_failure: warn ", "on_failure: stop ", "gate.on_failure: Input should be 'warn' or 'block', found stop"),
        ("moved_points: 20 ", "moved_point: 20 ", "moved_point: no such key; is it moved_points?"),
        ("rows_change_pct: 30 ", "rows_change_pct: 300 ", "gate.rows_change_pct: "),
    ],
)
def test_a_mistake_in_the_settings_is_told_with_its_line(line: str, wrong: str, told: str, tmp_path: Path) -> None:
    folder = Warehouse(tmp_path, tmp_path).with_contracts(tmp_path / "contracts").contracts
    path = folder / "settings.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(line) == 1
    path.write_text(text.replace(line, wrong), encoding="utf-8")
    with pytest.raises(UserError, match=r"contracts/settings.yaml, line [0-9]+: ") as refused:
        load(folder)
    assert told in str(refused.value)


# the whole way


def test_a_night_says_what_the_gate_found(night: Warehouse) -> None:
    gate = read_manifest(night.release)["unhashed"]["gate"]
    assert gate["on_failure"] == "warn"
    assert failed(gate) == []
    evaluated = gate["statistics"]["evaluated"]
    said = json.loads((night.home.parent / "said.json").read_text(encoding="utf-8"))["out"]
    assert f"Gate            {evaluated} of {evaluated} expectations met, 0 warnings" in said
    assert SYNTHETIC_NOTICE in (night.release / "internal" / "gate.html").read_text(encoding="utf-8")


def test_a_run_that_is_stopped_leaves_yesterdays_release(copy: Warehouse, tmp_path: Path) -> None:
    warehouse, before = copy.with_contracts(tmp_path / "contracts"), copy.release.name
    path = warehouse.contracts / "settings.yaml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    settings["gate"]["on_failure"], settings["figures"]["coverage_floor_pct"] = "block", 100
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    answer = warehouse.rollcall("run")
    assert answer.exit_code == 1
    assert "what was current stays current" in answer.err
    assert "coverage panzhihua-145: observed" in answer.err
    assert "marts/gate.html" in answer.err
    assert warehouse.release.name == before
    assert "未发布" in (warehouse.home / "marts" / "gate.html").read_text(encoding="utf-8")
