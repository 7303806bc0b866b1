{{ code_dimension('education') }}
