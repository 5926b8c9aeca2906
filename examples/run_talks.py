"""Play a scenario, and look at how it ends."""

import sim

run = sim.run("one-mediator", n=250)
print(run.table())
print(run.plot("endings").title)
print(run.explain(3))
