"""Another group that must agree never adds a text that passes at home; with more of them deals are fewer and later."""

import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from claims import Claim, played, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D

from sim.analysis.intervals import wilson
from sim.model import TalksModel, forget
from sim.report.figures.style import BLUE, INNER, MARGIN, ORANGE, SMALL, Drawing, Page, in_house_style, percent_ticks

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))
from talks import deal, paired

CLAIM = Claim(
    title="Another veto player never adds a text that passes",
    says=(
        "In the same state of the talks, every text that both parties can sign and that all veto players let pass would pass as well with one veto player less. So the set of texts that can come into "
        "force never grows when a group at home is given a veto. Over whole talks a pattern goes with it: with more veto players fewer histories see a deal, more signed texts are stopped at home, and a deal comes later."
    ),
    kind="theorem of this model",
    conditions=(
        "For the set of texts: whatever the groups want, whoever knows their red lines, on the day all else is alike. For deals and days: groups that differ from their party, and from "
        "each other, by chance; days are those of histories with a deal both with and without the groups."
    ),
    sources={
        "Tsebelis 2002": (
            "George Tsebelis, Veto Players: How Political Institutions Work, Princeton University Press: a new veto player leaves the set of outcomes that can replace the status quo as it "
            "is or makes it smaller."
        ),
        "Cunningham 2006": (
            "David E. Cunningham, Veto players and civil war duration, American Journal of Political Science 50(4), 875-892: wars with more actors who must approve a settlement last longer; "
            "fewer agreements are acceptable to all, information is worse, each may hold out, alliances shift."
        ),
        "Putnam 1988": (
            "Robert D. Putnam, Diplomacy and domestic politics: the logic of two-level games, International Organization 42(3), 427-460: an agreement has to be ratified at home, on both "
            "sides, and what passes there limits what can be agreed."
        ),
    },
    rules=("sim/model/faction.py:consider", "sim/model/stages/ratifying.py:ratify", "sim/rules/acceptance/__init__.py:Answering"),
    reverses=(
        "A group that wants no more than its party changes nothing, and one whose veto is implied by another's neither. Of Cunningham's four reasons the model has the first two; "
        "nobody here holds out to be the last to sign, and alliances do not shift."
    ),
)
COUNTS = [0, 1, 2, 3, 4]
"""Groups with a veto on either side."""
GROUP = {
    "stances": {issue: {"salience": {"mean": 1.5, "sd": 0.3}} for issue in ("meadow", "fence")},
    "no_deal_add": {"mean": 0.0, "sd": 0.03},
}
"""The group of the scenario."""


@cache
def measured(count):
    """The model of 500 histories with so many groups on either side."""
    groups = {f"group_{k}": GROUP for k in range(count)}
    return played(scenario("veto_players", parties__north__factions=groups, parties__south__factions=groups), blocks=2)


def of_issue(wants):
    """What a group may hold on an issue: nothing of its own, or a position, a weight and a red line that its side could have."""
    low, high = (50.0, 99.0) if wants == "more" else (1.0, 50.0)
    away = -1.0 if wants == "more" else 1.0
    stance = st.builds(
        lambda position, width, salience: {"position": position, "salience": salience, "red_line": min(max(position + away * width, 1.0), 99.0)},
        st.floats(low, high),
        st.floats(1, 60),
        st.floats(0.1, 3),
    )
    return st.one_of(st.just({}), stance)


def group(wants):
    return st.builds(
        lambda meadow, fence, add, known, veto: {"stances": {"meadow": meadow, "fence": fence}, "no_deal_add": add, "limits_known_to": known, "veto": veto},
        of_issue(wants),
        of_issue(wants),
        st.floats(-0.2, 0.2),
        st.sampled_from(["nobody", "party", "everybody"]),
        st.booleans(),
    )


def ratifiable(groups, texts):
    """Where each of the texts (texts, issues) passes on the first day: both parties can sign it and all veto players let it pass; (texts, R)."""
    north, south = ({f"group_{k}": one for k, one in enumerate(side)} for side in groups)
    model = TalksModel(scenario("veto_players", parties__north__factions=north, parties__south__factions=south), seed=1, blocks=range(1))
    forget(model)
    deciding = [*model.parties, *model.vetoes]
    packages = [np.array(text)[:, None] + np.zeros((1, model.R)) for text in texts]
    return np.array([np.logical_and.reduce([who.consider(package).acceptable for who in deciding]) for package in packages])


