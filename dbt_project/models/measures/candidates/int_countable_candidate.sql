-- What a unit may be asked for: measures and parts of them.
select * from {{ ref('listed_candidate') }}
union all
select * from {{ ref('part_candidate') }}
