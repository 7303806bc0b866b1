{{ code_dimension('urban_rural') }}