GRID = [(x, y) for x in range(10, 100, 20) for y in range(10, 100, 20)]


@settings(max_examples=25, deadline=None)
@given(north=st.lists(group("more"), max_size=2), south=st.lists(group("less"), max_size=2), another=st.tuples(st.booleans(), st.data()))
def test_another_veto_player_never_adds_a_text(north, south, another):
    """Whatever groups there are and whatever one more wants, each text that passes with it passes without it, in every history."""
    joins_north, data = another
    one = {**data.draw(group("more" if joins_north else "less")), "veto": True}
    before = ratifiable((north, south), GRID)
    after = ratifiable((north + [one] * joins_north, south + [one] * (not joins_north)), GRID)
    assert not np.any(after & ~before)


def test_a_veto_player_that_wants_more_takes_texts_away():
    """The theorem is no idle one: a group that thinks better of going on takes texts away, one that shares all with its party takes none."""
    alone, same, harder = (ratifiable((groups, []), GRID) for groups in ([], [{}], [{"no_deal_add": 0.1}]))
    assert np.array_equal(alone, same)
    assert harder.sum() < 0.9 * alone.sum()


def test_more_veto_players_fewer_deals():
    """With each further group on either side fewer histories see a deal, and more signed texts are stopped at home."""
    for fewer, more in pairwise(COUNTS):
        assert paired(deal(measured(more)), deal(measured(fewer))).down
        assert paired(measured(more).tally.stopped_at_home, measured(fewer).tally.stopped_at_home).up


def test_more_veto_players_later_deals():
    """Where a deal comes with the groups and without them, it comes later with them; with four on either side more so than with one."""
    later = [paired(first_day(count), first_day(0)) for count in COUNTS[1:]]
    assert all(difference.up for difference in later)
    assert later[-1].low > later[0].mean


def first_day(count):
    """The day of the first deal, nan without one; (R,)."""
    return np.where(deal(measured(count)), measured(count).deal.first_day, np.nan)


@in_house_style
def draw() -> Drawing:
    """Share of histories with a deal, and how much later a deal comes, by the number of groups."""
    key = [
        Line2D([], [], color=BLUE, marker="o", label="a deal comes into force"),
        Line2D([], [], color=ORANGE, marker="s", linestyle="--", label="days later than without groups, where both have a deal"),
    ]
    page = Page(
        "The meadow and those who must agree: 500 histories a point, seed 1; lines: 95 % intervals",
        "The more have to agree at home, the fewer deals, and the later",
        "By the number of groups on either side whose consent is needed; what they want differs from their party's and each other's by chance.",
        2.9,
        key,
    )
    width = (INNER - 1.35) / 2
    shares = [wilson(int(deal(measured(count)).sum()), measured(count).R) for count in COUNTS]
    later = [paired(first_day(count), first_day(0)) for count in COUNTS]
    rows = [
        {
            "groups": count,
            "deals": share.share,
            "deals low": share.low,
            "deals high": share.high,
            "later": day.mean,
            "later low": day.low,
            "later high": day.high,
        }
        for count, share, day in zip(COUNTS, shares, later, strict=True)
    ]
    for k, (what, heading, colour, style) in enumerate((("deals", "Histories with a deal", BLUE, "o-"), ("later", "Days later", ORANGE, "s--"))):
        axes = page.axes(MARGIN + 0.6 + k * (width + 0.75), 0.3, width, 2.1)
        error = [[row[what] - row[f"{what} low"] for row in rows], [row[f"{what} high"] - row[what] for row in rows]]
        axes.errorbar(COUNTS, [row[what] for row in rows], error, fmt=style, color=colour, elinewidth=1)
        axes.set_xticks(COUNTS)
        axes.set_xlabel("Groups with a veto on either side")
        axes.set_title(heading, fontsize=SMALL, loc="left")
        if what == "deals":
            axes.set_yticks(*percent_ticks(1.0))
            axes.set_ylim(0, 1.05)
        else:
            axes.set_ylim(0, None)
    alt = (
        f"Two panels. The share of histories with a deal falls from {shares[0].share:.0%} without groups to {shares[1].share:.0%} with one on either side and {shares[-1].share:.0%} with {COUNTS[-1]}. "
        f"Where there is a deal with and without them, it comes {later[1].mean:.1f} days later with one group on either side and {later[-1].mean:.1f} days later with {COUNTS[-1]}."
    )
    return Drawing(page.figure, page.title, alt, rows)
