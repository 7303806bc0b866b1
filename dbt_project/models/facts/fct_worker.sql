{{ reported_person_row('worker') }}
