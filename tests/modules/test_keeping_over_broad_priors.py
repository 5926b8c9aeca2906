"""Over broad priors, what parties first believe of each other's word comes true."""

import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.model import TalksModel, forget
from sim.scenario import from_resolved, resolved

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))
from broad_priors import drawn

from sim.modules.keeping import Keeping

SCENARIOS = 24


def any_keeping(luck):
    """Every setting of the module from its stated range."""
    ranges = {name: (field.default, field.json_schema_extra["range"]) for name, field in Keeping.model_fields.items()}
    return {name: round(luck.uniform(*ends)) if isinstance(usual, int) else float(luck.uniform(*ends)) for name, (usual, ends) in ranges.items()}


def broad(seed):
    """A scenario from broad priors in which a deal has one phase, and time enough to be carried out or left after the deadline of the talks."""
    data = resolved(drawn(seed))
    data["modules"] = sorted({*data["modules"], "carrying_out", "keeping"})
    data["keeping"] = any_keeping(np.random.default_rng([11, seed]))
    for issue in data["issues"].values():
        issue["phase"] = 1
    data["carrying_out"]["phases"] = dict(list(data["carrying_out"]["phases"].items())[:1])
    data["calendar"] |= {"deadline": "2000-03-10", "end": "2000-05-31"}
    return from_resolved(data)


@cache
def deals():
    """Of all deals whose fate is known: the first belief that all will keep a deal, whether all mean to, and whether none left it; (3, deals)."""
    found = []
    for seed in range(SCENARIOS):
        model = TalksModel(broad(seed), seed=seed, blocks=range(1))
        believed = np.prod([np.mean([other.trust[party.name].mean for other in party.others], axis=0) for party in model.parties], axis=0)
        kept = np.full(model.R, np.nan)
        while model.running:
            model.step()
            deal, open_yet = model.deal, np.isnan(kept)
            kept[open_yet & (deal.ended_on >= 0) & (deal.broken_by >= 0)] = 0.0
            kept[open_yet & deal.complete] = 1.0
        forget(model)
        found.append(np.stack([believed, model.dispositions.keeps.all(axis=0), kept])[:, ~np.isnan(kept)])
    return np.concatenate(found, axis=1)


@pytest.mark.slow
def test_first_beliefs_are_right_on_average():
    """As many of the parties to a deal all mean to keep it as was believed on the first day, and hardly more deals are kept than that."""
    believed, meant, kept = deals()
    assert len(believed) > 1000
    assert meant.mean() == pytest.approx(believed.mean(), abs=0.04)
    assert believed.mean() - 0.05 < kept.mean() < believed.mean() + 0.15


@pytest.mark.slow
def test_terciles_of_first_belief_are_ordered_in_what_happens():
    """Of deals between parties that at first believed the least, the fewest are kept, of those that believed the most, the most."""
    believed, _, kept = deals()
    order = np.argsort(believed, kind="stable")
    shares = [kept[third].mean() for third in np.array_split(order, 3)]
    assert shares[0] + 0.03 < shares[1] < shares[2] - 0.03
