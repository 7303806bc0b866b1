{# Deliveries whose rows stand in facts: counted ones and held ones; superseded, withdrawn and rejected ones do not. #}
{% macro is_in_facts(delivery) %}({{ delivery }}.is_counted or {{ delivery }}.reason = 'delivery_held'){% endmacro %}

{# Key of what a unit calls by a name: the same in all its periods and lists, however the name is spaced or bracketed. #}
{% macro named_key(unit, name) %}left({{ sha256_hex(unit ~ " || '/' || " ~ comparable_employer(name)) }}, 16){% endmacro %}

{# Key of a station. Rooms of one unit may share a name: it is that of its tier, township and community. #}
{% macro station_key(station) -%}
    {%- set place = [station ~ '.tier', "coalesce(" ~ station ~ ".township, '')", "coalesce(" ~ station ~ ".community, '')", station ~ '.name'] -%}
    {{ named_key(station ~ '.unit_code', place | join(" || '/' || ")) }}
{%- endmacro %}

{# Conformed rows of an entity with their unit, period and body. Rows of unknown deliveries never get in. #}
{% macro reported_row(entity) %}
    select
        reported.delivery_id,
        reported.row_id,
        delivery.unit_code,
        delivery.period,
        delivery.is_counted as is_delivery_counted,
        {%- if entities()[entity] %}
        {{ named_key('delivery.unit_code', 'reported.' ~ entities()[entity]) }} as employer_key,
        {%- endif %}
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

{#
    Every entity with the field that names the body of a row, none where no body is named. A test holds that contracts, sources and
    facts are the same list.
#}
{% macro entities() %}
    {{ return({
        'agency': 'name',
        'allowance': 'employer',
        'assessment': 'employer',
        'attendance': 'employer',
        'community': none,
        'exam': 'employer',
        'funding': none,
        'institution': 'name',
        'observation': none,
        'post': 'employer',
        'project': none,
        'recognition': 'employer',
        'station': none,
        'supervisor': 'employer',
        'training': none,
        'worker': 'employer',
    }) }}
{% endmacro %}

{# Keys of every fact row with its entity. #}
{% macro every_fact_row() %}
    {%- for entity in entities() %}
    {{ 'union all' if not loop.first }}
    select '{{ entity }}' as entity, delivery_id, row_id from {{ ref('fct_' ~ entity) }}
    {%- endfor %}
{% endmacro %}
