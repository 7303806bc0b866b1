-- 社会工作从业人员: everybody on a roster who has not left and is not said to be out of post; volunteers stand on no roster.
with judged as (
    select
        *,
        case
            when not is_delivery_counted then 'delivery_held'
            when left_on <= as_of_date   then 'left_before_date'
            when is_in_post is false     then 'not_in_post'
        end as row_reason
    from {{ ref('int_worker_period') }}
)

{{ candidates_of_persons('measure_practitioner') }}
