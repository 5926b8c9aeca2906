"""Violence costs belief, attendance and consent at home, and with them deals; that it hurts helps talks only where it is felt so."""

import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from claims import Claim, played, scenario
from matplotlib.lines import Line2D

from sim.analysis.intervals import wilson
from sim.report.figures.style import BLUE, GREEN, INNER, MARGIN, ORANGE, SMALL, Drawing, Page, in_house_style, percent_ticks

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))
from talks import paired

CLAIM = Claim(
    title="Violence costs deals, unless a stalemate that hurts is felt to hurt",
    says=(
        "While surroundings are tense each side believes less that the other would keep a deal, being seen at the table costs more, and those who decide at home ask for more. "
        "So the tenser it is, the fewer deals come. Violence also makes each day without a deal dearer; that hastens talks only where the file says that the "
        "parties feel it so, and then the two pull against each other."
    ),
    kind="pattern",
    conditions="Two towns that trust each other well, a group at home that decides in one of them, sixty days of talks that stay as tense as they begin.",
    sources={
        "Kydd & Walter 2002": (
            "Andrew Kydd, Barbara F. Walter, Sabotaging the peace: the politics of extremist violence, International Organization 56(2), 263-296: violence "
            "undoes the trust between moderates that the other side will fulfil an agreement."
        ),
        "Putnam 1988": (
            "Robert D. Putnam, Diplomacy and domestic politics: the logic of two-level games, International Organization 42(3), 427-460: what passes at home bounds what can be agreed abroad."
        ),
        "Zartman 2000": (
            "I. William Zartman, Ripeness: the hurting stalemate and beyond, in Stern & Druckman (eds.), International Conflict Resolution After the Cold War, 225-250: "
            "a stalemate opens talks where the parties perceive that it hurts, and a way out."
        ),
    },
    rules=("sim/modules/violence.py:Violence", "sim/model/world.py:tense", "sim/model/party.py:_doubt", "sim/model/stages/attending.py:_unmet"),
    reverses="With `hastens` at 1 and large costs of going on, a tense surrounding can bring more deals than a calm one: the module off shows that effect alone.",
)
LEVELS = [0.0, 0.25, 0.5, 0.75, 1.0]
LINES = {
    "as it is by default": (BLUE, "o-", {}),
    "where the file says that it hastens talks": (GREEN, "D:", {"violence__hastens": 1.0}),
    "without the module: costs alone": (ORANGE, "s--", {"modules": ["escalation", "ratification"]}),
}
DEFAULT, HASTENED, COSTS = LINES


@cache
def agreed(line, level):
    """Where a deal comes into force in 750 histories that are so tense throughout; (R,)."""
    return played(scenario("violence_hurts_talks", escalation__start=level, **LINES[line][2]), blocks=3).deal.first_day >= 0


def test_the_tenser_the_fewer_deals():
    """From calm to full escalation the share of histories with a deal falls at each step, history by history."""
    for calmer, tenser in pairwise(LEVELS):
        assert paired(agreed(DEFAULT, tenser), agreed(DEFAULT, calmer)).down


def test_costs_alone_bring_deals():
    """Without the module all that violence does is to make going on dearer, and full escalation brings more deals."""
    assert paired(agreed(COSTS, 1.0), agreed(COSTS, 0.0)).up


def test_hastening_takes_back_some_of_the_harm():
    """Where the file says that violence hastens talks, full escalation costs fewer deals than by default."""
    assert paired(agreed(HASTENED, 1.0), agreed(DEFAULT, 1.0)).up
    assert np.array_equal(agreed(HASTENED, 0.0), agreed(DEFAULT, 0.0))


@in_house_style
def draw() -> Drawing:
    """Share of histories with a deal by how tense the surroundings are."""
    key = [Line2D([], [], color=colour, marker=style[0], linestyle=style[1:], label=line) for line, (colour, style, _) in LINES.items()]
    page = Page(
        "Talks under fire: 750 histories a point, seed 1; bars: 95 % intervals",
        "Violence costs deals, unless it is felt to hurt",
        "Histories in which a deal comes into force, by how tense the surroundings are throughout.",
        2.9,
        key,
    )
    axes, rows = page.axes(MARGIN + 0.6, 0.3, INNER - 0.6, 2.1), []
    for line, (colour, style, _) in LINES.items():
        shares = [wilson(int(agreed(line, level).sum()), len(agreed(line, level))) for level in LEVELS]
        error = [[one.share - one.low for one in shares], [one.high - one.share for one in shares]]
        axes.errorbar(LEVELS, [one.share for one in shares], error, fmt=style, color=colour, elinewidth=1)
        rows += [{"what": line, "escalation": level, "share": one.share, "low": one.low, "high": one.high} for level, one in zip(LEVELS, shares, strict=True)]
    axes.set_yticks(*percent_ticks(1.0))
    axes.set_ylim(0, 1.05)
    axes.set_xlabel("Escalation throughout")
    axes.set_title("With a deal", fontsize=SMALL, loc="left")
    of = {(row["what"], row["escalation"]): row["share"] for row in rows}
    alt = (
        f"One panel. In calm surroundings {of[DEFAULT, 0.0]:.0%} of histories see a deal, in fully tense ones {of[DEFAULT, 1.0]:.0%}; where the file says that violence hastens talks "
        f"{of[HASTENED, 1.0]:.0%}; with costs alone it goes from {of[COSTS, 0.0]:.0%} to {of[COSTS, 1.0]:.0%}."
    )
    return Drawing(page.figure, page.title, alt, rows)
