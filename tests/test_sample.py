"""The sample under raw/ is what it says: the same bytes each time, the published totals, bad rows where listed.

Totals are counted by the oracle, which knows nothing of the generator; the list of bad rows is the generator's own.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from oracle import AS_OF, CITY, Figure, Period, figures
from oracle_files import BAD
from oracle_lists import entity_of
from oracle_rows import LAYOUT, SHEETS, TOWNSHIP, date, letters, records, sheets, text, worker

from sample.__main__ import bad_row_list, write_sample
from sample.workbooks import MARK

ROOT = Path(__file__).parents[1]
RAW = ROOT / "raw"


@pytest.fixture(scope="module")
def first() -> Period:
    return Period(RAW, "2022-08")


@pytest.fixture(scope="module")
def counted() -> dict[tuple[str, str, str], Figure]:
    return figures(RAW)


def every_cell() -> Iterator[str]:
    """All that is typed anywhere in raw/, as text; numbers without exponent."""
    for folder in sorted(path for path in RAW.glob("*/*") if path.is_dir()):
        for _, rows in sheets(folder):
            for row in rows:
                yield from (f"{cell:.0f}" if isinstance(cell, float) else str(cell) for cell in row if cell is not None)


def cells_at(row: Any) -> dict[str, Any]:
    """The cells of one listed bad row, by the oracle's column letters."""
    sheet = row.sheet or Path(row.file).stem
    found = dict(sheets(RAW / row.unit_code / row.period))[sheet][row.row - 1]
    return {"township": None} | {
        name: found[ord(letter) - ord("A")] for letter, name in letters(row.unit_code, "worker", sheet)
    }


def test_the_generator_writes_the_committed_bytes(tmp_path: Path) -> None:
    written = {path.relative_to(tmp_path): path.read_bytes() for path in write_sample(tmp_path)}
    committed = {path.relative_to(RAW): path.read_bytes() for path in RAW.rglob("*") if path.is_file()}
    assert sorted(written) == sorted(committed)
    assert [path for path, content in written.items() if committed[path] != content] == []


def test_no_file_holds_what_a_machine_adds() -> None:
    for path in RAW.rglob("*"):
        assert path.is_dir() or path.stat().st_size < 1_000_000
        if path.suffix in (".xlsx", ".ods"):
            entries = zipfile.ZipFile(path).infolist()
            assert {(entry.compress_type, entry.date_time) for entry in entries} == {(0, (1980, 1, 1, 0, 0, 0))}


def test_the_second_period_came_in_other_formats() -> None:
    """An old .xls, an .ods, a page of HTML named .xls, and a workbook with a sheet for each township."""
    starts = {
        "510403/2024-12/西区社会工作人才台账.xls": b"\xd0\xcf\x11\xe0",
        "510421/2024-12/米易县社工数据报送.ods": b"PK",
        "510411/2024-12/仁和区社会工作服务机构一览表.xls": b"<html>",
    }
    assert all((RAW / name).read_bytes().startswith(start) for name, start in starts.items())
    townships = [name for name, _ in sheets(RAW / "510422" / "2024-12") if name.endswith(TOWNSHIP)]
    assert len(townships) == 10


def test_words_that_could_mean_something_else_stand_nowhere() -> None:
    """级别 alone is too often an administrative rank; a full-time worker is one of a community only where the word says so."""
    cells = {text(cell) for cell in every_cell()}
    assert cells.isdisjoint({"级别", "专职工作者", "专职", "社区工作者"})
    assert cells >= {"证书级别", "社区专职工作者", "专职社区工作者", "社区专职"}


def test_published_totals_at_2022_08(first: Period, counted: dict[tuple[str, str, str], Figure]) -> None:
    assert counted["01", CITY, "2022-08"] == (1740, None)
    assert counted["03", CITY, "2022-08"] == (528, None)
    assert sum(len(first.distinct_agencies(unit)) for unit in LAYOUT) == 22
    tiers = Counter(tier.endswith("总站") for rows in first.stations.values() for tier, _ in rows)
    assert (tiers[True], tiers[False]) == (5, 94)


