-- Each measure added up for each area. Rosters add up over the members of an area; what comes from outside speaks of its own area only.
with sealed_row as (
    select distinct address.row_id
    from {{ ref('row_address') }} as address
    inner join {{ ref('dim_delivery') }} as delivery on address.delivery_id = delivery.delivery_id
    where delivery.is_sealed and address.row_id is not null
),

candidate as (
    select
        candidate.*,
        measure.source_kind,
        delivery.is_synthetic,
        delivery.file,
        coalesce(observation.data_date, delivery.as_of_date)            as data_date,
        candidate.not_counted_reason is null                            as is_counted,
        sealed_row.row_id is not null or sealed_evidence.row_id is not null as is_sealed
    from {{ ref('measure_candidate') }} as candidate
    inner join {{ ref('measure_definition') }} as measure on candidate.measure = measure.measure
    inner join {{ ref('dim_delivery') }} as delivery on candidate.delivery_id = delivery.delivery_id
    left join {{ ref('fct_observation') }} as observation
        on candidate.delivery_id = observation.delivery_id and candidate.row_id = observation.row_id
    left join sealed_row on candidate.row_id = sealed_row.row_id
    left join sealed_row as sealed_evidence on candidate.evidence_row_id = sealed_evidence.row_id
)

select
    candidate.measure,
    member.area_code,
    candidate.period,
    cast(sum(quantity) filter (where is_counted) as decimal(18, 4))     as counted_quantity,
    cast(sum(quantity) filter (where is_counted or not_counted_reason in ('duplicate_same_unit', 'duplicate_other_unit')) as decimal(18, 4))
                                                                        as reported_quantity,
    -- a row whose number was not written down is no zero
    {{ exact_ratio(
        "100 * count(*) filter (where is_counted or not_counted_reason = 'other_member')",
        "count(*) filter (where is_counted or not_counted_reason in ('other_member', 'quantity_missing'))"
    ) }}
                                                                        as answered_pct,
    count(*) filter (where not_counted_reason = 'quantity_missing')     as unanswered_count,
    min(data_date) filter (where is_counted)                            as data_date,
    min(file) filter (where is_counted)                                 as file,
    bool_or(is_synthetic)                                               as is_synthetic,
    cast(count(*) filter (where is_counted and is_sealed) as integer)   as sealed_row_count
from candidate
inner join {{ ref('dim_area_member') }} as member
    on candidate.area_code = member.member_code
    and (candidate.source_kind = 'roster' or member.area_code = member.member_code)
group by candidate.measure, member.area_code, candidate.period
