{{ code_dimension('practice_category') }}
