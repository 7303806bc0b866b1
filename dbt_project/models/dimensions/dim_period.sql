select distinct
    period,
    {{ period_start('period') }} as period_start,
    as_of_date
from {{ ref('run_delivery') }}
