-- 志愿服务队伍: teams of volunteers of the communities and villages of the register, as the register counts them.
with judged as (
    select
        *,
        case
            when not is_delivery_counted      then 'delivery_held'
            when is_township                  then 'other_kind'
            when not is_valid                 then 'not_valid_on_date'
            when volunteer_team_count is null then 'quantity_missing'
        end as row_reason
    from {{ ref('register_in_force') }}
)

{{ candidates_of('measure_volunteer_team', 'community_key', quantity='coalesce(volunteer_team_count, 0)') }}
