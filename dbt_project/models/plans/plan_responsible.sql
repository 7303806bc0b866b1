select * from {{ source('inputs', 'plan_responsible') }}
