{{ code_dimension('political_status') }}
