{{ code_dimension('institution_kind') }}
