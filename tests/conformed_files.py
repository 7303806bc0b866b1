"""A small home for dbt: hand-made Parquet in conformed/, quarantine/ and marts/inputs/, as the run leaves it.

Rows come as short dicts; what a test does not say is null or the plain default of the entity. Every folder also holds
`_empty.parquet`. Nothing of pipeline/ is imported here: the two sides of the interface are tested apart.
"""

import calendar
import csv
import datetime as dt
import hashlib
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from conformed_columns import ADDRESSES, DECIMAL, ENTITIES, INPUTS, QUARANTINE, TEXT, Schema

ROOT = Path(__file__).parent.parent
DEFAULTS: dict[str, Schema] = {
    "worker": {"is_professional": True, "is_in_post": True, "role": "other", "recognition_basis": "unstated"},
    "station": {"tier": "township_station", "is_operating": True},
    "community": {"kind": "community", "urban_rural": "urban"},
    "observation": {"kind": "actual", "source_kind": "external", "unit": "万人"},
}
AREAS = [
    ("510000", "四川省", "province", None),
    ("510400", "攀枝花市", "city", "510000"),
    ("510400-00", "攀枝花市市本级", "municipal_level", "510400"),
    ("510402", "东区", "county", "510400"),
    ("510403", "西区", "county", "510400"),
    ("510411", "仁和区", "county", "510400"),
]
LINES = [  # indicator, reading, statistic, factor, numerator, denominator, operator, target
    ("01", None, "sum", 1, "measure_professional", None, ">=", "6"),
    ("02", None, "ratio", 1000, "measure_professional", "measure_registered_population", ">=", "1.7"),
    ("02", "resident", "ratio", 1000, "measure_professional", "measure_resident_population", None, None),
    ("03", None, "sum", 1, "measure_certified_worker", None, ">=", "4"),
    ("04", None, "ratio", 100, "measure_certified_full_time_worker", "measure_full_time_worker", ">=", "35"),
    ("05", None, "mean", 1, "measure_urban_community_professional", "measure_urban_community", ">=", "2"),
    ("06", None, "mean", 1, "measure_rural_community_professional", "measure_rural_community", ">=", "1"),
    ("07", None, "sum", 1, "measure_elderly_professional", None, ">=", "400"),
    ("08", None, "sum", 1, "measure_child_professional", None, ">=", "300"),
    ("09", None, "ratio", 100, "measure_covered_agency", "measure_agency", "=", "100"),
    ("10", None, "ratio", 100, "measure_served_township", "measure_township", "=", "100"),
]


