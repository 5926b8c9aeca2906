"""A harder red line costs deals; but one that is named can bring a mediator in doubt to a text sooner."""

from functools import cache

import numpy as np
from claims import Claim, played, scenario
from matplotlib.lines import Line2D

from sim.analysis.intervals import means_paired, wilson
from sim.report.figures.style import BLUE, MARGIN, ORANGE, Drawing, Page, in_house_style, percent_ticks

CLAIM = Claim(
    title="A harder red line costs deals, but a named one can save time",
    says=(
        "The harder a party's red line, the rarer a signature. Yet where a mediator is in much doubt about what the party can bear, a red line near that point, which the party names when a text crosses it, brings signatures sooner: "
        "a refusal over price may be haggling and is half believed, a red line is believed at once."
    ),
    kind="pattern",
    conditions=(
        "One issue, parties who do not haggle, a mediator who learns from answers; red lines are named truthfully. Sooner: in the histories that sign with and without the red line, and also when each history without a signature counts as the last day. "
        "That needs doubt about prospects (0.15 of value) and a red line within a few points of what the party would sign anyway. Found by trying: with three issues, or where both sides haggle by the clock, hardly a day is saved."
    ),
    sources={
        "Putnam 1988": "Robert D. Putnam, Diplomacy and domestic politics: the logic of two-level games, International Organization 42(3), 427-460: a small win-set is a strength at the table and a risk to the deal.",
        "Savun 2008": "Burcu Savun, Information, bias, and mediation success, International Studies Quarterly 52(1), 25-47: mediators who know more about the disputants succeed more often.",
    },
    rules=("sim/model/objecting.py:objection_to", "sim/model/beliefs.py:hear", "sim/model/learning.py:learn_from_answer"),
    reverses="A mediator who guesses well what each side can bear learns nothing from a red line: it saves no time there, and a hard one costs days as well as deals.",
)
RED_LINES = [40.0, 45.0, 50.0, 55.0, 60.0, 65.0, 70.0]
"""North's, on the water; without one it would sign from about 55 up, and South up to about 66."""
NAMED, SLACK, HARD = 55.0, 1.0, 65.0
SURE, IN_DOUBT = 0.03, 0.15


@cache
def talks(red_line, doubt, *, haggling=False):
    """250 histories with that red line of North and that doubt of the mediator."""
    demands = {f"parties__{name}__demand": {"rule": "time_dependent"} for name in ("north", "south")} if haggling else {}
    return played(scenario("hardened_red_line", parties__north__stances__water__red_line=red_line, constants__resolve_error=doubt, **demands))


def signed(red_line, doubt, **more):
    """Where a text is signed, (R,)."""
    return talks(red_line, doubt, **more).tally.signatures > 0


def days(red_line, doubt, *, in_all=False, **more):
    """The day of signature, nan where there is none, or with `in_all` the day after the last; (R,)."""
    model = talks(red_line, doubt, **more)
    return np.where(model.tally.signatures > 0, model.deal.first_day, model.days if in_all else np.nan)


def later(red_line, doubt, **more):
    """By how many days a red line delays signatures, pair by pair, with its 95 % interval: low, middle, high."""
    found = means_paired(days(SLACK, doubt, **more), days(red_line, doubt, **more))
    return found.low, found.difference, found.high


def share(red_line, doubt):
    """Share of histories signed with its 95 % interval: low, middle, high."""
    where = signed(red_line, doubt)
    found = wilson(int(where.sum()), len(where))
    return found.low, found.share, found.high


def test_a_harder_red_line_costs_deals():
    """Whatever the mediator's doubt, signatures grow rarer as the red line hardens; the hardest leaves less than a third."""
    for doubt in (SURE, IN_DOUBT):
        shares = [signed(red_line, doubt).mean() for red_line in (SLACK, *RED_LINES)]
        assert np.all(np.diff(shares) <= 0.01), doubt
        assert shares[-1] < 0.33 * shares[0], doubt


def test_a_named_red_line_saves_a_mediator_in_doubt_time():
    """Near what North would sign anyway a red line brings signatures sooner, among those that sign either way and counting failures as the last day."""
    assert later(NAMED, IN_DOUBT)[2] < 0.0
    assert later(NAMED, IN_DOUBT, in_all=True)[2] < 0.0
    assert signed(NAMED, IN_DOUBT).mean() > signed(SLACK, IN_DOUBT).mean() - 0.02


