{{ nearest_rule('allowance_rule') }}
