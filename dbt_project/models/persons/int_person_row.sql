-- Rows whose person does not follow from their ID alone: those without one, and those that a decision split off or named.
with unnumbered as (
    select delivery_id, row_id, root, rule from {{ ref('int_unnumbered_person') }} where not is_split
),

split as (
    select delivery_id, row_id, root, 'decision' as rule from {{ ref('int_decided_row') }} where action = 'split'
),

-- without any key, but named in a merge
keyless as (
    select distinct decided.delivery_id, decided.row_id, decided.root, 'row' as rule
    from {{ ref('int_decided_row') }} as decided
    left join (select * from unnumbered union all select * from split) as other
        on decided.delivery_id = other.delivery_id and decided.row_id = other.row_id
    where other.row_id is null and decided.root = 'row:' || {{ row_reference('decided') }}
),

apart as (
    select * from unnumbered
    union all
    select * from split
    union all
    select * from keyless
)

select
    apart.delivery_id,
    apart.row_id,
    apart.root,
    apart.rule,
    {{ person_key_of('coalesce(merged.first_root, apart.root)') }}      as person_key,
    case when merged.first_root <> apart.root then 'decision' else apart.rule end as matched_by
from apart
left join {{ ref('int_merged_person') }} as merged on apart.root = merged.root
