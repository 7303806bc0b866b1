-- Windows in which a holder's continuing education is judged: each registration known by the period, or the last three years.
-- Which of the two is the rule's to say; where it is the registration and there is none, the row has no window.
with reported as (
    select
        worker.person_key,
        worker.registered_on,
        worker.registration_expires_on,
        min(period.as_of_date)                                          as known_from
    from {{ ref('fct_worker') }} as worker
    inner join {{ ref('dim_period') }} as period on worker.period = period.period
    where worker.is_delivery_counted and worker.registered_on is not null and worker.registration_expires_on is not null
    group by worker.person_key, worker.registered_on, worker.registration_expires_on
),

-- A level that the rule of the area does not name is not ruled; the kind of window is that of the rule all the same.
ruled as (
    select
        certified.*,
        rule.window                                                     as window_kind,
        rule.source                                                     as rule_source,
        case when rule.level = certified.certificate_level then rule.quantity end as required_quantity,
        rule.unit
    from {{ ref('int_certified_person') }} as certified
    left join {{ ref('int_continuing_education_rule') }} as rule
        on certified.area_code = rule.area_code and {{ holds_on('rule', 'certified.as_of_date') }}
    qualify row_number() over (
        partition by certified.period, certified.person_key
        order by {{ rule_order('rule', 'certified.certificate_level') }}
    ) = 1
),

-- One window for each first day: of an end that was told otherwise later the latest that is known by the period.
registration as (
    select ruled.period, reported.*
    from ruled
    inner join reported
        on ruled.person_key = reported.person_key
        and reported.known_from <= ruled.as_of_date
        and reported.registered_on <= ruled.as_of_date
    qualify row_number() over (
        partition by ruled.period, reported.person_key, reported.registered_on
        order by reported.known_from desc, reported.registration_expires_on desc
    ) = 1
),

-- No day lies in two windows: the one before ends where the next begins.
apart as (
    select
        period,
        person_key,
        registered_on,
        least(
            registration_expires_on,
            cast(lead(registered_on) over in_order - interval 1 day as date)
        )                                                               as last_day,
        row_number() over in_order                                      as window_number
    from registration
    window in_order as (partition by period, person_key order by registered_on)
)

select
    ruled.*,
    case ruled.window_kind
        when 'three_years' then cast({{ months_after('ruled.as_of_date', -36) }} + interval 1 day as date)
        else apart.registered_on
    end                                                                 as window_start,
    case ruled.window_kind when 'three_years' then ruled.as_of_date else apart.last_day end as window_end,
    case when ruled.window_kind = 'three_years' then 1 else coalesce(apart.window_number, 0) end as window_number
from ruled
left join apart
    on ruled.person_key = apart.person_key and ruled.period = apart.period and ruled.window_kind = 'registration_period'
