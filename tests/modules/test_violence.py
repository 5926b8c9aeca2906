"""Violence hurts talks: it costs belief, attendance and consent at home, and hastens talks only where the file says so."""

import sys
from pathlib import Path

import numpy as np
import pytest

from sim.model import TalksModel, forget
from sim.scenario import from_resolved, load, resolved, with_changes

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))
from broad_priors import drawn
from talks import changed, deal, paired, played, two_towns

TOWNS = two_towns(
    modules=("escalation", "violence", "ratification"),
    days=60,
    north={"trust": {"mean": 0.7}, "no_deal": {"cost_per_day": 0.001, "expected_days": 60}, "factions": {"guards": {"lag": 2}}},
    south={"trust": {"mean": 0.7}, "no_deal": {"cost_per_day": 0.001, "expected_days": 60}},
)
CALM, TENSE = ({"escalation__start": start, "escalation__decay_per_day": 0.0} for start in (0.0, 1.0))


def begun(talks, days=1):
    """A model after so many days."""
    model = TalksModel(talks, seed=1, blocks=range(2))
    for _ in range(days):
        model.step()
    forget(model)
    return model


def test_violence_costs_belief_attendance_and_consent_at_home():
    """While surroundings are tense each believes less that the other keeps a deal, comes less often, and groups at home ask for more."""
    calm, tense = (begun(changed(TOWNS, **how), days=40) for how in (CALM, TENSE))
    text = np.full((3, calm.R), 50.0)
    for name in ("north", "south"):
        assert (tense.party[name].outlook().holds(text) < calm.party[name].outlook().holds(text)).mean() > 0.9
        came = [model.tally.sat[name][2] / np.maximum(sum(model.tally.sat[name]), 1) for model in (tense, calm)]
        assert paired(*came).down
    wanted = [model.factions[0].no_deal - model.party["north"].no_deal for model in (tense, calm)]
    assert wanted[0] - wanted[1] == pytest.approx(0.05)


@pytest.mark.parametrize("effect", ["trust", "attendance", "home"])
def test_each_way_in_which_violence_hurts_costs_deals_or_nothing(effect):
    """With one effect alone, and large, full escalation lowers the share of histories with a deal; with none it changes nothing."""
    none = {f"violence__{name}": 0.0 for name in ("trust", "attendance", "home", "leaving")}
    bare = changed(TOWNS, **none)
    large = changed(bare, **{f"violence__{effect}": {"trust": 3.0, "attendance": 6.0, "home": 0.2}[effect]})
    assert np.array_equal(deal(played(changed(bare, **CALM), blocks=1)), deal(played(changed(bare, **TENSE), blocks=1)))
    assert paired(deal(played(changed(large, **TENSE), blocks=2)), deal(played(changed(large, **CALM), blocks=2))).down


def test_violence_hastens_only_where_the_file_says_so():
    """By default full escalation makes no day dearer and deals rarer; with `hastens` days are as dear as without the module."""
    calm, tense, said = (changed(TOWNS, **how) for how in (CALM, TENSE, {**TENSE, "violence__hastens": 1.0}))
    without = changed(tense, modules=["escalation", "ratification"])
    first, second, third, fourth = (begun(talks).party["north"].no_deal for talks in (calm, tense, said, without))
    assert np.array_equal(first, second)
    assert np.array_equal(third, fourth)
    assert paired(third, first).down
    assert paired(deal(played(tense, blocks=2)), deal(played(calm, blocks=2))).down


@pytest.mark.parametrize("name", ["doha-2024-08", "doha-2025-07"])
def test_full_escalation_brings_no_more_deals_in_talks_of_the_library(name):
    """With the module, talks that are fully tense throughout end in no more deals than calm ones."""
    loaded = load(name).scenario
    talks = with_changes(loaded, {"modules": sorted({*loaded.modules, "escalation", "violence"})})
    calm, tense = (deal(played(changed(talks, **how), blocks=1)) for how in (CALM, TENSE))
    assert not paired(tense, calm).up
    assert tense.mean() <= calm.mean()


@pytest.mark.slow
def test_over_broad_priors_full_escalation_brings_fewer_deals():
    """Over scenarios drawn from broad priors, full escalation throughout lowers the share of deals on average, and raises it by chance at most in any."""
    changes = []
    for seed in range(12):
        data = resolved(drawn(seed))
        data["modules"] = sorted({*data["modules"], "escalation", "violence"})
        talks = from_resolved(data)
        calm, tense = (deal(played(changed(talks, **how), blocks=1)) for how in (CALM, TENSE))
        changes.append(tense.mean() - calm.mean())
    assert np.mean(changes) < -0.02
    assert max(changes) <= 0.05


def test_unrest_makes_users_leave_sooner():
    """A deal in force is left sooner while surroundings are tense, if parties differ in whether they mean to keep it."""
    phases = {"phases": {1: {"lasts": 50, "tranches": 5}}}
    talks = changed(TOWNS, modules=["carrying_out", "escalation", "keeping", "violence"], parties__north__keeps=0.0)
    talks = with_changes(talks, {"carrying_out": phases})
    left = []
    for how in (CALM, TENSE):
        model = TalksModel(changed(talks, **how), seed=1, blocks=range(2))
        model.deal.enter_into_force(np.full(model.R, True), np.full((3, model.R), 50.0), 0)
        for _ in range(20):
            model.step()
        forget(model)
        left.append(model.deal.last_broken)
    assert paired(left[1], left[0]).up
