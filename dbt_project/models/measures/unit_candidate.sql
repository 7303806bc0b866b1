-- Units that hold at least what is asked: every unit of the register is a candidate, one in which nothing stands fails (practice A7).
select
    measure,
    delivery_id,
    row_id,
    evidence_row_id,
    area_code,
    period,
    unit_key,
    cast(1 as decimal(18, 4)) as quantity,
    not_counted_reason
from {{ ref('unit_standing') }}
