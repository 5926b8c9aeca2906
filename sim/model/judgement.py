"""How a party errs in judging texts: in a lasting way, and a little anew each time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Array, sequential_sum, take
from sim.rules.acceptance import Answering

from .outlook import Outlook
from .world import World


@dataclass(frozen=True)
class Judgement:
    """By which share of what a party gives away on each issue it overrates a text, throughout, (issues, R), and how much judgements vary, (R,) in value."""

    errors: Array
    fresh_error: Array

    @classmethod
    def of(cls, model: World, stream_id: str) -> Judgement:
        """Draw the judgement of a party with that stream id."""
        error, issues = model.behaviour.lasting_error, [model.issue_stream_ids[name] for name in model.issue_names]
        drawn = [error * model.streams.once(f"{stream_id}/{issue}/judgement") for issue in issues]
        return cls(np.stack(drawn), model.behaviour.fresh_error)

    def err(self, basis: Answering, outlook: Outlook, package: Array) -> Answering:
        """What an answer to `package` (issues, those) rests on, with the errors with which it is judged."""
        given_away = outlook.worth_of_issues(package)[1] * outlook.preference.loss(package)
        misjudged = sequential_sum(given_away * take(self.errors, outlook.histories))
        return replace(basis, misjudged=misjudged, fresh_error=take(self.fresh_error, outlook.histories))
