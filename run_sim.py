"""Run the simulator: `python run_sim.py --help`."""

import sys

from sim.environment import how_to_enter, too_old

if __name__ == "__main__":
    if said := too_old(sys.version_info[:3]):
        sys.exit(said)
    try:
        from sim.cli import main
    except ModuleNotFoundError as error:
        if not error.name or error.name.partition(".")[0] == "sim":
            raise
        sys.exit(how_to_enter(error.name))
    main()
