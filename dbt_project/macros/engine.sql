{# Words of one engine. Everything else in this project is plain SQL. #}

{# Every column of a relation but some. #}
{% macro all_except(relation, columns) %}{{ relation }}.* exclude ({{ columns | join(', ') }}){% endmacro %}

{# First item of a list, null where the list is empty. #}
{% macro first_item(list) %}{{ list }}[1]{% endmacro %}

{# Lower-case hex of the SHA-256 of a text. #}
{% macro sha256_hex(text) %}sha256({{ text }}){% endmacro %}

{# First day of a period labelled YYYY-MM or YYYY; null for any other label. #}
{% macro period_start(period) %}cast(try_strptime({{ period }}, ['%Y-%m', '%Y']) as date){% endmacro %}

{# Last 31 December on or before a date. #}
{% macro last_year_end(date) %}cast(date_trunc('year', {{ date }} + interval 1 day) - interval 1 day as date){% endmacro %}

{# A date some months later. #}
{% macro months_after(date, months) %}cast({{ date }} + interval {{ months }} month as date){% endmacro %}

{# Days between two dates, without sign. #}
{% macro days_apart(left, right) %}abs({{ left }} - {{ right }}){% endmacro %}

{# Quotient of two non-negative decimals (scale <= 6), half up at the sixth decimal, in whole numbers: no double decides anything. #}
{% macro exact_ratio(numerator, denominator) -%}
    {%- set above = 'cast(cast(' ~ numerator ~ ' as decimal(28, 6)) * 1000000 as hugeint)' -%}
    {%- set below = 'nullif(cast(cast(' ~ denominator ~ ' as decimal(28, 6)) * 1000000 as hugeint), 0)' -%}
    {%- set millionths = '(' ~ above ~ ' * 2000000 + ' ~ below ~ ') // (2 * ' ~ below ~ ')' -%}
    cast(cast({{ millionths }} as decimal(24, 0)) * cast(0.000001 as decimal(7, 6)) as decimal(18, 6))
{%- endmacro %}

{# A name for comparison: no white space, one kind of brackets, one case. #}
{% macro comparable_name(name) %}lower(replace(replace(regexp_replace({{ name }}, '\s', '', 'g'), '（', '('), '）', ')')){% endmacro %}
