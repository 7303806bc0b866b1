{{ reported_person_row('recognition') }}
