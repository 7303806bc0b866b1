with worker as ({{ reported_row('worker') }})

select
    person.person_key,
    {{ all_except('worker', ['id_key', 'certificate_key', 'name_birth_key']) }}
from worker
inner join {{ ref('int_person') }} as person on worker.id_key = person.id_key
