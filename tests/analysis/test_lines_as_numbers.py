"""Red lines as quantities of their own: in sensitivity, levers, sweeps, --set, and what is drawn."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))

from talks import changed, two_towns

from sim.analysis.factors import factors, fixed
from sim.analysis.levers import levers, shifted
from sim.errors import ScenarioError
from sim.scenario import with_changes
from sim.scenario.overriding import apply, parse
from sim.scenario.red_lines import lines_of, with_lines
from sim.values import NormalLine, PointLine, TriangleLine

STANCE = "parties.north.stances.a"
LINE = f"{STANCE}.red_line"


def towns(line, format_=2):
    """The two towns in which North has a line on issue a."""
    return changed(two_towns(), format=format_, **{LINE.replace(".", "__"): line})


def test_a_line_with_a_spread_is_a_number_that_could_be_otherwise():
    """Sensitivity moves a line over its spread, keeping how firm it is, and how firm it is from never to always."""
    scenario = towns({"low": 25.0, "mode": 40.0, "high": 50.0, "firm": 0.7})
    known = {factor.path: factor for factor in factors(scenario)}
    assert known[LINE].kind == known[f"{LINE}.firm"].kind == "stance"
    low, high = (fixed(scenario, [known[LINE]], [place]).parties["north"].stances["a"].red_line for place in (0.0, 1.0))
    assert isinstance(low, PointLine)
    assert isinstance(high, PointLine)
    assert 25.0 <= low.at < high.at <= 50.0
    assert low.firm == high.firm == 0.7
    assert fixed(scenario, [known[f"{LINE}.firm"]], [0.25]).parties["north"].stances["a"].red_line.firm == 0.25


def test_a_line_at_a_point_that_is_surely_real_is_none():
    """What is not open is no number that could be otherwise."""
    assert not [factor for factor in factors(towns(40.0)) if "red_line" in factor.path]


@pytest.mark.parametrize("line", [{"mean": 70.0, "sd": 10.0, "firm": 0.5}, {"at": 70.0}, 70.0])
def test_a_position_that_an_analysis_moves_beyond_a_line_mends_it(line):
    """Where an analysis fixes a position on the far side of a line, the line lies there, as when both are drawn; nothing is refused."""
    found = with_changes(towns(line), with_lines(towns(line), {f"{STANCE}.position": 60.0})).parties["north"].stances["a"].red_line
    assert found == PointLine(at=60.0, firm=line.get("firm", 1.0) if isinstance(line, dict) else 1.0)


def test_a_line_of_its_own_stays_where_its_position_moves():
    """In format 2 a line does not go along with the position; in format 1 a plain number does."""
    moves = {f"{STANCE}.position": 70.0}
    assert with_lines(towns(40.0), moves) == moves
    assert with_lines(towns(40.0, 1), moves)[LINE] == 30.0
    assert not lines_of(towns(40.0), f"{STANCE}.position")
    assert lines_of(towns(40.0, 1), f"{STANCE}.position") == [LINE]


def test_a_line_beyond_its_position_is_refused_where_a_file_says_so():
    """Nobody writes down a line that rules out what its holder wants; `--set` is taken at its word."""
    with pytest.raises(ScenarioError, match="must lie below the position"):
        towns({"low": 80.0, "mode": 90.0, "high": 95.0})


def test_how_firm_a_plain_line_is_can_be_set_alone():
    """`--set PATH.red_line.firm=0.5` turns a plain number into a point that is real in half of the histories."""
    data, keys = apply(parse(f"{LINE}.firm=0.5"), {"parties": {"north": {"stances": {"a": {"red_line": 40}}}}})
    assert data["parties"]["north"]["stances"]["a"]["red_line"] == {"at": 40, "firm": 0.5}
    assert keys[-2:] == ("red_line", "firm")


@pytest.mark.parametrize(
    ("line", "moved"),
    [
        (NormalLine(mean=40.0, sd=5.0, firm=0.5), {"mean": 30.0, "sd": 5.0, "firm": 0.5}),
        (TriangleLine(low=5.0, mode=40.0, high=50.0), {"low": 0.0, "mode": 30.0, "high": 40.0, "firm": 1.0}),
        (PointLine(at=40.0, firm=0.2), {"at": 30.0, "firm": 0.2}),
        (40.0, 30.0),
    ],
)
def test_a_line_that_is_moved_stays_as_firm_and_as_wide(line, moved):
    """A lever moves where a line lies and nothing else of it."""
    assert shifted(line, -10.0) == moved


@pytest.mark.parametrize(
    ("line", "format_", "offered"), [(40.0, 2, True), (40.0, 1, False), ({"at": 40.0, "firm": 0.5}, 1, True), ({"at": 40.0, "firm": 0.0}, 2, False)]
)
def test_making_a_line_a_price_is_an_act_of_diplomacy(line, format_, offered):
    """A search for levers tries to let a line be a price, wherever it is drawn on its own and may be real."""
    found = [lever for lever in levers(towns(line, format_)) if "a price rather than a limit" in lever.words]
    assert bool(found) == offered
    assert all(lever.changes(1.0) == {f"{LINE}.firm": 0.0} for lever in found)
