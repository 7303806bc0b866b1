{{ code_dimension('supervisor_kind') }}
