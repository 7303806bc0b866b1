"""The page of the asset graph, as HTML and as a picture: every asset drawn, from the deliveries to the plan's table.

`python docs/graph_page.py --home DIR --into DIR` opens the UI as `rollcall dev` does, lets headless Chromium draw the page, and
stops both. Chromium is spoken to through two pipes, one JSON message after another, so nothing has to be installed beside it.
"""

import argparse
import base64
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --disable-default-apps --hide-scrollbars --remote-debugging-pipe"
).split()
ASSETS = "{assetNodes{groupName repository{name location{name}}}}"
BESIDE = (900, 400)  # pixels of the page around the graph
PAGE = "document.documentElement.outerHTML"
DRAWN = "document.querySelectorAll('svg [data-tooltip]').length"
SIZE = """(svg => svg && [+svg.getAttribute('width'), +svg.getAttribute('height')])
    (document.querySelector('svg[class*=AssetGraphExplorer]'))"""


@contextmanager
def opened_ui(home: Path, log: Path) -> Iterator[int]:
    """The port of a UI on a home, from when it can name the assets; what it says goes into `log`. It and its children are ended."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("rollcall"), "dev", "--home", home, "--port", str(port)]
    with log.open("w") as said, _ended(command, stdout=said, stderr=subprocess.STDOUT) as process:
        _wait(lambda: _assets(port) or process.poll() is not None, "the UI does not name the assets", log)
        if process.returncode is not None:
            raise SystemExit(f"the UI did not start\n{log.read_text()}")
        yield port


def save_page(port: int, into: Path) -> None:
    """Save graph.html and graph.png of the page on which all groups are open and all assets are drawn at full size."""
    assets = _assets(port)
    groups = {
        f"{place}:{each['groupName']}"
        for each in assets
        for place in ("global@global", f"{each['repository']['name']}@{each['repository']['location']['name']}")
    }
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, _browser(Path(profile)) as call:
        target = call("Target.createTarget", url="about:blank")["targetId"]
        session = call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

        def value(expression: str) -> Any:
            return call("Runtime.evaluate", session, expression=expression, returnByValue=True)["result"].get("value")

        call("Page.navigate", session, url=f"http://127.0.0.1:{port}/asset-groups?expanded={','.join(sorted(groups))}")
        # what is outside the window is not drawn, and a small window draws short names: make it as large as the graph
        width, height = _wait(lambda: value(SIZE), "no graph on the page")
        call(
            "Emulation.setDeviceMetricsOverride",
            session,
            width=int(width) + BESIDE[0],
            height=int(height) + BESIDE[1],
            deviceScaleFactor=0.5,
            mobile=False,
        )
        call("Page.reload", session)
        _wait(lambda: value(SIZE) and value(DRAWN) >= len(assets), "not every asset is drawn")
        page = None
        while page != (page := value(PAGE)):  # the edges come after the assets
            time.sleep(1)
        (into / "graph.html").write_text(page, encoding="utf-8")
        (into / "graph.png").write_bytes(base64.b64decode(call("Page.captureScreenshot", session)["data"]))


@contextmanager
def _browser(profile: Path) -> Iterator[Any]:
    """A function that sends Chromium one command of its debugging protocol and gives the answer."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise SystemExit(f"No browser: install one of {', '.join(BROWSERS)}.")
    (heard, send), (receive, told) = os.pipe(), os.pipe()

    def as_three_and_four() -> None:
        """The protocol is spoken on these descriptors, whatever they were before."""
        high = fcntl.fcntl(told, fcntl.F_DUPFD, 10)
        os.dup2(heard, 3)
        os.dup2(high, 4)

    command = [browser, *FLAGS, f"--user-data-dir={profile}"]
    options = {"preexec_fn": as_three_and_four, "close_fds": False, "env": os.environ | {"HOME": str(profile)}}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with _ended(command, **options, **quiet), open(send, "wb") as ask, open(receive, "rb") as answers:
        os.close(heard)
        os.close(told)
        number = 0

        def call(method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
            nonlocal number
            number += 1
            message = {"id": number, "method": method, "params": parameters}
            ask.write(json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0")
            ask.flush()
            while (answer := json.loads(_until_zero(answers))).get("id") != number:
                pass
            return answer["result"]

        yield call
        call("Browser.close")


def _until_zero(stream: Any) -> bytes:
    said = bytearray()
    while (byte := stream.read(1)) != b"\0":
        if not byte:
            raise SystemExit("The browser ended without an answer.")
        said += byte
    return bytes(said)


@contextmanager
def _ended(command: list[Any], **options: Any) -> Iterator[subprocess.Popen]:
    """A process in a group of its own, of which nothing is left at the end."""
    process = subprocess.Popen(command, start_new_session=True, **options)
    try:
        yield process
    finally:
        for sign in (signal.SIGINT, signal.SIGKILL):
            try:
                os.killpg(process.pid, sign)
                process.wait(10)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue


def _assets(port: int) -> list[dict[str, Any]]:
    """Group and place of every asset that the UI knows; none while it does not answer."""
    query = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql", json.dumps({"query": ASSETS}).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(query, timeout=10) as answer:
            return json.load(answer)["data"]["assetNodes"]
    except OSError:
        return []


def _wait(found: Any, problem: str, log: Path | None = None, seconds: int = 40) -> Any:
    end = time.monotonic() + seconds
    while not (result := found()):
        if time.monotonic() > end:
            raise SystemExit(f"{problem} after {seconds} s\n{log.read_text() if log else ''}")
        time.sleep(0.2)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, required=True, help="the warehouse that the UI is opened on")
    parser.add_argument("--into", type=Path, required=True, help="folder for graph.html, graph.png and ui.log")
    arguments = parser.parse_args()
    arguments.into.mkdir(parents=True, exist_ok=True)
    with opened_ui(arguments.home.resolve(), arguments.into / "ui.log") as port:
        save_page(port, arguments.into)


if __name__ == "__main__":
    main()
