-- Parts of measures: what the measure counts and is of the part's members counts; the part decides nothing else anew. Where nobody
-- wrote down what decides, the row may be of the part or not: that is no other member, and no zero.
select
    part.measure,
    candidate.delivery_id,
    candidate.row_id,
    candidate.evidence_row_id,
    candidate.area_code,
    candidate.period,
    candidate.unit_key,
    candidate.quantity,
    case
        when candidate.not_counted_reason is not null then candidate.not_counted_reason
        when {{ holds_one_of_each('attribute.attributes', 'part.conditions') }} then null
        when {{ holds_one_of_each('attribute.attributes', 'part.possible') }} then 'quantity_missing'
        else 'other_member'
    end                                                                 as not_counted_reason
from {{ ref('measure_part') }} as part
inner join {{ ref('listed_candidate') }} as candidate on part.base_measure = candidate.measure
left join {{ ref('row_attribute') }} as attribute
    on candidate.delivery_id = attribute.delivery_id and candidate.row_id = attribute.row_id and candidate.period = attribute.period
