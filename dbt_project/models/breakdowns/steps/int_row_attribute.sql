-- Every attribute by which the rows of a measure can be told apart, one at a time. One that nobody wrote down is 'unstated'.
-- Who asks for one dimension reads the rows of that one alone: the others fall away before they are read.
{%- set attributes = {
    'int_person_attribute': {
        'employer_type': 'employer_type',
        'system': 'system',
        'role': 'role',
        'practice_category': 'practice_category',
        'certificate_level': 'certificate_level',
        'education': 'education',
        'education_from_college': 'education_from_college',
        'age_band': 'age_band',
        'sex': 'sex',
        'urban_rural': 'urban_rural',
        'domain': 'domain',
        'recognition_basis': 'recognition_basis',
        'is_exam_trained': 'is_exam_trained',
    },
    'fct_station': {
        'station_tier': 'tier',
        'station_kind': 'kind',
        'star': 'cast(star as varchar)',
        'star_rated': yes_or_no('star is not null'),
        'is_pilot': yes_or_no('is_pilot'),
    },
    'int_register': {
        'community_kind': 'kind',
        'urban_rural': 'urban_rural',
    },
    'fct_institution': {
        'institution_kind': 'kind',
        'employer_type': 'employer_type',
        'is_civil_affairs': yes_or_no('is_civil_affairs'),
        'is_social_service': yes_or_no('is_social_service'),
        'has_social_work_post': yes_or_no('social_work_post_count > 0'),
        'has_social_work_service': yes_or_no('social_work_post_count > 0 or buys_service'),
    },
    'fct_agency': {'party_form': 'party_form'},
    'fct_exam': {'exam_level': 'level', 'exam_result': 'result'},
    'fct_recognition': {'recognition_title': 'title', 'recognition_level': 'level'},
    'fct_project': {'project_scope': 'scope', 'project_stage': 'stage', 'fund_source': 'fund_source', 'fund_level': 'fund_level'},
    'fct_training': {'training_kind': 'kind'},
    'fct_post': {'post_category': 'category'},
    'fct_supervisor': {'supervisor_kind': 'kind'},
    'fct_funding': {'fund_source': 'fund_source', 'fund_level': 'fund_level'},
} %}
{%- for relation, members in attributes.items() %}
{%- set is_first = loop.first %}
{%- for dimension, member in members.items() %}
{{ 'union all' if not (is_first and loop.first) }}
select delivery_id, row_id, period, '{{ dimension }}' as dimension, coalesce({{ member }}, 'unstated') as member from {{ ref(relation) }}
{%- endfor %}
{%- endfor %}
