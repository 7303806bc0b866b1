{{ reported_row('institution') }}
