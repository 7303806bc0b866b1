{{ nearest_rule('continuing_education_rule') }}
