-- Rows of every entity that speaks of persons, all periods, all units, counted or held, with the keys that conform left of the person.
{% for entity in person_entities() %}
{{ 'union all' if not loop.first }}
select
    '{{ entity }}' as entity,
    delivery_id,
    row_id,
    unit_code,
    period,
    is_delivery_counted,
    id_key,
    certificate_key,
    name_birth_key,
    {{ comparable_employer('employer') }} as employer
from ({{ reported_row(entity) }}) as {{ entity }}
{% endfor %}
