"""Share the work among processes; the histories are the same, and a script needs no guard."""

from concurrent.futures import ThreadPoolExecutor

import sim

one = sim.run("split-the-pie", n=500)
with ThreadPoolExecutor(2) as executor:
    other = sim.run("split-the-pie", n=500, executor=executor)
print(one.document()["endings"] == other.document()["endings"])
print(sim.run("split-the-pie", n=6000, workers=2))
