-- 岗位设置汇总: posts authorised, set, filled and vacant beside the persons whom rosters show as appointed (practice C27).
with post as (
    select
        post.unit_code                                                  as area_code,
        post.period,
        category,
        coalesce(grade, 'none')                                         as grade,
        cast(sum(authorised_count) as integer)                          as authorised_count,
        cast(sum(set_count) as integer)                                 as set_count,
        cast(sum(filled_count) as integer)                              as filled_count,
        cast(sum(vacant_count) as integer)                              as vacant_count,
        cast(sum(certificate_appointed_count) as integer)               as certificate_appointed_count,
        bool_or(delivery.is_synthetic)                                  as is_synthetic
    from {{ ref('fct_post') }} as post
    inner join {{ ref('dim_delivery') }} as delivery on post.delivery_id = delivery.delivery_id
    where post.is_delivery_counted
    group by post.unit_code, post.period, category, coalesce(grade, 'none')
),

-- A grade is professional-technical, whatever the list of posts calls its category.
appointed as (
    select
        appointment.area_code,
        appointment.period,
        'professional_technical'                                        as category,
        worker.post_grade                                               as grade,
        cast(count(*) as integer)                                       as appointed_person_count,
        bool_or(delivery.is_synthetic)                                  as is_synthetic
    from {{ ref('measure_appointed_by_certificate') }} as appointment
    inner join {{ ref('fct_worker') }} as worker
        on appointment.delivery_id = worker.delivery_id and appointment.row_id = worker.row_id
    inner join {{ ref('dim_delivery') }} as delivery on appointment.delivery_id = delivery.delivery_id
    where appointment.not_counted_reason is null
    group by appointment.area_code, appointment.period, worker.post_grade
)

select
    coalesce(post.area_code, appointed.area_code)                       as area_code,
    coalesce(post.period, appointed.period)                             as period,
    coalesce(post.category, appointed.category)                         as category,
    coalesce(post.grade, appointed.grade)                               as grade,
    post.authorised_count,
    post.set_count,
    post.filled_count,
    post.vacant_count,
    post.certificate_appointed_count,
    coalesce(appointed.appointed_person_count, 0)                       as appointed_person_count,
    coalesce(post.is_synthetic, false) or coalesce(appointed.is_synthetic, false) as is_synthetic
from post
full outer join appointed
    on post.area_code = appointed.area_code
    and post.period = appointed.period
    and post.category = appointed.category
    and post.grade = appointed.grade
