{{ code_dimension('assessment_result') }}
