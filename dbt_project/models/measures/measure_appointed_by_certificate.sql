-- 凭证聘任人员: holders of a national certificate appointed to a professional-technical grade by the date; a post set is another thing.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                         then 'delivery_held'
            when left_on <= as_of_date                           then 'left_before_date'
            when certificate_reason is not null                  then certificate_reason
            when post_grade is null or appointed_on > as_of_date then 'not_appointed'
        end as row_reason
    from {{ ref('int_worker_period') }}
)

{{ candidates_of_persons('measure_appointed_by_certificate', evidence='certificate_row_id') }}
