"""A limit at home that binds, and that all know, improves the terms of the side it binds, as long as the other has none; and it costs deals."""

import sys
from functools import cache
from pathlib import Path

import numpy as np
from claims import Claim, played, scenario
from matplotlib.lines import Line2D

from sim.analysis.intervals import wilson
from sim.report.figures.style import BLUE, GREY, INNER, MARGIN, ORANGE, SMALL, Drawing, Page, in_house_style, percent_ticks

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))
from talks import deal, paired

CLAIM = Claim(
    title="Bound at home, better terms abroad, and fewer deals",
    says=(
        "A limit at home that binds and is known to everybody improves the terms of the side it binds, in the histories that have a deal with it and without it; the other side pays. If both "
        "are bound alike the advantage is gone; if one is bound hard and the other mildly, the first keeps most of it. Deals become fewer the harder the limit, and fewest where both are bound. So over "
        "all histories, with and without a deal, a mild limit pays and a hard one does not."
    ),
    kind="pattern",
    conditions=(
        "One issue, so that nothing else can be given in return; the limit is a veto player's red line, known to all from the start, near or beyond the terms of talks without it. Terms are compared "
        "history by history under the same luck, which leaves out the deals that the limit prevents."
    ),
    sources={
        "Schelling 1960": (
            "Thomas C. Schelling, The Strategy of Conflict, Harvard University Press (second chapter first as An essay on bargaining, American Economic Review 46(3), 281-306, 1956): in "
            "bargaining, a party that visibly cannot give way leaves it to the other to do so."
        ),
        "Putnam 1988": (
            "Robert D. Putnam, Diplomacy and domestic politics: the logic of two-level games, International Organization 42(3), 427-460: a small set of agreements that pass at home is "
            "a strength at the table and a risk for agreement."
        ),
        "Tarar 2001": (
            "Ahmer Tarar, International bargaining with two-sided domestic constraints, Journal of Conflict Resolution 45(3), 320-340: with both sides constrained, a high constraint still helps "
            "against a low or medium one; with incomplete information the contrary can happen, and delay can leave both worse off."
        ),
    },
    rules=("sim/model/faction.py:declares_to", "sim/model/stages/drafting.py:_text_of", "sim/model/lines.py:claims"),
    reverses=(
        "With a second issue the advantage disappears: the terms of the bound issue move far, but a mediator that balances gains pays the other side back on the free one, and neither gains. "
        "A limit that nobody knows of is found out by signing in vain: given a deal the terms are nearly as good for the bound side, but fewer deals are left."
    ),
)
ALONE = [40.0, 45.0, 50.0, 55.0, 60.0, 65.0]
BOTH = [40.0, 45.0, 50.0, 55.0]
"""Red lines of North's council on North's share of the water; South's council, where it binds too, is the mirror image."""
REPAIRS = {
    "issues__repairs": {"label": "South's part of the repairs"},
    "parties__north__stances__repairs": {"wants": "more", "position": {"mean": 90, "sd": 4}, "salience": 1},
    "parties__south__stances__repairs": {"wants": "less", "position": {"mean": 10, "sd": 4}, "salience": 1},
}


@cache
def measured(north=None, south=None, *, repairs=False, hidden=False):
    """The model of 500 histories with these red lines of the councils, None where there is no council."""
    changes = dict(REPAIRS) if repairs else {}
    if hidden:
        changes["parties__north__factions__council__limits_known_to"] = "nobody"
    for name, line in {"north": north, "south": south}.items():
        council = f"parties__{name}__factions__council"
        changes[f"{council}__veto"] = line is not None
        if line is not None:
            changes[f"{council}__stances__water__red_line"] = line
    return played(scenario("one_sided_constraint", **changes), blocks=2)


def terms(model, name):
    """What the terms are worth to a party if kept; nan without a deal; (R,)."""
    return model.party[name].preference.utility(model.deal.terms)


def overall(model, name):
    """What a party has in the end, by the terms or without a deal; (R,)."""
    return np.where(deal(model), terms(model, name), model.party[name].no_deal)


def gained(name="north", of=terms, repairs=False, **lines):
    """What the councils change for a party, history by history."""
    return paired(of(measured(**lines, repairs=repairs), name), of(measured(repairs=repairs), name))


def test_the_bound_side_gets_more_and_the_other_less():
    """Given a deal, a binding limit of North's council raises what the terms are worth to North and lowers what they are worth to South; more so, the harder it is."""
    gains = [gained(north=line) for line in ALONE]
    assert all(gain.up for gain in gains[1:])
    assert all(gained("south", north=line).down for line in ALONE[1:])
    assert np.all(np.diff([gain.mean for gain in gains]) > 0)


def test_a_slack_limit_changes_nothing():
    """A limit that lies far below the terms without it moves them by less than a hundredth."""
    assert abs(gained(north=ALONE[0]).mean) < 0.01


def test_with_both_bound_the_advantage_is_gone():
    """With South's council bound alike, what North gains by its own is lost: the gain is less than alone, and no different from none."""
    for line in (50.0, 55.0):
        both = gained(north=line, south=100.0 - line)
        assert both.high < gained(north=line).low
        assert both.low < 0.0 < both.high


