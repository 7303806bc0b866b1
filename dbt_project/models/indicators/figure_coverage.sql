-- 指标覆盖情况: coverage of each figure by each list that it is read from, in three ways (practice A10).
select
    figure_id,
    entity,
    is_received,
    units_pct,
    weighted_pct,
    rows_pct,
    coverage_pct
from {{ ref('int_figure_need') }}
