"""Formats: each module turns the bytes of one kind of file into the same lines, cell by cell, losing nothing.

Every module has `read(file, inflated_mebibytes)`; told.py says which of them a file needs. They run in the reader process only.
"""
