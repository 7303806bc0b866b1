-- One row per row that passes a measure of persons and counts in another row of the same person: which one, and by which rule they met.
with candidate as (
    select candidate.*
    from {{ ref('listed_candidate') }} as candidate
    inner join {{ ref('measure_definition') }} as measure on candidate.measure = measure.measure
    where {{ is_of_persons('measure') }}
),

duplicate as (
    select * from candidate where not_counted_reason in ('duplicate_same_unit', 'duplicate_other_unit')
),

met as (
    select
        duplicate.measure,
        duplicate.period,
        duplicate.delivery_id,
        duplicate.row_id,
        duplicate.area_code                                             as unit_code,
        duplicate.unit_key                                              as person_key,
        duplicate.not_counted_reason,
        counted.delivery_id                                             as counted_delivery_id,
        counted.row_id                                                  as counted_row_id,
        counted.area_code                                               as counted_unit_code
    from duplicate
    left join candidate as counted
        on duplicate.measure = counted.measure
        and duplicate.period = counted.period
        and duplicate.unit_key = counted.unit_key
        and counted.not_counted_reason is null
),

-- how each of these rows came to its person before any decision
named as (
    select delivery_id, row_id from met
    union
    select counted_delivery_id, counted_row_id from met
),

origin as (
    select
        named.delivery_id,
        named.row_id,
        coalesce(apart.root, reported.id_key)                           as root,
        coalesce(apart.rule, 'id_number')                               as rule
    from named
    inner join {{ ref('int_reported_person_row') }} as reported
        on named.delivery_id = reported.delivery_id and named.row_id = reported.row_id
    left join {{ ref('int_person_row') }} as apart
        on named.delivery_id = apart.delivery_id and named.row_id = apart.row_id
)

select
    met.measure,
    met.period,
    met.delivery_id,
    met.row_id,
    met.unit_code,
    met.person_key,
    met.counted_delivery_id,
    met.counted_row_id,
    met.counted_unit_code,
    met.not_counted_reason = 'duplicate_other_unit'                     as is_with_other_unit,
    case
        when own.root <> other.root                                     then 'decision'
        when {{ rule_rank('own.rule') }} < {{ rule_rank('other.rule') }} then other.rule
        else own.rule
    end                                                                 as matched_by
from met
left join origin as own on met.delivery_id = own.delivery_id and met.row_id = own.row_id
left join origin as other on met.counted_delivery_id = other.delivery_id and met.counted_row_id = other.row_id
