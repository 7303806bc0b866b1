{{ reported_person_row('supervisor') }}
