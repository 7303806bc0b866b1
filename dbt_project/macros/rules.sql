{# The rows of a rule for each area: those of the nearest area on the way up that has the rule, else those without an area. #}
{% macro nearest_rule(rule) %}
with depth as (
    select member_code as area_code, count(*) as steps from {{ ref('dim_area_member') }} group by member_code
),

nearest as (
    select member.member_code, member.area_code as ruling_area_code
    from {{ ref('dim_area_member') }} as member
    inner join depth on member.area_code = depth.area_code
    where member.area_code in (select rule.area_code from {{ source('inputs', rule) }} as rule)
    qualify row_number() over (partition by member.member_code order by depth.steps desc) = 1
)

select
    area.area_code,
    nearest.ruling_area_code,
    {{ all_except('rule', ['area_code']) }}
from {{ ref('dim_area') }} as area
left join nearest on area.area_code = nearest.member_code
inner join {{ source('inputs', rule) }} as rule on rule.area_code is not distinct from nearest.ruling_area_code
{% endmacro %}

{# Whether a row of a rule holds on a date. #}
{% macro holds_on(rule, date) -%}
    (coalesce({{ rule }}.valid_from <= {{ date }}, true) and coalesce({{ rule }}.valid_to >= {{ date }}, true))
{%- endmacro %}

{# The order in which the rows of a rule that hold for a person are asked: that of the own level first, then the latest. #}
{% macro rule_order(rule, level) -%}
    {{ rule }}.level is distinct from {{ level }}, {{ rule }}.valid_from desc nulls last, {{ rule }}.level
{%- endmacro %}
