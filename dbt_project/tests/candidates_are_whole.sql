-- A candidate says where, of what and how much.
select *
from {{ ref('measure_candidate') }}
where area_code is null or unit_key is null or quantity is null
