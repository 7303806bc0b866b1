"""The UI as `rollcall dev` opens it: the whole graph is on the page, nobody else can reach it, it says nothing alarming and tells nobody.

The page is drawn by headless Chromium, driven by docs/graph_page.py.
"""

import importlib.util
import os
import re
import shutil
import socket
import subprocess
from collections import Counter
from types import ModuleType
from typing import NamedTuple

import pytest
from warehouses import ROOT, Warehouse

ALARMING = re.compile(r"Traceback|Error|ERROR|Warning|WARNING|CRITICAL")


class Page(NamedTuple):
    """The saved page, what the UI said on the way, whether it answered beyond loopback, and the processes that are left of it."""

    html: str
    png: bytes
    log: str
    answered_elsewhere: bool
    left: list[str]


def script() -> ModuleType:
    """docs/graph_page.py as a module."""
    spec = importlib.util.spec_from_file_location("graph_page", ROOT / "docs" / "graph_page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    graph_page, folder = script(), tmp_path_factory.mktemp("page")
    if not any(map(shutil.which, graph_page.BROWSERS)):
        pytest.skip("no Chromium or Chrome is installed here to draw the page")
    warehouse = Warehouse(folder / "home", folder / "person.key")
    with warehouse.as_environment():
        del os.environ["DAGSTER_DISABLE_TELEMETRY"]
        with graph_page.opened_ui(warehouse.home, folder / "ui.log") as port:
            elsewhere = answers("127.0.0.2", port) or answers("::1", port)
            graph_page.save_page(port, folder)
    processes = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return Page(
        (folder / "graph.html").read_text(encoding="utf-8"),
        (folder / "graph.png").read_bytes(),
        (folder / "ui.log").read_text(encoding="utf-8"),
        elsewhere,
        [line for line in processes.splitlines() if str(folder) in line],
    )


def answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=2).close()
    except OSError:
        return False
    return True


def test_every_asset_is_on_the_page(page: Page) -> None:
    """Nodes show the last part of a key; two assets may share it, so they are counted."""
    from pipeline.definitions import defs

    specs = defs.resolve_all_asset_specs()
    shown = Counter(re.findall(r'data-tooltip="([^"]+)"', page.html))
    wanted = Counter(spec.key.path[-1] for spec in specs) + Counter({spec.group_name for spec in specs})
    assert len(specs) > 60
    assert not wanted - shown


def test_the_stores_are_the_groups(page: Page) -> None:
    from pipeline.definitions import defs

    groups = {spec.group_name for spec in defs.resolve_all_asset_specs()}
    assert groups == {"collected", "conformed", "quarantine", "marts", "published"}


def test_the_picture_is_a_picture(page: Page) -> None:
    assert page.png.startswith(b"\x89PNG")
    assert len(page.png) > 200_000


def test_the_ui_listens_on_loopback_only(page: Page) -> None:
    assert not page.answered_elsewhere
    assert "127.0.0.1" in page.log


def test_the_ui_starts_without_alarm(page: Page) -> None:
    assert [line for line in page.log.splitlines() if ALARMING.search(line)] == []


def test_telemetry_is_off_as_shipped(page: Page) -> None:
    assert '"telemetryEnabled": false' in page.html
    assert "Join the Dagster community" not in page.html


def test_nothing_is_left_running(page: Page) -> None:
    assert page.left == []
