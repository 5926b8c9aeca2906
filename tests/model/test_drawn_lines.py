"""Red lines: drawn on their own, real or not, what crossing one costs, and what others come to believe of it."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))

from talks import changed, deal, paired, played, two_towns

from sim.endings import CAUSES
from sim.ensemble.record import rows_of
from sim.model import Journal, TalksModel, dissolve, reasons
from sim.model.lines import believed_bounds

POOR = {"north": {"expected": 0.4}, "south": {"expected": 0.4}}
NORTH, SOUTH = "parties__north__stances__a__red_line", "parties__south__stances__a__red_line"
WIDE = {"mean": 70.0, "sd": 15.0}


def towns(**settings):
    """The two towns with ample room, in format 2 and with a deadline at the end, with some settings changed."""
    return changed(two_towns(**POOR), format=2, calendar__deadline="2000-04-29", **settings)


def clashing(firm, **settings):
    """Lines on issue a that leave no room, each real with that chance."""
    return towns(**{NORTH: {"at": 60.0, "firm": firm}, SOUTH: {"at": 40.0, "firm": firm}, **settings})


def first_day(scenario):
    """North on the first morning."""
    return TalksModel(scenario, seed=1, blocks=range(4)).party["north"]


def test_a_plain_line_of_format_1_keeps_its_distance_from_the_position():
    """In format 1 the line lies as far below each drawn position as the file has it below the mean."""
    north = first_day(changed(two_towns(), **{NORTH: 60.0}))
    np.testing.assert_allclose(north.preference.position[0] - north.lower[0], 20.0)


def test_a_plain_line_of_format_2_lies_where_the_file_puts_it():
    """In format 2 no draw of the position moves a line that the file puts at a point."""
    north = first_day(towns(**{NORTH: 60.0}))
    assert np.ptp(north.preference.position[0]) > 10.0
    assert (north.lower[0] == 60.0).all()


def test_a_line_is_drawn_apart_from_its_position_and_kept():
    """A spread of a line has draws of its own, kept under the path of the setting, which have nothing to do with the position's."""
    north = first_day(towns(**{NORTH: {"low": 20.0, "mode": 40.0, "high": 60.0}}))
    kept = north.model.streams.drawn["parties.north.stances.a.red_line"]
    np.testing.assert_allclose(kept, north.lower[0], atol=1e-4)
    assert kept.min() >= 20.0
    assert kept.max() <= 60.0
    assert abs(np.corrcoef(kept, north.preference.position[0])[0, 1]) < 0.1


def test_a_drawn_line_that_crosses_its_position_is_mended():
    """No party rules out its own position: a draw beyond it lies at the position."""
    north = first_day(towns(**{NORTH: WIDE, "parties__north__stances__a__position": {"mean": 75.0, "sd": 10.0}}))
    position, line = north.preference.position[0], north.lower[0]
    assert (line <= position).all()
    assert 0.1 < (line == position).mean() < 0.9


def test_the_line_of_a_peak_lies_on_either_side():
    """A peak that names a line on one side stops as far from the middle of its position on the other."""
    north = first_day(towns(parties__north__stances__a__wants="peak", parties__north__stances__a__position=50.0, **{NORTH: {"at": 30.0}}))
    assert (north.lower[0] == 30.0).all()
    assert (north.upper[0] == 70.0).all()


def test_a_line_is_real_as_often_as_the_file_says():
    """`firm` is the share of histories in which the line binds; elsewhere it is claimed only."""
    north = first_day(towns(**{NORTH: {"at": 60.0, "firm": 0.7}}))
    real = north.lower[0] == 60.0
    assert real.mean() == pytest.approx(0.7, abs=0.06)
    assert (north.claimed[0][0] == 60.0).all()
    assert (real == north.model.streams.drawn["parties.north.stances.a.red_line.firm"]).all()


def test_a_line_that_is_surely_real_is_that_of_a_plain_number_to_the_bit():
    """With `firm: 1` nothing of the machinery of soft lines is there: rows are those of the plain number."""
    plain, said = (rows_of(played(towns(**{NORTH: line, SOUTH: 70.0}), blocks=1)) for line in (40.0, {"at": 40.0, "firm": 1.0}))
    for name, values in plain.items():
        np.testing.assert_array_equal(values, said[name], err_msg=name)


def test_no_deal_crosses_a_line_that_is_real():
    """The hard mask holds: whatever comes into force lies within every line that is real; some deals lie beyond those that are not."""
    talks = played(clashing(0.5))
    made, terms = deal(talks), talks.deal.terms[0]
    north, south = talks.party["north"], talks.party["south"]
    assert (terms[made] >= north.lower[0][made] - 1e-9).all()
    assert (terms[made] <= south.upper[0][made] + 1e-9).all()
    assert ((terms < 60.0) & made).any()
    assert ((terms > 40.0) & made).any()


def test_lines_that_may_be_prices_leave_room_for_deals():
    """Where two lines clash for sure there is no deal; the likelier it is that they are prices, the more there are."""
    none, some, many = (deal(played(clashing(firm))) for firm in (1.0, 0.6, 0.2))
    assert not none.any()
    assert paired(some, none).up
    assert paired(many, some).up