def test_it_saves_time_because_of_the_doubt():
    """The same red line saves a mediator who guesses well less time, pair by pair, and a hard one costs it days."""
    sure, in_doubt = (days(NAMED, doubt) - days(SLACK, doubt) for doubt in (SURE, IN_DOUBT))
    assert means_paired(sure, in_doubt).high < 0.0
    assert later(NAMED, SURE)[2] > 0.0
    assert later(HARD, SURE)[0] > 0.0


def test_what_was_named_is_believed_at_once():
    """Where a text crossed North's red line the mediator knows it to the point, and no later text crosses it again."""
    model = talks(NAMED, IN_DOUBT)
    north, believed = model.party["north"], model.mediator["hill"].estimates["north"]
    told = believed.lower > 0.0
    assert told.mean() > 0.3
    assert np.array_equal(believed.lower[told], north.lower[told])
    assert np.all((model.table.package >= north.lower - 1e-9)[told])


def test_where_both_haggle_little_is_saved():
    """With demands that fall by the clock the deadline sets the day: the red line moves it by less than two days either way."""
    low, _, high = later(NAMED, IN_DOUBT, haggling=True)
    assert -2.0 < low < high < 2.0


@in_house_style
def draw() -> Drawing:
    """Change of the day of signature, and share signed, by North's red line and the mediator's doubt."""
    looks = {IN_DOUBT: (BLUE, "o", "-", "mediator in much doubt (0.15)"), SURE: (ORANGE, "s", "--", "mediator who guesses well (0.03)")}
    key = [Line2D([], [], color=colour, marker=marker, ls=line, label=label) for colour, marker, line, label in looks.values()]
    page = Page(
        "A red line that is named: 250 histories a point, seed 1; bars are 95 % intervals",
        "A harder red line costs deals, but a named one can save time",
        "By the red line of North on the water; without one it signs from about 55 up, and South up to about 66. Left: change of the day of signature against no red line, in the histories that sign in both. Doubt: error of first guesses about prospects.",
        2.5,
        key,
    )
    rows, panels = [], {"days": (page.axes(MARGIN + 0.55, 0.3, 2.9, 1.7), later), "signed": (page.axes(MARGIN + 4.3, 0.3, 2.9, 1.7), share)}
    page.write(MARGIN + 0.55, 0.0, "days earlier or later", fontsize=8.5)
    page.write(MARGIN + 4.3, 0.0, "share of histories signed", fontsize=8.5)
    for what, (axes, measure) in panels.items():
        for doubt, (colour, marker, line, _) in looks.items():
            found = np.array([measure(red_line, doubt) for red_line in RED_LINES])
            at = np.array(RED_LINES) + (0.25 if doubt == SURE else -0.25)
            axes.errorbar(at, found[:, 1], [found[:, 1] - found[:, 0], found[:, 2] - found[:, 1]], color=colour, marker=marker, ls=line, ms=4.5, lw=1.2)
            rows += [
                {"what": what, "doubt": doubt, "red_line": at, "low": float(low), "mean": float(mean), "high": float(high)}
                for at, (low, mean, high) in zip(RED_LINES, found, strict=True)
            ]
        axes.set_xlabel("North's red line")
    panels["days"][0].axhline(0.0, color="#5c5c5c", lw=0.7)
    panels["signed"][0].set_yticks(*percent_ticks(1.0))
    panels["signed"][0].set_ylim(0, 1.03)
    (low, saved, high), sure = later(NAMED, IN_DOUBT), later(NAMED, SURE)[1]
    alt = (
        f"Two panels. Left: with a mediator in much doubt a red line at {NAMED:.0f} brings signatures {-saved:.1f} days sooner (interval {-high:.1f} to {-low:.1f}), with one who guesses well {abs(sure):.1f} days {'sooner' if sure < 0 else 'later'}, "
        f"which may be chance; a red line at {HARD:.0f} costs the latter {later(HARD, SURE)[1]:.1f} days. Right: with either, the share of histories signed is {share(RED_LINES[0], IN_DOUBT)[1]:.0%} with a red line at {RED_LINES[0]:.0f}, "
        f"{share(NAMED, IN_DOUBT)[1]:.0%} at {NAMED:.0f}, {share(HARD, IN_DOUBT)[1]:.0%} at {HARD:.0f} and {share(RED_LINES[-1], IN_DOUBT)[1]:.0%} at {RED_LINES[-1]:.0f}."
    )
    return Drawing(page.figure, page.title, alt, rows)
