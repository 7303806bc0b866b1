-- What each measure of rosters counts in each area, once with the tree as it was and once as it is today.
select
    candidate.measure,
    candidate.period,
    tree.tree,
    tree.area_code,
    cast(coalesce(sum(candidate.quantity) filter (where candidate.not_counted_reason is null), 0) as decimal(18, 4)) as counted,
    bool_or(delivery.is_synthetic)                                      as is_synthetic
from {{ ref('listed_candidate') }} as candidate
inner join {{ ref('measure_definition') }} as measure
    on candidate.measure = measure.measure and measure.source_kind = 'roster'
inner join {{ ref('dim_delivery') }} as delivery on candidate.delivery_id = delivery.delivery_id
inner join {{ ref('dim_area_tree') }} as tree on candidate.area_code = tree.member_code
group by candidate.measure, candidate.period, tree.tree, tree.area_code
