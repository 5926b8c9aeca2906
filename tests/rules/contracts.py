"""What every rule of a kind must hold to, as classes of tests that the tests of each rule inherit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.reference.bargain import Bargain
from sim.reference.frontier import Side
from sim.reference.preference import Preference
from sim.rules.acceptance import Answering
from sim.rules.bridging import Draft

R = 12
SHARES = arrays(float, R, elements=st.floats(0, 1))
VALUES = arrays(float, R, elements=st.floats(-0.5, 1.5))
MASKS = arrays(bool, R)
SOME = np.array([7, 2, 11, 3])
INHERITED = [HealthCheck.differing_executors]  # a contract is run by the tests of each rule


def drafts(seed, *, sides=2, shape=1.0, histories=60):
    """What a drafter may have before it in many histories: sides that pull apart, at times with nothing to gain, bounds on each issue."""
    luck = np.random.default_rng(seed)
    issues = int(luck.integers(1, 5))
    wants, centres = ["more", "less", "peak"][:sides], [80.0, 20.0, 50.0][:sides]

    def one(want, centre):
        preference = Preference.of([want] * issues, luck.normal(centre, 15, (issues, histories)), luck.uniform(0, 1, (issues, histories)), shape)
        return Side(preference, -luck.uniform(0, 0.8, histories), 0.9 * preference.salience)

    lower, upper = luck.uniform(0, 45, (issues, histories)), luck.uniform(55, 100, (issues, histories))
    made = [one(want, centre) for want, centre in zip(wants, centres, strict=True)]
    return Draft(Bargain(made, lower, upper), list(luck.uniform(-0.5, 0.5, sides)), list(luck.uniform(0.5, 2, sides)), int(luck.integers(sides)))


def among(draft, histories):
    """The same draft in some of the histories, in that order."""
    bargain = draft.bargain
    return replace(draft, bargain=Bargain([side.among(histories) for side in bargain.sides], bargain.lower[:, histories], bargain.upper[:, histories]))


DRAFTS = st.builds(drafts, st.integers(0, 10**6), sides=st.sampled_from([2, 2, 3]), shape=st.sampled_from([1.0, 1.0, 1.5]))


class BridgingContract:
    """A bridging rule turns a draft into a text for each history by itself."""

    rule: staticmethod

    @settings(deadline=None, max_examples=12, suppress_health_check=INHERITED)
    @given(DRAFTS)
    def test_texts_lie_within_bounds(self, draft):
        """Every issue has a point within its bounds in every history."""
        text, bargain = self.rule(draft), draft.bargain
        assert text.shape == bargain.lower.shape
        assert np.all((text >= bargain.lower - 1e-9) & (text <= bargain.upper + 1e-9))

    @settings(deadline=None, max_examples=12, suppress_health_check=INHERITED)
    @given(DRAFTS, st.data())
    def test_each_history_stands_for_itself(self, draft, data):
        """Leaving histories out, or putting them in another order, changes no bit of the texts of the others."""
        some = np.array(data.draw(st.permutations(range(60))))[: data.draw(st.integers(1, 60))]
        assert np.array_equal(self.rule(among(draft, some)), self.rule(draft)[:, some])

    @settings(deadline=None, max_examples=8, suppress_health_check=INHERITED)
    @given(st.builds(drafts, st.integers(0, 10**6)))
    def test_the_draft_is_left_alone(self, draft):
        """Asking twice gives the same text: nothing that the drafter has before it is changed."""
        assert np.array_equal(self.rule(draft), self.rule(draft))


class DemandContract:
    """A demand rule says which share of the gain a party holds out for."""

    def rule(self, start):
        """The rule for a party that holds out for the share `start` at first."""
        raise NotImplementedError

    @settings(suppress_health_check=INHERITED)
    @given(st.floats(0, 1), SHARES, arrays(float, R, elements=st.floats(0, 1.5)), VALUES)
    def test_shares_are_shares(self, start, before, elapsed, conceded):
        """Whatever the time and the other's moves, the share lies in [0, 1], one for each history."""
        share = self.rule(start).share(before, elapsed, conceded)
        assert share.shape == (R,)
        assert np.all((share >= 0.0) & (share <= 1.0))

    @settings(suppress_health_check=INHERITED)
    @given(st.floats(0, 1), SHARES, SHARES, VALUES)
    def test_each_history_stands_for_itself(self, start, before, elapsed, conceded):
        """Some histories alone have the same shares, bit for bit, as among all."""
        rule = self.rule(start)
        assert np.array_equal(rule.share(before[SOME], elapsed[SOME], conceded[SOME]), rule.share(before, elapsed, conceded)[SOME])

    @settings(suppress_health_check=INHERITED)
    @given(st.floats(0, 1), SHARES, SHARES, VALUES)
    def test_a_party_never_asks_for_more_than_before(self, start, before, elapsed, conceded):
        """From one session to the next the share does not rise, whatever the other side does."""
        rule = self.rule(start)
        earlier = rule.share(np.full(R, start), elapsed * before, conceded)
        assert np.all(rule.share(earlier, elapsed, conceded) <= earlier + 1e-12)


class AcceptanceContract:
    """An acceptance rule says where a text is accepted."""

    rule: staticmethod

    @settings(suppress_health_check=INHERITED)
    @given(VALUES, VALUES, VALUES, MASKS, arrays(float, R, elements=st.one_of(st.just(0.0), st.floats(0, 1, exclude_max=True))))
    def test_nothing_is_accepted_outside_the_hard_mask(self, value, no_deal, aspiration, within, luck):
        """No luck makes a party sign what crosses a red line or is worth less than no deal."""
        accepted = self.rule(Answering(value, no_deal, aspiration, within), luck)
        assert not np.any(accepted & (~within | (value < no_deal - 1e-9)))

    @settings(suppress_health_check=INHERITED)
    @given(SHARES, SHARES, SHARES, SHARES)
    def test_a_better_text_is_accepted_where_a_worse_one_is(self, value, more, no_deal, luck):
        """Under the same luck, a text worth more is accepted at least wherever one worth less is."""
        within, aspiration = np.ones(R, bool), np.full(R, 0.6)
        worse, better = (self.rule(Answering(worth, no_deal, aspiration, within), luck) for worth in (value, value + more))
        assert np.all(better | ~worse)

    @settings(suppress_health_check=INHERITED)
    @given(VALUES, VALUES, SHARES, MASKS, SHARES)
    def test_each_history_stands_for_itself(self, value, no_deal, luck, within, aspiration):
        """Some histories alone answer as they do among all."""
        alone = self.rule(Answering(value[SOME], no_deal[SOME], aspiration[SOME], within[SOME]), luck[SOME])
        assert np.array_equal(alone, self.rule(Answering(value, no_deal, aspiration, within), luck)[SOME])
