-- What a share counts above, it counts below.
with share as (
    select distinct numerator, denominator
    from {{ ref('indicator_definition') }} as indicator
    inner join {{ ref('measure_definition') }} as measure on indicator.denominator = measure.measure
    where statistic = 'ratio' and measure.source_kind = 'roster'
)

select above.*
from share
inner join {{ ref('measure_candidate') }} as above
    on share.numerator = above.measure and above.not_counted_reason is null
left join {{ ref('measure_candidate') }} as below
    on share.denominator = below.measure
    and above.delivery_id = below.delivery_id
    and above.row_id = below.row_id
    and above.period = below.period
    and below.not_counted_reason is null
where below.row_id is null
