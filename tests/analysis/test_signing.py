"""A party that would sign no text at all is named as the talks open, with the numbers that stand in its way."""

from pathlib import Path

import numpy as np
import pytest

from sim.analysis.dead_inputs import histories
from sim.analysis.signing import best_text, search_takes, unwilling
from sim.scenario import load
from sim.scenario.naming import files

TALKS = Path(__file__).parents[2] / "sim" / "cli" / "templates" / "mediator.yaml"

ACCEPTED = {
    ("dayton-1995/no-force", "yugoslavia"): "without the force that stands behind it, doubt about the deal is the counterfactual",
    ("hurting-stalemate", "quarry"): "nothing hurts at first: that is the scenario",
    ("no-overlap", "grey_ferry"): "nothing is acceptable to both: that is the scenario",
    ("no-overlap", "outer_isle"): "nothing is acceptable to both: that is the scenario",
    ("power-shift", "vorlan"): "a deal that will not be kept once power has shifted is the scenario",
}
"""Shipped scenarios in which a party would sign nothing at first, and why that is meant so."""


def test_every_scenario_of_the_library_is_looked_at_in_no_time():
    """The look at what parties would sign, which goes before a run, takes less than a second by its own estimate."""
    assert max(search_takes(load(path).scenario) for _, _, path in files()) < 1.0


def test_a_template_has_nobody_who_would_sign_nothing():
    """No false alarm where both have something to gain."""
    assert unwilling(load(TALKS).scenario) == []


def test_doubt_alone_can_make_every_text_worth_less_than_none():
    """With trust next to nothing no text is signed in any history; the numbers say that it is doubt, and trust mends it."""
    doubting = load(TALKS, ["parties.upper_town.trust.lower_town.mean=0.05"]).scenario
    (one,) = unwilling(doubting)
    assert (one.party, one.share) == ("upper_town", 1.0)
    assert one.best < one.no_deal < one.if_kept
    assert one.kept < 0.1
    assert "would sign no text at all on the first day in 100 % of histories" in one.in_words(doubting)
    assert not histories(doubting, 1, 0, 250)[0]["any_deal"].any()


def test_lines_that_exclude_each_other_are_called_so():
    """A party whose own line and a line at home leave no point would sign nothing, and is told which kind of thing to move."""
    scenario = load(TALKS).scenario
    issue = next(name for name, stance in scenario.parties["upper_town"].stances.items() if stance.wants == "more")
    changes = [
        "modules=[ratification]",
        f"parties.upper_town.stances.{issue}={{wants: more, position: 80, red_line: 70, salience: 1}}",
        f"parties.upper_town.factions={{mills: {{stances: {{{issue}: {{wants: less, position: 20, red_line: 30}}}}}}}}",
    ]
    (one,) = unwilling(load(TALKS, changes).scenario)
    assert (one.party, one.share, one.shut) == ("upper_town", 1.0, 1.0)
    assert "exclude each other" in one.in_words(scenario)


def test_a_party_that_is_not_needed_is_not_named():
    """Whose signature no deal needs may refuse as it likes."""
    changes = ["parties.upper_town.trust.lower_town.mean=0.05", "protocol.required=[lower_town]"]
    assert unwilling(load(TALKS, changes).scenario) == []


@pytest.mark.parametrize("expected", [0.2, 0.6, 0.97])
def test_what_is_called_the_best_text_is_as_good_as_any_that_was_tried(expected):
    """No package of a few hundred is worth more to a party, as the engine values it, than what is called its best, to 0.01."""
    from sim.model import TalksModel
    from sim.model.stages.demanding import demanded_by

    model = TalksModel(load(TALKS, [f"parties.upper_town.no_deal.expected={expected}"]).scenario, seed=1, blocks=range(1))
    model.step_until("convening")
    everywhere = np.ones(model.R, bool)
    for party in model.parties:
        party.look_ahead(everywhere)
    party = model.party["upper_town"]
    demanded_by(model, party, everywhere)
    luck = np.random.default_rng(1)
    packages = luck.uniform(0, 100, (300, len(model.issue_names), 1)) + np.zeros((1, 1, model.R))
    tried = np.stack([np.where(party.outlook().within_limits(package), party.value(package), -np.inf) for package in packages])
    assert (tried.max(axis=0) <= best_text(party) + 0.01).all()


@pytest.mark.slow
def test_in_the_library_nobody_would_sign_nothing_but_where_that_is_the_point():
    """Every other shipped scenario leaves each party some text in most histories."""
    found = {(name, one.party) for _, name, path in files() for one in unwilling(load(path).scenario)}
    assert found == ACCEPTED.keys()
