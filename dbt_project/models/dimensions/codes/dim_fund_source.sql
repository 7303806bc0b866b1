{{ code_dimension('fund_source') }}
