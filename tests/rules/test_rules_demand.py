"""Demand rules: how much of the gain a party holds out for."""

import numpy as np
import pytest
from contracts import SHARES, VALUES, DemandContract, R
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.demand import Fixed, Reciprocal, TimeDependent, demand_rule
from sim.scenario.schema import Demand

BETAS = st.floats(0.1, 10)
NOW = np.linspace(0.0, 1.0, 50)


class TestTimeDependent(DemandContract):
    """By the clock."""

    def rule(self, start):
        """Late or early, the same contract holds."""
        return TimeDependent(start, beta=0.4)

    @given(st.floats(0, 1), BETAS)
    def test_the_share_falls_to_nothing_at_the_deadline(self, start, beta):
        """It starts at the start share, never rises, and is 0 at the deadline and after."""
        share = TimeDependent(start, beta).share(NOW, NOW, NOW)
        assert share[0] == start
        assert np.all(np.diff(share) <= 0.0)
        assert share[-1] == 0.0
        assert TimeDependent(start, beta).share(NOW, NOW + 1.0, NOW).max() == 0.0

    @given(BETAS, BETAS)
    def test_a_smaller_beta_holds_out_longer(self, one, two):
        """Of two parties the one with the smaller beta (boulware) never holds out for less."""
        late, early = (TimeDependent(1.0, beta).share(NOW, NOW, NOW) for beta in sorted([one, two]))
        assert np.all(late >= early - 1e-12)

    def test_beta_one_falls_evenly(self):
        """Half-way to the deadline half of the start share is left."""
        assert TimeDependent(0.8, 1.0).share(NOW[:1], np.array([0.5]), NOW[:1]) == pytest.approx(0.4)


class TestReciprocal(DemandContract):
    """In answer to concessions."""

    def rule(self, start):
        """Half of what was given is given back."""
        return Reciprocal(start, reciprocity=0.5)

    @given(SHARES, VALUES, st.floats(0, 2))
    def test_it_gives_what_it_got(self, before, conceded, reciprocity):
        """It gives way by `reciprocity` for each unit conceded, and takes nothing back when the other does."""
        share = Reciprocal(1.0, reciprocity).share(before, before, conceded)
        gave_way = before - share
        assert np.all(gave_way >= -1e-12)
        assert np.allclose(gave_way, np.minimum(before, reciprocity * np.maximum(conceded, 0.0)), atol=1e-12)

    @given(SHARES, SHARES)
    def test_to_nothing_it_answers_nothing(self, before, elapsed):
        """Where the other stands still, so does it, however late it is."""
        assert np.array_equal(self.rule(1.0).share(before, elapsed, np.zeros(R)), before)


class TestFixed(DemandContract):
    """Not at all."""

    def rule(self, start):
        """A commitment."""
        return Fixed(start)

    @given(st.floats(0, 1), SHARES, SHARES, VALUES)
    def test_nothing_moves_it(self, start, before, elapsed, conceded):
        """It is the start share at any time, whatever the other does."""
        assert np.all(Fixed(start).share(before, elapsed, conceded) == start)


def test_every_rule_that_a_scenario_can_name_exists():
    """The words of the schema lead to the rules they name; one who plans by backward induction is never asked."""
    named = {name: demand_rule(name, 0.7, 2.0, 0.5) for name in Demand.model_fields["rule"].annotation.__args__}
    assert named == {"time_dependent": TimeDependent(0.7, 2.0), "reciprocal": Reciprocal(0.7, 0.5), "fixed": Fixed(0.7), "equilibrium": Fixed(0.7)}


def test_every_demand_rule_holds_to_the_contract():
    """No rule is without its tests."""
    tested = {type(test().rule(0.5)) for test in DemandContract.__subclasses__()}
    assert tested == {TimeDependent, Reciprocal, Fixed}
