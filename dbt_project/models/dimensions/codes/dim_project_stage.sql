{{ code_dimension('project_stage') }}