def test_a_dearer_line_is_crossed_less():
    """The price of crossing a line that is not real stops deals."""
    cheap, dear = (deal(played(clashing(0.0, constants__line_price=price))) for price in (0.02, 0.3))
    assert paired(dear, cheap).down


def test_a_mediator_who_wrote_the_text_makes_it_cheaper():
    """More relief by a mediator's authorship, more deals beyond lines."""
    little, much = (deal(played(clashing(0.0, constants__line_price=0.15, constants__mediator_relief=relief))) for relief in (0.0, 0.9))
    assert paired(much, little).up


def test_a_claim_fades():
    """Where old claims are forgotten sooner, crossing them is cheaper and there are more deals."""
    slow, fast = (deal(played(clashing(0.0, constants__line_price=0.3, constants__line_half_life=days))) for days in (10_000.0, 5.0))
    assert paired(fast, slow).up


def test_a_faction_has_soft_lines_too():
    """A faction's line that may be a price stops fewer texts than one that is real."""
    guard = {"guard": {"label": "Guard", "limits_known_to": "nobody", "stances": {"a": {"red_line": {"at": 70.0, "firm": 1.0}}}}}
    base = changed(two_towns(modules=("ratification",), parties={"north": {"factions": guard}}, **POOR), format=2, calendar__deadline="2000-04-29")
    soft = changed(base, parties__north__factions__guard__stances__a__red_line__firm=0.0)
    real, price = played(base), played(soft)
    assert paired(price.tally.stopped_at_home, real.tally.stopped_at_home).down


def test_what_is_accepted_beyond_a_line_is_written_down_and_believed():
    """Whoever signs beyond its line gives it up: the journal says so, and nobody who heard of it believes in the line any more."""
    journal = Journal(250)
    model = TalksModel(clashing(0.0), seed=1, blocks=range(1), journal=journal)
    while model.running:
        model.step()
    given_up = [(history, entry) for history, entries in journal.entries.items() for entry in entries if entry.kind == "line_given_up"]
    assert {entry.who for _, entry in given_up} == {"north", "south"}
    for history, entry in given_up:
        assert entry.facts["over"] == 0
        assert model.mediators[0].estimates[entry.who].firm[0, history] == 0.0
    dissolve(model)


def test_a_refusal_at_a_good_price_makes_a_line_more_believed():
    """Whoever names its line in a refusal is believed the more to mean it, never the less; and where none of that is at stake beliefs stay."""
    talks = played(clashing(0.7))
    for name in ("north", "south"):
        firm, heard = talks.mediators[0].estimates[name].firm, talks.party[name].heard
        refused = heard & (firm[0] > 0.0)
        assert (firm[0][refused] >= 0.7 - 1e-12).all()
        assert firm[0][refused].max() > 0.8
        assert (firm[1:] == 1.0).all()


BOUNDS = {
    "room": ([20.0, 0.0], [100.0, 70.0], [0.1, 0.1], (20.0, 70.0)),
    "the less believed gives way": ([60.0, 0.0], [100.0, 40.0], [0.9, 0.6], (60.0, 100.0)),
    "the other way round": ([60.0, 0.0], [100.0, 40.0], [0.6, 0.9], (0.0, 40.0)),
    "certain ones clash still": ([60.0, 0.0], [100.0, 40.0], [1.0, 1.0], (60.0, 40.0)),
    "alike, one by turns": ([60.0, 0.0], [100.0, 40.0], [0.8, 0.8], (60.0, 100.0)),
    "alike and doubted, both": ([60.0, 0.0], [100.0, 40.0], [0.3, 0.3], (0.0, 100.0)),
    "one after the other": ([60.0, 50.0, 0.0], [100.0, 100.0, 40.0], [0.2, 0.3, 0.9], (0.0, 40.0)),
}


@pytest.mark.parametrize("case", BOUNDS)
def test_of_claimed_lines_that_clash_the_less_believed_gives_way(case):
    """A mediator holds to all lines where they leave room, and drops the one it believes in least where they do not."""
    lower, upper, firm, expected = BOUNDS[case]
    lower, upper, firm = (np.array(values)[:, None, None] for values in (lower, upper, firm))
    found = believed_bounds(lower, upper, firm, 0.5, np.array([False]))
    assert tuple(float(bound[0, 0]) for bound in found) == expected


def test_where_nobody_gives_up_a_line_that_was_a_price_the_cause_is_a_bluff():
    """Lines that clash are the cause where both are real, a bluff that nobody called where there was a text beyond one that was not."""
    talks = played(clashing(0.5, constants__line_price=0.9), blocks=1)
    water, found = 0, reasons(talks)
    both = (talks.party["north"].lower[water] > 0.0) & (talks.party["south"].upper[water] < 100.0)
    causes = np.array(CAUSES)[found.cause]
    assert (causes[both] == "lines").all()
    assert not (causes[both] == "bluff").any()
    assert (causes[~both] == "bluff").mean() > 0.9
    assert set(found.whose[causes == "bluff"]) == {"north + south"}
