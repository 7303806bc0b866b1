"""What a build of the star costs on very many rows of rosters: seconds of each model and the most memory that dbt ever held.

    python -m benchmarks.star [rows] [gigabytes]

Rows of workers, 10 million by default, over the counties and periods below: each person in every period, one in fifty in two counties,
one in thirty twice on one list. Every column is filled; keys are hashes of numbers and name nobody. dbt runs in a process of its own
with the project as it is, tests included; DuckDB is told to stay below the gigabytes, what it cannot hold goes to disk.
"""

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from pipeline.contract import Contracts, load
from pipeline.model import PROJECT, dimensions, measures
from pipeline.periods import as_of_date
from pipeline.rows.addresses import table_schemas
from pipeline.settings import ROOT
from pipeline.stores.inputs import INPUTS, Decided, input_rows
from pipeline.stores.tables import Tables

PERIODS = ("2022-08", "2022-12", "2023-12", "2024-12", "2025-12")
WORKER = """
select
    '{delivery}' as delivery_id,
    left(sha256('{delivery}/' || i), 16) as row_id,
    left(sha256('person/' || person), 32) as id_key,
    case when person % 3 = 0 then left(sha256('certificate/' || person), 32) end as certificate_key,
    left(sha256('name/' || person), 32) as name_birth_key,
    cast(20 + person % 45 as integer) as age,
    case person % 2 when 0 then '1' else '2' end as sex,
    ['10', '20', '30', '40'][1 + person % 4] as education,
    ['01', '03', '13'][1 + person % 3] as political_status,
    '示例单位' || person // 20 as employer,
    {employer_types}[1 + person // 20 % {employer_type_count}] as employer_type,
    {systems}[1 + person // 20 % {system_count}] as system,
    '示例街道' || person // 2000 as township,
    '示例社区' || person // 50 as community,
    {roles}[1 + person % {role_count}] as role,
    case when person % 5 = 0 then ['elderly', 'child_protection'] else ['elderly'] end as domains,
    case when person % 3 = 0 then ['1', '2', '3', '0'][1 + person % 4] end as certificate_level,
    case when person % 3 = 0 then date '2015-01-01' + cast(person % 3000 as integer) end as certificate_date,
    person % 4 <> 0 as is_professional,
    'unstated' as recognition_basis,
    person % 7 <> 0 as is_in_post,
    case when person % 40 = 0 then date '2023-06-30' end as left_on,
    case when person % 6 = 0 then date '2021-01-01' + cast(person % 900 as integer) end as registered_on,
    case when person % 6 = 0 then date '2024-01-01' + cast(person % 900 as integer) end as registration_expires_on,
    case when person % 9 = 0 then cast(1 + person % 13 as varchar) end as post_grade,
    date '{as_of_date}' as confirmed_on,
    '{unit}' as subject_area_code
from (select i, case when i % 50 = 0 then {shared} else {first} end + i - i % 30 // 29 as person from range({rows}) as row_number (i))
"""
REGISTER = """
select
    '{delivery}' as delivery_id,
    left(sha256('{delivery}/register/' || i), 16) as row_id,
    case when i % 40 = 0 then 'subdistrict' else 'community' end as kind,
    case when i % 40 = 0 then '示例街道' else '示例社区' end || ({first} // 50 + i) as name,
    case when i % 40 <> 0 then '示例街道' || ({first} // 50 + i) // 40 end as township,
    case when i % 40 <> 0 then ['urban', 'rural'][1 + i % 2] end as urban_rural
from range(greatest({rows} // 50, 1)) as row_number (i)
"""
ADDRESS = """
select
    delivery_id, 0 as sheet_index, 'Sheet1' as sheet, cast(row_number() over () as integer) as row, 0 as table_index,
    'data' as kind, 'conformed' as fate, row_id, '{entity}' as entity, 25 as cell_count
from ({query})
"""


