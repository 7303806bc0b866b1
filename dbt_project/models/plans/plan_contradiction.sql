select * from {{ source('inputs', 'plan_contradiction') }}
