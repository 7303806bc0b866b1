-- What stands beside an ID wherever a row without one shows the same certificate, or the same name and month of birth. What is held
-- is matched by it and adds nothing to it.
select
    reported.unit_code,
    reported.id_key,
    reported.certificate_key,
    reported.name_birth_key,
    reported.employer,
    min({{ row_reference('reported') }})                                as row_reference
from {{ ref('int_reported_person_row') }} as reported
left join {{ source('inputs', 'person_decision') }} as split
    on split.action = 'split' and reported.delivery_id = split.delivery_id and reported.row_id = split.row_id
where reported.id_key is not null
    and reported.is_delivery_counted
    and split.row_id is null
    and (
        reported.certificate_key in (select certificate_key from {{ ref('int_unnumbered_row') }} where certificate_key is not null)
        or reported.name_birth_key in (select name_birth_key from {{ ref('int_unnumbered_row') }} where name_birth_key is not null)
    )
group by reported.unit_code, reported.id_key, reported.certificate_key, reported.name_birth_key, reported.employer
