-- The person of each row without an ID, before any decision: by certificate, else by name, birth, employer and unit, and by these only
-- where they lead to exactly one. What leads to several is a person of its own until somebody decides. Held rows lead nobody anywhere.
with certificate_holder as (
    select certificate_key, min(id_key) as id_key, count(distinct id_key) as persons
    from {{ ref('int_numbered_evidence') }}
    where certificate_key is not null
    group by certificate_key
),

speaking as (
    select * from {{ ref('int_unnumbered_row') }} where is_delivery_counted and not is_split
),

-- a certificate beside no ID is of whom the names beside it lead to
certificate_of_named as (
    select speaking.certificate_key, min(named.id_key) as id_key
    from speaking
    inner join {{ ref('int_numbered_evidence') }} as named on {{ is_same_name('speaking', 'named') }}
    left join certificate_holder as holder on speaking.certificate_key = holder.certificate_key
    where speaking.certificate_key is not null and holder.id_key is null
    group by speaking.certificate_key
    having count(distinct named.id_key) = 1
),

by_certificate as (
    select
        unnumbered.*,
        case
            when holder.persons > 1                                     then 'row:' || {{ row_reference('unnumbered') }}
            else coalesce(holder.id_key, known.id_key, 'certificate:' || unnumbered.certificate_key)
        end                                                             as root,
        case
            when holder.persons > 1                                     then 'row'
            when exists (
                select 1
                from {{ ref('int_numbered_evidence') }} as named
                where named.id_key = known.id_key and {{ is_same_name('unnumbered', 'named') }}
            )                                                           then 'name_birth_employer'
            else 'certificate'
        end                                                             as rule
    from {{ ref('int_unnumbered_row') }} as unnumbered
    left join certificate_holder as holder on unnumbered.certificate_key = holder.certificate_key
    left join certificate_of_named as known on unnumbered.certificate_key = known.certificate_key
    where unnumbered.certificate_key is not null
),

known as (
    select id_key as root, unit_code, name_birth_key, employer from {{ ref('int_numbered_evidence') }}
    union
    select root, unit_code, name_birth_key, employer from by_certificate where is_delivery_counted and not is_split
),

name_holder as (
    select unit_code, name_birth_key, employer, min(root) as root, count(*) as persons
    from known
    where name_birth_key is not null and employer is not null
    group by unit_code, name_birth_key, employer
),

by_name as (
    select
        unnumbered.*,
        case
            when holder.persons = 1                                     then holder.root
            when holder.persons > 1 or unnumbered.employer is null      then 'row:' || {{ row_reference('unnumbered') }}
            else concat_ws(':', 'name_birth', unnumbered.name_birth_key, unnumbered.unit_code, unnumbered.employer)
        end                                                             as root,
        case when holder.persons > 1 or unnumbered.employer is null then 'row' else 'name_birth_employer' end as rule
    from {{ ref('int_unnumbered_row') }} as unnumbered
    left join name_holder as holder on {{ is_same_name('unnumbered', 'holder') }}
    where unnumbered.certificate_key is null
)

select * from by_certificate
union all
select * from by_name
