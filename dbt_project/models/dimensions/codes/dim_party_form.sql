{{ code_dimension('party_form') }}
