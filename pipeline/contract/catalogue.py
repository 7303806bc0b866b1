"""Everything of contracts/ in one frozen object.

Loading checks each file; plans are loaded one by one on demand, so that a broken plan fails its own table and nothing else.
"""

import dataclasses
import functools
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipeline.contract.codes import Area, CodeList, load_areas, load_codes
from pipeline.contract.entity import Entity
from pipeline.contract.layout import Layout, check_layouts, load_layout
from pipeline.contract.located import read_located
from pipeline.contract.odcs import load_entities
from pipeline.contract.plan import Plan, load_plan
from pipeline.contract.rules import RULES, load_rules
from pipeline.contract.thresholds import Thresholds
from pipeline.settings import UserError
from pipeline.text import folded

SEVERITIES = ("reject", "hold", "quarantine", "warn")


@dataclass(frozen=True)
class Finding:
    """One coded finding of findings.yaml with its text for the county and for the engineer.

    `example` is a made-up cell or situation, `pathologies` are its numbers in the list of ways in which county files go wrong.
    """

    code: str
    severity: str
    zh: str
    en: str
    example: str
    pathologies: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Contracts:
    """contracts/ as it stood when it was loaded.

    `content_hash` is that of all its files, `reading_hash` that of what decides how a delivery is read: plans have no part in it.
    """

    folder: Path
    entities: dict[str, Entity]
    codes: dict[str, CodeList]
    areas: dict[str, Area]
    findings: dict[str, Finding]
    settings: dict[str, Any]
    layouts: tuple[Layout, ...]
    rules: dict[str, tuple[Any, ...]]
    content_hash: str
    reading_hash: str

    def plan_codes(self) -> list[str]:
        """The plans by their file names; the files are not opened."""
        return sorted(path.stem for path in (self.folder / "plans").glob("*.yaml"))

    def plan(self, code: str) -> Plan:
        """One plan; UserError where its file cannot be used."""
        return load_plan(self.folder / "plans" / f"{code}.yaml")

    def areas_in(self, code: str) -> tuple[str, ...]:
        """The areas and reporting units that lie in an area, itself left out."""
        below = [area.code for area in self.areas.values() if area.parent_code == code]
        return tuple(each for child in below for each in (child, *self.areas_in(child)))

    @functools.cache  # noqa: B019 there are as many as there are contracts folders
    def words(self, name: str) -> frozenset[str]:
        """The folded words of settings.yaml under words.<name>."""
        words = self.settings["words"][name]
        return frozenset(folded(str(word)) for word in ([words] if isinstance(words, str) else words))


def hash_of(paths: Iterable[Path], root: Path) -> str:
    """SHA-256 over the names below root and the bytes of these files, in the order of the names."""
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def load(folder: Path) -> Contracts:
    """Load and check contracts/; UserError says which file, what was expected and what to do next.

    What has been loaded is used again as long as no file changes, also in a process that lives for weeks.
    """
    if not (folder / "entities").is_dir():
        raise UserError(
            f"No contracts in {folder.name}/: expected a folder entities/. Set ROLLCALL_CONTRACTS to the folder that holds it."
        )
    return _load(folder, hash_of((path for path in folder.rglob("*") if path.suffix in (".yaml", ".csv")), folder))


@functools.lru_cache(maxsize=4)
def _load(folder: Path, content_hash: str) -> Contracts:
    paths = sorted((folder / "entities").glob("*.odcs.yaml"))
    entities = load_entities(paths)
    lists = sorted((folder / "codes").glob("*.csv"))
    codes = {path.stem: _checked(folder, f"codes/{path.name}", load_codes) for path in lists}
    areas = _checked(folder, "codes/areas.csv", load_areas)
    findings = _checked(folder, "findings.yaml", _findings)
    settings = read_located(folder, "settings.yaml", Thresholds).model_dump()
    _check_entities(entities, codes, findings)
    if unknown := settings["comparison"]["rows_change_pct"].keys() - entities.keys():
        raise UserError(
            f"contracts/settings.yaml: comparison.rows_change_pct names no entity: {', '.join(sorted(unknown))}."
        )
    rules = {name: _checked(folder, f"rules/{name}.csv", load_rules) for name in RULES}
    _check_rules(rules, codes, areas)
    layout_paths = sorted((folder / "layouts").glob("*.yaml"))
    layouts = tuple(load_layout(path) for path in layout_paths)
    check_layouts(layouts, entities, codes, areas)
    used = {each.code_list for entity in entities.values() for each in entity.fields if each.code_list} | {"yes_no"}
    reading = [
        *paths,
        *layout_paths,
        folder / "findings.yaml",
        *(folder / "codes" / f"{name}.csv" for name in {*used, "areas"}),
    ]
    words = json.dumps([settings["words"], settings["reader"]], sort_keys=True, ensure_ascii=False)
    reading_hash = hashlib.sha256(f"{hash_of(reading, folder)}|{words}".encode()).hexdigest()
    return Contracts(folder, entities, codes, areas, findings, settings, layouts, rules, content_hash, reading_hash)


def _checked(folder: Path, name: str, read: Callable[[Path], Any]) -> Any:
    """What a file holds, or a UserError that names it."""
    try:
        return read(folder / name)
    except (AttributeError, KeyError, OSError, TypeError, ValueError, yaml.YAMLError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise UserError(f"contracts/{name} cannot be used: {what}") from error


def _check_entities(entities: dict[str, Entity], codes: dict[str, CodeList], findings: dict[str, Finding]) -> None:
    for entity in entities.values():
        where = f"contracts/entities/{entity.name}.odcs.yaml"
        for each in entity.fields:
            if each.code_list and each.code_list not in codes:
                raise UserError(
                    f"{where}: {each.name} uses the code list {each.code_list}; write contracts/codes/{each.code_list}.csv."
                )
            for key, other in (("intervalStart", each.interval_start), ("intervalEnd", each.interval_end)):
                if other and other not in entity.by_name:
                    raise UserError(f"{where}: {key} of {each.name} names {other}, which is no column.")
        for rule in entity.all_rules:
            if rule.code not in findings:
                raise UserError(f"{where}: rule {rule.code} has no text in contracts/findings.yaml.")
            if rule.field not in entity.by_name:
                raise UserError(f"{where}: rule {rule.code} speaks of {rule.field}, which is no column.")


def _check_rules(rules: dict[str, tuple[Any, ...]], codes: dict[str, CodeList], areas: dict[str, Area]) -> None:
    levels, roles = ({code.code for code in codes[name].codes} for name in ("certificate_level", "role"))
    for name, rows in rules.items():
        for row in rows:
            if row.level not in levels or (row.area_code and row.area_code not in areas):
                raise UserError(
                    f"contracts/rules/{name}.csv: {row.area_code}, level {row.level}: no such area or level."
                )
            if unknown := set(getattr(row, "roles", ())) - roles:
                raise UserError(
                    f"contracts/rules/{name}.csv: {row.area_code}: no such role: {', '.join(sorted(unknown))}."
                )


def _findings(path: Path) -> dict[str, Finding]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    keys = {each.name for each in dataclasses.fields(Finding)} - {"code"}
    for code, entry in document.items():
        if set(entry) != keys or entry["severity"] not in SEVERITIES or not entry["example"]:
            raise ValueError(
                f"{code} needs severity ({', '.join(SEVERITIES)}), zh, en, an example, and the numbers of its pathologies"
            )
    return {
        code: Finding(code, **entry | {"pathologies": tuple(entry["pathologies"])}) for code, entry in document.items()
    }
