"""Counts: how many cells of each row hold something, by other means than the reader's; conservation's second witness.

One module for each way of counting; told.py of the formats says which. None of them shares code with the formats.
"""
