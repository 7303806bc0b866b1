select * from {{ source('inputs', 'indicator') }}
