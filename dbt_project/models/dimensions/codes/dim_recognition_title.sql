{{ code_dimension('recognition_title') }}
