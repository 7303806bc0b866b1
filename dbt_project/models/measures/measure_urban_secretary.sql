-- 城市社区党组织书记: secretaries of communities that the register flags urban.
with judged as (
    select
        *,
        case
            when not is_delivery_counted              then 'delivery_held'
            when left_on <= as_of_date                then 'left_before_date'
            when role is distinct from 'secretary'    then 'other_role'
            when community_reason is not null         then community_reason
            when urban_rural is distinct from 'urban' then 'other_urban_rural'
        end as row_reason
    from {{ ref('int_worker_period') }}
)

{{ candidates_of_persons('measure_urban_secretary') }}
