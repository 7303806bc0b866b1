-- 缺报单位情景: where units have not reported, what the figure and its status would be if they had nothing (zero), what they had last (last),
-- or as much as the others (pro_rata). None of them is the figure.
select
    base_figure_id                                                      as figure_id,
    assumption,
    missing_units,
    numerator_quantity                                                  as numerator,
    denominator_quantity                                                as denominator,
    value,
    status,
    status_reason
from {{ ref('int_status') }}
where assumption is not null
