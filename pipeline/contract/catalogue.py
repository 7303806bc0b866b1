"""Everything of contracts/ in one frozen object.

Loading checks each file; plans are loaded one by one on demand, so that a broken plan fails its own table and nothing else.
"""

import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipeline.contract.codes import Area, CodeList, load_areas, load_codes
from pipeline.contract.entity import Entity, load_entity
from pipeline.contract.plan import Plan, load_plan
from pipeline.settings import UserError
from pipeline.text import folded

SEVERITIES = ("reject", "hold", "quarantine", "warn")


@dataclass(frozen=True)
class Finding:
    """One coded finding of findings.yaml with its text for the county and for the engineer."""

    code: str
    severity: str
    zh: str
    en: str


@dataclass(frozen=True, eq=False)
class Contracts:
    """contracts/ as it stood when it was loaded."""

    folder: Path
    entities: dict[str, Entity]
    codes: dict[str, CodeList]
    areas: dict[str, Area]
    findings: dict[str, Finding]
    settings: dict[str, Any]

    def plan_codes(self) -> list[str]:
        """The plans by their file names; the files are not opened."""
        return sorted(path.stem for path in (self.folder / "plans").glob("*.yaml"))

    def plan(self, code: str) -> Plan:
        """One plan; UserError where its file cannot be used."""
        return load_plan(self.folder / "plans" / f"{code}.yaml")

    def words(self, name: str) -> frozenset[str]:
        """The folded words of settings.yaml under words.<name>."""
        words = self.settings["words"][name]
        return frozenset(folded(str(word)) for word in ([words] if isinstance(words, str) else words))

    @property
    def reading_hash(self) -> str:
        """Hash of what decides how a delivery is read: entities, code lists, findings, words. Plans have no part in it."""
        files = [*(self.folder / "entities").glob("*"), *(self.folder / "codes").glob("*")]
        return hash_of([*files, self.folder / "findings.yaml", self.folder / "settings.yaml"], self.folder)


def hash_of(paths: list[Path], root: Path) -> str:
    """SHA-256 over the names below root and the bytes of these files, in the order of the names."""
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@functools.lru_cache(maxsize=4)
def load(folder: Path) -> Contracts:
    """Load and check contracts/; UserError says which file, what was expected and what to do next."""
    if not (folder / "entities").is_dir():
        raise UserError(
            f"No contracts in {folder.name}/: expected a folder entities/. Set ROLLCALL_CONTRACTS to the folder that holds it."
        )
    entities = {each.name: each for each in map(load_entity, sorted((folder / "entities").glob("*.odcs.yaml")))}
    codes = load_codes(folder / "codes")
    findings = _findings(folder / "findings.yaml")
    for entity in entities.values():
        for each in entity.fields:
            if each.code_list and each.code_list not in codes:
                raise UserError(
                    f"contracts/entities/{entity.name}.odcs.yaml: {each.name} uses the code list {each.code_list}, which is not in contracts/codes/."
                )
        for rule in entity.all_rules:
            if rule.code not in findings:
                raise UserError(
                    f"contracts/entities/{entity.name}.odcs.yaml: rule {rule.code} has no text in contracts/findings.yaml."
                )
    settings = yaml.safe_load((folder / "settings.yaml").read_text(encoding="utf-8"))
    return Contracts(folder, entities, codes, load_areas(folder / "codes" / "areas.csv"), findings, settings)


def _findings(path: Path) -> dict[str, Finding]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    for code, entry in document.items():
        if set(entry) != {"severity", "zh", "en"} or entry["severity"] not in SEVERITIES:
            raise UserError(f"contracts/findings.yaml: {code} needs severity ({', '.join(SEVERITIES)}), zh and en.")
    return {code: Finding(code, **entry) for code, entry in document.items()}
