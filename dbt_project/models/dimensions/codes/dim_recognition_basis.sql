{{ code_dimension('recognition_basis') }}
