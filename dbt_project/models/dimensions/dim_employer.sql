-- Bodies as units name them, one row each: what the latest counted list says of them, field by field.
with
{%- for entity, name in entities().items() if name %}
{%- set columns = graph.nodes['model.' ~ project_name ~ '.fct_' ~ entity].columns if execute else {} %}
{{ entity }} as (
    select distinct
        employer_key,
        unit_code,
        period,
        is_delivery_counted,
        {{ name }} as name,
        {%- for field in ['employer_type', 'system', 'unified_social_credit_code'] %}
        {{ field if field in columns else 'cast(null as varchar)' }} as {{ field }},
        {%- endfor %}
        {{ 'true' if entity == 'agency' else 'false' }} as is_agency,
        {{ 'kind' if entity == 'institution' else 'cast(null as varchar)' }} as institution_kind
    from {{ ref('fct_' ~ entity) }}
    where employer_key is not null
),
{%- endfor %}

named as (
    {%- for entity, name in entities().items() if name %}
    {{ 'union all' if not loop.first }}
    select * from {{ entity }}
    {%- endfor %}
),

dated as (
    select
        named.*,
        {{ statement_order('named.is_delivery_counted', 'period.as_of_date', 'named.period') }} as sort,
        {{ period_order('period.as_of_date', 'named.period') }}         as place
    from named
    inner join {{ ref('dim_period') }} as period on named.period = period.period
)

select
    employer_key,
    unit_code,
    {{ latest('name') }}                                                as name,
    {{ latest('employer_type') }}                                       as employer_type,
    {{ latest('system') }}                                              as system,
    {{ latest('institution_kind') }}                                    as institution_kind,
    {{ latest('unified_social_credit_code') }}                          as unified_social_credit_code,
    bool_or(is_agency)                                                  as is_agency,
    max_by(period, place)                                               as last_period
from dated
group by employer_key, unit_code
