{# Deliveries whose rows stand in facts: counted ones and held ones; superseded, withdrawn and rejected ones do not. #}
{% macro is_in_facts(delivery) %}({{ delivery }}.is_counted or {{ delivery }}.reason = 'delivery_held'){% endmacro %}

{# Conformed rows of an entity with their unit and period. Rows of unknown deliveries never get in. #}
{% macro reported_row(entity) %}
    select
        reported.delivery_id,
        reported.row_id,
        delivery.unit_code,
        delivery.period,
        delivery.is_counted as is_delivery_counted,
        {{ all_except('reported', ['delivery_id', 'row_id']) }}
    from {{ source('conformed', entity) }} as reported
    inner join {{ ref('run_delivery') }} as delivery
        on reported.delivery_id = delivery.delivery_id and delivery.entity = '{{ entity }}'
    where {{ is_in_facts('delivery') }}
{% endmacro %}

{# Rows about a delivery as a whole, of deliveries whose rows stand in facts. #}
{% macro row_of_known_delivery(source_name, table_name) %}
    select known.*
    from {{ source(source_name, table_name) }} as known
    where known.delivery_id in (
        select delivery.delivery_id from {{ ref('run_delivery') }} as delivery where {{ is_in_facts('delivery') }}
    )
{% endmacro %}

{# Keys of every fact row with its entity. #}
{% macro every_fact_row() %}
    {%- for entity in ['worker', 'agency', 'station', 'community', 'observation'] %}
    {{ 'union all' if not loop.first }}
    select '{{ entity }}' as entity, delivery_id, row_id from {{ ref('fct_' ~ entity) }}
    {%- endfor %}
{% endmacro %}
