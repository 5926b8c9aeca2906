"""Histories as rows of a data frame (pandas or polars, whichever is installed), with what each of them drew."""

import sim

frame = sim.run("one-mediator", n=250).to_frame(draws=True)
print(frame.shape)
print(frame[["ending", "deal_day", "parties.lowmere.no_deal.expected"]].head())
