{{ reported_row('funding') }}
