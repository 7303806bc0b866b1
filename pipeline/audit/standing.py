"""Units of which a plan asks that so much stand in each: what stands in a unit, added up again from all rows that stand there."""

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterator

import duckdb

from pipeline.audit.failures import Failure, of_row
from pipeline.audit.figure import Addresses, Measure
from pipeline.audit.tally import Group, members

PLACED_BY = ("community", "township")  # what says of a row in which unit it stands

# Of each unit: why it does not count, by what stands in it, where the release says something else.
_DIFFERENT = """
with asked as (
    select * from measure_unit where measure in (select unnest($measures::varchar[]))
),
held as (
    select candidate.measure, candidate.period, place.place_key, sum(candidate.quantity) as quantity
    from measure_candidate as candidate
    join row_place as place using (delivery_id, row_id, period)
    where candidate.not_counted_reason is null and candidate.period in (select unnest($periods::varchar[]))
        and candidate.measure in (select of_measure from asked union select among_measure from asked)
    group by all
),
unit as (
    select
        said.measure, said.delivery_id, said.row_id, said.area_code, said.period, said.not_counted_reason,
        base.measure is not null as is_unit, base.not_counted_reason as unit_reason,
        coalesce(held.quantity, 0) as quantity, asked.minimum_above, asked.minimum_below,
        case when asked.among_measure is not null then coalesce(among.quantity, 0) end as among_quantity
    from asked
    join measure_candidate as said using (measure)
    left join measure_candidate as base on base.measure = asked.unit_measure
        and base.delivery_id = said.delivery_id and base.row_id = said.row_id and base.period = said.period
    left join held on held.measure = asked.of_measure and held.period = said.period and held.place_key = said.unit_key
    left join held as among
        on among.measure = asked.among_measure and among.period = said.period and among.place_key = said.unit_key
    where said.period in (select unnest($periods::varchar[])) and said.area_code in (select unnest($areas::varchar[]))
)
select measure, delivery_id, row_id, area_code, period
from unit
where not is_unit or not_counted_reason is distinct from case
    when unit_reason is not null then unit_reason
    when among_quantity = 0 then 'quantity_missing'
    when quantity * minimum_below < minimum_above * coalesce(among_quantity, 1) then 'below_minimum'
end
"""


class Units:
    """The requirements of a release by the measure of each; none in a release from before there were any."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, measures: dict[str, Measure]) -> None:
        self._connection = connection
        (is_told,) = connection.execute(
            "select count(*) > 0 from duckdb_tables() where table_name = 'measure_unit'"
        ).fetchone()
        query = "select measure, of_measure, among_measure from measure_unit"
        self._held = {
            measure: [_placed(measures[each]) for each in held if each]
            for measure, *held in (connection.execute(query).fetchall() if is_told else ())
        }

    def held(self, measure: Measure) -> list[Measure]:
        """The measures whose rows stand in the units of this one; none where it asks nothing of units."""
        return self._held.get(measure.name, [])

    def failures(self, groups: Collection[Group]) -> dict[Group, list[Failure]]:
        """The units that pass, or do not, against what stands in them."""
        asked = [each for each in groups if each.measure.name in self._held]
        if not asked:
            return {}
        areas = members(self._connection, {each.area for each in asked})
        found: dict[tuple[str, str, str], list[Failure]] = defaultdict(list)
        for measure, failure, area, period in self._different(asked, set().union(*areas.values())):
            found[measure, area, period].append(failure)
        return {
            each: sorted(
                (failure for area in areas[each.area] for failure in found[each.measure.name, area, each.period]),
                key=lambda failure: failure.place,
            )
            for each in asked
        }

    def _different(self, groups: list[Group], areas: set[str]) -> Iterator[tuple[str, Failure, str, str]]:
        rows = self._connection.execute(
            _DIFFERENT,
            {
                "measures": sorted({each.measure.name for each in groups}),
                "periods": sorted({each.period for each in groups}),
                "areas": sorted(areas),
            },
        ).fetchall()
        addresses = Addresses.of_rows(self._connection, {row for _, _, row, *_ in rows})
        for measure, delivery, row, area, period in rows:
            yield measure, of_row("standing_differs", addresses.at(delivery, row)), area, period


def _placed(measure: Measure) -> Measure:
    """The same measure, which here is also read for where its rows stand."""
    return dataclasses.replace(measure, reads=tuple(dict.fromkeys((*measure.reads, *PLACED_BY))))
