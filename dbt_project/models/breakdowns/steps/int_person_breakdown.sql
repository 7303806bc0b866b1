-- Counted persons of each measure and unit by one attribute at a time, in one pass.
{%- set dimensions = [
    'employer_type', 'system', 'role', 'practice_category', 'certificate_level', 'education', 'education_from_college', 'age_band',
    'sex', 'urban_rural', 'domain', 'recognition_basis'
] %}
with grouped as (
    select
        candidate.measure,
        candidate.period,
        candidate.area_code,
        {%- for dimension in dimensions %}
        attribute.{{ dimension }},
        {%- endfor %}
        sum(candidate.quantity)                                         as quantity
    from {{ ref('listed_candidate') }} as candidate
    inner join {{ ref('worker_attribute') }} as attribute
        on candidate.delivery_id = attribute.delivery_id and candidate.row_id = attribute.row_id
    where candidate.not_counted_reason is null
    group by grouping sets (
        {%- for dimension in dimensions %}
        (candidate.measure, candidate.period, candidate.area_code, attribute.{{ dimension }}){{ ',' if not loop.last }}
        {%- endfor %}
    )
)

select
    measure,
    period,
    area_code,
    case
        {%- for dimension in dimensions %}
        when {{ dimension }} is not null then '{{ dimension }}'
        {%- endfor %}
    end                                                                 as dimension,
    coalesce({{ dimensions | join(', ') }})                             as member,
    quantity
from grouped