def test_hard_against_mild_keeps_an_advantage():
    """Against a mild limit of South a hard one of North still improves North's terms, and worsens South's."""
    assert gained(north=55.0, south=60.0).up
    assert gained("south", north=55.0, south=60.0).down


def test_limits_cost_deals():
    """The harder North's limit the fewer deals, and with both bound fewer still."""
    shares = [deal(measured(north=line)).mean() for line in ALONE]
    assert np.all(np.diff(shares) <= 0)
    for line in (50.0, 55.0):
        assert paired(deal(measured(north=line, south=100.0 - line)), deal(measured(north=line))).down


def test_a_mild_limit_pays_and_a_hard_one_does_not():
    """Over all histories, with a deal or without, North is better off with a limit at 55 and worse off with one at 65."""
    assert gained(of=overall, north=55.0).up
    assert gained(of=overall, north=65.0).down


def test_what_is_won_on_one_issue_is_paid_for_on_another():
    """With a second issue the terms on the water move far to North, and North is none the better for it."""
    bound, free = measured(north=60.0, repairs=True), measured(repairs=True)
    water = bound.issue_names.index("water")
    assert paired(bound.deal.terms[water], free.deal.terms[water]).low > 10
    assert gained(north=60.0, repairs=True).high < 0.01


def test_a_hidden_limit_is_found_out_by_signing_in_vain():
    """A limit that nobody knows of stops signed texts, which one that all know never does, and leaves fewer deals; given one, North gains nearly as much."""
    known, hidden = measured(north=55.0), measured(north=55.0, hidden=True)
    assert not known.tally.stopped_at_home.any()
    assert hidden.tally.stopped_at_home.mean() > 0.5
    assert paired(deal(hidden), deal(known)).down
    assert paired(terms(hidden, "north"), terms(measured(), "north")).up


@in_house_style
def draw() -> Drawing:
    """What North gains given a deal, the share of deals, and what North gains over all histories, by the red line of its council."""
    looks = {
        "alone": (ALONE, lambda line: {"north": line}, BLUE, "o-", "only North's council binds"),
        "both": (BOTH, lambda line: {"north": line, "south": 100.0 - line}, ORANGE, "s--", "both councils bind alike"),
    }
    key = [Line2D([], [], color=colour, marker=style[0], linestyle=style[1:], label=label) for *_, colour, style, label in looks.values()]
    page = Page(
        "The spring and the councils: 500 histories a point, seed 1; lines: 95 % intervals. Value: 1 is all that North wants",
        "A limit at home improves terms, if only one side has it, and costs deals",
        "By the least share of the water that North's council accepts. Gains are changes against talks without councils, history by history.",
        2.9,
        key,
    )
    width = (INNER - 2.05) / 3
    rows = []
    panels = ["What North gains, given a deal", "Histories with a deal", "What North gains in all"]
    frames = [page.axes(MARGIN + 0.5 + k * (width + 0.75), 0.3, width, 2.1) for k in range(3)]
    for who, (lines, bound, colour, style, _) in looks.items():
        for line in lines:
            given, share, in_all = gained(**bound(line)), wilson(int(deal(measured(**bound(line))).sum()), 500), gained(of=overall, **bound(line))
            row = {"bound": who, "red_line": line, "given a deal": given.mean, "given a deal low": given.low, "given a deal high": given.high}
            row |= {"deals": share.share, "deals low": share.low, "deals high": share.high}
            rows.append(row | {"in all": in_all.mean, "in all low": in_all.low, "in all high": in_all.high})
        mine = [row for row in rows if row["bound"] == who]
        for axes, what in zip(frames, ("given a deal", "deals", "in all"), strict=True):
            error = [[row[what] - row[f"{what} low"] for row in mine], [row[f"{what} high"] - row[what] for row in mine]]
            axes.errorbar(lines, [row[what] for row in mine], error, fmt=style, color=colour, elinewidth=1)
    for axes, heading in zip(frames, panels, strict=True):
        axes.set_title(heading, fontsize=SMALL, loc="left")
        axes.set_xlabel("Red line of North's council")
        axes.set_xticks([40, 50, 60])
        axes.set_xlim(38, 67)
    for axes in (frames[0], frames[2]):
        axes.axhline(0, color=GREY, linewidth=0.7)
        axes.set_ylim(-0.19, 0.15)
        axes.set_yticks([-0.1, 0.0, 0.1], ["-0.1", "0", "+0.1"])
    frames[1].set_yticks(*percent_ticks(1.0))
    frames[1].set_ylim(0, 1.05)
    of = {(row["bound"], row["red_line"]): row for row in rows}
    alt = (
        f"Three panels. With North's council alone, North's gain from the terms rises with its red line, to {of['alone', 55.0]['given a deal']:+.2f} at 55 and {of['alone', 65.0]['given a deal']:+.2f} at 65, "
        f"while deals fall to {of['alone', 55.0]['deals']:.0%} and {of['alone', 65.0]['deals']:.0%}; over all histories North gains {of['alone', 55.0]['in all']:+.2f} at 55 and {of['alone', 65.0]['in all']:+.2f} at 65. "
        f"With both councils bound alike terms stay as without any, and deals fall to {of['both', 50.0]['deals']:.0%} at 50 and {of['both', 55.0]['deals']:.0%} at 55."
    )
    return Drawing(page.figure, page.title, alt, rows)
