{{ reported_row('training') }}
