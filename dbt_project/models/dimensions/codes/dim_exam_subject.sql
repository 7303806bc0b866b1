{{ code_dimension('exam_subject') }}
