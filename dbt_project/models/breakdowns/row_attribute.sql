-- Every attribute by which the rows of a measure can be told apart, each as dimension=member. One that nobody wrote down is 'unstated'.
-- A person has one first domain and may have several in all.
{%- set attributes = {
    'worker_attribute': {
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
        'community_kind': 'community_kind',
        'domain': 'domain',
        'recognition_basis': 'recognition_basis',
        'is_exam_trained': 'is_exam_trained',
    },
    'fct_station': {
        'station_tier': 'tier',
        'station_kind': 'kind',
        'star': "coalesce(cast(star as varchar), 'none')",
        'star_rated': yes_or_no('star is not null'),
        'is_pilot': yes_or_no('is_pilot'),
    },
    'register_in_force': {
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
{{ 'union all' if not loop.first }}
select
    delivery_id,
    row_id,
    period,
    [
        {%- for dimension, member in members.items() %}
        '{{ dimension }}=' || coalesce({{ member }}, 'unstated'){{ ',' if not loop.last }}
        {%- endfor %}
    ]
    {%- if relation == 'worker_attribute' %} || {{ each_of('domains', 'any_domain=') }}{% endif %} as attributes
from {{ ref(relation) }}
{%- endfor %}
