"""No package inside all required red lines, no signature; a harder red line never adds a package."""

from functools import cache

import numpy as np
from claims import Claim, played, scenario
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.lines import Line2D

from sim.model import TalksModel, forget
from sim.report.figures.style import BLUE, MARGIN, ORANGE, Drawing, Page, in_house_style, percent_ticks

CLAIM = Claim(
    title="No package inside the red lines, no deal",
    says="Where no package lies inside the red lines of all whose signature a deal needs, nothing is ever signed. A harder red line never adds a package to those that can be signed.",
    kind="exact",
    conditions="Any demands, any mediator, any number of sessions. Red lines are those of the history, drawn with its positions.",
    sources={
        "Putnam 1988": "Robert D. Putnam, Diplomacy and domestic politics: the logic of two-level games, International Organization 42(3), 427-460: agreement needs win-sets that overlap.",
    },
    rules=("sim/model/lines.py:claims", "sim/rules/acceptance/__init__.py"),
)
RED_LINES = [30.0, 40.0, 50.0, 60.0, 66.0, 70.0, 74.0, 78.0]
"""North's, on the water; South's is 70."""


@cache
def measured():
    """For each red line: where the red lines leave a package at all, and where something was signed, both (R,)."""
    found = []
    for red_line in RED_LINES:
        model = played(scenario("red_lines", parties__north__stances__water__red_line=red_line))
        north, south = model.party["north"], model.party["south"]
        room = np.all(np.maximum(north.lower, south.lower) <= np.minimum(north.upper, south.upper), axis=0)
        found.append((room, model.tally.signatures > 0))
    return found


def test_nothing_is_signed_where_no_package_can_be():
    """With every red line of North, histories without room see no signature; with the hardest there are many such, with the softest none."""
    for room, signed in measured():
        assert not np.any(signed & ~room)
    assert measured()[0][0].all()
    assert (~measured()[-1][0]).mean() > 0.5


def test_where_there_is_room_something_is_signed():
    """The claim is no idle one: where room is left by soft red lines, most histories see a signature."""
    room, signed = measured()[0]
    assert signed[room].mean() > 0.5


@given(softer=st.floats(20, 75), step=st.floats(0, 20), package=st.floats(0, 100), seed=st.integers(1, 5))
def test_a_harder_red_line_never_adds_a_package(softer, step, package, seed):
    """What a party may sign under the harder of two red lines it may sign under the softer, whatever is drawn."""
    one, other = (limits(red_line, seed) for red_line in (softer, min(softer + step, 79.0)))
    assert np.all(~((package >= other[0]) & (package <= other[1])) | ((package >= one[0]) & (package <= one[1])))


@cache
def limits(red_line, seed):
    """North's limits on the water, (R,) each."""
    model = TalksModel(scenario("red_lines", parties__north__stances__water__red_line=red_line), seed=seed, blocks=range(1))
    forget(model)
    water = model.issue_names.index("water")
    return model.party["north"].lower[water], model.party["north"].upper[water]


@in_house_style
def draw() -> Drawing:
    """Share of histories with room and with a signature, by North's red line."""
    room, signed = (np.array([look.mean() for look in looks]) for looks in zip(*measured(), strict=True))
    key = [
        Line2D([], [], color=BLUE, marker="o", label="some package inside all red lines"),
        Line2D([], [], color=ORANGE, marker="s", label="a text is signed"),
    ]
    page = Page(
        "Red lines at the spring: 250 histories a point, seed 1",
        "Signatures end where the room between red lines ends",
        "Share of histories, by the red line of North on the water; South's is drawn around 70.",
        2.6,
        key,
    )
    axes = page.axes(MARGIN + 0.6, 0.05, 6.6, 2.1)
    axes.plot(RED_LINES, room, "o-", color=BLUE)
    axes.plot(RED_LINES, signed, "s-", color=ORANGE)
    axes.set_yticks(*percent_ticks(1.0))
    axes.set_ylim(0, 1.03)
    axes.set_xlabel("North's red line on its share of the water")
    rows = [{"red_line": line, "room": float(a), "signed": float(b)} for line, a, b in zip(RED_LINES, room, signed, strict=True)]
    alt = f"Two lines that fall together: with a red line at {RED_LINES[0]:.0f} a text is signed in {signed[0]:.0%} of histories, at {RED_LINES[-1]:.0f} in {signed[-1]:.0%}, where room is left in {room[-1]:.0%}."
    return Drawing(page.figure, page.title, alt, rows)
