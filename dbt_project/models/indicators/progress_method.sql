-- 进度判断方法对照: the schedule of the plan beside the ratio of growth rates (CAGR) that Open SDG computes, and where the two disagree.
with method as (
    select
        figure.figure_id,
        figure.status,
        figure.value,
        figure.baseline,
        figure.target,
        figure.on_schedule_value,
        figure.pace,
        figure.projected_value,
        progress.cagr_ratio,
        case
            when figure.status in ('提前完成', '按期完成', '逾期完成') then 'achieved'
            when progress.cagr_ratio >= 0.95                            then 'substantial'
            when progress.cagr_ratio >= 0.6                             then 'moderate'
            when progress.cagr_ratio >= 0                               then 'limited'
            when progress.cagr_ratio < 0                                then 'deterioration'
        end                                                             as cagr_state
    from {{ ref('indicator_value') }} as figure
    inner join {{ ref('int_progress') }} as progress on figure.figure_id = progress.figure_id
    where figure.status <> '无法评估'
)

select
    *,
    coalesce((status = '符合进度' and cagr_state <> 'substantial') or (status = '滞后' and cagr_state = 'substantial'), false)
        as do_methods_disagree
from method
