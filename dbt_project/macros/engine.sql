{# Words of one engine. Everything else in this project is plain SQL. #}

{# Every column of a relation but some. #}
{% macro all_except(relation, columns) %}{{ relation }}.* exclude ({{ columns | join(', ') }}){% endmacro %}

{# First item of a list, null where the list is empty. #}
{% macro first_item(list) %}{{ list }}[1]{% endmacro %}

{# Lower-case hex of the SHA-256 of a text. #}
{% macro sha256_hex(text) %}sha256({{ text }}){% endmacro %}

{# Some columns of a row as one canonical text: a JSON array of texts, null as null. #}
{% macro text_of_row(columns) -%}
    cast(to_json([{% for column in columns %}cast({{ column }} as varchar){{ ', ' if not loop.last }}{% endfor %}]) as varchar)
{%- endmacro %}

{# First day of a period labelled YYYY-MM or YYYY; null for any other label. #}
{% macro period_start(period) %}cast(try_strptime({{ period }}, ['%Y-%m', '%Y']) as date){% endmacro %}

{# Last 31 December on or before a date. #}
{% macro last_year_end(date) %}cast(date_trunc('year', {{ date }} + interval 1 day) - interval 1 day as date){% endmacro %}

{# A date some months later. #}
{% macro months_after(date, months) %}cast({{ date }} + interval ({{ months }}) month as date){% endmacro %}

{# Days between two dates, without sign. #}
{% macro days_apart(left, right) %}abs({{ left }} - {{ right }}){% endmacro %}

{# Quotient of two non-negative decimals (scale <= 6), half up at the sixth decimal, in whole numbers: no double decides anything. #}
{% macro exact_ratio(numerator, denominator) -%}
    {%- set above = 'cast(cast(' ~ numerator ~ ' as decimal(28, 6)) * 1000000 as hugeint)' -%}
    {%- set below = 'nullif(cast(cast(' ~ denominator ~ ' as decimal(28, 6)) * 1000000 as hugeint), 0)' -%}
    {%- set millionths = '(' ~ above ~ ' * 2000000 + ' ~ below ~ ') // (2 * ' ~ below ~ ')' -%}
    cast(cast({{ millionths }} as decimal(24, 0)) * cast(0.000001 as decimal(7, 6)) as decimal(18, 6))
{%- endmacro %}

{# The same of decimals of either sign, away from zero at the half. #}
{% macro exact_quotient(numerator, denominator) -%}
    cast(
        case when ({{ numerator }} < 0) <> ({{ denominator }} < 0) then -1 else 1 end
        * {{ exact_ratio('abs(' ~ numerator ~ ')', 'abs(' ~ denominator ~ ')') }} as decimal(18, 6)
    )
{%- endmacro %}

{# A double with six decimals, null where it is too large to mean anything or none at all. #}
{% macro rounded_or_null(number) %}try_cast(round({{ number }}, 6) as decimal(18, 6)){% endmacro %}

{# Ten thousand times a decimal of at most four decimals, as a whole number for exact comparisons. #}
{% macro ten_thousandths(number) %}cast(cast({{ number }} as decimal(28, 4)) * 10000 as hugeint){% endmacro %}

{# Months from the month of one date to that of another. #}
{% macro months_between(from_date, to_date) %}cast(date_diff('month', {{ from_date }}, {{ to_date }}) as integer){% endmacro %}

{# Ends of years after one date and up to another, both included where they are such an end. #}
{% macro year_ends_between(from_date, to_date) -%}
    cast(date_diff('year', {{ from_date }} + interval 1 day, {{ to_date }} + interval 1 day) as integer)
{%- endmacro %}

{# A name for comparison: no white space, one kind of brackets, one case. #}
{% macro comparable_name(name) %}lower(replace(replace(regexp_replace({{ name }}, '\s', '', 'g'), '（', '('), '）', ')')){% endmacro %}

{# The value of one column, null included, in the row that other columns put first. #}
{% macro first_by(value, places) %}min_by(row({{ value }}), row({{ places | join(', ') }}))[1]{% endmacro %}

{# Whether a list holds anything. #}
{% macro has_items(list) %}coalesce(len({{ list }}) > 0, false){% endmacro %}

{# Whether a list holds a value. #}
{% macro holds(list, value) %}list_contains({{ list }}, {{ value }}){% endmacro %}

{# One row for each item of a list. #}
{% macro each_item(list) %}unnest({{ list }}){% endmacro %}

{# The items of a list one by one, with their place from 1, for the select list. #}
{% macro items_of(list, item, place) %}unnest({{ list }}) as {{ item }}, generate_subscripts({{ list }}, 1) as {{ place }}{% endmacro %}

{# Every day from one date to another, for the select list. #}
{% macro days_between(first, last) %}unnest(generate_series({{ first }}, {{ last }}, interval 1 day)){% endmacro %}

{# Whether a date is the last day of its month. #}
{% macro is_month_end(date) %}day({{ date }} + interval 1 day) = 1{% endmacro %}

{# YYYY-MM of a date. #}
{% macro month_label(date) %}strftime({{ date }}, '%Y-%m'){% endmacro %}

{# Day of the week of a date, 1 for Monday to 7 for Sunday. #}
{% macro weekday(date) %}isodow({{ date }}){% endmacro %}

{# The day before a date. #}
{% macro day_before(date) %}cast({{ date }} - interval 1 day as date){% endmacro %}

{# First day of a year given as a number. #}
{% macro first_of_year(year) %}make_date({{ year }}, 1, 1){% endmacro %}

{# Whether a list holds at least one item of each of several lists. #}
{% macro holds_one_of_each(list, lists) %}list_bool_and([list_has_any({{ list }}, each_of) for each_of in {{ lists }}]){% endmacro %}

{# The items of a list, each with something before it. #}
{% macro each_of(list, prefix) %}['{{ prefix }}' || item for item in coalesce({{ list }}, [])]{% endmacro %}
