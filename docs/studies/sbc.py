"""Simulation-based calibration of the measurement model at the size of the Gaza record: `python docs/studies/sbc.py --help`."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from sim.calibration.checking import check, once_coded, one_chain
from sim.calibration.evidence import evidence
from sim.calibration.records import read_case

DATA = Path(__file__).parents[1] / "data"


def main() -> None:
    """Fit so many drawn data sets and keep the ranks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="?", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="seed of the first data set, so that parts can run side by side")
    parser.add_argument("--out", type=Path, default=DATA / "sbc.csv")
    chosen = parser.parse_args()
    case = read_case("gaza")
    given = case.setting.measurement
    record = once_coded(evidence(case, dt.date(2024, 8, 15), given))
    sampler = one_chain(record, given, "middle")
    with chosen.out.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["set", "parameter", "place", "rank", "covered"])
        for seed in range(chosen.first, chosen.first + chosen.sets):
            found = check(record, given, "middle", seed, sampler=sampler)
            for name, ranks in found.ranks.items():
                for place, rank in enumerate(ranks):
                    covered = int(found.covered[place]) if name == "last" else ""
                    table.writerow([seed, name, place, int(rank), covered])
            file.flush()


if __name__ == "__main__":
    main()
