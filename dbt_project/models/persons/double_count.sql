-- 上报数 and 归属数 of each measure of persons in each reporting unit, and by which rule the difference came about.
with passed as (
    select
        candidate.measure,
        candidate.period,
        candidate.area_code                                             as unit_code,
        count(*)                                                        as reported_count,
        count(*) filter (where candidate.not_counted_reason is null)    as attributed_count,
        bool_or(delivery.is_synthetic)                                  as is_synthetic
    from {{ ref('listed_candidate') }} as candidate
    inner join {{ ref('measure_definition') }} as measure on candidate.measure = measure.measure
    inner join {{ ref('dim_delivery') }} as delivery on candidate.delivery_id = delivery.delivery_id
    where {{ is_of_persons('measure') }}
        and coalesce(candidate.not_counted_reason, 'duplicate_same_unit') in ('duplicate_same_unit', 'duplicate_other_unit')
    group by candidate.measure, candidate.period, candidate.area_code
),

duplicate as (
    select
        measure,
        period,
        unit_code,
        count(*)                                                        as duplicate_count,
        count(*) filter (where not is_with_other_unit)                  as same_unit_count,
        count(*) filter (where is_with_other_unit)                      as other_unit_count,
        {%- for rule in ['id_number', 'certificate', 'name_birth_employer', 'decision'] %}
        count(*) filter (where matched_by = '{{ rule }}')               as {{ rule }}_count{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('double_count_row') }}
    group by measure, period, unit_code
)

select
    passed.measure,
    passed.period,
    passed.unit_code,
    passed.reported_count,
    passed.attributed_count,
    {%- for name in ['duplicate', 'same_unit', 'other_unit', 'id_number', 'certificate', 'name_birth_employer', 'decision'] %}
    coalesce(duplicate.{{ name }}_count, 0)                             as {{ name }}_count,
    {%- endfor %}
    passed.is_synthetic
from passed
left join duplicate
    on passed.measure = duplicate.measure and passed.period = duplicate.period and passed.unit_code = duplicate.unit_code
