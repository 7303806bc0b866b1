{{ code_dimension('project_scope') }}
