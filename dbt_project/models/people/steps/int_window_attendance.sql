-- Each attendance once in the window in which it lies: of several reports of one attendance the one that
-- claims least in the unit of the rule.
select
    registered.period,
    registered.person_key,
    registered.window_number,
    attendance.delivery_id,
    attendance.row_id,
    attendance.hours,
    attendance.days,
    row_number() over (
        partition by
            registered.period,
            registered.person_key,
            registered.window_number,
            {{ comparable_name('attendance.training_name') }},
            attendance.started_on
        order by
            case registered.unit when 'day' then attendance.days else attendance.hours end nulls last,
            attendance.row_id,
            attendance.delivery_id
    ) > 1                                                               as is_reported_before
from {{ ref('int_registration_window') }} as registered
inner join {{ ref('fct_attendance') }} as attendance
    on registered.person_key = attendance.person_key
    and attendance.started_on between registered.window_start and registered.window_end
    and coalesce(attendance.ended_on, attendance.started_on) <= registered.as_of_date
inner join {{ ref('dim_period') }} as reported
    on attendance.period = reported.period and reported.as_of_date <= registered.as_of_date
where attendance.is_delivery_counted and attendance.is_completed is not false
