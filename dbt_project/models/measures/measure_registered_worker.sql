-- 登记社会工作者: persons whose registration (three years, 民发〔2009〕44号) is valid on the date.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                              then 'delivery_held'
            when left_on <= as_of_date                                then 'left_before_date'
            when registered_on is null or registered_on > as_of_date  then 'not_registered'
            when coalesce(registration_expires_on < as_of_date, true) then 'registration_expired'
        end as row_reason
    from {{ ref('int_worker_period') }}
)

{{ candidates_of_persons('measure_registered_worker') }}