def test_all_figures_of_the_city_have_a_value_and_move_towards_the_targets(
    counted: dict[tuple[str, str, str], Figure],
) -> None:
    codes = sorted({code for code, _, _ in counted})
    assert codes == ["01", "02", "02~resident", "03", "04", "05", "06", "07", "08", "09", "10"]
    for code in codes:
        old, new = (counted[code, CITY, period] for period in AS_OF)
        assert new.numerator * (old.denominator or 1) > old.numerator * (new.denominator or 1) > 0
    now = {code: counted[code, CITY, "2024-12"] for code in codes}
    assert now["02"].numerator * 1000 >= now["02"].denominator * 1.7  # reached
    assert now["10"].numerator == now["10"].denominator  # reached
    assert now["01"].numerator < 2100  # not yet
    assert now["09"].numerator < now["09"].denominator


@pytest.mark.parametrize("period", AS_OF)
def test_counts_of_areas_add_up_to_the_city(period: str, counted: dict[tuple[str, str, str], Figure]) -> None:
    for code in ("01", "03", "04", "05", "06", "07", "08", "09", "10"):
        parts = [counted[code, area, period] for area in LAYOUT]
        assert sum(part.numerator for part in parts) == counted[code, CITY, period].numerator
        assert sum(part.denominator or 0 for part in parts) == (counted[code, CITY, period].denominator or 0)


def test_one_person_stands_in_two_counties(first: Period, counted: dict[tuple[str, str, str], Figure]) -> None:
    units = {row.id_number: set() for row in first.workers}
    for row in first.workers:
        units[row.id_number].add(row.unit)
    shared = [row for row in first.workers if len(units[row.id_number]) > 1]
    assert sorted((row.unit, row.is_in_post) for row in shared) == [("510411", True), ("510422", False)]
    reported = first.reported_professionals()
    assert sum(reported.values()) == 1741
    differences = {unit: number - counted["01", unit, "2022-08"].numerator for unit, number in reported.items()}
    assert {unit for unit, number in differences.items() if number} == {"510422"}


@pytest.mark.parametrize("period", AS_OF)
def test_rows_that_are_read_but_not_counted_are_there(period: str) -> None:
    now = Period(RAW, period)
    in_register = {(unit, place["name"]) for unit, places in now.places.items() for place in places}
    rows = Counter((row.unit, row.id_number) for row in now.workers)
    assert max(rows.values()) == 2
    assert any(not row.is_professional for row in now.workers)
    assert any(now.is_left(row) for row in now.workers)
    assert any(row.left_on and row.left_on > now.as_of for row in now.workers)
    assert any(row.level and row.certified_on > now.as_of for row in now.workers)
    assert any(row.certified_on and row.level is None for row in now.workers)  # 社会工作员, 高级考试合格
    assert any(row.community and (row.unit, row.community) not in in_register for row in now.workers)
    assert any(row.role in {"书记", "两委", "网格员"} and row.id_number in now.holders for row in now.workers)


@pytest.mark.parametrize("period", AS_OF)
def test_nobody_who_has_left_holds_a_certificate(period: str) -> None:
    """So 03 is the same whether its words 'professional or not, in post or not' take in leavers or do not."""
    now = Period(RAW, period)
    assert not any(now.is_left(row) and row.id_number in now.holders for row in now.workers)


def bad_rows() -> list[Any]:
    """The bad rows of Panzhihua's rosters; other tests look after those of other lists and of Bazhong."""
    return [
        row for row in bad_row_list() if row.unit_code in LAYOUT and not entity_of(row.sheet or Path(row.file).stem)
    ]


def test_bad_rows_stand_where_the_list_says() -> None:
    listed = bad_rows()
    assert len({row.fault for row in listed}) >= 10
    assert {row.unit_code for row in listed} == set(LAYOUT)
    assert all(worker(row.unit_code, cells_at(row)) is None for row in listed)
    assert Counter(row.period for row in listed) == {period: Period(RAW, period).refused for period in AS_OF}


