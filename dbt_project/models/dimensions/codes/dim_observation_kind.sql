{{ code_dimension('observation_kind') }}
