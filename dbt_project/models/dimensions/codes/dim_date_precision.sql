{{ code_dimension('date_precision') }}
