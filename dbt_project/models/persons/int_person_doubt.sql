-- Pairs of persons that may be one, or of names that one number or certificate holds together, and that nobody has decided yet.
-- The first of a pair is the one without an ID; of two such the first by its root.
with unnumbered as (
    select *, {{ row_reference('unnumbered') }} as row_reference
    from {{ ref('int_unnumbered_person') }} as unnumbered
    where not is_split
),

known as (
    select id_key as root, certificate_key, unit_code, name_birth_key, employer, row_reference
    from {{ ref('int_numbered_evidence') }}
    union all
    select root, certificate_key, unit_code, name_birth_key, employer, row_reference
    from unnumbered
),

candidate as (
    select 1 as place, 'certificate_of_several' as doubt, unnumbered.root, unnumbered.row_reference, known.root as other_root,
        known.row_reference as other_row_reference
    from unnumbered
    inner join known on unnumbered.certificate_key = known.certificate_key
    where unnumbered.rule = 'row' and known.root not like '%:%'

    union all

    select 2, 'name_of_several', unnumbered.root, unnumbered.row_reference, known.root, known.row_reference
    from unnumbered
    inner join known on {{ is_same_name('unnumbered', 'known') }}
    where unnumbered.rule = 'row' and unnumbered.certificate_key is null

    union all

    select 3, 'same_name_and_birth', unnumbered.root, unnumbered.row_reference, known.root, known.row_reference
    from unnumbered
    inner join known on unnumbered.name_birth_key = known.name_birth_key
    where unnumbered.root like '%:%'
),

-- each pair once
ordered as (
    select place, doubt, root, row_reference, other_root, other_row_reference
    from candidate
    where root < other_root or other_root not like '%:%'
    union all
    select place, doubt, other_root, other_row_reference, root, row_reference
    from candidate
    where root > other_root and other_root like '%:%'
),

pair as (
    select
        root,
        other_root,
        min(place)                                                      as place,
        min(row_reference)                                              as row_reference,
        min(other_row_reference)                                        as other_row_reference
    from ordered
    group by root, other_root
),

undecided as (
    select pair.*
    from pair
    left join {{ ref('int_merged_person') }} as merged on pair.root = merged.root
    left join {{ ref('int_merged_person') }} as other on pair.other_root = other.root
    where coalesce(merged.first_root, pair.root) <> coalesce(other.first_root, pair.other_root)
        and not (pair.other_root not like '%:%' and coalesce(merged.first_root, pair.root) not like '%:%')
),

-- one number under several names
name_of_number as (
    select reported.id_key as root, reported.name_birth_key, min({{ row_reference('reported') }}) as row_reference
    from {{ ref('int_reported_person_row') }} as reported
    inner join {{ ref('int_person') }} as person on reported.id_key = person.id_key and person.is_of_several_names
    left join {{ source('inputs', 'person_decision') }} as split
        on split.action = 'split' and reported.delivery_id = split.delivery_id and reported.row_id = split.row_id
    where split.row_id is null and reported.name_birth_key is not null
    group by reported.id_key, reported.name_birth_key
),

-- one certificate under several names: those of its holder, and of rows that it alone brought there
name_of_holder as (
    select id_key as root, name_birth_key, min(row_reference) as row_reference
    from {{ ref('int_numbered_evidence') }}
    where name_birth_key is not null
    group by id_key, name_birth_key
),

name_of_certificate as (
    select unnumbered.root, unnumbered.name_birth_key, min(unnumbered.row_reference) as row_reference
    from unnumbered
    left join name_of_holder as holder
        on unnumbered.root = holder.root and unnumbered.name_birth_key = holder.name_birth_key
    where unnumbered.rule = 'certificate' and unnumbered.name_birth_key is not null and holder.root is null
    group by unnumbered.root, unnumbered.name_birth_key
),

other_name as (
    select 'number_of_several_names' as doubt, name.*, first_value(name.name_birth_key) over by_place as first_name_birth_key,
        first_value(name.row_reference) over by_place as first_row_reference
    from name_of_number as name
    window by_place as (partition by root order by row_reference)

    union all

    select 'certificate_of_several_names', name.root, name.name_birth_key, name.row_reference,
        first_value(name.name_birth_key) over by_place, first_value(name.row_reference) over by_place
    from (
        select *, 1 as place from name_of_holder where root in (select root from name_of_certificate)
        union all
        select *, 2 as place from name_of_certificate
    ) as name
    window by_place as (partition by root order by place, row_reference)
    qualify place = 2
),

confirmed as (
    select one.root, one.name_birth_key, other.name_birth_key as other_name_birth_key
    from {{ ref('int_decided_row') }} as one
    inner join {{ ref('int_decided_row') }} as other on one.decision = other.decision and one.root = other.root
    where one.action = 'merge'
)

select
    case place when 1 then 'certificate_of_several' when 2 then 'name_of_several' else 'same_name_and_birth' end as doubt,
    root,
    other_root,
    row_reference,
    other_row_reference
from undecided

union all

select doubt, root, root, first_row_reference, row_reference
from other_name
where name_birth_key <> first_name_birth_key
    and not exists (
        select 1
        from confirmed
        where confirmed.root = other_name.root
            and confirmed.name_birth_key = other_name.name_birth_key
            and confirmed.other_name_birth_key = other_name.first_name_birth_key
    )
