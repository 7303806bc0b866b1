"""What a line of the log says that is no decision on a figure: something was received, contracts changed, content was looked at, bytes
were destroyed. decisions.py keeps them in the log among the decisions.
"""

from dataclasses import dataclass

RECEIPT, CONTRACTS, LOOK = "receipt", "contracts", "look"
SEAL_ASKED, SEALED = "seal_asked", "sealed"
CHANNEL = "raw"


@dataclass(frozen=True)
class Receipt:
    """One receipt of the ledger: what a reporting unit handed in, through which channel, taken in by `who`.

    `receipt` is its sequence in the ledger. It has no file name: those stand in the ledger alone.
    """

    sequence: int
    at: str
    who: str
    action: str
    receipt: int
    delivery_id: str
    sha256: str
    unit_code: str
    period: str
    channel: str
    received_at: str
    previous: str
    hash: str


@dataclass(frozen=True)
class ContractChange:
    """What a run found otherwise in contracts/ than the run before: each file below it with the SHA-256 that it has now, or had."""

    sequence: int
    at: str
    who: str
    action: str
    added: dict[str, str]
    changed: dict[str, str]
    removed: dict[str, str]
    previous: str
    hash: str


@dataclass(frozen=True)
class Look:
    """Somebody was shown what cells hold: rows as DELIVERY:ROW and fields behind a figure of a release, never the content.

    `in_full` is the second reason, for which numbers were shown whole; None where their middle was masked.
    """

    sequence: int
    at: str
    who: str
    action: str
    release_id: str
    figure_id: str
    looked_at: tuple[str, ...]
    fields: tuple[str, ...]
    in_full: str | None
    reason: str
    previous: str
    hash: str


@dataclass(frozen=True)
class Seal:
    """Kept bytes that somebody asked to destroy (`seal_asked`), or that another account had destroyed (`sealed`).

    `sealed` are the SHA-256 of the file and of the archives that hold it too. `deliveries` are all that have these bytes, each with
    the key under which it was conformed: its rows stay as they are. None where it has none and so counts no longer.
    """

    sequence: int
    at: str
    who: str
    action: str
    sealed: tuple[str, ...]
    deliveries: dict[str, str | None]
    reason: str
    previous: str
    hash: str


Event = Receipt | ContractChange | Look | Seal
