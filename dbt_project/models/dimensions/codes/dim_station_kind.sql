{{ code_dimension('station_kind') }}
