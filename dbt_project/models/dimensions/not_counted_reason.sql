select * from {{ source('inputs', 'not_counted_reason') }}
