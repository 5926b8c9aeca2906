"""Solutions of a bargain, each against what scipy finds for the same question put as a program."""

import numpy as np
import pytest
from bargains import Program, bargains, gains, many, packages, side
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.reference import bargain as solutions
from sim.reference.bargain import Bargain

ROOM = 0.005  # where the smallest gain can hardly be above 0, whether anybody can gain is a matter of rounding


def by_scipy(bargain):
    """The program of a bargain, and the largest smallest gain."""
    program = Program(bargain)
    return program, program.smallest_gain()


def drawn_bargains(count, *, sides, shape=1.0):
    """Bargains as a random modeller might set them up, the same at each call."""
    luck = np.random.default_rng(4)
    for _ in range(count):
        issues = luck.integers(2, 6)
        centre = luck.permutation([80.0, 20.0, 50.0])[:sides]
        wants = {80.0: "more", 20.0: "less", 50.0: "peak"}
        yield Bargain(
            [
                side([wants[at]] * issues, at + luck.normal(0, 10, issues), luck.uniform(0.2, 2, issues), holds=0.9, no_deal=luck.uniform(0, 0.4), shape=shape)
                for at in centre
            ]
        )


# --- two sides, even losses: exact -----------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@given(bargains())
def test_nash_maximises_the_product_of_gains(bargain):
    """Both gains are those at which scipy finds the product largest, to 1e-6."""
    program, smallest = by_scipy(bargain)
    assume(smallest > ROOM)
    assert gains(bargain, solutions.nash(bargain)) == pytest.approx(program.nash_of_two(), abs=1e-6)


@settings(deadline=None, max_examples=30)
@given(bargains(), st.floats(0.5, 1.5), st.floats(0.5, 1.5))
def test_nash_with_unequal_powers(bargain, one, two):
    """With powers it maximises the product of gains raised to them, to 1e-6."""
    program, smallest = by_scipy(bargain)
    assume(smallest > ROOM)
    assert gains(bargain, solutions.nash(bargain, [one, two])) == pytest.approx(program.nash_of_two((one, two)), abs=1e-6)


@settings(deadline=None)
@given(bargains())
def test_kalai_smorodinsky_gives_equal_shares_of_ideal_gains(bargain):
    """The smallest share of what each could hope for is as large as can be, and where it can be, both shares are the same."""
    program, smallest = by_scipy(bargain)
    assume(smallest > ROOM)
    ideal = np.array([program.best_for(0), program.best_for(1)])
    shares = gains(bargain, solutions.kalai_smorodinsky(bargain)) / ideal
    assert shares.min() == pytest.approx(program.smallest_gain(ideal), abs=1e-6)
    path = bargain.frontier
    meet = path.first[-1, 0] / ideal[0] <= path.second[-1, 0] / ideal[1] and path.first[0, 0] / ideal[0] >= path.second[0, 0] / ideal[1]
    assert shares[0] == pytest.approx(shares[1], abs=1e-6) or not meet


@settings(deadline=None)
@given(bargains())
def test_equal_gains_makes_the_smallest_gain_largest(bargain):
    """The smallest gain is that of the linear program; where nobody can gain this is the smallest largest shortfall."""
    _, smallest = by_scipy(bargain)
    assert gains(bargain, solutions.equal_gains(bargain)).min() == pytest.approx(smallest, abs=1e-6)


@settings(deadline=None)
@given(bargains(), st.sampled_from([0, 1]))
def test_one_sided_gives_all_that_the_other_bears(bargain, favoured):
    """The favoured side gets the most that it can without the other losing, and the other loses nothing."""
    program, smallest = by_scipy(bargain)
    assume(smallest > ROOM)
    found = gains(bargain, solutions.one_sided(bargain, favoured))
    assert found[favoured] == pytest.approx(program.best_for(favoured), abs=1e-6)
    assert found[1 - favoured] >= -1e-9


SOLUTIONS = {
    "nash": solutions.nash,
    "kalai_smorodinsky": solutions.kalai_smorodinsky,
    "one_sided": lambda bargain: solutions.one_sided(bargain, 1),
}


@pytest.mark.parametrize("solution", SOLUTIONS.values(), ids=SOLUTIONS)
@settings(deadline=None)
@given(bargain=bargains())
def test_where_nobody_can_gain_the_largest_shortfall_is_smallest(bargain, solution):
    """Every solution falls back on the package that leaves the worst-off side nearest to no deal, as the linear program has it."""
    _, smallest = by_scipy(bargain)
    assume(smallest < -ROOM)
    assert gains(bargain, solution(bargain)).min() == pytest.approx(smallest, abs=1e-6)


@settings(deadline=None)
@given(bargains())
def test_nash_does_not_see_units(bargain):
    """Measuring one side's gains in other units moves nothing (the axiom of scale invariance)."""
    _, smallest = by_scipy(bargain)
    assume(smallest > ROOM)
    one, two = bargain.sides
    scaled = Bargain([type(one)(one.preference, 3.0 * one.base, 3.0 * one.worth), two], bargain.lower, bargain.upper)
    assert gains(bargain, solutions.nash(scaled)) == pytest.approx(gains(bargain, solutions.nash(bargain)), abs=1e-9)


