"""A county abolished into its neighbour between two periods, the whole way: totals with the tree as it was and as it is agree at the
city, and differ only in the two.
"""

from collections import defaultdict
from pathlib import Path

import pytest
from rosters import EARLIER, EAST, LATER, WEST, deliver, roster, without_pause
from warehouses import ROOT, Warehouse

from pipeline.contract.codes import load_areas
from pipeline.settings import UserError

CITY, PROVINCE = "510400", "510000"
THIRD = "510411"


@pytest.fixture(scope="module")
def totals(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, int]]:
    """(tree, period) to the professionals of each area, after a run on contracts in which the western county ends between the periods."""
    folder = tmp_path_factory.mktemp("abolished")
    (folder / "raw").mkdir()
    warehouse = without_pause(Warehouse(folder / "home", folder / "person.key", folder / "raw"), folder / "contracts")
    abolish(folder / "contracts" / "codes" / "areas.csv")
    title = "社会工作专业人才花名册"
    deliver(warehouse, EAST, EARLIER, "roster.csv", roster(range(5), title))
    deliver(warehouse, WEST, EARLIER, "roster.csv", roster(range(4, 8), title))  # one person in both
    deliver(warehouse, THIRD, EARLIER, "roster.csv", roster(range(8, 11), title))
    deliver(warehouse, EAST, LATER, "roster.csv", roster(range(8), title))
    deliver(warehouse, THIRD, LATER, "roster.csv", roster(range(8, 11), title))
    warehouse.run()
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in warehouse.rows("select * from area_total where measure = 'measure_professional'"):
        found[row["tree"], row["period"]][row["area_code"]] = int(row["counted"])
    return found


def abolish(path: Path) -> None:
    """The western county ends with September and is part of the eastern one from then on."""
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith(WEST))
    code, name, kind, parent, valid_from, _, _, spellings = lines[place].split(",")
    lines[place] = ",".join((code, name, kind, parent, valid_from, "2022-09-30", EAST, spellings))
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def test_before_the_two_differ_and_nothing_else(totals) -> None:
    was, now = totals["as_was", EARLIER], totals["as_is", EARLIER]
    assert was[CITY] == now[CITY] == was[PROVINCE] == now[PROVINCE] == 11
    assert {area for area in was.keys() | now.keys() if was.get(area) != now.get(area)} == {EAST, WEST}
    assert was[EAST] + was[WEST] == now[EAST] == 8
    assert WEST not in now


def test_afterwards_nothing_differs(totals) -> None:
    assert totals["as_was", LATER] == totals["as_is", LATER]
    assert totals["as_is", LATER][EAST] == 8
    assert totals["as_is", LATER][CITY] == 11


@pytest.mark.parametrize(("column", "way"), [(3, "parent_code"), (6, "successor_code")])
def test_a_circle_of_areas_is_refused(tmp_path: Path, column: int, way: str) -> None:
    """Nobody could say where such an area lies, or what stands for it today."""
    path = tmp_path / "areas.csv"
    lines = (ROOT / "contracts" / "codes" / "areas.csv").read_text(encoding="utf-8").splitlines()
    for code, other in ((EAST, WEST), (WEST, EAST)):
        place = next(number for number, line in enumerate(lines) if line.startswith(code))
        cells = lines[place].split(",")
        cells[column] = other
        lines[place] = ",".join(cells)
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(UserError, match=f"the {way} of 51040[23] leads in a circle"):
        load_areas(path)
