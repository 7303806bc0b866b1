"""Releases made again aside: to verify one, to know what was known by a day, to split the change between two by cause."""
