{{ code_dimension('system') }}
