-- 社会工作服务机构社会工作岗位: social work posts among the counted posts of the agencies.
{{ candidates_of_part('measure_agency_social_work_post', 'measure_agency_post', 'agency', 'social_work_post_count') }}
