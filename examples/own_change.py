"""Change numbers of a scenario; the file stays as it is."""

import sim

talks = sim.load("one-mediator")
for setting in talks.settings("stubborn"):
    print(setting["path"], "=", setting["value"])

stubborn = talks.with_changes({"parties.lowmere.demand.beta": 0.3, "parties.highfold.demand.beta": 0.3})
for scenario in (talks, stubborn):
    print(scenario, sim.run(scenario, n=250).summary())
