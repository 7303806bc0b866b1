select * from {{ source('inputs', 'indicator_target') }}
