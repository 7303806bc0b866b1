"""dbt as the child of a run: it ends with the run, however that ends, so that no build goes on under a lock that nobody holds."""

import os
import select
import sys
import threading


def main() -> None:
    """dbt's own command line, watched."""
    threading.Thread(target=_end_unheard, daemon=True).start()
    from dbt.cli.main import cli

    cli()


def _end_unheard() -> None:
    """Wait until nobody holds the other end of standard output: a run that was killed reads no more."""
    listener = select.poll()
    listener.register(sys.stdout, 0)  # no event but that the other end is gone
    listener.poll()
    os._exit(1)
