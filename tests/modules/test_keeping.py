"""Keeping a deal: who means to keep it and who to use it, violations, trust that grows by tranches, and what a failure costs."""

import sys
from pathlib import Path

import numpy as np
import pytest

from sim.model import Journal, TalksModel, forget
from sim.model.dispositions import chance_of_keeping
from sim.model.stages.carrying_out import _end_deal
from sim.report import sentences  # noqa: F401 - declares who tells what
from sim.report.telling import Scene

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))
from talks import changed, paired, played, two_towns

TRUCE = two_towns(
    modules=("carrying_out", "keeping", "escalation"),
    days=260,
    carrying_out={"phases": {1: {"lasts": 120, "tranches": 6}}},
    north={"expected": 0.4, "trust": {"mean": 0.7}, "demand": {"deadline": "2000-02-01"}},
    south={"expected": 0.4, "trust": {"mean": 0.7}, "demand": {"deadline": "2000-02-01"}},
)
QUIET = changed(TRUCE, keeping__violations=0.0, keeping__keeper_leaves=0.0)
KEEPERS = {"parties__north__keeps": 1.0, "parties__south__keeps": 1.0}
USERS = {"parties__north__keeps": 0.0, "parties__south__keeps": 0.0}


def in_force(talks, *, seed=1, blocks=1, journal=None):
    """A model in which the same middling text comes into force on the first day of every history."""
    model = TalksModel(talks, seed=seed, blocks=range(blocks), journal=journal)
    model.deal.enter_into_force(np.full(model.R, True), np.full((3, model.R), 50.0), 0)
    return model


def left_on(model, days):
    """The day on which each history's deal was left, infinite where it was not, after so many days; (R,)."""
    left = np.full(model.R, np.inf)
    for _ in range(days):
        model.step()
        left = np.where((model.deal.ended_on >= 0) & (model.deal.broken_by >= 0), np.minimum(left, model.deal.ended_on), left)
    forget(model)
    return left


def watched(talks, days=200):
    """What is written down of each of 250 histories with a deal in force from the first day."""
    model = in_force(talks, journal=(journal := Journal(250)))
    left_on(model, days)
    return journal.entries.values()


def test_dispositions_are_as_likely_as_they_are_believed():
    """Over histories, parties that mean to keep deals are as many as the others believe on the first day, or as the file says."""
    model = TalksModel(TRUCE, seed=1, blocks=range(8))
    forget(model)
    for place, party in enumerate(model.parties):
        assert chance_of_keeping(party) == pytest.approx(0.7)
        assert model.dispositions.keeps[place].mean() == pytest.approx(0.7, abs=0.03)
    said = TalksModel(changed(TRUCE, parties__north__keeps=0.2), seed=1, blocks=range(8))
    forget(said)
    assert said.dispositions.keeps_of("north").mean() == pytest.approx(0.2, abs=0.03)
    assert np.array_equal(said.dispositions.keeps_of("south"), model.dispositions.keeps_of("south"))


def test_history_that_moves_belief_moves_what_is_true():
    """A promise broken before the start makes the others doubt, and rightly so."""
    broken = {"events": {"raid": {"on": "1999-12-01", "effects": [{"target": "parties.south.trust.north", "act": "promise_broken"}]}}}
    data = {"modules": [*TRUCE.modules, "events"], **broken}
    model = TalksModel(changed(TRUCE, **data), seed=1, blocks=range(4))
    forget(model)
    believed = model.party["south"].trust["north"].mean
    assert (believed < 0.6).all()
    assert model.dispositions.keeps_of("north").mean() == pytest.approx(believed.mean(), abs=0.04)


def test_users_leave_and_keepers_stay():
    """Of two that mean to use a deal one has left it before its time in nearly all histories; of two that mean to keep it hardly one."""
    users, keepers = (left_on(in_force(changed(TRUCE, **who)), 126) for who in (USERS, KEEPERS))
    assert np.isfinite(users).mean() > 0.9
    assert np.isfinite(keepers).mean() < 0.1


@pytest.mark.parametrize("lasts", [30, 120, 240])
def test_however_long_a_deal_is_meant_to_last_users_have_left_it_by_then(lasts):
    """With nothing to tempt or hinder it, one user leaves within the length of the deal in 95 of 100 histories, whatever the length."""
    one = changed(QUIET, parties__north__keeps=0.0, parties__south__keeps=1.0, carrying_out__phases__1__lasts=lasts, constants__hand_over_delay=0.0)
    left = left_on(in_force(changed(one, constants__breach_temptation=0.0), blocks=2), lasts)
    assert np.mean(left < lasts) == pytest.approx(1 - np.exp(-3), abs=0.04)


