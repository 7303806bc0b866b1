-- 完成继续教育的持证人员: of those whose window is judged the ones who have the hours or days that the rule asks for.
with judged as (
    select
        due.*,
        case
            when due.not_counted_reason not in ('duplicate_same_unit', 'duplicate_other_unit') then due.not_counted_reason
            when not education.is_compliant                                                    then 'hours_short'
            else due.not_counted_reason
        end as reason
    from {{ ref('measure_continuing_education_due') }} as due
    left join {{ ref('int_education_window') }} as education
        on due.unit_key = education.person_key and due.period = education.period
)

select
    'measure_continuing_education_met' as measure,
    delivery_id,
    row_id,
    evidence_row_id,
    area_code,
    period,
    unit_key,
    quantity,
    reason as not_counted_reason
from judged
