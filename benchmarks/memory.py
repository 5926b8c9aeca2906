"""Peak memory and speed of a run of the Doha scenario by number of histories, side by side: `python benchmarks/memory.py`."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SIZES = [1_000, 10_000, 100_000]
MEASURE = """
import json, resource, sys
from sim.ensemble import RunFolder, plan_of, simulate
from sim.scenario import load
n, workers, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
scenario = load("doha-2024-08").scenario
with RunFolder.create(out, plan_of(scenario, seed=1, n=n)) as folder:
    folder.write(simulate(scenario, name="doha-2024-08", n=n, workers=workers, checkpoint=folder.checkpoint))
peak = {who: resource.getrusage(getattr(resource, f"RUSAGE_{who}")).ru_maxrss / 1024 for who in ("SELF", "CHILDREN")}
print(json.dumps(peak))
"""


def measured(n: int, workers: int) -> dict[str, float]:
    """Peak megabytes of the command and of its largest worker, wall and CPU seconds, rows written."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run([sys.executable, "-c", MEASURE, str(n), str(workers), str(out)], cwd=ROOT, capture_output=True, text=True, check=True)
        wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        with (out / "rows.csv").open(encoding="utf-8") as file:
            rows = sum(1 for _ in file) - 1
    peak = json.loads(done.stdout)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"self": peak["SELF"], "worker": peak["CHILDREN"] if workers > 1 else 0.0, "wall": wall, "cpu": cpu, "rows": rows}


def main() -> None:
    """Print the table; sizes may be given as arguments."""
    sizes = [int(word) for word in sys.argv[1:]] or SIZES
    heads = {"histories": 10, "workers": 8, "command MB": 11, "worker MB": 10, "all MB": 8, "wall s": 8, "CPU s": 8, "per CPU s": 10, "memory x": 9, "rows": 8}
    print(*(f"{head:>{width}}" for head, width in heads.items()))
    first = 0.0
    for n in sizes:
        for workers in (1, 2) if n > 1_000 and (os.cpu_count() or 1) > 1 else (1,):
            found = measured(n, workers)
            total = found["self"] + workers * found["worker"]
            first = first or total
            print(
                f"{n:>10,} {workers:>8} {found['self']:>11.0f} {found['worker']:>10.0f} {total:>8.0f} {found['wall']:>8.1f} {found['cpu']:>8.1f}"
                f" {n / found['cpu']:>10.0f} {total / first:>9.2f} {found['rows']:>8,}",
                flush=True,
            )


if __name__ == "__main__":
    main()
