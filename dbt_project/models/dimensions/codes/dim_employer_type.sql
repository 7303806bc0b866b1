{{ code_dimension('employer_type') }}
