{{ code_dimension('exam_result') }}
