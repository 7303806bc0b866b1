select * from {{ source('inputs', 'indicator_fact') }}
