select * from {{ source('inputs', 'measure') }}