@pytest.mark.parametrize("solution", [solutions.nash, solutions.kalai_smorodinsky, solutions.equal_gains])
@settings(deadline=None)
@given(bargain=bargains())
def test_swapping_the_sides_swaps_the_gains(bargain, solution):
    """Who is called first makes no difference (the axiom of symmetry)."""
    swapped = Bargain(bargain.sides[::-1], bargain.lower, bargain.upper)
    assert gains(bargain, solution(swapped)) == pytest.approx(gains(bargain, solution(bargain)), abs=1e-6)


@settings(deadline=None)
@given(bargains())
def test_more_room_never_lowers_the_product(bargain):
    """Lifting the bounds leaves a product of gains at least as large."""
    _, smallest = by_scipy(bargain)
    assume(smallest > ROOM)
    free = Bargain(bargain.sides)
    assert gains(free, solutions.nash(free)).prod() >= gains(bargain, solutions.nash(bargain)).prod() - 1e-12


def test_no_joint_gain_only_where_nobody_can_gain():
    """Histories side by side are told apart: no random package gives both sides a gain where none is thought to."""
    luck = np.random.default_rng(0)
    one, two = (
        side([want] * 3, np.full((3, 200), at), luck.uniform(0.2, 1, (3, 200)), no_deal=luck.uniform(0.2, 0.9, 200))
        for want, at in (("more", 90), ("less", 10))
    )
    bargain = Bargain([one, two])
    gain = np.max([bargain.gains(luck.uniform(0, 100, (3, 200))).min(axis=0) for _ in range(500)], axis=0)
    assert 0.1 < bargain.no_joint_gain.mean() < 0.9
    assert not np.any(bargain.no_joint_gain & (gain > 1e-9))


# --- bent losses, three sides: near ----------------------------------------------------------------------------------------


def nearness(aim, bargain):
    """How far the smallest gain, or the geometric mean of gains, of a package falls short of scipy's."""
    program, smallest = by_scipy(bargain)
    if aim == "smallest gain":
        return smallest - gains(bargain, solutions.equal_gains(bargain)).min()
    if smallest < ROOM:
        return 0.0
    best, found = (np.prod(np.maximum(gained, 0.0)) ** (1.0 / len(bargain.sides)) for gained in (program.nash(), gains(bargain, solutions.nash(bargain))))
    return best - found


@pytest.mark.parametrize(
    ("aim", "sides", "shape"),
    [
        ("nash", 2, 1.5),
        ("smallest gain", 2, 1.5),
        ("nash", 3, 1.0),
        ("smallest gain", 3, 1.0),
        ("nash", 3, 1.5),
        ("smallest gain", 3, 1.5),
    ],
)
def test_bent_losses_and_three_sides_are_solved_to_a_hundredth(aim, sides, shape):
    """What is aimed at comes within 0.01 of scipy's optimum."""
    short = [nearness(aim, bargain) for bargain in drawn_bargains(20, sides=sides, shape=shape)]
    assert max(short) < 0.01
    assert min(short) > -0.002


def three_sided(count):
    """Bargains of three in which all can gain, with what each could hope for by the linear program."""
    for bargain in drawn_bargains(count, sides=3):
        program, smallest = by_scipy(bargain)
        if smallest > ROOM:
            yield bargain, program, np.array([program.best_for(k) for k in range(3)])


def test_one_sided_among_three():
    """The favoured of three comes within 0.06 of what the others bear, and none of them loses."""
    for bargain, _, ideal in three_sided(8):
        found = np.stack([gains(bargain, solutions.one_sided(bargain, k)) for k in range(3)])
        assert found.min() >= -1e-9
        assert np.diag(found) == pytest.approx(ideal, abs=0.06)


def test_kalai_smorodinsky_among_three():
    """The smallest share of ideal gains, among three, is within 0.03 of what the linear program reaches."""
    for bargain, program, ideal in three_sided(8):
        shares = gains(bargain, solutions.kalai_smorodinsky(bargain)) / ideal
        assert shares.min() == pytest.approx(program.smallest_gain(ideal), abs=0.03)


def test_nobody_loses_by_a_text_among_three():
    """Where all of three can gain, no solution leaves any of them worse off than no deal."""
    bargain = many(11, 400, sides=3)
    hope = ~bargain.no_joint_gain
    assert hope.sum() > 100
    for solution in (*SOLUTIONS.values(), solutions.equal_gains):
        assert bargain.gains(solution(bargain))[:, hope].min() >= -1e-9


def test_no_random_package_beats_the_search():
    """Among three sides, no random package has a product of gains that is larger by a hundredth."""
    for bargain in drawn_bargains(10, sides=3, shape=1.5):
        if not bargain.no_joint_gain[0]:
            others = bargain.gains(packages(bargain, 2000))
            best = np.where((others > 0).all(axis=0), others, 0.0).prod(axis=0).max()
            assert best <= gains(bargain, solutions.nash(bargain)).prod() * 1.01
