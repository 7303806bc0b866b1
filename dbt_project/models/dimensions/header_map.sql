{{ row_of_known_delivery('conformed', 'header_map') }}
