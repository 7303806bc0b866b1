{{ reported_person_row('allowance') }}
