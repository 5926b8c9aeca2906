"""Move a setting through a range, with the same luck at every point."""

import sim

sweep = sim.sweep("one-mediator", {"parties.lowmere.demand.beta": "0.3:3:4"}, n=100)
print(sweep.table())
for point in sweep.points:
    print(point.values, f"{point.shares['any_deal'].share:.2f}")
