"""Parties that hope for little leave talks, and come back when their prospects have changed."""

import numpy as np
import pytest
from talks import played, two_towns

from sim.endings import ENDINGS
from sim.model import TalksModel, forget
from sim.modules.leaving import left_last

WEIGH = {"demand": {"rule": "expected_gain"}, "acceptance": "judged"}
BREAKDOWN = ENDINGS.index("breakdown")


def towns(expected=0.59, modules=("leaving",), **more):
    """Two towns that weigh what they hold out for, and expect so much without a deal."""
    own = {**WEIGH, "expected": expected, **more.pop("party", {})}
    behaviour = {"own_favour": 0.03, "coming_round": 0.1, "lasting_error": 0.2, "fresh_error": 0.01, "others_hold_out": 0.3}
    return two_towns(format=2, modules=modules, behaviour=behaviour, north=own, south=own, **more)


def broken_down(scenario):
    """The share of histories that end in a breakdown."""
    return np.mean(played(scenario).endings() == BREAKDOWN)


def test_who_hopes_for_less_leaves_more_often():
    """The better both do without a deal, the more histories end since one has left."""
    shares = [broken_down(towns(expected)) for expected in (0.45, 0.6, 0.75)]
    assert shares[0] + 0.05 < shares[1] < shares[2] - 0.05


@pytest.mark.parametrize(("setting", "less", "more"), [("rate", 0.0, 0.01), ("weariness", 0.0, 2.0), ("hope", 30.0, 0.0)])
def test_each_setting_works_in_its_direction(setting, less, more):
    """A higher rate, more weariness and hope that holds less make parties leave more often."""
    low, high = (broken_down(towns(leaving={setting: value})) for value in (less, more))
    assert low + 0.03 < high


def test_without_the_rate_nothing_differs():
    """With a rate of 0 histories are those without the module, to the last bit."""
    one, other = (played(towns(**more)) for more in ({"leaving": {"rate": 0.0}}, {"modules": ()}))
    assert np.array_equal(one.deal.first_day, other.deal.first_day)
    assert np.array_equal(one.table.package, other.table.package)


def test_who_has_left_is_called_no_more_and_the_ending_is_a_breakdown():
    """From the day on which a party leaves no session is called; without a deal the ending is a breakdown."""
    model = TalksModel(towns(leaving={"rate": 0.02, "reopens_at": 1.0}), seed=1, blocks=range(1))
    called = []
    while model.running:
        model.step()
        called.append(model.sessions.called)
    forget(model)
    kept = model.kept["leaving"]
    gone = (kept["since"] >= 0).any(axis=0)
    assert gone.mean() > 0.2
    assert np.all(model.endings()[gone & (model.deal.first_day < 0)] == BREAKDOWN)
    days = np.arange(model.days)[:, None]
    assert not np.any(np.array(called) & (days >= kept["since"].max(axis=0)) & gone)


def test_a_party_comes_back_when_it_expects_less_without_a_deal():
    """After a blow to what both expect, all who had left before come back, and then more deals are made than without the blow."""
    blow = {"on": "2000-03-01", "effects": [{"target": f"parties.{name}.no_deal.expected", "add": -0.25} for name in ("north", "south")]}
    hit = towns(0.75, modules=("leaving", "events"), events={"blow": blow}, leaving={"rate": 0.02})
    calm = towns(0.75, modules=("leaving", "events"), events={"blow": {**blow, "chance": 0.0}}, leaving={"rate": 0.02})
    before, after = (played(scenario) for scenario in (calm, hit))
    away = [np.mean(((since >= 0) & (since < 60)).any(axis=0)) for since in (model.kept["leaving"]["since"] for model in (before, after))]
    assert away[0] > 0.2
    assert away[1] < 0.02
    assert (after.deal.first_day >= 60).mean() > (before.deal.first_day >= 60).mean() + 0.05


def test_an_act_of_force_stirs_up_what_surrounds_the_talks():
    """Where leaving is an act of force escalation peaks higher; where it is none it stays as it is."""
    peaks = [played(towns(0.7, modules=("leaving", "escalation"), leaving={"rate": 0.02, "force": force})).tally.escalation_peak.mean() for force in (0.0, 0.4)]
    assert peaks[0] == 0.0
    assert peaks[1] > 0.05


def test_most_who_leave_act_alone():
    """Of those who leave, about as many act alone as the setting says."""
    kept = played(towns(0.7, leaving={"rate": 0.02, "reopens_at": 1.0})).kept["leaving"]
    by = left_last(kept)
    gone = by >= 0
    assert kept["acted"][by, np.arange(len(by))][gone].mean() == pytest.approx(0.78, abs=0.06)


def test_who_is_still_away_is_named_when_another_comes_back():
    """Of several who have left the last is named; one who comes back leaves those named who are still away."""
    since = np.array([[-1, 5, 5, -1], [-1, 9, -1, 9]])
    assert left_last({"since": since}).tolist() == [-1, 1, 0, 1]