def test_users_leave_early():
    """More of those who leave do so in the first quarter of the deal than in any other, and more so the lower `use_early`."""
    quarters = np.histogram(left_on(in_force(changed(QUIET, **USERS)), 126), bins=[0, 30, 60, 90, 120])[0]
    assert quarters[0] > 2 * quarters[1:].max()
    earlier = left_on(in_force(changed(QUIET, **USERS, keeping__use_early=0.5)), 126)
    assert np.mean(earlier < 5) > np.mean(left_on(in_force(changed(QUIET, **USERS)), 126) < 5)


def test_temptation_hastens_leaving_and_a_guarantee_delays_it():
    """The same deal is left earlier where no deal is worth more, and later where somebody would act against who leaves it."""
    plain = changed(QUIET, **USERS)
    usual = np.minimum(left_on(in_force(plain), 126), 200)
    assert paired(np.minimum(left_on(in_force(changed(plain, parties__north__no_deal__expected__mean=0.85)), 126), 200), usual).down
    guarantee = {"strength": 2.0, "credible_to": {"north": 1.0, "south": 1.0}}
    guarded = changed(plain, modules=[*plain.modules, "mediation"], mediators__hill__guarantee=guarantee)
    assert paired(np.minimum(left_on(in_force(guarded), 126), 200), usual).up


def test_what_is_not_overlooked_is_answered_the_next_day():
    """Where nothing is overlooked and answers are due, each violation is answered by the other on the next day, if the deal still stands, and no answer is."""
    never = changed(QUIET, **KEEPERS, keeping__violations=0.05, keeping__overlooks=0.0, keeping__echoes=0.0, keeping__wrong_ends=0.0)
    seen = 0
    for history in watched(never):
        deeds = {(entry.day, entry.who): entry.kind for entry in history if entry.kind in ("violated", "answered")}
        ends = min((entry.day for entry in history if entry.kind in ("broke", "phase_done")), default=199)
        for (day, who), kind in deeds.items():
            other = "south" if who == "north" else "north"
            if kind == "answered":
                assert deeds.get((day - 1, other)) == "violated"
            elif day + 1 < ends:
                assert deeds[day + 1, other] == "answered"
                seen += 1
    assert seen > 500


def test_what_is_overlooked_is_not_answered():
    """Full trust that overlooks everything leaves no violation answered; the less is overlooked the more wrongs end deals."""
    blind = changed(QUIET, **KEEPERS, keeping__violations=0.05, keeping__overlooks=1.0, keeping__evidence=0.0)
    for name in ("north", "south"):
        blind = changed(blind, **{f"parties__{name}__trust": {"south" if name == "north" else "north": {"mean": 0.999999}}})
    kinds = [entry.kind for history in watched(blind) for entry in history]
    assert "violated" in kinds
    assert kinds.count("violated") == kinds.count("overlooked")
    assert "answered" not in kinds
    ends = {"keeping__violations": 0.05, "keeping__wrong_ends": 0.02, **KEEPERS}
    hard, mild = (np.isfinite(left_on(in_force(changed(QUIET, **ends, keeping__overlooks=share)), 126)) for share in (0.0, 1.0))
    assert paired(hard, mild).up


def test_users_violate_more_often():
    """Parties that mean to use a deal violate it more often while it stands, and what they do costs them belief."""
    often = {"keeping__use_leaves": 0.0, "keeping__violations": 0.02}
    models = [in_force(changed(QUIET, **who, **often)) for who in (USERS, KEEPERS)]
    for model in models:
        left_on(model, 60)
    users, keepers = models
    assert paired(users.dispositions.violated, keepers.dispositions.violated).up
    assert paired(users.party["north"].trust["south"].mean, keepers.party["north"].trust["south"].mean).down


def test_each_tranche_builds_trust_on_both_sides():
    """Day by day trust rises in both, in just those histories in which a tranche changes hands."""
    model = in_force(changed(QUIET, **KEEPERS, constants__trust_half_life=36500.0))
    grown = 0
    for _ in range(100):
        before = model.party["north"].trust["south"].mean, model.party["south"].trust["north"].mean, model.deal.handed.copy()
        model.step()
        moved = (model.deal.handed > before[2]).any(axis=0)
        for party, other, was in (("north", "south", before[0]), ("south", "north", before[1])):
            rise = model.party[party].trust[other].mean - was
            assert (rise[moved] > 0.0).all()
            assert (rise[~moved] <= 1e-9).all()
        grown += moved.sum()
    forget(model)
    assert grown > 500


def test_beliefs_stay_right_while_a_deal_is_carried_out():
    """Of parties whose deal still stands after so many tranches, as many mean to keep it as the others by then believe."""
    talks = changed(QUIET, constants__trust_half_life=36500.0, constants__act_promise_kept=0.0, constants__breach_temptation=0.0, keeping__violations=0.01)
    model = in_force(talks, blocks=4)
    believed, mean = {1: [], 3: [], 5: []}, []
    true = {k: [] for k in believed}
    for _ in range(126):
        before = model.deal.handed[0].copy()
        model.step()
        for k in believed:
            here = (before < k / 6 - 1e-9) & (model.deal.handed[0] >= k / 6 - 1e-9) & model.deal.standing
            believed[k] += model.party["north"].trust["south"].mean[here].tolist()
            true[k] += model.dispositions.keeps_of("south")[here].tolist()
    forget(model)
    for k, values in believed.items():
        assert len(values) > 300
        mean.append(np.mean(values))
        assert mean[-1] == pytest.approx(np.mean(true[k]), abs=0.06), k
    assert mean == sorted(mean)
    assert mean[-1] > 0.85


