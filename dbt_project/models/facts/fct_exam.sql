{{ reported_person_row('exam') }}
