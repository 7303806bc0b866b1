-- Every candidate row: of the measures, of the parts of them that plans name, and of the units that plans ask something of.
select * from {{ ref('listed_candidate') }}
union all
select * from {{ ref('part_candidate') }}
union all
select * from {{ ref('unit_candidate') }}
