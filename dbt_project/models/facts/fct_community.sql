{{ reported_row('community') }}
