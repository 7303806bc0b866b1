-- The one global step from ID numbers to persons: all periods, all units, counted or held.
with numbered as (
    select reported.id_key, min(reported.name_birth_key) <> max(reported.name_birth_key) as is_of_several_names
    from {{ ref('int_reported_person_row') }} as reported
    left join {{ source('inputs', 'person_decision') }} as split
        on split.action = 'split' and reported.delivery_id = split.delivery_id and reported.row_id = split.row_id
    where reported.id_key is not null and split.row_id is null
    group by reported.id_key
)

select
    numbered.id_key,
    {{ person_key_of('coalesce(merged.first_root, numbered.id_key)') }} as person_key,
    case when merged.first_root <> numbered.id_key then 'decision' else 'id_number' end as matched_by,
    coalesce(numbered.is_of_several_names, false)                       as is_of_several_names
from numbered
left join {{ ref('int_merged_person') }} as merged on numbered.id_key = merged.root
