"""contracts/ as frozen objects, checked when they are loaded.

`load(path)` gives everything that changes without a programmer: entities, code lists, areas, findings, words, plans.
Knows nothing of spreadsheets or of what is on disk elsewhere.
"""

from pipeline.contract.catalogue import Contracts, load

__all__ = ["Contracts", "load"]
