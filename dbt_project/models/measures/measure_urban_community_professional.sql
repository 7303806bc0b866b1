-- 城市社区社会工作专业人才: professionals whose community the register of their unit flags urban.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                          then 'delivery_held'
            when is_professional is not true                      then 'not_professional'
            when left_on <= as_of_date                            then 'left_before_date'
            when community_reason is not null                     then community_reason
            when urban_rural is distinct from 'urban'             then 'other_urban_rural'
        end as row_reason
    from {{ ref('int_worker_period') }}
)

{{ candidates_of_persons('measure_urban_community_professional') }}
