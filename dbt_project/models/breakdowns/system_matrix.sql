-- 系统分布矩阵: professionals and holders of certificates by system and area; a system without anybody is a zero (practice C23).
select
    period,
    area_code,
    member                                                              as system,
    any_value(member_zh)                                                as system_zh,
    {%- for measure in ['professional', 'certified_worker', 'certified_in_post'] %}
    cast(coalesce(sum(quantity) filter (where measure = 'measure_{{ measure }}'), 0) as integer) as {{ measure }}_count,
    {%- endfor %}
    bool_or(is_synthetic)                                               as is_synthetic
from {{ ref('measure_breakdown') }}
where dimension = 'system'
group by period, area_code, member
