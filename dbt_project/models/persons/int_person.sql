-- The one global step from keys to persons: all periods, all units, counted or held.
with worker as ({{ reported_row('worker') }})

select distinct
    id_key,
    {{ sha256_hex("'rollcall:person:' || id_key") }} as person_key
from worker
