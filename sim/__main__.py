"""The command: `python -m sim`, which is `python run_sim.py` in a checkout, and `talks` where it is installed."""

from __future__ import annotations

import sys

from sim.environment import how_to_enter, too_old


def start() -> None:
    """Carry out the command that was typed; where Python is too old or a package is missing, say what to do."""
    if said := too_old(sys.version_info[:3]):
        sys.exit(said)
    try:
        from sim.cli import main  # noqa: PLC0415 - what is missing is told
    except ModuleNotFoundError as error:
        if not error.name or error.name.partition(".")[0] == "sim":
            raise
        sys.exit(how_to_enter(error.name))
    main()


if __name__ == "__main__":
    start()
