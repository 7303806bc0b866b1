-- 机构单位社会工作岗位: social work posts among the counted professional-technical posts of the institutions.
{{ candidates_of_part('measure_institution_social_work_post', 'measure_institution_professional_post', 'institution', 'social_work_post_count') }}
