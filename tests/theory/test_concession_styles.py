"""Late and early conceders: who gives way late signs later and gains more when it signs, and loses deals where talks may break down."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from claims import Claim, played, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D

from sim.analysis.intervals import means_paired, shares_paired, wilson
from sim.report.figures.style import BLUE, MARGIN, ORANGE, Drawing, Page, in_house_style, percent_ticks

CLAIM = Claim(
    title="Who concedes late signs later, and gains more when it signs",
    says=(
        "Of two parties that see the same deadline, one that gives way only near the end (boulware) signs later than one that gives way at first (conceder), and gains more where both would sign. "
        "Where the other side may walk out meanwhile it signs less often."
    ),
    kind="pattern",
    conditions=(
        "North's style varies, South's stays even; pairs of histories under the same luck. It is a theorem of this model, history by history, on a text that stays the same: answers without noise, values that do not change, everybody at every session, the last session on the deadline. "
        "Then the late conceder never signs earlier and gains the same; without a hazard it signs in the very histories in which the early one does, and with one never in another. "
        "Where texts follow refusals and answers are noisy it holds on average: in a few histories in a hundred the late conceder gains less."
    ),
    sources={
        "Faratin, Sierra & Jennings 1998": "Peyman Faratin, Carles Sierra and Nick R. Jennings, Negotiation decision functions for autonomous agents, Robotics and Autonomous Systems 24(3-4), 159-182: tactics by the clock, from those that hold out until the deadline (boulware) to those that go to their limit at once (conceder), tried against each other.",
    },
    rules=("sim/rules/demand/time_dependent.py:TimeDependent", "sim/model/stages/demanding.py:demanded_by"),
    reverses=(
        "Counting talks that fail as no gain, the latest conceder does not do best: noise and absences cost it signatures in its last sessions even when nobody walks out, and with a walkout on four days in a hundred it gains less than an even conceder."
    ),
)
BETAS = [0.1, 0.3, 1.0, 3.0, 10.0]
NEVER, SELDOM, OFTEN = 0.0, 0.01, 0.04
"""Daily rates at which South walks out."""
FIXED_TEXT = {
    "parties__north__acceptance": "threshold",
    "parties__south__acceptance": "threshold",
    "mediators__hill__bridging__rule": "weighted_mean",
    "mediators__hill__estimate_error": 0.0,
    "constants__temptation": 0.0,
    "constants__attendance_readiness": 50.0,
    "constants__mediator_presence": 1.0,
    "calendar__end": "2000-02-10",
}


@dataclass(frozen=True)
class Outcome:
    """Where a history is signed, on which day, and what North gains by it (both nan where not); each (R,)."""

    signed: np.ndarray
    day: np.ndarray
    gain: np.ndarray

    @property
    def gain_in_all(self):
        """North's gain, 0 where nothing is signed; (R,)."""
        return np.where(self.signed, self.gain, 0.0)


@cache
def outcome(beta, rate=NEVER, seed=1, *, fixed_text=False):
    """What becomes of 250 histories with that style of North and that rate of walking out."""
    walkout = {"events__walkout__rate_per_day": rate} if rate else {"modules": []}
    model = played(scenario("concession_styles", parties__north__demand__beta=beta, **walkout, **(FIXED_TEXT if fixed_text else {})), seed=seed)
    signed = model.deal.first_day >= 0
    return Outcome(signed, np.where(signed, model.deal.first_day, np.nan), model.tally.gain_at_signature["north"])


def against_even(beta, rate, what):
    """The paired change of a quantity from an even conceder to one of that style, where both sign, with its interval: low, middle, high."""
    found = means_paired(getattr(outcome(1.0, rate), what), getattr(outcome(beta, rate), what))
    return found.low, found.difference, found.high


STYLES = {"late": st.floats(0.1, 2.0), "times": st.floats(1.0, 10.0), "seed": st.integers(0, 10**4)}


@settings(deadline=None, max_examples=4)
@given(**STYLES)
def test_on_a_fixed_text_the_late_conceder_signs_no_earlier_and_gains_the_same(late, times, seed):
    """On one text that does not change, every history: the same ones sign, none of them earlier, with the same gain."""
    one, other = outcome(late, seed=seed, fixed_text=True), outcome(late * times, seed=seed, fixed_text=True)
    assert np.array_equal(one.signed, other.signed)
    assert np.all((one.day >= other.day)[one.signed])
    assert np.allclose(one.gain[one.signed], other.gain[one.signed], rtol=0.0, atol=1e-12)


@settings(deadline=None, max_examples=4)
@given(**STYLES)
def test_on_a_fixed_text_a_hazard_only_takes_deals_from_the_late_conceder(late, times, seed):
    """With walkouts too: what the late conceder signs the early one has signed, no later."""
    one, other = outcome(late, SELDOM, seed=seed, fixed_text=True), outcome(late * times, SELDOM, seed=seed, fixed_text=True)
    assert not np.any(one.signed & ~other.signed)
    assert np.all((one.day >= other.day)[one.signed])


def test_on_a_fixed_text_styles_do_differ():
    """The theorem is no idle one: a very late conceder signs later than a very early one in most histories, and loses deals to the hazard."""
    late, early = outcome(0.1, fixed_text=True), outcome(10.0, fixed_text=True)
    assert np.mean((late.day > early.day)[late.signed]) > 0.5
    late, early = outcome(0.1, SELDOM, fixed_text=True), outcome(10.0, SELDOM, fixed_text=True)
    assert np.sum(early.signed & ~late.signed) > 0


