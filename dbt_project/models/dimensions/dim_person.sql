-- Persons over the periods: one row for each span in which nothing that is said of a person changed. Of several rows of one date
-- (a year ends with its December) the one that would count speaks, with the highest certificate of all. Rosters speak first, other lists
-- of those who stand in no roster.
with roster as (
    select
        worker.person_key,
        worker.period,
        dated.as_of_date,
        worker.unit_code,
        worker.employer_key,
        worker.employer_type,
        worker.system,
        worker.role,
        worker.practice_category,
        {{ first_item('worker.domains') }}                              as main_domain,
        {{ highest_certificate('worker.certificate_level', 'same_date') }} as certificate_level,
        worker.post_grade,
        worker.education,
        worker.sex,
        {{ age_band('worker.age') }}                                    as age_band,
        worker.is_professional,
        worker.is_in_post
    from {{ ref('fct_worker') }} as worker
    inner join {{ ref('dim_period') }} as dated on worker.period = dated.period
    where worker.is_delivery_counted and worker.person_key is not null
    window same_date as (partition by worker.person_key, dated.as_of_date)
    qualify row_number() over (
        same_date
        order by worker.period desc, worker.is_in_post desc nulls last, worker.row_id, worker.delivery_id
    ) = 1
),

other as (
    {%- for entity in person_entities() %}
    {{ 'union all' if not loop.first }}
    select
        person_key, period, unit_code, employer_key, sex, is_delivery_counted,
        {{ age_band('age') ~ ' as' if entity == 'worker' }} age_band,
        {{ 'certificate_level' if entity in ['allowance', 'attendance', 'recognition', 'supervisor', 'worker'] else 'cast(null as varchar)' }} as certificate_level,
        {{ 'role' if entity in ['allowance', 'assessment', 'attendance', 'exam', 'worker'] else 'cast(null as varchar)' }} as role,
        row_id,
        delivery_id
    from {{ ref('fct_' ~ entity) }}
    {%- if entity == 'worker' %}
    where not is_delivery_counted
    {%- endif %}
    {%- endfor %}
),

listed as (
    select
        person_key,
        other.period,
        dated.as_of_date,
        unit_code,
        employer_key,
        cast(null as varchar)                                           as employer_type,
        cast(null as varchar)                                           as system,
        role,
        cast(null as varchar)                                           as practice_category,
        cast(null as varchar)                                           as main_domain,
        {{ highest_certificate('certificate_level', 'same_date') }}     as certificate_level,
        cast(null as varchar)                                           as post_grade,
        cast(null as varchar)                                           as education,
        sex,
        age_band,
        cast(null as boolean)                                           as is_professional,
        cast(null as boolean)                                           as is_in_post
    from other
    inner join {{ ref('dim_period') }} as dated on other.period = dated.period
    where person_key is not null and person_key not in (select person_key from roster)
    window same_date as (partition by person_key, dated.as_of_date)
    qualify row_number() over (same_date order by is_delivery_counted desc, other.period desc, row_id, delivery_id) = 1
),

said as (
    select *, true as is_in_roster from roster
    union all
    select *, false as is_in_roster from listed
),

followed as (
    select
        *,
        period <> first_value(period) over by_date
        and {% for column in person_attributes() -%}
            {{ column }} is not distinct from lag({{ column }}) over by_date{{ ' and ' if not loop.last }}
        {%- endfor %}                                                   as is_same
    from said
    window by_date as (partition by person_key order by as_of_date nulls first)
),

spanned as (
    select
        *,
        count(*) filter (where not is_same) over (partition by person_key order by as_of_date nulls first) as span
    from followed
),

span as (
    select
        person_key,
        span,
        {{ person_attributes() | join(',\n        ') }},
        is_in_roster,
        min_by(period, {{ period_order('as_of_date', 'period') }}) as valid_from_period,
        max_by(period, {{ period_order('as_of_date', 'period') }}) as valid_to_period,
        min(as_of_date)                                                 as valid_from
    from spanned
    group by all
)

select
    person_key,
    cast(span as integer)                                               as version,
    valid_from_period,
    valid_to_period,
    valid_from,
    -- the last span has no end: a date that a join by "between" can read
    coalesce({{ day_before('lead(valid_from) over (partition by person_key order by span)') }}, cast('9999-12-31' as date)) as valid_to,
    lead(span) over (partition by person_key order by span) is null     as is_current,
    {{ person_attributes() | join(',\n    ') }},
    is_in_roster
from span
