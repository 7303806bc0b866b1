-- 公布数自洽检查: facts of one document that must agree: parts with their total, the remainder a member of its own, or a share recomputed.
with part as (
    select
        footing.*,
        statement.stated_value                                          as quantity
    from {{ source('inputs', 'plan_footing') }} as footing
    left join {{ ref('int_statement') }} as statement on footing.part = statement.fact_id
),

computed as (
    select
        plan_code,
        footing,
        any_value(total)                                                as total_fact,
        string_agg(part, ' ' order by place)                            as part_facts,
        any_value(factor)                                               as factor,
        any_value(remainder_zh)                                         as remainder_zh,
        any_value(note_zh)                                              as note_zh,
        count(quantity) = count(*)                                      as is_whole,
        sum(quantity)                                                   as added,
        max(case when place = 1 then quantity end)                      as above,
        max(case when place = 2 then quantity end)                      as below
    from part
    group by plan_code, footing
),

compared as (
    select
        computed.*,
        statement.value                                                 as total,
        statement.half_digit,
        statement.stated_value,
        cast(case
            when not is_whole                                           then null
            when factor is null                                         then cast(added as decimal(18, 6))
            else {{ exact_ratio('factor * above', 'below') }}
        end as decimal(18, 6))                                          as computed
    from computed
    left join {{ ref('int_statement') }} as statement on computed.total_fact = statement.fact_id
)

select
    plan_code,
    cast(footing as integer)                                            as footing,
    total_fact,
    stated_value                                                        as stated,
    part_facts,
    computed,
    cast(stated_value - computed as decimal(18, 6))                     as remainder,
    remainder_zh,
    case
        when computed is null or stated_value is null                   then '缺数'
        when factor is null and stated_value = computed                 then '一致'
        when factor is not null and abs(stated_value - computed) <= half_digit then '一致'
        when remainder_zh is not null                                   then '有差额'
        else '不一致'
    end                                                                 as verdict,
    note_zh
from compared
