{{ code_dimension('domain') }}
