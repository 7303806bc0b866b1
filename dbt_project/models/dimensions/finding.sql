-- What was found in each known delivery, a rejected or superseded one too: a release says what it warned of, held and refused.
select found.*
from {{ source('conformed', 'finding') }} as found
where found.delivery_id in (select delivery_id from {{ ref('run_delivery') }})
