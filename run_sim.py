"""Run the simulator: `python run_sim.py --help`."""

from sim.__main__ import start

if __name__ == "__main__":
    start()
