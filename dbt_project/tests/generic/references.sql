{# Each value of the column stands in a field of another model; null refers to nothing. #}
{% test references(model, column, to, field) %}
select distinct {{ column }}
from {{ model }}
where {{ column }} is not null and {{ column }} not in (select {{ field }} from {{ to }})
{% endtest %}
