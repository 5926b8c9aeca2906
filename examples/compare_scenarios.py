"""Lay two scenarios side by side, with the same luck: what differs is what was changed."""

import sim

comparison = sim.compare("one-mediator", changes={"parties.lowmere.demand.beta": 0.5}, n=250)
print(comparison.table())
