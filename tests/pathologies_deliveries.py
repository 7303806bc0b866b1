"""Pathologies of files beside each other: rosters that two counties share, a second full file, archives (48, 69, 70)."""

import datetime as dt
import io
import random
from pathlib import Path
from zipfile import ZipFile

from county_files.book import Page
from county_files.people import MAKERS
from pathology_trials import HEADER, Trial, line, one_file, pathology
from warehouses import Warehouse


def delivered(trial: Trial, files: dict[str, bytes]) -> dict[str, tuple[str | None, set[str]]]:
    """Path to why it does not count and its codes, of all files handed in below raw/ together."""
    from pipeline.stores.fates import fates

    trial.count += 1
    folder = trial.folder / f"warehouse {trial.count}"
    warehouse = Warehouse(folder / "home", folder / "key", folder / "raw")
    for name, content in files.items():
        path = warehouse.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    with warehouse.as_environment():
        conformer = warehouse.collected()
        conformer.run(conformer.waiting(), lambda *_: None)
        found = fates(conformer.ledger, conformer.tables, conformer.contracts, {}, {})
    outcome = {}
    for each in found:
        codes = {*each.codes, *each.receipt.get("findings", {})}
        trial.seen += codes
        outcome[f"{each.delivery.unit_code}/{each.delivery.period}/{each.delivery.path}"] = (each.reason, codes)
    return outcome


def roster(folder: Path, people: int, first: int = 0, form: str = "openpyxl") -> bytes:
    """A roster of so many people; the same number is the same person."""
    lines = []
    for number in range(first, first + people):
        chance = random.Random(number)
        row = MAKERS["worker"](chance, dt.date(2024, 12, 31))
        cells = {"姓名": row["name"], "性别": row["sex"], "岗位": "网格员", "工作单位": f"单位{number}"}
        lines.append(line(number, row["id_number"], **cells))
    return one_file(folder, Page("花名册", [["花名册"], list(HEADER), *lines]), form)


@pathology(48, "near_copy_of_other_unit")
def a_roster_of_another_county(trial: Trial) -> None:
    ours = roster(trial.folder, 25)
    theirs = roster(trial.folder, 24)
    found = delivered(trial, {"510402/2024-12/a.xlsx": ours, "510403/2024-12/b.xlsx": theirs})
    assert found["510402/2024-12/a.xlsx"] == (None, set())
    assert found["510403/2024-12/b.xlsx"] == ("delivery_held", {"near_copy_of_other_unit"})


@pathology(69, "two_files_one_entity", "same_bytes_again")
def a_correction_sent_as_a_second_file(trial: Trial) -> None:
    first, second = roster(trial.folder, 3), roster(trial.folder, 4)
    found = delivered(trial, {"510402/2024-12/花名册.xlsx": first, "510402/2024-12/花名册（更正版）.xlsx": second})
    assert sorted(reason or "" for reason, _ in found.values()) == ["", "delivery_held"]
    assert any("two_files_one_entity" in codes for _, codes in found.values())
    again = delivered(trial, {"510402/2023-12/a.xlsx": first, "510402/2024-12/b.xlsx": first})
    assert any("same_bytes_again" in codes for _, codes in again.values())


@pathology(70, "archive_kept")
def zip_from_windows(trial: Trial) -> None:
    """Two rosters with GBK names in a zip, one of them in a zip of its own."""
    inner, outer = io.BytesIO(), io.BytesIO()
    with ZipFile(inner, "w") as archive:
        archive.writestr("AAAAAA.xls", roster(trial.folder, 3, 10, "biff8"))
    with ZipFile(outer, "w") as archive:
        archive.writestr("BBBBBB.xlsx", roster(trial.folder, 3))
        archive.writestr("inner.zip", inner.getvalue().replace(b"AAAAAA", "花名册".encode("gbk")))
    packed = outer.getvalue().replace(b"BBBBBB", "机关册".encode("gbk"))
    found = delivered(trial, {"510402/2024-12/材料.zip": packed})
    assert "archive_kept" in {code for _, codes in found.values() for code in codes}
    names = " ".join(found)
    assert "花名册.xls" in names
    assert "机关册.xlsx" in names
