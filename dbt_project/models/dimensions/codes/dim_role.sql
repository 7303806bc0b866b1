{{ code_dimension('role') }}
