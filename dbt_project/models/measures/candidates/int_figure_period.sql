-- Figures exist for each period in which some unit has a counted roster.
select distinct period, as_of_date
from {{ ref('run_delivery') }}
where entity = 'worker' and is_counted and as_of_date is not null
