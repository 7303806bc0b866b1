-- 分组统计: what counts in a measure, by one attribute at a time. Its members add up to the figure; a member with nobody is shown as zero.
with broken_down as (
    select * from {{ ref('int_person_breakdown') }}
    union all
    select * from {{ ref('int_station_breakdown') }}
),

by_area as (
    select
        broken_down.measure,
        broken_down.period,
        member.area_code,
        broken_down.dimension,
        broken_down.member,
        sum(broken_down.quantity)                                       as quantity
    from broken_down
    inner join {{ ref('dim_area_member') }} as member on broken_down.area_code = member.member_code
    group by all
),

-- Parts and units that plans name are not broken down further.
whole as (
    select measure, entity from {{ ref('measure_definition') }}
    where measure not in (select part.measure from {{ ref('measure_part') }} as part)
        and measure not in (select unit.measure from {{ source('inputs', 'measure_unit') }} as unit)
),

-- Each list of codes is the dimension of its own name, so that a shortage shows as zero (practice C23): in every area that handed in.
handed_in as (
    select distinct measure.measure, measure.entity, delivery.period, member.area_code
    from {{ ref('run_delivery') }} as delivery
    inner join {{ ref('dim_area_member') }} as member on delivery.unit_code = member.member_code
    inner join whole as measure on delivery.entity = measure.entity
    where delivery.is_counted and delivery.as_of_date is not null
),

shown as (
    select distinct measure.entity, broken_down.dimension
    from broken_down
    inner join whole as measure on broken_down.measure = measure.measure
),

due as (
    select handed_in.measure, handed_in.period, handed_in.area_code, shown.dimension, code.code as member
    from handed_in
    inner join shown on handed_in.entity = shown.entity
    inner join {{ ref('code') }} as code on shown.dimension = code.list
    where shown.dimension <> 'certificate_level' or code.code in ('1', '2', '3')
),

complete as (
    select
        measure,
        period,
        area_code,
        dimension,
        member,
        cast(coalesce(by_area.quantity, 0) as decimal(18, 4))           as quantity
    from due
    full outer join by_area using (measure, period, area_code, dimension, member)
),

summed as (
    select *, cast(sum(quantity) over (partition by measure, period, area_code, dimension) as decimal(18, 4)) as total
    from complete
)

select
    summed.measure,
    summed.period,
    summed.area_code,
    summed.dimension,
    summed.member,
    coalesce(code.name_zh, education.name_zh, case summed.member
        when 'unstated'  then '未填报'
        when 'none'      then '未持证'
        when 'remainder' then '未列明(差额)'
        when '0-35'      then '35岁及以下'
        when '36-45'     then '36岁至45岁'
        when '46-55'     then '46岁至55岁'
        when '56-'       then '56岁及以上'
        else summed.member || '星'
    end)                                                                as member_zh,
    summed.quantity,
    summed.total,
    {{ exact_ratio('100 * summed.quantity', 'summed.total') }}          as share_pct,
    coalesce(area_total.is_synthetic, false)                            as is_synthetic
from summed
left join {{ ref('area_total') }} as area_total
    on summed.measure = area_total.measure
    and summed.period = area_total.period
    and summed.area_code = area_total.area_code
    and area_total.tree = 'as_was'
left join {{ ref('code') }} as code on summed.dimension = code.list and summed.member = code.code
left join {{ ref('code') }} as education
    on summed.dimension = 'education_from_college' and education.list = 'education' and summed.member = education.code
