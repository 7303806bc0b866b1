{{ row_of_known_delivery('conformed', 'row_address') }}
