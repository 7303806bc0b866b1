-- 培养指标: how many are to pass the examination of a year in an area, or in one system of it, beside how many passed (practice A13).
-- Of several statements the latest speaks. A system in which nobody sat has none who passed; where no list of the year came nobody knows.
with stated as (
    select
        extract(year from statement.data_date)                          as exam_year,
        statement.area_code,
        -- a system of no known name stays as it is written, and nobody knows who passed in it
        case when statement.dimension is null then 'all' else coalesce(code.system_code, statement.member) end as system,
        statement.dimension is null or code.system_code is not null     as is_known,
        statement.stated_value                                          as quota,
        statement.publication_date,
        statement.period,
        statement.delivery_id,
        statement.row_id,
        statement.is_synthetic
    from {{ ref('int_statement') }} as statement
    left join {{ ref('dim_system') }} as code on statement.member = code.name_zh
    where statement.subject = '培养指标'
        and statement.kind = 'plan'
        and statement.data_date is not null
        and (statement.dimension is null or (statement.dimension = '系统' and statement.member is not null))
),

quota as (
    select *
    from stated
    qualify row_number() over (
        partition by exam_year, area_code, system order by publication_date desc nulls last, period desc, delivery_id, row_id
    ) = 1
),

listed as (
    select
        exam_year,
        area_code,
        system,
        coalesce(sum(passed_count) filter (where level in ('1', '2', '3')), 0) as passed_count,
        coalesce(sum(pending_count) filter (where level in ('1', '2', '3')), 0) as pending_count,
        bool_or(is_synthetic)                                           as is_synthetic
    from {{ ref('exam_pass_rate') }}
    group by exam_year, area_code, system
),

beside as (
    select
        {{ all_except('quota', ['is_synthetic']) }},
        case when quota.is_known and anyone.exam_year is not null then coalesce(listed.passed_count, 0) end as passed_count,
        case when quota.is_known and anyone.exam_year is not null then coalesce(listed.pending_count, 0) end as pending_count,
        quota.is_synthetic or coalesce(anyone.is_synthetic, false)      as is_synthetic
    from quota
    left join listed as anyone
        on quota.exam_year = anyone.exam_year and quota.area_code = anyone.area_code and anyone.system = 'all'
    left join listed
        on quota.exam_year = listed.exam_year and quota.area_code = listed.area_code and quota.system = listed.system
)

select
    cast(exam_year as integer)                                          as exam_year,
    area_code,
    system,
    cast(quota as decimal(18, 4))                                       as quota,
    cast(passed_count as integer)                                       as passed_count,
    cast(pending_count as integer)                                      as pending_count,
    -- while a result is out nobody knows the share
    case when pending_count = 0 then {{ exact_ratio('100 * passed_count', 'quota') }} end as attained_pct,
    delivery_id,
    row_id,
    is_synthetic
from beside
