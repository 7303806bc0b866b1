{{ row_of_known_delivery('quarantine', 'quarantined_row') }}
