"""What a role sheet says of red lines that may be prices."""

from pathlib import Path

import pytest

from sim.kit.opening import opening
from sim.kit.roles import _limits
from sim.scenario import load

TALKS = Path(__file__).parents[1] / "theory" / "soft_lines.yaml"
LINE = "parties.north.stances.water.red_line"


@pytest.mark.parametrize(("firm", "real"), [(0.3, False), (0.7, True), (1.0, True)])
def test_a_line_that_is_more_likely_a_price_is_told_as_one(firm, real):
    """Its holder's sheet says that it claims the line, that it could cross it, and at what cost; a line that is likely real rules texts out."""
    talks = load(TALKS, [f"{LINE}.firm={firm}"]).scenario
    (told,) = _limits(talks, "north", opening(talks))
    assert ("you can sign nothing past point 60" in told) == real
    assert ("crossing it costs you 6 of 100 in face at home" in told) == (not real)


def test_the_leeway_told_of_a_line_is_that_of_its_own_spread():
    """A line that is drawn on its own varies by its spread, one at a point not at all, whatever the position does."""
    for line, given in (("{mean: 60, sd: 8}", "give or take 8"), ("{at: 60}", "")):
        talks = load(TALKS, [f"{LINE}={line}"]).scenario
        (told,) = _limits(talks, "north", opening(talks))
        assert given in told
        assert ("give or take" in told) == bool(given)
