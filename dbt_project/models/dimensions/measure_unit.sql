select * from {{ source('inputs', 'measure_unit') }}
