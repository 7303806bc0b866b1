{# Each value of the column is one of a list; null is none. #}
{% test one_of(model, column, values) %}
select distinct {{ column }}
from {{ model }}
where {{ column }} not in ('{{ values | join("', '") }}')
{% endtest %}
