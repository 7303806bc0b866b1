"""Seeing what cells hold: with a reason only, logged before it is shown, neighbours and numbers masked, never written anywhere."""

import io
import os
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from release_files import CELLS, EAST, IDS, SOUTH, delivery_id, make_home, row_id
from rich.console import Console
from typer.testing import CliRunner
from warehouses import Answer

from pipeline.audit import look as looking
from pipeline.audit.show import render
from pipeline.audit.trace import trace
from pipeline.settings import AnswerIsNo
from pipeline.stores.decisions import Decisions
from pipeline.stores.event import SEALED, Look, Seal

TOTAL, CERTIFIED = (f"panzhihua-145/{code}/510400/2022-08" for code in ("01", "03"))
WHY = ("--cells", "--reveal", "--reason", "抽查第三季度")
CONTENT = [cell for rows in CELLS.values() for row in rows for cell in row if cell and len(cell.strip()) > 1]


@pytest.fixture
def home(tmp_path: Path) -> Any:
    home = make_home(tmp_path / "home")
    home.publish()
    (home.folder / "dagster").mkdir(exist_ok=True)
    return home


def traced(home: Any, *options: str, figure: str = TOTAL) -> Answer:
    from pipeline.cli import app

    with mock.patch.dict(os.environ):
        result = CliRunner().invoke(
            app, ["trace", figure, "--home", str(home.folder), *options], catch_exceptions=False
        )
    return Answer(result.exit_code, result.stdout, result.stderr)


def looks(home: Any) -> list[Look]:
    return Decisions(home.folder).of(Look)


def revealed(home: Any, *options: str, figure: str = TOTAL) -> dict[str, Any]:
    answer = traced(home, *WHY, "--by", "审计员", "--json", *options, figure=figure)
    assert answer.exit_code == 0, answer.err
    return answer.document["revealed"]


def test_a_look_without_a_reason_is_refused_and_shows_nothing(home: Any) -> None:
    for options in (
        ("--cells", "--reveal"),
        ("--cells", "--reveal", "--reason", "  "),
        ("--cells", "--reveal", "--reason", "\u200b\x1b"),
    ):
        answer = traced(home, *options)
        assert (answer.exit_code, answer.out) == (2, "")
        assert "--reason" in answer.err
    assert traced(home, "--reason", "抽查").exit_code == 2
    assert looks(home) == []


def test_a_look_shows_the_cells_that_are_read_and_masks_the_others(home: Any) -> None:
    found = revealed(home)
    assert (found["line"], found["reason"], found["in_full"], found["not_shown"]) == (1, "抽查第三季度", None, 0)
    assert len(found["rows"]) == 6
    row = next(each for each in found["rows"] if each["row_id"] == row_id(EAST, 4))
    assert row["cells"] == [
        {"field": "id_number", "cell": "B4", "header": None, "content": "5104**********0022"},
        {"field": "is_professional", "cell": "A1", "header": None, "content": "东区社会工作专业人才花名册"},
        {"field": "left_on", "cell": "F4", "header": None, "content": None},
        {"field": "community", "cell": "C3", "header": None, "content": "示例社区"},
    ]
    assert row["masked"] == ["A"]
    answer = traced(home, *WHY)
    assert "甲二" not in answer.out
    assert not [number for number in IDS if number in answer.out]
    assert "5104**********0022" in answer.out


def test_who_looked_at_what_and_why_stands_in_the_log_without_content(home: Any) -> None:
    revealed(home, "--row", row_id(EAST, 6)[:6], figure=CERTIFIED)
    (line,) = looks(home)
    assert (line.who, line.reason, line.figure_id, line.release_id) == (
        "审计员",
        "抽查第三季度",
        CERTIFIED,
        (home.folder / "published" / "current").readlink().name,
    )
    assert line.looked_at == (f"{delivery_id(EAST)}:{row_id(EAST, 6)}",)
    assert line.fields == ("certificate_date", "certificate_level", "id_number", "left_on")
    revealed(home)
    traced(home, *WHY, "--in-full", "与身份证核对", "--row", row_id(EAST, 4))
    written = [path for path in home.folder.rglob("*") if path.is_file() and "bytes" not in path.parts]
    logs = [path.read_text(encoding="utf-8") for path in written if path.suffix in (".jsonl", ".json", ".log")]
    assert any("抽查第三季度" in text for text in logs)
    assert not [cell for text in logs for cell in CONTENT if cell.strip() in text and not cell.startswith("2")]


