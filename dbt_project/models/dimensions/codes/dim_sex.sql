{{ code_dimension('sex') }}
