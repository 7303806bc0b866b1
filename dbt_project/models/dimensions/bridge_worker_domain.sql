-- The domains of each roster row, one by one.
with named as (
    select delivery_id, row_id, {{ items_of('domains', 'domain_code', 'position') }}
    from {{ ref('fct_worker') }}
)

select delivery_id, row_id, cast(position as integer) as position, domain_code, position = 1 as is_main
from named
