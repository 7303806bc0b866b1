select * from {{ source('inputs', 'code') }}
