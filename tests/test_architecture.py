"""The shape of the project: floors and who may import whom, what stays small, and what must stand nowhere.

Imports are read from the source, those inside functions included.
"""

import ast
import csv
import re
import sys
import zipfile
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from warehouses import ROOT

from pipeline.contract import load
from pipeline.text import folded

FLOORS = (  # from the bottom; the four stages stand one above the other, in the order of the flow
    ("settings", "text", "identity", "periods", "dbt_child"),
    ("sheets", "contract"),
    ("rows", "stores"),
    ("audit", "outputs"),
    ("plans",),
    ("collect", "lint", "conformer"),
    ("conform",),
    ("model",),
    ("publish",),
    ("definitions", "rebuild"),
    ("run", "commands"),
    ("cli",),
)
ORCHESTRATED = {"collect", "conform", "model", "publish", "definitions", "run", "cli"}
LONGEST = 250
NOT_OURS = {".git", ".venv", "warehouse", "target", "logs", "__pycache__", ".pytest_cache", ".ruff_cache"}
CONTRACTS = load(ROOT / "contracts")
MODULES = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in (ROOT / "pipeline").rglob("*.py")}
SOURCES = {name.removesuffix(".__init__"): path for name, path in MODULES.items()}


def imported(module: str) -> Iterator[str]:
    """The modules that a module imports, anywhere in it; of ours the deepest that is a file."""
    for node in ast.walk(ast.parse(SOURCES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are written in full"
            for each in node.names:
                yield whole if (whole := f"{node.module}.{each.name}") in SOURCES else node.module


GRAPH = {module: set(imported(module)) for module in SOURCES}
OURS = {module: {each for each in names if each in SOURCES} for module, names in GRAPH.items()}


def room(module: str) -> str:
    return [*module.split("."), ""][1]


def floor(module: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room(module) in rooms)


def files(*suffixes: str) -> Iterator[Path]:
    """Every file of ours with one of these endings, all without any."""
    for path in ROOT.rglob("*"):
        is_ours = not NOT_OURS & set(path.relative_to(ROOT).parts) and ".egg-info" not in str(path)
        if is_ours and path.is_file() and (not suffixes or path.suffix in suffixes):
            yield path


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_room_has_a_floor() -> None:
    assert {room(module) for module in SOURCES} - {""} == {each for rooms in FLOORS for each in rooms}


@pytest.mark.parametrize("module", [module for module in SOURCES if room(module)])
def test_a_room_imports_only_from_floors_below(module: str) -> None:
    others = {each for each in OURS[module] if room(each) not in ("", room(module))}
    assert {each for each in others if floor(each) >= floor(module)} == set()


def test_there_is_no_circle() -> None:
    TopologicalSorter({module: names - {module} for module, names in OURS.items()}).prepare()


def test_sheets_know_nothing_but_text() -> None:
    for module in SOURCES:
        if room(module) == "sheets":
            assert {room(each) for each in OURS[module]} <= {"sheets", "text"}
            others = {each.partition(".")[0] for each in GRAPH[module]} - {"pipeline"}
            is_reader = module.startswith(("pipeline.sheets.formats.", "pipeline.sheets.counts."))
            assert others <= sys.stdlib_module_names | ({"xlrd", "python_calamine"} if is_reader else set())


def test_only_the_stages_and_above_know_dagster() -> None:
    knowing = {room(module) for module, names in GRAPH.items() if any(each.startswith("dagster") for each in names)}
    assert knowing <= ORCHESTRATED
    assert knowing >= {"collect", "conform", "model", "publish", "definitions"}


def test_the_reader_process_sees_the_standard_library_two_readers_and_itself() -> None:
    seen: set[str] = set()
    readers = ("pipeline.sheets.formats.", "pipeline.sheets.counts.")
    waiting = ["pipeline.sheets.reader", *(module for module in SOURCES if module.startswith(readers))]
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            waiting += OURS[module]
            others = {each.partition(".")[0] for each in GRAPH[module] - OURS[module]}
            assert others <= sys.stdlib_module_names | {"xlrd", "python_calamine"}
    assert {room(module) for module in seen} == {"sheets"}
    assert seen & {"pipeline.sheets.words", "pipeline.sheets.tables", "pipeline.sheets.sandbox"} == set()


@pytest.mark.parametrize("path", sorted(SOURCES.values()), ids=name)
def test_a_file_fits_in_the_head(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", sorted(SOURCES.values()), ids=name)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree)


# what must stand nowhere

TEXT = (".py", ".sql", ".yml", ".yaml", ".csv", ".md", ".toml", ".lock", ".json", ".sh", "")
OF_A_MACHINE = re.compile(r"(?<![\w.$}])/(?:home|root|Users|work|tmp|mnt|opt|var/folders)/\w|\b[A-Z]:\\\w")
URL = re.compile(r"https?://[^\s\"'<>)]+")
NO_ADDRESS = (  # names that look like one: nothing is fetched from them
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/",
    "http://purl.oclc.org/ooxml/",
    "http://purl.org/dc/",
    "http://www.w3.org/",
    "http://127.0.0.1",
    "http://a.b",
)
NUMBER = re.compile(
    rb"(?<![0-9A-Za-z])([0-9]{6})(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
OF_NOBODY = {b"510499", b"999999"}


def test_no_path_of_a_machine_and_no_address() -> None:
    looked_at = 0
    for path in files(*TEXT):
        if path.is_relative_to(ROOT / "raw"):
            continue
        looked_at += 1
        text = path.read_text(encoding="utf-8")
        assert not OF_A_MACHINE.search(text), name(path)
        assert [url for url in URL.findall(text) if not url.startswith(NO_ADDRESS)] == [], name(path)
    assert looked_at > 150


def test_identity_numbers_are_of_nobody() -> None:
    found = 0
    for path in files():
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                contents = [archive.read(each) for each in archive.namelist()]
        else:
            contents = [path.read_bytes()]
        for area in (area for content in contents for area in NUMBER.findall(content)):
            found += 1
            assert area in OF_NOBODY, name(path)
    assert found > 1000


# what changes without a programmer is in contracts/: no year, county or plan stands in code

KNOWN_YEARS = {
    "tag:yaml.org,2002:float",  # the name of a type in YAML
    2048,  # mebibytes
    2000,  # the one date that every workbook carries, so that its bytes tell no clock
}
EXAMPLE = "panzhihua-145/01/510400/2022-08"  # how a figure is named, in the help of the command line
NAMESPACE = re.compile(re.escape(NO_ADDRESS[0]) + r"[\w/-]+")  # the year in it is part of a name
YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
AREAS = re.compile("|".join(map(re.escape, sorted(CONTRACTS.areas))))
NAMES = re.compile("|".join({re.escape(area.name_zh) for area in CONTRACTS.areas.values()}))
PLANS = re.compile("|".join(re.escape(code.rpartition("-")[0] or code) for code in CONTRACTS.plan_codes()))


def constants(path: Path) -> Iterator[str | int]:
    """Texts and numbers in the code of a module, docstrings apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes | int) and id(node) not in said:
            value = node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
            yield NAMESPACE.sub("", value.replace(EXAMPLE, "")) if isinstance(value, str) else value


def known(text: str) -> list[str]:
    return [match for pattern in (YEAR, AREAS, NAMES, PLANS) for match in pattern.findall(text)]


@pytest.mark.parametrize("path", sorted(SOURCES.values()), ids=name)
def test_the_code_knows_no_year_county_or_plan(path: Path) -> None:
    assert [each for each in constants(path) if each not in KNOWN_YEARS and known(str(each))] == []


def test_the_measures_know_no_year_county_or_plan() -> None:
    paths = [*(ROOT / "dbt_project" / "models").rglob("*.sql"), *(ROOT / "dbt_project" / "macros").rglob("*.sql")]
    assert len(paths) > 40
    for path in paths:
        assert known(re.sub(r"--.*", "", path.read_text(encoding="utf-8"))) == [], name(path)


# code lists


@pytest.mark.parametrize("path", sorted((ROOT / "contracts" / "codes").glob("*.csv")), ids=lambda path: path.stem)
def test_a_code_list_is_well_formed(path: Path) -> None:
    content = path.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    head, *rows = csv.reader(content.decode("utf-8").splitlines())
    assert head[:2] == ["code", "name_zh"]
    assert {len(row) for row in rows} == {len(head)}
    assert all(cell == cell.strip() for row in rows for cell in row)
    codes = [row[0] for row in rows]
    assert len(set(codes)) == len(codes)
    assert all(row[0] and row[1] for row in rows)
    if path.stem == "not_counted_reason":
        assert [row[head.index("rank")] for row in rows] == [str(rank) for rank in range(1, len(rows) + 1)]
    if path.stem != "areas":
        assert all(row[head.index("name_en")] for row in rows)
        spelt = {}
        for row in rows:
            words = {row[0], row[1], *(row[head.index("spellings")].split("|") if "spellings" in head else [])} - {""}
            for word in {folded(word) for word in words}:
                assert spelt.setdefault(word, row[0]) == row[0], word


def test_the_tree_of_areas_has_one_root_for_each_branch() -> None:
    for area in CONTRACTS.areas.values():
        seen = {area.code}
        while area.parent_code:
            area = CONTRACTS.areas[area.parent_code]
            assert area.code not in seen
            seen.add(area.code)
        assert area.kind == "province"
