-- A delivery is as good as the worst of its entities.
select
    delivery_id,
    unit_code,
    period,
    as_of_date,
    sha256,
    sequence,
    file,
    format,
    case max(case fate when 'rejected' then 3 when 'held' then 2 else 1 end)
        when 3 then 'rejected'
        when 2 then 'held'
        else 'accepted'
    end                                             as fate,
    bool_and(is_counted)                            as is_counted,
    cast(sum(data_row_count) as integer)            as data_row_count,
    cast(sum(conformed_count) as integer)           as conformed_count,
    cast(sum(quarantined_count) as integer)         as quarantined_count,
    bool_or(is_synthetic)                           as is_synthetic,
    bool_or(is_sealed)                              as is_sealed
from {{ ref('run_delivery') }}
group by delivery_id, unit_code, period, as_of_date, sha256, sequence, file, format