def main(rows: int = 10_000_000, gigabytes: float = 6) -> None:
    """Write a home of so many rows, build the project on it, print each model's seconds and the peak of memory."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        began = time.monotonic()
        write_home(home, rows)
        written = time.monotonic() - began
        began = time.monotonic()
        failed = build(home, gigabytes)
        built = time.monotonic() - began
        _show(home, rows, gigabytes, written, built)
        if failed:
            raise SystemExit("dbt did not succeed")


def write_home(home: Path, rows: int) -> None:
    """Conformed rows of every county and period, and the control tables, as a run leaves them."""
    contracts = load(ROOT / "contracts")
    tables = Tables(home)
    for name in (*table_schemas(contracts), "receipt"):
        (home / "conformed" / name).mkdir(parents=True)
    (home / "quarantine").mkdir()
    (home / "marts" / "inputs").mkdir(parents=True)
    tables.prepare(table_schemas(contracts))
    counties = [area.code for area in contracts.areas.values() if area.kind == "county" and area.valid_to is None][:10]
    each = rows // (len(PERIODS) * len(counties))
    deliveries = [
        delivery
        for period in PERIODS
        for place, unit in enumerate(counties)
        for delivery in _deliver(home, contracts, unit, place, period, each)
    ]
    control = input_rows([], contracts, measures(), dimensions(), Decided([], {}, {})) | {"run_delivery": deliveries}
    for name, schema in INPUTS.items():
        tables.write_input(name, schema, control[name])


def _deliver(home: Path, contracts: Contracts, unit: str, place: int, period: str, rows: int) -> list[dict[str, Any]]:
    """A roster of one county and period, and the register of its communities; their lines in run_delivery."""
    codes = {
        f"{name}s": [each.code for each in contracts.codes[name].codes] for name in ("employer_type", "system", "role")
    }
    counts = {f"{name[:-1]}_count": len(each) for name, each in codes.items()}
    found = []
    for entity, query in (("worker", WORKER), ("community", REGISTER)):
        delivery = f"{PERIODS.index(period):02}{place:06}{entity:_<8.8}"
        said = query.format(
            delivery=delivery, unit=unit, as_of_date=as_of_date(period), rows=rows, first=place * rows * 2,
            shared=(place - 1) % 10 * rows * 2, **codes, **counts,
        )  # fmt: skip
        with duckdb.connect() as connection:
            for table, select in ((entity, said), ("row_address", ADDRESS.format(entity=entity, query=said))):
                path = home / "conformed" / table / f"{delivery}.parquet"
                connection.execute(f"copy ({select}) to '{path}' (format parquet, compression zstd)")
            count = connection.execute(f"select count(*) from '{path}'").fetchone()[0]
        counted = {"data_row_count": count, "conformed_count": count, "quarantined_count": 0}
        found.append(
            {
                "delivery_id": delivery, "entity": entity, "unit_code": unit, "period": period, "as_of_date": as_of_date(period),
                "sha256": delivery, "sequence": 1, "file": f"{unit}/{period}/{delivery}", "format": "xlsx", "fate": "accepted",
                "is_counted": True, "is_synthetic": True, **counted,
            }
        )  # fmt: skip
    return found


def build(home: Path, gigabytes: float) -> bool:
    """`dbt build` on the home with so much memory; whether it failed."""
    profiles = home / "profiles"
    profiles.mkdir()
    text = (ROOT / "dbt_project" / "profiles.yml").read_text(encoding="utf-8")
    limited, count = re.subn(r"memory_limit: \S+", f"memory_limit: {gigabytes}GB", text)
    assert count == 1
    (profiles / "profiles.yml").write_text(limited, encoding="utf-8")
    command = [Path(sys.executable).with_name("dbt"), "build", "--exclude-resource-type", "unit_test"]
    places = ["--project-dir", PROJECT.project_dir, "--profiles-dir", profiles, "--target-path", home / "target"]
    environment = os.environ | {"ROLLCALL_HOME": str(home), "DBT_LOG_PATH": str(home / "logs")}
    return subprocess.run([*command, *places], env=environment, check=False).returncode != 0


def _show(home: Path, rows: int, gigabytes: float, written: float, built: float) -> None:
    results = json.loads((home / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    slowest = sorted(results, key=lambda each: -each["execution_time"])
    title = f"{rows:,} rows of workers, DuckDB below {gigabytes} GB"
    table = Table("node", "seconds", "status", title=title)
    for each in slowest[:40]:
        table.add_row(each["unique_id"].split(".", 2)[-1][:70], f"{each['execution_time']:.1f}", str(each["status"]))
    console = Console()
    console.print(table)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1_000_000
    size = (home / "marts" / "build.duckdb").stat().st_size / 1e9
    console.print(
        f"written in {written:.0f} s, built in {built:.0f} s; peak {peak:.1f} GB of memory; database {size:.1f} GB"
    )


if __name__ == "__main__":
    main(*(kind(each) for kind, each in zip((int, float), sys.argv[1:], strict=False)))
