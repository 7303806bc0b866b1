"""Everything of contracts/ in one frozen object.

Loading checks each file; plans are loaded one by one on demand, so that a broken plan fails its own table and nothing else.
"""

import functools
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from pipeline.contract.codes import Area, CodeList, load_areas, load_codes
from pipeline.contract.entity import Entity, load_entity
from pipeline.contract.plan import Plan, load_plan
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
    example: str = ""
    pathologies: tuple[int, ...] = ()


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
    content_hash: str
    reading_hash: str

    def plan_codes(self) -> list[str]:
        """The plans by their file names; the files are not opened."""
        return sorted(path.stem for path in (self.folder / "plans").glob("*.yaml"))

    def plan(self, code: str) -> Plan:
        """One plan; UserError where its file cannot be used."""
        return load_plan(self.folder / "plans" / f"{code}.yaml")

    @functools.cache  # noqa: B019 there are as many as there are contracts folders
    def words(self, name: str) -> frozenset[str]:
        """The folded words of settings.yaml under words.<name>."""
        words = self.settings["words"][name]
        return frozenset(folded(str(word)) for word in ([words] if isinstance(words, str) else words))


class _Reader(BaseModel):
    model_config = ConfigDict(extra="forbid")
    memory_mebibytes: PositiveInt
    seconds: PositiveInt
    output_mebibytes: PositiveInt
    file_mebibytes: PositiveInt
    inflated_mebibytes: PositiveInt


class _Schedule(BaseModel):
    model_config = ConfigDict(extra="forbid")
    nightly: str = Field(pattern=r"^\S+( \S+){4}$")
    timezone: str


class _Figures(BaseModel):
    model_config = ConfigDict(extra="forbid")
    coverage_floor_pct: Decimal = Field(ge=0, le=100)


class _Settings(BaseModel):
    """What settings.yaml holds."""

    model_config = ConfigDict(extra="forbid")
    reader: _Reader
    schedule: _Schedule
    figures: _Figures
    words: dict[str, list[str] | str]


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
    entities = {each.name: each for each in (_checked(path, load_entity) for path in paths)}
    codes = {path.stem: _checked(path, load_codes) for path in sorted((folder / "codes").glob("*.csv"))}
    areas = _checked(folder / "codes" / "areas.csv", load_areas)
    findings = _checked(folder / "findings.yaml", _findings)
    settings = _checked(folder / "settings.yaml", _settings)
    _check_entities(entities, codes, findings)
    used = {each.code_list for entity in entities.values() for each in entity.fields if each.code_list} | {"yes_no"}
    reading = [*paths, folder / "findings.yaml", *(folder / "codes" / f"{name}.csv" for name in {*used, "areas"})]
    words = json.dumps([settings["words"], settings["reader"]], sort_keys=True, ensure_ascii=False)
    reading_hash = hashlib.sha256(f"{hash_of(reading, folder)}|{words}".encode()).hexdigest()
    return Contracts(folder, entities, codes, areas, findings, settings, content_hash, reading_hash)


def _checked(path: Path, read: Callable[[Path], Any]) -> Any:
    """What a file holds, or a UserError that names it."""
    try:
        return read(path)
    except (AttributeError, KeyError, OSError, TypeError, ValueError, yaml.YAMLError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise UserError(f"contracts/{path.relative_to(path.parent.parent)} cannot be used: {what}") from error


def _check_entities(entities: dict[str, Entity], codes: dict[str, CodeList], findings: dict[str, Finding]) -> None:
    for entity in entities.values():
        where = f"contracts/entities/{entity.name}.odcs.yaml"
        for each in entity.fields:
            if each.code_list and each.code_list not in codes:
                raise UserError(
                    f"{where}: {each.name} uses the code list {each.code_list}; write contracts/codes/{each.code_list}.csv."
                )
        for rule in entity.all_rules:
            if rule.code not in findings:
                raise UserError(f"{where}: rule {rule.code} has no text in contracts/findings.yaml.")
            if rule.field not in entity.by_name:
                raise UserError(f"{where}: rule {rule.code} speaks of {rule.field}, which is no column.")


def _settings(path: Path) -> dict[str, Any]:
    return _Settings.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).model_dump()


def _findings(path: Path) -> dict[str, Finding]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    for code, entry in document.items():
        if (
            not {"severity", "zh", "en"} <= set(entry) <= {"severity", "zh", "en", "example", "pathologies"}
            or entry["severity"] not in SEVERITIES
        ):
            raise ValueError(f"{code} needs severity ({', '.join(SEVERITIES)}), zh and en")
    return {code: Finding(code, **entry) for code, entry in document.items()}
