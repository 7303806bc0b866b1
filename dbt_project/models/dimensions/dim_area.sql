select * from {{ source('inputs', 'area') }}
