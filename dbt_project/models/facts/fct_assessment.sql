{{ reported_person_row('assessment') }}
