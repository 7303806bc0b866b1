{{ code_dimension('station_tier') }}
