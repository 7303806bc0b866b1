-- Communities that a register in force lists as urban and as rural: they count as neither, and their unit should say which.
{{ config(severity='warn') }}
select register.period, register.community_key, count(*) as row_count
from {{ ref('register_in_force') }} as register
inner join {{ ref('fct_community') }} as reported
    on register.delivery_id = reported.delivery_id and register.row_id = reported.row_id
where register.is_delivery_counted and register.is_valid and not register.is_township
group by register.period, register.community_key
having min(reported.urban_rural) <> max(reported.urban_rural)
