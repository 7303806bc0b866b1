-- One row per row that speaks of a person: who it is, by which rule, how sure that is.
with doubtful as (
    select root from {{ ref('int_person_doubt') }}
    union
    select other_root from {{ ref('int_person_doubt') }} where other_root like '%:%'
),

matched as (
    select
        reported.delivery_id,
        reported.row_id,
        reported.entity,
        coalesce(apart.root, reported.id_key)                           as root,
        coalesce(apart.person_key, person.person_key)                   as person_key,
        coalesce(apart.matched_by, person.matched_by)                   as matched_by
    from {{ ref('int_reported_person_row') }} as reported
    left join {{ ref('int_person_row') }} as apart
        on reported.delivery_id = apart.delivery_id and reported.row_id = apart.row_id
    left join {{ ref('int_person') }} as person on reported.id_key = person.id_key
)

select
    matched.delivery_id,
    matched.row_id,
    matched.entity,
    matched.person_key,
    matched.matched_by,
    case matched.matched_by
        when 'id_number'                                                then 'certain'
        when 'decision'                                                 then 'decided'
        when 'certificate'                                              then 'high'
        when 'name_birth_employer'                                      then 'medium'
        when 'row'                                                      then 'low'
    end                                                                 as certainty,
    doubtful.root is not null                                           as is_doubtful
from matched
left join doubtful on matched.root = doubtful.root
