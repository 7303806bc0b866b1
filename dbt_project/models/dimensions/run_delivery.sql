select * from {{ source('inputs', 'run_delivery') }}
