-- Of each holder of a certificate the window that is judged in a period: the latest one, since no later one is known by then.
select
    person_key,
    period,
    required_quantity is not null                                       as is_ruled,
    window_end,
    is_compliant
from {{ ref('continuing_education') }}
qualify row_number() over (partition by period, person_key order by window_number desc) = 1
