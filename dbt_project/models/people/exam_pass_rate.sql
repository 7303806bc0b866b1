-- 考试合格率: passed of those present, registered and trained, by area and by system; ranked where enough sat, ties side by side (practice A13).
with examinee as (
    select
        member.area_code,
        delivery.is_synthetic,
        {{ all_except('exam', ['area_code']) }}
    from {{ ref('int_exam_person') }} as exam
    inner join {{ ref('dim_area_member') }} as member on exam.area_code = member.member_code
    inner join {{ ref('dim_delivery') }} as delivery on exam.delivery_id = delivery.delivery_id
),

counted as (
    select
        exam_year,
        level,
        area_code,
        case when grouping(system) = 1 then 'all' else system end       as system,
        count(*)                                                        as registered_count,
        count(*) filter (where is_trained)                              as trained_count,
        count(*) filter (where is_present)                              as present_count,
        count(*) filter (where is_passed)                               as passed_count,
        count(*) filter (where is_pending and not is_passed)            as pending_count,
        count(*) filter (where is_trained and is_passed)                as trained_passed_count,
        bool_or(is_synthetic)                                           as is_synthetic
    from examinee
    group by grouping sets ((exam_year, level, area_code), (exam_year, level, area_code, system))
    -- persons of no known system stand in the row of all systems alone
    having grouping(system) = 1 or system is not null
),

rated as (
    select
        counted.*,
        -- while a result is out nobody knows the rate
        case when pending_count = 0 then {{ exact_ratio('100 * passed_count', 'present_count') }} end as passed_of_present_pct,
        case when pending_count = 0 then {{ exact_ratio('100 * passed_count', 'registered_count') }} end as passed_of_registered_pct,
        case when pending_count = 0 then {{ exact_ratio('100 * trained_passed_count', 'trained_count') }} end as passed_of_trained_pct,
        area.parent_code,
        pending_count = 0 and present_count >= {{ env_var('ROLLCALL_RANK_AT_LEAST', '10') }} as is_ranked
    from counted
    inner join {{ ref('dim_area') }} as area on counted.area_code = area.area_code
)

select
    cast(exam_year as integer)                                          as exam_year,
    level,
    area_code,
    system,
    cast(registered_count as integer)                                   as registered_count,
    cast(trained_count as integer)                                      as trained_count,
    cast(present_count as integer)                                      as present_count,
    cast(passed_count as integer)                                       as passed_count,
    cast(pending_count as integer)                                      as pending_count,
    passed_of_present_pct,
    passed_of_registered_pct,
    passed_of_trained_pct,
    -- an area among its neighbours, a system among those of its area
    case when is_ranked then cast(rank() over ranked as integer) end    as rank,
    case when is_ranked then count(*) over (ranked range current row) > 1 end as is_tied,
    case when pending_count > 0 then '成绩未公布,不计合格率' when not is_ranked then '参考人数不足,不排名' end as rank_note,
    is_synthetic
from rated
window ranked as (
    partition by exam_year, level, is_ranked, case when system = 'all' then parent_code else area_code end, system = 'all'
    order by passed_of_present_pct desc nulls last
)
