-- For each figure period the register in force: of each unit the latest counted one at or before the date.
-- A held one that would replace it waits beside it.
with register as (
    select delivery_id, unit_code, as_of_date, is_counted
    from {{ ref('run_delivery') }} as delivery
    where entity = 'community' and as_of_date is not null and {{ is_in_facts('delivery') }}
),

dated as (
    select
        register.*,
        figure.period,
        figure.as_of_date                                                       as figure_date,
        max(case when register.is_counted then register.as_of_date end)
            over (partition by register.unit_code, figure.period)               as date_in_force
    from register
    inner join {{ ref('int_figure_period') }} as figure on register.as_of_date <= figure.as_of_date
),

in_force as (
    select *
    from dated
    where as_of_date >= coalesce(date_in_force, as_of_date) and (not is_counted or as_of_date = date_in_force)
),

listed as (
    select
        community.delivery_id,
        community.row_id,
        community.unit_code                                                     as area_code,
        in_force.period,
        in_force.figure_date                                                    as as_of_date,
        community.is_delivery_counted,
        community.kind,
        community.kind in ('township', 'subdistrict')                           as is_township,
        community.name,
        case when community.kind in ('township', 'subdistrict') then community.name else community.township end as township,
        community.urban_rural,
        community.elderly_count,
        community.organisation_count,
        community.volunteer_team_count,
        coalesce(community.valid_from, in_force.figure_date) <= in_force.figure_date
            and coalesce(community.valid_to, in_force.figure_date) >= in_force.figure_date as is_valid,
        concat_ws('/', community.unit_code, community.kind, community.township, community.name) as community_key
    from {{ ref('fct_community') }} as community
    inner join in_force on community.delivery_id = in_force.delivery_id
)

-- A community that stands there as urban and as rural is neither: nobody here can know which line is wrong.
select
    {{ all_except('listed', ['urban_rural']) }},
    case when min(urban_rural) over same_community = max(urban_rural) over same_community then urban_rural end as urban_rural
from listed
window same_community as (partition by period, community_key, is_delivery_counted, is_valid)
