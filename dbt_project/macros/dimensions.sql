{# A code list as a dimension: its codes with their names in the order of the list. `more` are columns of this list alone. #}
{% macro code_dimension(list, more='') %}
    select
        code        as {{ list }}_code,
        name_zh,
        name_en,
        rank{{ ',' if more }}
        {{ more }}
    from {{ ref('code') }}
    where list = '{{ list }}'
{% endmacro %}

{# The value of the statement that stands last in `sort`, among those that say anything; equal ones by the value itself. #}
{% macro latest(value, sort='sort') -%}
    max_by({{ value }}, concat({{ sort }}, '/', {{ value }})) filter (where {{ value }} is not null)
{%- endmacro %}

{# Place of a period among the others: by date, the undated one first, a year before the month that ends with it. #}
{% macro period_order(as_of_date, period) -%}
    concat(coalesce(cast({{ as_of_date }} as varchar), ''), '/', {{ period }})
{%- endmacro %}

{# Place of a fact row among statements of the same thing: what is counted after what is held, then by date; the last one speaks. #}
{% macro statement_order(is_counted, as_of_date, period) -%}
    concat(case when {{ is_counted }} then '1' else '0' end, {{ period_order(as_of_date, period) }})
{%- endmacro %}

{# The highest level of certificate over a window; an exam passed speaks only where no certificate stands beside it. #}
{% macro highest_certificate(level, window) -%}
    coalesce(max({{ level }}) filter (where {{ level }} in ('0', '1', '2', '3')) over {{ window }}, max({{ level }}) over {{ window }})
{%- endmacro %}

{# Age in completed years as the code of one of the four bands of the civil affairs ledger; both ends belong to a band. #}
{% macro age_band(age) -%}
    case
        when {{ age }} <= 35 then '0-35'
        when {{ age }} <= 45 then '36-45'
        when {{ age }} <= 55 then '46-55'
        when {{ age }} > 55 then '56-'
    end
{%- endmacro %}

{# A yes or no as its code. #}
{% macro yes_or_no(condition) -%}
    case when {{ condition }} then 'yes' when not ({{ condition }}) then 'no' end
{%- endmacro %}

{# First and last date of every date column of the facts. #}
{% macro every_fact_date() %}
    {%- for entity in entities() %}
    {%- set fact = ref('fct_' ~ entity) %}
    {%- if execute %}
    {%- for column in graph.nodes['model.' ~ project_name ~ '.fct_' ~ entity].columns.values() if column.data_type == 'date' %}
    union all
    select min({{ column.name }}), max({{ column.name }}) from {{ fact }}
    {%- endfor %}
    {%- endif %}
    {%- endfor %}
{% endmacro %}

{# What the dimension of persons follows over the periods; nothing of it names anybody. #}
{% macro person_attributes() %}
    {{ return([
        'unit_code', 'employer_key', 'employer_type', 'system', 'role', 'practice_category', 'main_domain', 'certificate_level',
        'post_grade', 'education', 'sex', 'age_band', 'is_professional', 'is_in_post',
    ]) }}
{% endmacro %}
