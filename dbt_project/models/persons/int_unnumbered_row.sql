-- Rows without an ID that may still be known by a certificate or by name and birth. One that a decision has split off says nothing of others.
select
    reported.*,
    split.row_id is not null                                            as is_split
from {{ ref('int_reported_person_row') }} as reported
left join {{ source('inputs', 'person_decision') }} as split
    on split.action = 'split' and reported.delivery_id = split.delivery_id and reported.row_id = split.row_id
where reported.id_key is null and coalesce(reported.certificate_key, reported.name_birth_key) is not null
