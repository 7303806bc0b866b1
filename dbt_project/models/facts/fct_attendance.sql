{{ reported_person_row('attendance') }}
