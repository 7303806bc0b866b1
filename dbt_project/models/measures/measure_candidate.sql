-- Every measure, named one by one: lint compares this list with the folder.
select * from {{ ref('measure_agency') }}
union all
select * from {{ ref('measure_certified_full_time_worker') }}
union all
select * from {{ ref('measure_certified_worker') }}
union all
select * from {{ ref('measure_child_professional') }}
union all
select * from {{ ref('measure_covered_agency') }}
union all
select * from {{ ref('measure_elderly_professional') }}
union all
select * from {{ ref('measure_full_time_worker') }}
union all
select * from {{ ref('measure_professional') }}
union all
select * from {{ ref('measure_registered_population') }}
union all
select * from {{ ref('measure_resident_population') }}
union all
select * from {{ ref('measure_rural_community') }}
union all
select * from {{ ref('measure_rural_community_professional') }}
union all
select * from {{ ref('measure_served_township') }}
union all
select * from {{ ref('measure_township') }}
union all
select * from {{ ref('measure_urban_community') }}
union all
select * from {{ ref('measure_urban_community_professional') }}
