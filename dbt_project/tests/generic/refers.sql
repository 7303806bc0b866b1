{# Each key of the model stands in the dimension that it names; null refers to nothing. A key of several items is a list. #}
{% test refers(model, keys) %}
{%- for key in keys %}
{{ 'union all' if not loop.first }}
select '{{ key.column }}' as column_name, found.item, count(*) as row_count
from (select {{ 'unnest(' ~ key.column ~ ')' if key.several else key.column }} as item from {{ model }}) as found
where found.item is not null and found.item not in (select {{ key.field }} from {{ key.to }})
group by found.item
{%- endfor %}
{% endtest %}
