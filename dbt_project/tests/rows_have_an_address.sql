-- Each fact row stands in a row of a sheet.
with fact as ({{ every_fact_row() }})

select fact.*
from fact
left join {{ ref('row_address') }} as address on fact.delivery_id = address.delivery_id and fact.row_id = address.row_id
where address.row_id is null
