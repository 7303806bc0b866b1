{{ reported_row('observation') }}
