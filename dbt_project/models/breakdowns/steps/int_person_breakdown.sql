-- Counted persons of each measure and unit by one attribute at a time, in one pass. An attribute that nobody wrote down is 'unstated'.
{%- set dimensions = [
    'employer_type', 'system', 'role', 'practice_category', 'certificate_level', 'education', 'education_from_college', 'age_band',
    'sex', 'urban_rural', 'domain', 'recognition_basis'
] %}
with attributed as (
    select
        candidate.measure,
        candidate.period,
        candidate.area_code,
        candidate.quantity,
        coalesce(worker.employer_type, 'unstated')                      as employer_type,
        coalesce(worker.system, 'unstated')                             as system,
        coalesce(worker.role, 'unstated')                               as role,
        coalesce(worker.practice_category, 'unstated')                  as practice_category,
        coalesce(certified.certificate_level, 'none')                   as certificate_level,
        coalesce(worker.education, 'unstated')                          as education,
        -- The civil-affairs ledger asks for education from junior college upward only; the rest is its remainder (practice A16).
        case when worker.education in ('10', '20', '30') then worker.education else 'remainder' end as education_from_college,
        coalesce({{ age_band('worker.age') }}, 'unstated')              as age_band,
        coalesce(worker.sex, 'unstated')                                as sex,
        coalesce(placed.urban_rural, 'unstated')                        as urban_rural,
        coalesce(placed.main_domain, 'unstated')                        as domain,
        coalesce(worker.recognition_basis, 'unstated')                  as recognition_basis
    from {{ ref('measure_candidate') }} as candidate
    inner join {{ ref('fct_worker') }} as worker
        on candidate.delivery_id = worker.delivery_id and candidate.row_id = worker.row_id
    inner join {{ ref('int_worker_period') }} as placed
        on candidate.delivery_id = placed.delivery_id and candidate.row_id = placed.row_id
    left join {{ ref('int_certified_person') }} as certified
        on worker.person_key = certified.person_key and worker.period = certified.period
    where candidate.not_counted_reason is null
),

grouped as (
    select measure, period, area_code, {{ dimensions | join(', ') }}, sum(quantity) as quantity
    from attributed
    group by grouping sets (
        {%- for dimension in dimensions %}
        (measure, period, area_code, {{ dimension }}){{ ',' if not loop.last }}
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
