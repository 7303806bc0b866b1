{{ reported_row('station') }}
