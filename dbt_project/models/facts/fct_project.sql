{{ reported_row('project') }}
