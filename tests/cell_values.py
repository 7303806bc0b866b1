"""One cell read by the contract, for the tests of values."""

from county_tables import CONTRACTS, EAST

from pipeline.contract.entity import Field
from pipeline.rows.values import Reader, Value

READER = Reader(CONTRACTS, EAST)


def field(name: str, entity: str = "worker") -> Field:
    """A field of a contract."""
    return CONTRACTS.entities[entity].by_name[name]


def read(name: str, text: str, kind: str = "text", entity: str = "worker", reader: Reader = READER) -> Value:
    """The value of a cell, or the first finding on the way to it."""
    written = reader.text(field(name, entity), kind, text)
    return written if written.code else reader.typed(field(name, entity), kind, written.value)
