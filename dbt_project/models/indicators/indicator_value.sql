-- The indicator table: one row per figure.
select
    figure.*,
    period.approval
from {{ ref('int_signed_figure') }} as figure
inner join {{ ref('period_signature') }} as period on figure.area_code = period.area_code and figure.period = period.period
