select * from {{ source('inputs', 'measure_part') }}