@pytest.mark.parametrize(("by", "days"), [(0, 60), (-1, 14)], ids=["breach", "lapse"])
def test_a_failure_puts_talks_off(by, days):
    """After a deal is left, or lapses, nobody is called to a session for as long as the file says, and then again."""
    model = in_force(changed(QUIET, **KEEPERS, keeping__breach_puts_off=60, keeping__lapse_puts_off=14))
    model.step()
    _end_deal(model, np.full(model.R, True), np.full(model.R, by))
    start, called = model.day, []
    while model.day < start + days + 10:
        model.step()
        if model.sessions.called.any():
            called.append(model.day - 1)
    forget(model)
    assert called[0] == -5 * (-(start + days) // 5)


def test_a_failure_escalates_and_a_lapse_costs_both_trust():
    """Escalation rises the day after a deal has failed, more where it was left, and a lapse costs trust on both sides."""
    tense = {}
    for how, by in (("breach", 0), ("lapse", -1), ("none", None)):
        model = in_force(changed(QUIET, **KEEPERS))
        model.step()
        before = [model.party[a].trust[b].mean for a, b in (("north", "south"), ("south", "north"))]
        if by is not None:
            _end_deal(model, np.full(model.R, True), np.full(model.R, by))
        after = [model.party[a].trust[b].mean for a, b in (("north", "south"), ("south", "north"))]
        assert all((later < was).all() == (how == "lapse") for later, was in zip(after, before, strict=True))
        model.step()
        forget(model)
        tense[how] = model.escalation.mean()
    assert tense["breach"] > tense["lapse"] > tense["none"]


def test_what_is_carried_out_is_not_on_the_table_again():
    """After a deal has failed in its second phase, no issue of the first, which is through, is under negotiation, in a second deal too."""
    phased = two_towns(
        modules=("carrying_out", "keeping"),
        days=300,
        issues={"c": {"phase": 2}},
        carrying_out={"phases": {1: {"lasts": 20, "tranches": 2}, 2: {"lasts": 200, "tranches": 2}}},
        north={"expected": 0.3, "keeps": 0.0, "trust": {"mean": 0.7}},
        south={"expected": 0.3, "keeps": 0.0, "trust": {"mean": 0.7}},
    )
    model = TalksModel(phased, seed=1, blocks=range(2))
    again = 0
    terms = np.full((3, model.R), np.nan)
    while model.running:
        model.step()
        through = model.deal.carried[0] >= 1.0
        terms = np.where(through & np.isnan(terms), model.deal.terms, terms)
        assert not (model.deal.under_negotiation & (model.phase_of_issue == 0)[:, None] & through).any()
        first = (model.phase_of_issue == 0)[:, None] & through
        assert np.array_equal(model.deal.terms[first], terms[first])
        again += int((through & model.deal.negotiating).sum())
    forget(model)
    assert again > 100


def _told_of_leaving(who):
    """What is told of each deal that is left, in histories with one in force from the first day."""
    model = in_force(changed(TRUCE, **who, keeping__wrong_ends=0.5, keeping__violations=0.05, keeping__overlooks=0.0), journal=(journal := Journal(60)))
    for _ in range(100):
        model.step()
    scenes = {history: Scene(model, history) for history in journal.entries}
    told = [scenes[history].sentence(entry) for history, entries in journal.entries.items() for entry in entries if entry.kind == "broke"]
    forget(model)
    assert len(told) > 20
    return told


def test_a_story_tells_why_a_deal_was_left():
    """Of a party that meant to use a deal it is said so; of one that meant to keep it, that it was wronged, where it does not gain by leaving."""
    assert all("which in this history it had signed to use, not to keep" in words for words in _told_of_leaving(USERS))
    keepers = _told_of_leaving(KEEPERS)
    assert not any("signed to use" in words for words in keepers)
    assert sum("wronged too often of late" in words for words in keepers) > len(keepers) / 2


def test_trust_decides_what_becomes_of_deals():
    """The less the parties trust each other, the more of the deals they make are left: what is believed comes true."""
    left = []
    for trust in (0.6, 0.75, 0.9):
        more = {f"parties__{a}__trust": {b: {"mean": trust, "strength": 10}} for a, b in (("north", "south"), ("south", "north"))}
        model = played(changed(TRUCE, **more), blocks=2)
        made = model.deal.first_day >= 0
        assert made.sum() > 50
        left.append(model.dispositions.used[made].mean())
    assert left[0] > left[1] > left[2]
