-- A person, agency, community or area counts once in a measure and period.
select measure, period, unit_key, count(*) as row_count
from {{ ref('measure_candidate') }}
where not_counted_reason is null
group by measure, period, unit_key
having count(*) > 1
