"""Rosters of made-up persons as CSV, and what becomes of them in an empty warehouse without a release being built."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from county_tables import identity
from warehouses import Warehouse

EAST, WEST, LATER, EARLIER = "510402", "510403", "2022-12", "2022-08"


def roster(people: Iterable[int], title: str = "社会工作从业人员花名册", employer: str = "示例社区居委会") -> str:
    """One line for each person; the same number is the same person."""
    lines = [title, "序号,姓名,身份证号,工作单位,是否社会工作专业人才"]
    lines += [f"{each + 1},测试{chr(0x4E00 + each)},{identity(each)},{employer},是" for each in people]
    return "".join(f"{line}\n" for line in lines)


def deliver(warehouse: Warehouse, unit: str, period: str, name: str, content: str | bytes) -> Path:
    """Write a file where a unit would hand it in."""
    path = warehouse.raw / unit / period / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def without_pause(warehouse: Warehouse, folder: Path) -> Warehouse:
    """The same warehouse with contracts under which no run waits for files that may still be copied."""
    changed = warehouse.with_contracts(folder)
    path = folder / "settings.yaml"
    text = path.read_text(encoding="utf-8")
    assert "look_again_seconds: 0.5" in text
    path.write_text(text.replace("look_again_seconds: 0.5", "look_again_seconds: 0"), encoding="utf-8")
    return changed


def fates(warehouse: Warehouse) -> dict[str, Any]:
    """unit/period/path to the Fate of each known delivery, after collecting and conforming what is new."""
    from pipeline.stores.decisions import Decisions
    from pipeline.stores.fates import fates as decided

    conformer = warehouse.collected()
    conformer.run(conformer.waiting(), lambda *_: None)
    log = Decisions(warehouse.home)
    known = decided(conformer.ledger, conformer.tables, conformer.contracts, log.standing(), log.sealed_deliveries())
    return {f"{each.delivery.unit_code}/{each.delivery.period}/{each.delivery.path}": each for each in known}


def reasons(warehouse: Warehouse) -> dict[str, Any]:
    """File name to why it does not count, None where it does."""
    return {name.rpartition("/")[2]: each.reason for name, each in fates(warehouse).items()}
