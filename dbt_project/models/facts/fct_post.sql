{{ reported_row('post') }}
