-- 继续教育学时: what each holder of a national certificate has attended in each own window, against the rule of the area (practice A14).
with attended as (
    select
        period,
        person_key,
        window_number,
        count(*)                                                        as attendance_count,
        cast(sum(hours) as decimal(18, 4))                              as hours,
        cast(sum(days) as decimal(18, 4))                               as days
    from {{ ref('int_window_attendance') }}
    where not is_reported_before
    group by period, person_key, window_number
),

measured as (
    select
        registered.*,
        case when window_start is not null then coalesce(attended.attendance_count, 0) end as attendance_count,
        attended.hours,
        attended.days,
        case
            when window_start is null or required_quantity is null then null
            when unit = 'day'                                      then coalesce(attended.days, 0)
            else coalesce(attended.hours, 0)
        end                                                             as attained_quantity,
        registered.as_of_date between window_start and window_end       as is_current
    from {{ ref('int_registration_window') }} as registered
    left join attended using (period, person_key, window_number)
)

select
    period,
    as_of_date,
    area_code,
    delivery_id,
    row_id,
    person_key,
    certificate_level,
    rule_source,
    window_kind,
    cast(window_number as integer)                                      as window_number,
    window_start,
    window_end,
    is_current,
    unit,
    required_quantity,
    attained_quantity,
    hours,
    days,
    cast(attendance_count as integer)                                   as attendance_count,
    cast(case
        when attained_quantity < required_quantity then required_quantity - attained_quantity
        when attained_quantity >= required_quantity then 0
    end as decimal(18, 4))
                                                                        as missing_quantity,
    attained_quantity >= required_quantity                              as is_compliant,
    case
        when window_kind is null or required_quantity is null then '无规定'
        when window_start is null and {{ months_after('certificate_date', 12) }} >= as_of_date then '可登记'
        when window_start is null                             then '无登记'
        when window_end < as_of_date                          then '登记期已满'
        when attained_quantity >= required_quantity           then '可再登记'
        else '学时不足'
    end                                                                 as status,
    case when window_kind = 'registration_period' then {{ months_after('window_end', -3) }} end as due_from,
    window_end                                                          as due_on
from measured