def test_it_is_in_the_log_before_it_is_shown(home: Any) -> None:
    with mock.patch.object(Decisions, "record", side_effect=OSError(28, "No space left on device")):
        answer = traced(home, *WHY)
    assert (answer.exit_code, answer.out) == (1, "")


def test_a_number_is_shown_whole_for_one_row_and_a_second_reason(home: Any) -> None:
    answer = traced(home, *WHY, "--in-full", "与身份证核对")
    assert (answer.exit_code, answer.out) == (2, "")
    assert looks(home) == []
    found = revealed(home, "--in-full", "与身份证核对", "--row", row_id(EAST, 4))
    assert found["rows"][0]["cells"][0]["content"] == IDS[1]
    assert looks(home)[0].in_full == "与身份证核对"


def test_the_evidence_of_a_row_is_looked_at_with_it(home: Any) -> None:
    found = revealed(home, figure=CERTIFIED)
    assert [each["row"] for each in found["rows"]] == [3, 8, 6]
    assert [each["content"] for each in found["rows"][1]["cells"] if each["field"] == "certificate_level"] == [
        "助理社会工作师"
    ]


def test_no_more_rows_are_shown_than_an_audit_samples(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MOST_ROWS", 4)
    found = revealed(home)
    assert (len(found["rows"]), found["not_shown"], len(looks(home)[0].looked_at)) == (4, 2, 4)
    assert "2 rows more are not shown" in traced(home, *WHY).out


def test_rows_that_were_not_counted_are_looked_at_when_they_are_listed(home: Any) -> None:
    answer = traced(home, *WHY, "--row", row_id(EAST, 5))
    assert answer.exit_code == 2
    assert "--why-not" in answer.err
    assert revealed(home, "--why-not", "--row", row_id(EAST, 5))["rows"][0]["row"] == 5


def test_bytes_that_are_missing_or_changed_show_nothing(home: Any) -> None:
    kept = home.kept(SOUTH)
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-3] + b"x\r\n")
    for words in (("is not the one that was counted",), ("is not there",)):
        answer = traced(home, *WHY)
        assert (answer.exit_code, answer.out) == (1, "")
        assert all(word in answer.err for word in (home.file(SOUTH), *words))
        kept.unlink(missing_ok=True)
    assert looks(home) == []
    assert revealed(home, "--row", row_id(EAST, 4))["rows"], "the other file is there"


def test_of_sealed_bytes_nothing_is_shown_or_proved_and_it_says_so(home: Any) -> None:
    said = {"sealed": (home.sha256[SOUTH],), "deliveries": {delivery_id(SOUTH): "key"}, "reason": "误报"}
    Decisions(home.folder).record(Seal, "乙", SEALED, [said])
    home.kept(SOUTH).unlink()
    with pytest.raises(AnswerIsNo, match="destroyed on approval"):
        looking.look(home.folder, (home.folder / "published" / "current").resolve(), TOTAL, reason="抽查", who="甲")
    found = trace((home.folder / "published" / "current").resolve(), TOTAL, prove=True, home=home.folder)
    assert not found["proved"]
    assert {(each["file"], each["what_zh"]) for each in found["failures"]} == {
        (home.file(SOUTH), "留存文件已经批准销毁，据此计入的数据无法再次核验。")
    }
    shown = io.StringIO()
    render(found, Console(file=shown, width=400))
    assert "backup" not in shown.getvalue()
