{{ code_dimension('certificate_level') }}
