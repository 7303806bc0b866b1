{{ code_dimension('training_kind') }}
