"""Over draws from stated broad priors the model can end in every way, moves its texts, and nobody signs at a loss."""

import numpy as np
import pytest
from broad_priors import drawn
from talks import played

from sim.endings import ENDINGS


def quick(seed):
    """Two parties only, and sessions by the calendar: three-sided searches are slow."""
    scenario = drawn(seed)
    return len(scenario.parties) == 2 and scenario.calendar.sessions.every is not None


QUICK = [seed for seed in range(60) if quick(seed)][:30]


def endings(seeds):
    """Shares of endings, and what must hold in every history."""
    shares = []
    for seed in seeds:
        model = played(drawn(seed), blocks=1)
        assert model.tally.smallest_gain_at_signature.min() >= -1e-9, seed
        assert 0.0 <= model.table.package.min() <= model.table.package.max() <= 100.0
        assert all(0.0 < belief.mean.min() <= belief.mean.max() < 1.0 for party in model.parties for belief in party.trust.values())
        shares.append(np.bincount(model.endings(), minlength=len(ENDINGS)) / model.R)
    return np.array(shares)


def test_all_five_endings_occur_and_no_signature_loses():
    """Drawn scenarios end in all five ways; most of them in more than one; no signer ever signs at a loss by its own lights."""
    shares = endings(QUICK)
    assert (shares.mean(axis=0) > 0.001).all(), dict(zip(ENDINGS, shares.mean(axis=0), strict=True))
    assert np.mean(shares.max(axis=1) < 0.99) > 0.4


@pytest.mark.slow
def test_the_same_holds_with_three_parties_and_sessions_when_ripe():
    """The slower draws, three parties or sessions left to the mediators among them, obey the same rules."""
    shares = endings([seed for seed in range(24) if seed not in QUICK])
    assert shares.sum() > 0
