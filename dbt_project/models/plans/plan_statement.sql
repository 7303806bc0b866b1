select * from {{ source('inputs', 'plan_statement') }}
