"""The second pointer: ``published/approved``, beside ``current``, names the last release in which all that was approved holds."""

from pathlib import Path

from pipeline.stores.decisions import Decisions
from pipeline.stores.pointer import point, withdraw
from pipeline.stores.releases import APPROVED, open_release


def point_approved(home: Path, release: Path) -> None:
    """Point to the release of today's decisions if every approval holds in it; stay where one does not or it was rolled back
    from; go where none stands.

    A reader finds the old one or the new one; the lock of the home is the caller's.
    """
    if release.name in Decisions(home).rolled_back():
        return
    with open_release(release) as connection:
        holding = connection.execute(
            "select approval = '审定数' from period_signature where approved_signature is not null"
        ).fetchall()
    if not holding:
        withdraw(home, APPROVED)
    elif all(holds for (holds,) in holding):
        point(home, APPROVED, release.name)
