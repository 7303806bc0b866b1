"""The secret under which persons are hashed: 32 bytes in a file of mode 0600, outside the home directory and its backups.

Made only while the ledger is empty; another secret than the one that the ledger remembers is refused.
"""

import hmac
import os
import secrets
import tempfile
from pathlib import Path

from pipeline.settings import CannotDecide, UserError
from pipeline.stores.ledger import Ledger


def load(key_file: Path, ledger: Ledger, home: Path) -> bytes:
    """The secret; CannotDecide where it is missing or not the one of this warehouse, UserError where its file is no good."""
    if key_file.is_relative_to(home):
        raise UserError(
            "The person key lies inside the warehouse, and so in its backups. Set ROLLCALL_KEY_FILE to a place outside of it."
        )
    known = ledger.key_fingerprint()
    if not key_file.exists():
        if ledger.deliveries():
            raise CannotDecide(
                f"The person key of this warehouse (fingerprint {known}) is missing. Restore it from its backup and set ROLLCALL_KEY_FILE."
            )
        _make(key_file)
    secret = key_file.read_bytes() if key_file.is_file() else b""
    if len(secret) != 32 or key_file.stat().st_mode & 0o077:
        raise UserError(
            "The person key should be a file of 32 bytes with mode 0600. Restore it from its backup, or mend its mode with chmod 600."
        )
    if known and known != fingerprint(secret):
        raise CannotDecide(
            f"The person key has fingerprint {fingerprint(secret)}, this warehouse was made with {known}: persons would no longer meet "
            "themselves. Set ROLLCALL_KEY_FILE to the key of this warehouse, or start a new ROLLCALL_HOME."
        )
    ledger.remember_key(fingerprint(secret))
    return secret


def fingerprint(secret: bytes) -> str:
    """What names a secret without giving it away: 16 hex of a keyed hash of its own."""
    return hmac.digest(secret, b"fingerprint", "sha256").hex()[:16]


def fingerprint_of(key_file: Path) -> str | None:
    """That of the secret in a file, None where there is none; nothing is made."""
    return fingerprint(key_file.read_bytes()) if key_file.is_file() else None


def _make(key_file: Path) -> None:
    """Write the key whole or not at all, and never over another."""
    key_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, temporary = tempfile.mkstemp(dir=key_file.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, key_file)
    finally:
        os.unlink(temporary)
