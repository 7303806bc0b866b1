{#
    The reason of a row, de-duplication included. Rows that pass the row conditions compete within their period for each unit_key:
    the first by `preferred`, then the smallest row_id, counts; the others are duplicates in the same unit or in another one.
#}
{% macro count_once(row_reason, unit_key, preferred=none, unit='area_code') -%}
    {%- set competitors -%}
        (
            partition by period, {{ unit_key }}, {{ row_reason }} is null
            order by {% if preferred %}{{ preferred }}, {% endif %}row_id, delivery_id
        )
    {%- endset -%}
    case
        when {{ row_reason }} is not null then {{ row_reason }}
        when row_number() over {{ competitors }} = 1 then null
        when first_value({{ unit }}) over {{ competitors }} = {{ unit }} then 'duplicate_same_unit'
        else 'duplicate_other_unit'
    end
{%- endmacro %}
