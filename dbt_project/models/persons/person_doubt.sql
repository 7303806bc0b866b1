-- One row per doubtful match that waits for a decision: the two rows, why, and the two ways to decide it. Nothing of the persons.
with named as (
    select
        doubt,
        split_part(row_reference, ':', 1)                               as delivery_id,
        split_part(row_reference, ':', 2)                               as row_id,
        split_part(other_row_reference, ':', 1)                         as other_delivery_id,
        split_part(other_row_reference, ':', 2)                         as other_row_id,
        root = other_root                                               as is_one_person,
        'rollcall person merge ' || row_reference || ' ' || other_row_reference as merge_command,
        'rollcall person split ' || case when root = other_root then other_row_reference else row_reference end as split_command
    from {{ ref('int_person_doubt') }}
)

select
    named.doubt,
    meaning.name_zh                                                     as doubt_zh,
    named.delivery_id,
    named.row_id,
    one.entity,
    one.unit_code,
    one.period,
    named.other_delivery_id,
    named.other_row_id,
    other.entity                                                        as other_entity,
    other.unit_code                                                     as other_unit_code,
    other.period                                                        as other_period,
    named.is_one_person,
    '是同一人：' || named.merge_command || '；不是：' || named.split_command as how_zh
from named
inner join {{ ref('int_reported_person_row') }} as one
    on named.delivery_id = one.delivery_id and named.row_id = one.row_id
inner join {{ ref('int_reported_person_row') }} as other
    on named.other_delivery_id = other.delivery_id and named.other_row_id = other.row_id
left join {{ ref('code') }} as meaning on meaning.list = 'person_doubt' and named.doubt = meaning.code
