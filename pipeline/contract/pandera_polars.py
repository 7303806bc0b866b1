"""pandera for polars alone.

Where pandas is installed, which Great Expectations needs, pandera takes it up as well, and every command would start most of a second later.
While pandera is imported, pandas and numpy are therefore not found; afterwards they are.
"""

import sys

import polars  # noqa: F401 it looks for numpy when it is imported, and shall find it


class _NotFound:
    """Looks for modules before all others, and finds that these are not installed."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name in ("numpy", "pandas"):
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)


sys.meta_path.insert(0, _NotFound)
try:
    import pandera.polars as pa
    from pandera.errors import SchemaErrors
finally:
    sys.meta_path.remove(_NotFound)

__all__ = ["SchemaErrors", "pa"]
