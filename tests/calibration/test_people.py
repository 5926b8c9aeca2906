"""The game that people played, and the fit of behaviour to their bargains."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from sim.calibration.people import fit
from sim.calibration.people.game import KINDS, TOTAL, Pairs, every_pair, played, scenario, some_pairs

FOLDER = Path(__file__).parents[2] / "calibration/people"
USUAL = {name: float(np.mean(bounds)) for name, bounds in fit.PRIORS.items()}
MIDDLE = {name: USUAL[name] for name in fit.BEHAVIOUR}


def shares(pairs, pride=0.3, **behaviour):
    """The share of pairs that agree."""
    return played(scenario({**MIDDLE, **behaviour}, pride, 0.1), pairs).agreed.mean()


def test_every_pair_keeps_the_rules_of_the_game():
    """Five to seven things of three kinds, ten points for each side, every kind worth something to somebody and some kind to both."""
    pairs = every_pair()
    assert set(pairs.counts.sum(axis=0)) == {5, 6, 7}
    for points in (pairs.mine, pairs.theirs):
        assert np.all((pairs.counts * points).sum(axis=0) == TOTAL)
    assert np.all((pairs.mine > 0) | (pairs.theirs > 0))
    assert np.all(((pairs.mine > 0) & (pairs.theirs > 0)).any(axis=0))


def test_the_best_equal_deal_is_found_by_trying_all():
    """It is the largest number of points that some division gives to both."""
    pairs = some_pairs(40, 3)
    for k, found in enumerate(pairs.best_equal):
        counts, mine, theirs = pairs.counts[:, k], pairs.mine[:, k], pairs.theirs[:, k]
        each = [np.array(one) for one in product(*(range(count + 1) for count in counts))]
        assert found == max(min((mine * one).sum(), (theirs * (counts - one)).sum()) for one in each)


def test_classes_are_about_as_frequent_as_among_people():
    """Pairs that are drawn alike fall into classes about as often as those that people were given."""
    every, seen = every_pair(), {4: 513, 5: 1158, 6: 4360, 7: 1895, 8: 3072, 9: 1008}
    share = np.bincount(every.best_equal, minlength=11) / every.counts.shape[1]
    for k, views in seen.items():
        assert share[k] == pytest.approx(views / 12155, abs=0.07)


def test_who_agrees_divides_whole_things_by_the_rules():
    """Points of a deal add up from whole things: nobody has more than all, and both together no more than the best division."""
    pairs = some_pairs(500, 1)
    found = played(scenario(MIDDLE, 0.3, 0.1), pairs)
    assert found.agreed.any()
    assert found.mine.max() <= TOTAL
    assert np.all(found.mine + found.theirs <= pairs.best_joint)
    assert np.all((found.mine == 0) & (found.theirs == 0) | found.agreed)


def test_the_less_there_is_for_both_the_less_often_people_of_the_model_agree():
    """Bargains fail more often where no division gives much to both, as among people."""
    pairs = some_pairs(2000, 1)
    agreed, best = played(scenario(MIDDLE, 0.3, 0.1), pairs).agreed, pairs.best_equal
    assert agreed[best <= 5].mean() + 0.2 < agreed[best >= 8].mean()


@pytest.mark.parametrize(("quantity", "low", "high"), [("own_favour", 0.0, 0.15), ("deadline_doubted", 0.0, 0.5)])
def test_behaviour_that_holds_out_agrees_less_often(quantity, low, high):
    """Who overrates the own case, or counts on a later occasion, agrees less often."""
    pairs = some_pairs(1000, 1)
    assert shares(pairs, **{quantity: high}) + 0.03 < shares(pairs, **{quantity: low})


def test_pride_costs_deals():
    """The more a division must give not to be refused as an insult, the fewer agree."""
    pairs = some_pairs(1000, 1)
    assert shares(pairs, pride=0.5) + 0.05 < shares(pairs, pride=0.1)


def test_counts_of_people_are_those_of_the_file():
    """Classes in their order; entries that do not go together count as no deal."""
    seen = fit.of_people(FOLDER)
    assert seen.by_class == pytest.approx([0.735, 0.408, 0.24, 0.125, 0.086, 0.101])
    assert seen.by_quarter == pytest.approx([0.093, 0.12, 0.23, 0.408])
    assert (seen.joint, seen.gap) == (0.95, 1.93)


def test_the_fit_finds_what_is_put_in():
    """From a made-up world in which counts are the numbers themselves, the posterior lies at the truth, and its ranks are even."""
    numbers = fit.drawn(3000, 1)
    low, high = np.array(list(fit.PRIORS.values())).T
    rows = (numbers - low) / (high - low) + 0.05 * np.random.default_rng(2).standard_normal(numbers.shape)
    truth = (low + high) / 2.0
    draws, weight = fit.posterior(numbers, rows, np.full(len(low), 0.5))
    assert np.average(draws, axis=0, weights=weight) == pytest.approx(truth, rel=0.1)
    assert min(fit.contraction(draws, weight).values()) > 0.8
    found = fit.ranks(numbers, rows, range(100))
    assert np.abs(found.mean(axis=0) - 0.5).max() < 0.12


def test_pairs_are_the_same_for_the_same_seed():
    """A seed gives the same pairs again."""
    one, other = some_pairs(250, 7), some_pairs(250, 7)
    assert isinstance(one, Pairs)
    assert len(KINDS) == len(one.counts)
    assert np.array_equal(one.counts, other.counts)
    assert np.array_equal(one.mine, other.mine)


def test_a_deal_is_improvable_where_trying_all_finds_a_better_one():
    """Some division gives one of the two more and neither less, exactly where one is found by trying all."""
    pairs = some_pairs(40, 5)
    halves = pairs.counts // 2
    mine, theirs = (pairs.mine * halves).sum(axis=0), (pairs.theirs * (pairs.counts - halves)).sum(axis=0)
    for k, found in enumerate(pairs.improvable(mine, theirs)):
        counts = pairs.counts[:, k]
        each = [np.array(one) for one in product(*(range(count + 1) for count in counts))]
        points = [((pairs.mine[:, k] * one).sum(), (pairs.theirs[:, k] * (counts - one)).sum()) for one in each]
        assert found == any(a >= mine[k] and b >= theirs[k] and (a, b) != (mine[k], theirs[k]) for a, b in points)


def test_whom_messages_cost_agrees_sooner():
    """The more a message costs, the sooner people of the model agree; how often they do hardly changes."""
    pairs = some_pairs(1000, 1)
    free, dear = (played(scenario(MIDDLE, 0.3, 0.1, tedium), pairs) for tedium in (0.0, 0.1))
    assert dear.message.mean() + 0.5 < free.message.mean()
    assert dear.agreed.mean() >= free.agreed.mean() - 0.02


def test_fewer_messages_bring_fewer_deals():
    """Two messages leave more pairs without a deal than eleven."""
    pairs = some_pairs(1000, 1)
    few, many = (played(scenario(MIDDLE, 0.3, 0.1, messages=messages), pairs) for messages in (2, 11))
    assert few.agreed.mean() < many.agreed.mean()
