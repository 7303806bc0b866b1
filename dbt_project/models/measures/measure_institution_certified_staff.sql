-- 机构单位持证职工: certified ones among the counted staff of the institutions; who does not say how many staff there are shows no share.
{{ candidates_of_part('measure_institution_certified_staff', 'measure_institution_staff', 'institution', 'certified_count') }}
