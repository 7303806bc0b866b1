{# Entities whose rows speak of persons. #}
{% macro person_entities() %}
    {{ return(['allowance', 'assessment', 'attendance', 'exam', 'recognition', 'supervisor', 'worker']) }}
{% endmacro %}

{#
    Conformed rows of an entity with their person in place of the keys of conform; null where no key was left. The age in years is in
    fct_worker alone, its band elsewhere.
#}
{% macro reported_person_row(entity) %}
    with reported as ({{ reported_row(entity) }})

    select
        coalesce(apart.person_key, person.person_key) as person_key,
        {%- if entity != 'worker' %}
        {{ age_band('reported.age') }} as age_band,
        {%- endif %}
        {{ all_except('reported', ['id_key', 'certificate_key', 'name_birth_key'] + ([] if entity == 'worker' else ['age'])) }}
    from reported
    left join {{ ref('int_person_row') }} as apart
        on reported.delivery_id = apart.delivery_id and reported.row_id = apart.row_id
    left join {{ ref('int_person') }} as person on reported.id_key = person.id_key
{% endmacro %}

{# A row by the name that a decision gives it. #}
{% macro row_reference(row) %}{{ row }}.delivery_id || ':' || {{ row }}.row_id{% endmacro %}

{# An employer for comparison. What conform has masked names nobody. #}
{% macro comparable_employer(name) %}nullif({{ comparable_name(name) }}, '＊＊'){% endmacro %}

{# Whether two rows show one name and month of birth at one employer, as one unit names it: each county has its 民政局. #}
{% macro is_same_name(one, other) -%}
    {{ one }}.name_birth_key = {{ other }}.name_birth_key
    and {{ one }}.employer = {{ other }}.employer
    and {{ one }}.unit_code = {{ other }}.unit_code
{%- endmacro %}

{# Place of a root in the order in which one speaks for a merged person: an ID before all others, whose roots begin with what they are. #}
{% macro root_order(root) %}case when {{ root }} like '%:%' then 1 else 0 end, {{ root }}{% endmacro %}

{# The key of the person of a root. #}
{% macro person_key_of(root) %}{{ sha256_hex("'rollcall:person:' || " ~ root) }}{% endmacro %}

{# Rank of the rules from the surest on, for two rows that met by different ones. #}
{% macro rule_rank(rule) -%}
    case {{ rule }} when 'id_number' then 1 when 'certificate' then 2 when 'name_birth_employer' then 3 else 4 end
{%- endmacro %}

{# Whether a measure counts persons by the rows that speak of them. #}
{% macro is_of_persons(measure) -%}
    {{ measure }}.unit_of_count_zh = '人' and {{ measure }}.entity in ('{{ person_entities() | join("', '") }}')
{%- endmacro %}
