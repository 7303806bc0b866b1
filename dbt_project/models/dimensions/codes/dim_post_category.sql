{{ code_dimension('post_category') }}