def short_hash(*parts: object) -> str:
    """16 lower-case hex of the parts."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:16]


def last_day(period: str) -> dt.date | None:
    """As-of date of a period label; None for undated."""
    if period == "undated":
        return None
    year, month = (int(part) for part in [*period.split("-"), "12"][:2])
    return dt.date(year, month, calendar.monthrange(year, month)[1])


class ConformedHome:
    """A home under construction: deliver rows, then write."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.deliveries: list[dict[str, Any]] = []
        self.rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self.findings: list[dict[str, Any]] = []
        self.on_persons: list[dict[str, Any]] = []
        self.areas = [dict(zip(("area_code", "name_zh", "kind", "parent_code"), area, strict=True)) for area in AREAS]
        self.lines = list(LINES)

    def deliver(
        self,
        unit: str,
        period: str,
        entity: str,
        *rows: dict[str, Any],
        reason: str | None = None,
        quarantined: int = 0,
        is_synthetic: bool = False,
        is_sealed: bool = False,
        name: str = "",
    ) -> str:
        """One file with one entity; `reason` is why it does not count. Gives the delivery_id."""
        delivery = short_hash(unit, period, entity, name)
        self.deliveries.append(
            {
                "delivery_id": delivery,
                "entity": entity,
                "unit_code": unit,
                "period": period,
                "as_of_date": last_day(period),
                "sha256": hashlib.sha256(delivery.encode()).hexdigest(),
                "sequence": len(self.deliveries) + 1,
                "file": f"{unit}/{period}/{delivery[:12]}",
                "format": "xlsx",
                "fate": {"delivery_held": "held", "rejected": "rejected"}.get(reason, "accepted"),
                "is_counted": reason is None,
                "reason": reason,
                "data_row_count": len(rows) + quarantined,
                "conformed_count": len(rows),
                "quarantined_count": quarantined,
                "is_synthetic": is_synthetic,
                "is_sealed": is_sealed,
            }
        )
        if reason in (None, "delivery_held"):
            self.stray(delivery, entity, *rows)
        else:
            self.deliveries[-1] |= {"data_row_count": 0, "conformed_count": 0, "quarantined_count": 0}
        return delivery

    def stray(self, delivery: str, entity: str, *rows: dict[str, Any]) -> None:
        """Conformed rows of a delivery, known to the run or not."""
        self.rows[entity, delivery] = [
            {"delivery_id": delivery, "row_id": name}
            | DEFAULTS.get(entity, {})
            | ({"fact_id": name} if entity == "observation" else {})
            | {field: value for field, value in row.items() if field != "row"}
            for name, row in ((row.get("row", f"{delivery[:6]}-{number}"), row) for number, row in enumerate(rows, 1))
        ]

    def write(self) -> Path:
        """Write every Parquet file; gives the home."""
        for entity, schema in (ENTITIES | ADDRESSES).items():
            _write(self.root / "conformed" / entity / "_empty.parquet", schema, [])
        _write(self.root / "quarantine" / "_empty.parquet", QUARANTINE, [])
        _write(self.root / "conformed" / "finding" / "all.parquet", ADDRESSES["finding"], self.findings)
        for (entity, delivery), rows in self.rows.items():
            _write(self.root / "conformed" / entity / f"{delivery}.parquet", ENTITIES[entity], rows)
            addresses = [
                {
                    "delivery_id": delivery,
                    "sheet_index": 0,
                    "sheet": "Sheet1",
                    "row": number,
                    "table_index": 0,
                    "kind": "data",
                    "fate": "conformed",
                    "row_id": row["row_id"],
                    "entity": entity,
                    "cell_count": 3,
                }
                for number, row in enumerate(rows, start=2)
            ]
            _write(self.root / "conformed" / "row_address" / f"{delivery}.parquet", ADDRESSES["row_address"], addresses)
        said = {"run_delivery": self.deliveries, "area": self.areas, "person_decision": self.on_persons}
        tables = said | self._lines() | _meanings()
        for name, schema in INPUTS.items():
            _write(self.root / "marts" / "inputs" / f"{name}.parquet", schema, tables.get(name, []))
        return self.root

    def _lines(self) -> dict[str, list[dict[str, Any]]]:
        """The control tables of one plan: its lines as the document prints them, other readings not chosen."""
        code, area = "panzhihua-145", "510400"
        units = {"sum": "人", "mean": "名/社区"}
        indicators = [
            {
                "plan_code": code,
                "plan_version": "2022-10-17",
                "plan_area_code": area,
                "indicator_code": line,
                "indicator_rank": int(line),
                "reading": reading,
                "is_chosen": reading is None,
                "indicator_name": f"指标{line}",
                "statistic": statistic,
                "factor": factor,
                "unit": units.get(statistic, "‰" if factor == 1000 else "%"),
                "numerator": numerator,
                "denominator": denominator,
                "target_type": "约束性",
                "direction": "rising",
                "path": "deadline",
                "baseline_date": dt.date(2022, 8, 31),
                "definition_zh": f"口径{line}",
                "note_zh": "以持证代" if line == "03" else None,
                "source_words": f"原文{line}",
            }
            for line, reading, statistic, factor, numerator, denominator, _, _ in self.lines
        ]
        targets = [
            {
                "plan_code": code,
                "indicator_code": line[0],
                "area_code": area,
                "operator": line[6],
                "is_operator_printed": False,
                "target": line[7],
                "target_above": Fraction(line[7]).numerator,
                "target_below": Fraction(line[7]).denominator,
                "target_zh": line[7],
                "deadline": dt.date(2025, 12, 31),
                "deadline_precision": "day",
            }
            for line in self.lines
            if line[7] is not None
        ]
        plan = {"plan_code": code, "plan_version": "2022-10-17", "kind": "plan", "title": "规划", "area_code": area}
        return {
            "plan": [plan | {"first_year": 2021, "last_year": 2025, "issuers": ["某局"]}],
            "indicator": indicators,
            "indicator_target": targets,
            "indicator_need": [row for line in indicators for row in _needs(line)],
        }


def _needs(line: dict[str, Any]) -> list[dict[str, Any]]:
    """The lists that a line is read from: those of its measures and those that stand beside them."""
    told = {each["measure"]: each for each in _measures()}
    sides = {side: told[line[side]] for side in ("numerator", "denominator") if line[side]}
    lists: dict[tuple[str, str], set[str]] = {}
    for side, each in sides.items():
        for entity in (each["entity"], *each.get("reads_beside", {})):
            lists.setdefault((entity, each["source_kind"]), set()).add(side)
    return [
        {name: line[name] for name in ("plan_code", "indicator_code", "reading")}
        | {"entity": entity, "source_kind": kind, "needs_zh": f"{entity}(字段)"}
        | {"is_above": "numerator" in on, "is_below": "denominator" in on}
        for (entity, kind), on in sorted(lists.items())
    ]


@cache
def _measures() -> list[dict[str, Any]]:
    """Measures as the project describes them."""
    described = sorted((ROOT / "dbt_project" / "models" / "measures").glob("_*.yml"))
    models = [
        model for path in described for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
    ]
    metas = {model["name"]: model.get("config", {}).get("meta", {}) for model in models}
    return [{"measure": name, **meta} for name, meta in metas.items() if meta.get("reads")]


def _meanings() -> dict[str, list[dict[str, Any]]]:
    """Measures as the project describes them, reasons and codes as the contracts list them."""
    codes = ROOT / "contracts" / "codes"
    reasons = list(csv.DictReader((codes / "not_counted_reason.csv").open(encoding="utf-8")))
    lists = {
        path.stem: list(csv.DictReader(path.open(encoding="utf-8")))
        for path in codes.glob("*.csv")
        if path.stem != "areas"
    }
    return {
        "measure": _measures(),
        "not_counted_reason": [
            {"reason": row["code"], "rank": int(row["rank"]), "name_zh": row["name_zh"]} for row in reasons
        ],
        "code": [
            row | {"list": name, "rank": rank} for name, rows in lists.items() for rank, row in enumerate(rows, 1)
        ],
    }


def _write(path: Path, schema: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {
        name: pl.Series(
            name, [row.get(name) for row in rows], dtype=TEXT if kind == DECIMAL else kind, strict=True
        ).cast(kind)
        for name, kind in schema.items()
    }
    pl.DataFrame(columns).write_parquet(path)
