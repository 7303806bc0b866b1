"""The page of column lineage as headless Chromium shows it: it needs no network, says nothing wrong, and follows what is picked."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from test_graph_page import script
from warehouses import Warehouse

WATCHED = """window.problems = [];
    addEventListener('error', event => problems.push(event.message));
    addEventListener('securitypolicyviolation', event => problems.push(event.blockedURI));"""
CARDS = "[...document.querySelectorAll('.card code')].map(each => each.textContent)"
COLUMNS = "[...document.querySelectorAll('.card button[data-k] code')].map(each => each.textContent)"
Ask = Callable[[str], Any]


@pytest.fixture(scope="module")
def page(night: Warehouse) -> Path:
    return night.release / "internal" / "lineage.html"


@pytest.fixture
def opened(page: Path, tmp_path: Path) -> Iterator[Callable[[str], Ask]]:
    """Open the page at a column; what it gives asks the page for a value."""
    graph_page = script()
    if not any(map(shutil.which, graph_page.BROWSERS)):
        pytest.skip("no Chromium or Chrome is installed here to open the page")
    with graph_page._browser(tmp_path) as call:
        target = call("Target.createTarget", url="about:blank")["targetId"]
        session = call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        call("Page.enable", session)
        call("Page.addScriptToEvaluateOnNewDocument", session, source=WATCHED)

        def ask(expression: str) -> Any:
            return call("Runtime.evaluate", session, expression=expression, returnByValue=True)["result"].get("value")

        def at(column: str) -> Ask:
            call("Page.navigate", session, url=f"{page.as_uri()}#{column}")
            graph_page._wait(lambda: ask("document.readyState") == "complete" and ask(CARDS), "the page draws nothing")
            return ask

        yield at


def test_it_needs_nothing_from_elsewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "http://" not in text
    assert "https://" not in text
    assert "default-src 'none'" in text
    assert len(text) < 1_000_000


def test_a_column_is_drawn_with_its_sources_and_its_users(opened: Callable[[str], Ask]) -> None:
    ask = opened("fct_worker.certificate_level")
    assert ask("problems") == []
    assert {"conformed.worker", "fct_worker", "dim_person"} <= set(ask(CARDS))
    left, picked, right = (
        ask(
            f"[...document.querySelectorAll('.card')].find(each => each.querySelector('code').textContent === '{name}').offsetLeft"
        )
        for name in ("conformed.worker", "fct_worker", "dim_person")
    )
    assert left < picked < right
    assert ask("document.querySelectorAll('#view path').length") > 5
    assert "证书等级" in ask("document.querySelector('#about').textContent")
    assert ask("document.querySelector('.notice').textContent") == "合成示例,非官方数据"


def test_another_column_is_found_and_picked(opened: Callable[[str], Ask]) -> None:
    ask = opened("dim_area.name_zh")
    ask(
        "document.querySelector('#find').value = 'certificate_reason'; document.querySelector('#find').dispatchEvent(new Event('input'))"
    )
    ask(
        "[...document.querySelectorAll('#list .column')].find(each => each.textContent.includes('certificate_reason')).click()"
    )
    assert ask("location.hash") == "#int_worker_period.certificate_reason"
    assert {"not_counted_reason", "certificate_level"} <= set(ask(COLUMNS))
    value_only = ask("document.querySelectorAll('#view path').length")
    ask("document.querySelector('#all').click()")
    assert ask("document.querySelectorAll('#view path.rows').length") > 0
    assert ask("document.querySelectorAll('#view path').length") > value_only
    assert ask("problems") == []


def test_a_long_row_of_tables_is_folded_until_it_is_asked_for(opened: Callable[[str], Ask]) -> None:
    ask = opened("indicator_value.numerator")
    folded = len(ask(CARDS))
    ask("[...document.querySelectorAll('.more')].find(each => each.dataset.open.endsWith('/measure')).click()")
    assert len(ask(CARDS)) > folded + 40
    assert ask("problems") == []


def test_columns_of_all_tables_can_be_drawn(opened: Callable[[str], Ask]) -> None:
    ask = opened("dim_area.name_zh")
    drawn = ask(
        """TABLES.map((table, t) => {
            try { pick(key(t, t % table.c.length)) } catch (error) { problems.push(`${table.n}: ${error.message}`) }
            return document.querySelectorAll('.card .picked').length
        })"""
    )
    assert ask("problems") == []
    assert len(drawn) > 200
    assert set(drawn) == {1}
