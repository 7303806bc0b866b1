-- Every measure, named one by one: lint compares this list with the folder.
select * from {{ ref('measure_agency') }}
union all
select * from {{ ref('measure_agency_employee') }}
union all
select * from {{ ref('measure_agency_post') }}
union all
select * from {{ ref('measure_agency_qualified_staff') }}
union all
select * from {{ ref('measure_agency_social_work_post') }}
union all
select * from {{ ref('measure_agency_staff') }}
union all
select * from {{ ref('measure_allowance_due') }}
union all
select * from {{ ref('measure_allowance_paid_as_ruled') }}
union all
select * from {{ ref('measure_appointed_by_certificate') }}
union all
select * from {{ ref('measure_budgeted_funding') }}
union all
select * from {{ ref('measure_certified_full_time_worker') }}
union all
select * from {{ ref('measure_certified_in_post') }}
union all
select * from {{ ref('measure_certified_worker') }}
union all
select * from {{ ref('measure_child_professional') }}
union all
select * from {{ ref('measure_child_worker') }}
union all
select * from {{ ref('measure_committee_full_time_worker') }}
union all
select * from {{ ref('measure_community') }}
union all
select * from {{ ref('measure_community_organisation') }}
union all
select * from {{ ref('measure_compliant_agency') }}
union all
select * from {{ ref('measure_continuing_education_due') }}
union all
select * from {{ ref('measure_continuing_education_met') }}
union all
select * from {{ ref('measure_covered_agency') }}
union all
select * from {{ ref('measure_elderly_community') }}
union all
select * from {{ ref('measure_elderly_professional') }}
union all
select * from {{ ref('measure_exam_entrant') }}
union all
select * from {{ ref('measure_exam_passed') }}
union all
select * from {{ ref('measure_fixed_staff') }}
union all
select * from {{ ref('measure_full_time_worker') }}
union all
select * from {{ ref('measure_institution') }}
union all
select * from {{ ref('measure_institution_certified_staff') }}
union all
select * from {{ ref('measure_institution_professional') }}
union all
select * from {{ ref('measure_institution_professional_post') }}
union all
select * from {{ ref('measure_institution_social_work_post') }}
union all
select * from {{ ref('measure_institution_staff') }}
union all
select * from {{ ref('measure_large_elderly_institution') }}
union all
select * from {{ ref('measure_large_elderly_institution_by_bed') }}
union all
select * from {{ ref('measure_operating_station') }}
union all
select * from {{ ref('measure_planned_funding') }}
union all
select * from {{ ref('measure_post_holder') }}
union all
select * from {{ ref('measure_practitioner') }}
union all
select * from {{ ref('measure_professional') }}
union all
select * from {{ ref('measure_project') }}
union all
select * from {{ ref('measure_recognised_person') }}
union all
select * from {{ ref('measure_recruited_post_holder') }}
union all
select * from {{ ref('measure_registered_population') }}
union all
select * from {{ ref('measure_registered_worker') }}
union all
select * from {{ ref('measure_resident_population') }}
union all
select * from {{ ref('measure_rural_community') }}
union all
select * from {{ ref('measure_rural_community_professional') }}
union all
select * from {{ ref('measure_senior_exam_passed') }}
union all
select * from {{ ref('measure_served_township') }}
union all
select * from {{ ref('measure_spent_funding') }}
union all
select * from {{ ref('measure_station_worker') }}
union all
select * from {{ ref('measure_supervisor') }}
union all
select * from {{ ref('measure_township') }}
union all
select * from {{ ref('measure_training_attendance') }}
union all
select * from {{ ref('measure_training_session') }}
union all
select * from {{ ref('measure_urban_community') }}
union all
select * from {{ ref('measure_urban_community_professional') }}
union all
select * from {{ ref('measure_urban_community_worker') }}
union all
select * from {{ ref('measure_urban_secretary') }}
union all
select * from {{ ref('measure_volunteer_team') }}
union all
select * from {{ ref('measure_yearly_project') }}
union all
select * from {{ ref('measure_yearly_training_attendance') }}
union all
select * from {{ ref('measure_yearly_training_session') }}
