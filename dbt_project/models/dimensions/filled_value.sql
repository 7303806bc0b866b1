{{ row_of_known_delivery('conformed', 'filled_value') }}
