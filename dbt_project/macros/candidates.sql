{#
    The candidates of a measure, from its rows `judged`: those without a row_reason compete within their period for each unit_key, and
    one of them counts; without a unit_key each row is its own. `evidence` is the row that shows the condition where another one does.
#}
{% macro candidates_of(measure, unit_key=none, quantity='1', evidence='cast(null as varchar)', preferred=none) %}
select
    '{{ measure }}' as measure,
    delivery_id,
    row_id,
    {{ evidence }} as evidence_row_id,
    area_code,
    period,
    {{ unit_key or 'row_id' }} as unit_key,
    cast({{ quantity }} as decimal(18, 4)) as quantity,
    {{ count_once('row_reason', unit_key, preferred=preferred) if unit_key else 'row_reason' }} as not_counted_reason
from judged
{% endmacro %}

{# The same of a measure of persons: of the rows of one person that which says that the person is in post goes first. #}
{% macro candidates_of_persons(measure, evidence='cast(null as varchar)') %}
{{ candidates_of(measure, 'person_key', evidence=evidence, preferred='is_in_post desc nulls last') }}
{% endmacro %}

{# Rows of a fact as reported, with their unit as the area and the last day of their period; what is undated is no candidate. #}
{% macro dated(entity) %}
select
    {{ entity }}.*,
    {{ entity }}.unit_code as area_code,
    period.as_of_date
from {{ ref('fct_' ~ entity) }} as {{ entity }}
inner join {{ ref('dim_period') }} as period on {{ entity }}.period = period.period and period.as_of_date is not null
{% endmacro %}

{# What makes an agency one: 统一社会信用代码, else unit and name (definitions of indicator 09). #}
{% macro agency_key() %}coalesce(unified_social_credit_code, unit_code || '/' || {{ comparable_name('name') }}){% endmacro %}

{# What makes an institution one: the same. #}
{% macro institution_key() %}{{ agency_key() }}{% endmacro %}

{# What makes a training event one: who reports it, its name and its first day. #}
{% macro training_key() %}concat_ws('/', unit_code, {{ comparable_name('name') }}, started_on){% endmacro %}

{# What makes a project one in a year: who reports it, its name, who carries it out and where; small projects often share a name. #}
{% macro project_key() -%}
    concat_ws(
        '/', unit_code, coalesce(year, extract(year from started_on)), {{ comparable_name('name') }}, {{ comparable_name('operator') }}, township, community
    )
{%- endmacro %}

{#
    The candidates of a number that is a part of another one of the same row, as certified ones of the staff: rows that the whole leaves
    out, or that do not say the part, add nothing, so that no share passes all.
#}
{% macro candidates_of_part(measure, whole, entity, column) %}
select
    '{{ measure }}' as measure,
    whole.delivery_id,
    whole.row_id,
    whole.evidence_row_id,
    whole.area_code,
    whole.period,
    whole.unit_key,
    cast(coalesce(reported.{{ column }}, 0) as decimal(18, 4)) as quantity,
    case
        when whole.not_counted_reason in ('delivery_held', 'not_valid_on_date') then whole.not_counted_reason
        when reported.{{ column }} is null                                      then 'quantity_missing'
        else whole.not_counted_reason
    end as not_counted_reason
from {{ ref(whole) }} as whole
inner join {{ ref('fct_' ~ entity) }} as reported
    on whole.delivery_id = reported.delivery_id and whole.row_id = reported.row_id
{% endmacro %}
