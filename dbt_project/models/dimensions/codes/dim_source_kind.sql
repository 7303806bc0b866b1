{{ code_dimension('source_kind') }}