def test_late_conceders_sign_later_and_gain_more():
    """With texts that move, step by step from late to early: the day falls and so does the gain, with or without walkouts."""
    for rate in (NEVER, SELDOM):
        for beta in BETAS:
            for what in ("day", "gain"):
                low, _, high = against_even(beta, rate, what)
                assert low > 0.0 or beta >= 1.0, (rate, beta, what)
                assert high < 0.0 or beta <= 1.0, (rate, beta, what)


def test_a_hazard_costs_the_late_conceder_deals():
    """Where South may walk out, signatures grow rarer the later North concedes, and by more than without that hazard between even and early."""
    shares = [outcome(beta, SELDOM).signed.mean() for beta in BETAS]
    assert shares == sorted(shares)
    for later, earlier in ((0.1, 1.0), (0.3, 1.0), (1.0, 3.0), (1.0, 10.0)):
        assert shares_paired(outcome(earlier, SELDOM).signed, outcome(later, SELDOM).signed).high < 0.0
    lost = [1.0 * outcome(10.0, rate).signed - outcome(1.0, rate).signed for rate in (NEVER, SELDOM)]
    assert means_paired(*lost).low > 0.0


def test_in_all_it_does_not_pay_to_be_the_last():
    """Counting failures as nothing: North gains by conceding late when nobody walks out, and loses by it when South often does."""
    assert means_paired(outcome(1.0).gain_in_all, outcome(0.3).gain_in_all).low > 0.0
    assert means_paired(outcome(1.0, OFTEN).gain_in_all, outcome(0.1, OFTEN).gain_in_all).high < 0.0


@in_house_style
def draw() -> Drawing:
    """Day of signature, gain and share of deals by North's style, with and without walkouts."""
    looks = {NEVER: (BLUE, "o", "-", "nobody walks out"), SELDOM: (ORANGE, "s", "--", "South walks out on one day in a hundred")}
    key = [Line2D([], [], color=colour, marker=marker, ls=line, label=label) for colour, marker, line, label in looks.values()]
    page = Page(
        "Late and early conceders: 250 histories a point, seed 1; bars are 95 % intervals",
        "Who concedes late signs later, gains more when it signs, and signs less",
        "By North's style, from one that gives way at the very end (0.1) to one that gives way at first (10); South gives way evenly. Day and gain: change from an even conceder (1) in the histories that both sign.",
        2.5,
        key,
    )
    panels = {"day": "days earlier or later", "gain": "North's gain where signed", "signed": "share of histories signed"}
    rows = []
    for place, (what, label) in enumerate(panels.items()):
        axes = page.axes(MARGIN + 0.5 + place * 2.55, 0.25, 1.85, 1.75)
        page.write(MARGIN + 0.5 + place * 2.55, 0.0, label, fontsize=8.5)
        for rate, (colour, marker, line, _) in looks.items():
            found = np.array([share(beta, rate) if what == "signed" else against_even(beta, rate, what) for beta in BETAS])
            shift = 1.0 if rate == NEVER else 1.07
            axes.errorbar(
                np.array(BETAS) * shift,
                found[:, 1],
                [found[:, 1] - found[:, 0], found[:, 2] - found[:, 1]],
                marker=marker,
                color=colour,
                ls=line,
                ms=4.5,
                lw=1.2,
            )
            rows += [
                {"what": what, "walkout": rate, "beta": beta, "low": float(low), "mean": float(mean), "high": float(high)}
                for beta, (low, mean, high) in zip(BETAS, found, strict=True)
            ]
        axes.set_xscale("log")
        axes.set_xticks(BETAS, ["0.1", "0.3", "1", "3", "10"])
        axes.minorticks_off()
        axes.set_xlabel("beta: late to early")
        if what == "signed":
            axes.set_yticks(*percent_ticks(1.0))
            axes.set_ylim(0, 1.03)
        else:
            axes.axhline(0.0, color="#5c5c5c", lw=0.7)
    late, early = ({what: against_even(beta, NEVER, what)[1] for what in ("day", "gain")} for beta in (0.1, 10.0))
    shares = {(beta, rate): share(beta, rate)[1] for beta in (0.1, 10.0) for rate in (NEVER, SELDOM)}
    alt = (
        f"Three panels. A North that gives way at the very end signs {late['day']:.0f} days later than an even conceder and gains {late['gain']:.3f} more; one that gives way at first signs {-early['day']:.0f} days earlier and gains {-early['gain']:.3f} less; "
        f"a hazard that South walks out hardly changes that. But it changes how often anything is signed: by the latest conceder in {shares[0.1, NEVER]:.0%} of histories without and {shares[0.1, SELDOM]:.0%} with the hazard, "
        f"by the earliest in {shares[10.0, NEVER]:.0%} and {shares[10.0, SELDOM]:.0%}."
    )
    return Drawing(page.figure, page.title, alt, rows)


def share(beta, rate):
    """Share of histories signed with its 95 % interval: low, middle, high."""
    signed = outcome(beta, rate).signed
    found = wilson(int(signed.sum()), len(signed))
    return found.low, found.share, found.high
