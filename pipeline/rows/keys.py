"""What is left of a person after conform: keyed hashes, one purpose one key, and the age on the as-of date.

HMAC-SHA256: there are so few ID numbers in a county that an unkeyed hash is undone in minutes. The secret is handed in and
never stored, logged or given to a reader process.
"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import date

from pipeline import identity
from pipeline.rows.values import identity_text
from pipeline.text import folded


class Keys:
    """The three keyed hashes of one secret (32 bytes)."""

    def __init__(self, secret: bytes):
        self._of_id, self._of_certificate, self._of_name_and_birth = (
            _hashing(hmac.digest(secret, purpose.encode(), "sha256"))
            for purpose in ("id_key", "certificate_key", "name_birth_key")
        )

    def id_key(self, number: str | None) -> str | None:
        """Of the 18-character form, so that both forms of one number meet."""
        return self._of_id(identity.eighteen(number)) if number else None

    def certificate_key(self, number: str | None) -> str | None:
        return self._of_certificate(identity_text(number)) if number else None

    def name_birth_key(self, name: str | None, born: date | None) -> str | None:
        """Of name and month of birth: rosters often give no day."""
        return self._of_name_and_birth(f"{folded(name)}|{born.isoformat()[:7]}") if name and born else None


def _hashing(key: bytes) -> Callable[[str], str]:
    """HMAC-SHA256 (RFC 2104) of texts; the inner and outer hash after the key are made once: hmac itself spends most time on them."""
    block = key.ljust(hashlib.sha256().block_size, b"\0")
    begin, end = (hashlib.sha256(bytes(byte ^ pad for byte in block)).copy for pad in (0x36, 0x5C))

    def hashed(text: str) -> str:
        inner, outer = begin(), end()
        inner.update(text.encode())
        outer.update(inner.digest())
        return outer.hexdigest()[:32]

    return hashed
