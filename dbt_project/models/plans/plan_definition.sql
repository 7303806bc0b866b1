select * from {{ source('inputs', 'plan') }}
