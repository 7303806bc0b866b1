-- Rows that decisions name, each with the person that it belonged to when it was named; a row that no longer stands in a fact is not here.
select
    decided.decision,
    decided.action,
    reported.entity,
    reported.delivery_id,
    reported.row_id,
    reported.name_birth_key,
    coalesce(decided.node, unnumbered.root, reported.id_key, 'row:' || {{ row_reference('reported') }}) as root
from {{ source('inputs', 'person_decision') }} as decided
inner join {{ ref('int_reported_person_row') }} as reported
    on decided.delivery_id = reported.delivery_id and decided.row_id = reported.row_id
left join {{ ref('int_unnumbered_person') }} as unnumbered
    on decided.delivery_id = unnumbered.delivery_id and decided.row_id = unnumbered.row_id
