-- 社会工作服务机构持证或社工专业本科以上人员: certified ones and those with a degree in social work among the counted full-time staff.
{{ candidates_of_part('measure_agency_qualified_staff', 'measure_agency_staff', 'agency', 'qualified_count') }}