def test_each_bad_row_has_the_fault_that_it_is_named_for() -> None:
    def is_id(pattern: str, cell: Any) -> bool:
        return isinstance(cell, str) and re.fullmatch(pattern, cell.strip()) is not None

    shows = {
        "id_number_missing": lambda cells: text(cells["id"]) is None,
        "id_number_numeric": lambda cells: isinstance(cells["id"], (int, float)),
        "id_number_scientific": lambda cells: is_id(r"5\.[0-9]+E\+17", cells["id"]),
        "id_number_check": lambda cells: is_id("[0-9]{17}[0-9Xx]", cells["id"]),
        "id_number_masked": lambda cells: is_id(r"[0-9]{6}\*{8}[0-9]{3}[0-9Xx]", cells["id"]),
        "id_number_length": lambda cells: is_id("[0-9]{17}", cells["id"]),
        "name_missing": lambda cells: text(cells["name"]) is None,
        "professional_unreadable": lambda cells: cells["professional"] == "待定",
        "error_cell": lambda cells: cells["id"] is BAD,
        "formula_uncached": lambda cells: cells["id"] is BAD,
        "certificate_level_unknown": lambda cells: cells["level"] == "特级",
        "certificate_date_impossible": lambda cells: date(cells["certified"]) is BAD,
        "certificate_date_missing": lambda cells: cells["level"] and text(cells["certified"]) is None,
    }
    assert [row for row in bad_rows() if not shows[row.fault](cells_at(row))] == []


def test_no_identity_number_or_phone_of_a_real_person() -> None:
    ids = re.compile(r"(?<![0-9])[1-9][0-9]{5}(?:18|19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{2,3}[0-9Xx]?(?![0-9])")
    phones = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
    cells = list(every_cell())
    found = [number for cell in cells for number in ids.findall(cell)]
    assert len(found) > 4000
    assert [number for number in found if not number.startswith(("510499", "999"))] == []
    assert [number for cell in cells for number in phones.findall(cell) if not number.startswith("1990000")] == []


def test_a_name_of_a_person_is_the_name_of_nothing_else() -> None:
    """A leak test may search for names: none is part of a place, an agency or a word of the sample."""
    names = {
        text(record["name"]) for unit in LAYOUT for period in AS_OF for record in records(RAW, unit, period, "worker")
    }
    words = {cell for cell in every_cell() if text(cell) not in names and not cell.startswith("填表人")}
    everything = "\n".join(words)
    assert len(names) > 1000
    assert [name for name in names if name and name in everything] == []


def test_synthetic_sheets_say_so_and_published_ones_do_not() -> None:
    for unit in LAYOUT:
        for period in AS_OF:
            for _, rows in sheets(RAW / unit / period):
                assert any(MARK in str(cell) for row in rows[:2] for cell in row)
    assert not any(
        MARK in str(cell)
        for folder in (RAW / CITY).iterdir()
        for _, rows in sheets(folder)
        for row in rows
        for cell in row
    )


def test_published_figures_are_complete() -> None:
    ids = [row[0] for _, rows in sheets(RAW / CITY / "2022-08") for row in rows[2:]]
    assert ids == [f"P{number:03d}" for number in range(1, 52)]


def test_registers_are_delivered_again_only_by_some_counties() -> None:
    again = {unit for unit in LAYOUT if records(RAW, unit, "2024-12", "community")}
    assert again == {"510402", "510421"}
    twins = {
        unit: max(Counter(record["name"] for record in records(RAW, unit, "2022-08", "community")).values())
        for unit in ("510411", "510422")
    }
    assert twins == {"510411": 2, "510422": 2}
    assert set(SHEETS) == set(LAYOUT.values())


def test_generator_and_oracle_stand_alone() -> None:
    for path in [*ROOT.glob("sample/*.py"), *ROOT.glob("tests/oracle*.py")]:
        imported = re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert "pipeline" not in imported
        assert path.parent.name == "sample" or "sample" not in imported
