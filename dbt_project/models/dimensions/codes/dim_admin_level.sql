{{ code_dimension('admin_level') }}
