{{ code_dimension('community_kind') }}
