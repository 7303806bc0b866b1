{{ reported_row('agency') }}
