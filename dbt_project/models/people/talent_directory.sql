-- 人才库: each professional at each update, by 从业类别, 系统 and level; when last confirmed, when due, who is new, who is gone (practice C22).
with listed as (
    select
        professional.area_code,
        professional.period,
        period.as_of_date,
        professional.unit_key                                           as person_key,
        professional.delivery_id,
        professional.row_id,
        coalesce(worker.practice_category, case
            when worker.role in ('secretary', 'committee', 'full_time', 'fixed_staff', 'grid_worker', 'child_director') then 'community_worker'
            when worker.role = 'station_worker'                            then 'station_worker'
            when worker.employer_type in ('self_governing_organisation', 'community_service_body') then 'community_worker'
            when worker.employer_type = 'social_organisation'              then 'agency_worker'
            when worker.employer_type = 'public_institution'               then 'institution_worker'
            when worker.employer_type in ('administrative_organ', 'mass_organisation', 'party_organisation') then 'office_worker'
            when worker.employer_type = 'enterprise'                       then 'enterprise_worker'
            else 'other'
        end)                                                            as practice_category,
        worker.practice_category is not null                            as is_category_stated,
        worker.system,
        certified.certificate_level,
        coalesce(worker.confirmed_on, period.as_of_date)                as confirmed_on
    from {{ ref('measure_professional') }} as professional
    inner join {{ ref('dim_period') }} as period on professional.period = period.period
    inner join {{ ref('fct_worker') }} as worker
        on professional.delivery_id = worker.delivery_id and professional.row_id = worker.row_id
    left join {{ ref('int_certified_person') }} as certified
        on professional.unit_key = certified.person_key and professional.period = certified.period
    where professional.not_counted_reason is null
),

-- A unit updates the directory when it hands in a roster that counts; what it does not hand in says nothing of anybody.
updated as (
    select distinct area.parent_code, delivery.unit_code as area_code, delivery.period, delivery.as_of_date
    from {{ ref('run_delivery') }} as delivery
    inner join {{ ref('dim_area') }} as area on delivery.unit_code = area.area_code
    where delivery.entity = 'worker' and delivery.is_counted and delivery.as_of_date is not null
),

moment as (
    select distinct parent_code, period, as_of_date from updated
),

-- Of each unit below one parent the update in force at a moment, and the one in force before it.
in_force as (
    select
        moment.parent_code,
        moment.period                                                   as at_period,
        updated.area_code,
        updated.period,
        updated.as_of_date < moment.as_of_date                          as is_before
    from moment
    inner join updated on moment.parent_code = updated.parent_code and updated.as_of_date <= moment.as_of_date
    qualify row_number() over (
        partition by moment.parent_code, moment.period, updated.area_code, is_before order by updated.as_of_date desc, updated.period desc
    ) = 1
),

latest as (
    select * from in_force
    qualify not is_before or count(*) over (partition by parent_code, at_period, area_code) = 1
),

present as (
    select distinct latest.parent_code, latest.at_period, listed.person_key
    from latest
    inner join listed on latest.area_code = listed.area_code and latest.period = listed.period
),

present_before as (
    select distinct in_force.parent_code, in_force.at_period, listed.person_key
    from in_force
    inner join listed on in_force.area_code = listed.area_code and in_force.period = listed.period
    where in_force.is_before
),

standing as (
    select
        listed.*,
        listed.period                                                   as directory_period,
        listed.as_of_date                                               as directory_date,
        case when before.area_code is not null and known.person_key is null then '新增' else '在库' end as standing
    from listed
    inner join {{ ref('dim_area') }} as area on listed.area_code = area.area_code
    left join in_force as before
        on before.is_before and listed.area_code = before.area_code and listed.period = before.at_period
    left join present_before as known
        on area.parent_code = known.parent_code and listed.period = known.at_period and listed.person_key = known.person_key

    union all

    select
        listed.*,
        updated.period                                                  as directory_period,
        updated.as_of_date                                              as directory_date,
        '退出'                                                          as standing
    from updated
    inner join in_force as before
        on before.is_before and updated.area_code = before.area_code and updated.period = before.at_period
    inner join listed on before.area_code = listed.area_code and before.period = listed.period
    left join present
        on updated.parent_code = present.parent_code and updated.period = present.at_period and listed.person_key = present.person_key
    where present.person_key is null
)

select
    directory_period                                                    as period,
    directory_date                                                      as as_of_date,
    area_code,
    person_key,
    standing,
    practice_category,
    is_category_stated,
    system,
    certificate_level,
    confirmed_on,
    {{ months_after('confirmed_on', env_var("ROLLCALL_DIRECTORY_MONTHS", "12")) }} as due_on,
    {{ months_after('confirmed_on', env_var("ROLLCALL_DIRECTORY_MONTHS", "12")) }} < directory_date as is_stale,
    delivery_id,
    row_id
from standing
