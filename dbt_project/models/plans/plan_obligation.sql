-- 重点任务: tasks without a number, one row for each place where evidence stands: a line of the plan with its last figure, or the rows of a
-- list that the area sent; and what the responsible body says of its progress.
with evidence as (
    select
        obligation.plan_code,
        obligation.obligation_code,
        obligation.words,
        obligation.reason,
        evidence.evidence,
        plan.area_code
    from {{ source('inputs', 'plan_obligation') }} as obligation
    inner join {{ ref('plan_definition') }} as plan on obligation.plan_code = plan.plan_code
    left join {{ source('inputs', 'obligation_evidence') }} as evidence
        on obligation.plan_code = evidence.plan_code and obligation.obligation_code = evidence.obligation_code
),

last_figure as (
    select plan_code, indicator_code, figure_id
    from {{ ref('indicator_value') }} as figure
    inner join {{ ref('indicator_definition') }} as line using (plan_code, indicator_code)
    where figure.reading is null and line.reading is null and figure.area_code = line.plan_area_code
    qualify row_number() over (partition by plan_code, indicator_code order by figure.as_of_date desc nulls last, figure.period desc) = 1
),

-- The rows of the last period in which the area sent the list.
handed_in as (
    select
        member.area_code,
        delivery.entity,
        delivery.period,
        sum(delivery.conformed_count)                                   as row_count
    from {{ ref('run_delivery') }} as delivery
    inner join {{ ref('dim_area_member') }} as member on delivery.unit_code = member.member_code
    where delivery.is_counted
    group by member.area_code, delivery.entity, delivery.period, delivery.as_of_date
    qualify row_number() over (
        partition by member.area_code, delivery.entity order by delivery.as_of_date desc nulls last, delivery.period desc
    ) = 1
),

-- What a unit of the plan's area says last, and which one.
progress as (
    select plan.plan_code, statement.fact_id, statement.unit_code, statement.value_text, statement.data_date
    from {{ ref('int_statement') }} as statement
    inner join {{ ref('dim_area_member') }} as member on statement.unit_code = member.member_code
    inner join {{ ref('plan_definition') }} as plan on member.area_code = plan.area_code
    where statement.value_text is not null
    qualify row_number() over (
        partition by plan.plan_code, statement.fact_id order by statement.data_date desc nulls last, statement.period desc, statement.unit_code
    ) = 1
)

select
    evidence.plan_code,
    evidence.obligation_code,
    evidence.words                                                      as source_words_zh,
    evidence.evidence,
    last_figure.figure_id,
    case when last_figure.figure_id is null then cast(handed_in.row_count as integer) end as row_count,
    case when last_figure.figure_id is null then handed_in.period end   as row_period,
    progress.value_text                                                 as progress_zh,
    progress.unit_code                                                  as progress_unit_code,
    progress.data_date                                                  as progress_date,
    case
        when evidence.evidence is null                                  then evidence.reason
        when last_figure.figure_id is null and handed_in.row_count is null then '未报送'
    end                                                                 as status_reason
from evidence
left join last_figure on evidence.plan_code = last_figure.plan_code and evidence.evidence = last_figure.indicator_code
left join handed_in on evidence.area_code = handed_in.area_code and evidence.evidence = handed_in.entity
left join progress
    on evidence.plan_code = progress.plan_code and evidence.plan_code || '/' || evidence.obligation_code = progress.fact_id
