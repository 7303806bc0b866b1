-- A data row is conformed or quarantined.
select *
from {{ ref('run_delivery') }}
where data_row_count <> conformed_count + quarantined_count
