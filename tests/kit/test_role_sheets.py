"""What is confidential stays so, and what a sheet says is what the file says."""

import re

import pytest

from sim.kit.roles import sheet
from sim.kit.sheets import agenda, briefing, exercises, lesson, predictions, seats
from sim.kit.wording import chance, score, without_deal
from sim.model import TalksModel, forget
from sim.scenario import load, with_changes

SCENARIOS = ("doha-2024-08", "camp-david-1978", "one-mediator")


def secrets(scenario, party):
    """Changes of everything that only one party knows of itself."""
    found = {}
    for issue, stance in scenario.parties[party].stances.items():
        at = f"parties.{party}.stances.{issue}"
        found |= {f"{at}.position": 31 if stance.wants == "less" else 69, f"{at}.salience": 7.5}
    found |= {
        f"parties.{party}.no_deal.{name}": value for name, value in {"expected": 0.77, "cost_per_day": 0.0077, "expected_days": 77, "betrayed": 0.07}.items()
    }
    found |= {f"parties.{party}.trust.{other}.mean": 0.77 for other in scenario.parties[party].trust}
    found |= {f"parties.{party}.factions.{faction}.lag": 77 for faction in scenario.parties[party].factions}
    for faction, part in scenario.parties[party].factions.items():
        found |= {f"parties.{party}.factions.{faction}.stances.{issue}.red_line": None for issue in part.stances}
    return found


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_sheet_holds_a_number_of_another_party(name):
    """Whatever a party alone knows can change without a letter changing in the sheets of the others, and it does change its own."""
    scenario = load(name).scenario
    for party in scenario.parties:
        changed = with_changes(scenario, secrets(scenario, party))
        others = [role for role in (*scenario.parties, *scenario.mediators) if role != party]
        assert {role: sheet(changed, role) for role in others} == {role: sheet(scenario, role) for role in others}
        assert sheet(changed, party) != sheet(scenario, party)


@pytest.mark.parametrize("name", SCENARIOS)
def test_public_pages_hold_no_secret(name):
    """Briefing, agenda, prediction sheet, exercises and lesson plans stay the same whatever any party keeps to itself."""
    scenario = load(name).scenario
    changed = with_changes(scenario, {path: value for party in scenario.parties for path, value in secrets(scenario, party).items()})
    for page in (briefing, agenda, lambda one: predictions(one, name), lambda one: exercises(one, name, []), lambda one: lesson(one, name, 50)):
        assert page(changed) == page(scenario)


def test_a_mediator_is_told_nothing_that_only_the_parties_know():
    """The file of a mediator names the parties' labels, and no number of theirs."""
    scenario = load("one-mediator").scenario
    told = sheet(scenario, "judge")
    assert "Highfold" in told
    assert not {"20", "80", "70", "30"} & set(re.findall(r"\d+", told))


def test_points_of_a_score_sum_to_what_all_is_worth():
    """A package that gives a party all it wants is worth 100, the worst end of every issue nothing, and more of what it wants is never worth less."""
    party = load("one-mediator").scenario.parties["highfold"]
    best = {issue: 0.0 if stance.wants == "less" else 100.0 for issue, stance in party.stances.items()}
    assert sum(score(party, issue, [point], 1.0)[0] for issue, point in best.items()) == pytest.approx(100, abs=2)
    assert sum(score(party, issue, [100.0 - point], 1.0)[0] for issue, point in best.items()) == 0
    for issue in party.stances:
        points = score(party, issue, range(0, 101, 5), 1.0)
        assert points in (sorted(points), sorted(points, reverse=True))


def test_what_is_expected_without_a_deal_is_what_the_model_expects_on_the_first_day():
    """Expectation less the cost of the days that it is expected to last, dearer where there is tension."""
    scenario = load("one-mediator").scenario
    assert without_deal(scenario, scenario.parties["highfold"]) == pytest.approx(0.7 - 100 * 0.001)
    scenario = load("doha-2024-08").scenario
    model = TalksModel(scenario, seed=1, blocks=range(4))
    model.step()
    told = {name: without_deal(scenario, party) for name, party in scenario.parties.items()}
    found = {name: float(model.party[name].no_deal.mean()) for name in told}
    forget(model)
    assert told == pytest.approx(found, abs=0.02)


def test_persons_have_no_price():
    """Where an issue is about persons, no sheet counts points by their number."""
    scenario = load("doha-2024-08").scenario
    assert {issue for issue, about in scenario.issues.items() if about.persons} == {"hostage_release", "prisoner_exchange"}
    for party in scenario.parties:
        told = sheet(scenario, party)
        scores = told.partition("## Your score")[2].partition("## Your limits")[0]
        lines = {label: line for line in scores.splitlines() for label in ("Release of hostages", "Release of Palestinian prisoners") if label in line}
        assert len(lines) == 2
        assert all("no points by number" in line and len(re.findall(r"\*\*\d+\*\*", line)) == 1 for line in lines.values())


@pytest.mark.parametrize("name", [*SCENARIOS, "split-the-pie", "ec-car-emissions"])
def test_a_table_of_five_has_every_role_once(name):
    """Every party and mediator has a seat, no seat is empty, and there are five."""
    scenario = load(name).scenario
    table = seats(scenario)
    seated = [role for seat in table for role in seat]
    labels = [agent.label for agent in (*scenario.parties.values(), *scenario.mediators.values())]
    assert len(table) == 5
    assert all(table)
    assert [seated.count(label) for label in labels] == [1] * len(labels)


def test_chances_rise_in_words():
    """A higher probability is never told as a lower one."""
    order = ["as good as impossible", "very unlikely", "rather unlikely", "about as likely as not", "rather likely", "very likely", "as good as certain"]
    told = [order.index(chance(k / 100).partition(" (")[0]) for k in range(101)]
    assert told == sorted(told)
    assert set(told) == set(range(7))
