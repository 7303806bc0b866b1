"""Where things are: the checkout, raw deliveries, the home directory, contracts, the secret.

Read from the environment once and handed on as a frozen object. Thresholds and words are not here but in contracts/settings.yaml.
"""

import getpass
import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

ROOT = Path(__file__).resolve().parent.parent


class UserError(Exception):
    """What a user can mend: the message says what was wrong, where, and what to do next; it becomes the exit code and no traceback."""

    exit_code = 2


class AnswerIsNo(UserError):
    """The answer is no: blocked, not proved, differs, would be rejected."""

    exit_code = 1


class CannotDecide(UserError):
    """Another code or another key than the one that made what is being asked about."""

    exit_code = 3


class Busy(UserError):
    """Another run holds the lock of this home directory."""

    exit_code = 4


def account() -> str | None:
    """The user of this machine, as the log names who did something; None where the machine does not know."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return None


@dataclass(frozen=True)
class Settings:
    """Paths of one installation."""

    raw: Path
    home: Path
    contracts: Path
    key_file: Path

    @classmethod
    def from_environment(cls) -> "Settings":
        """ROLLCALL_RAW, ROLLCALL_HOME, ROLLCALL_CONTRACTS and ROLLCALL_KEY_FILE, each with the default that `make run` uses."""

        def path(name: str, default: Path) -> Path:
            return Path(os.environ.get(name) or default).expanduser().resolve()

        return cls(
            raw=path("ROLLCALL_RAW", ROOT / "raw"),
            home=path("ROLLCALL_HOME", ROOT / "warehouse"),
            contracts=path("ROLLCALL_CONTRACTS", ROOT / "contracts"),
            key_file=path("ROLLCALL_KEY_FILE", Path(platformdirs.user_config_dir("rollcall")) / "person.key"),
        )
