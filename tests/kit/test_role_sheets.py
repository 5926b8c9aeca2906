"""What is confidential stays so, and what a sheet says is what the file says."""

import re

import pytest

from sim.endings import CAUSE, CAUSES
from sim.kit.commands import commands_of
from sim.kit.opening import opening
from sim.kit.roles import home_sheet, sheet
from sim.kit.sheets import SEATS, agenda, at_home, briefing, debrief, exercises, lesson, predictions, seats
from sim.kit.wording import chance, tenths
from sim.model import TalksModel, forget
from sim.report.words import CAUSE_LABELS
from sim.scenario import load, with_changes
from sim.shipped import SCENARIOS as LIBRARY

SCENARIOS = sorted(path.stem for path in LIBRARY.glob("*/*.yaml"))


def sheets_of(scenario, roles):
    """The sheets of some roles, and of the home fronts of those among them that have one."""
    start = opening(scenario)
    found = {role: sheet(scenario, role, start) for role in roles}
    return found | {f"home of {role}": home_sheet(scenario, role, start) for role in roles if role in at_home(scenario)}


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
        assert sheets_of(changed, others) == sheets_of(scenario, others)
        assert sheets_of(changed, [party])[party] != sheets_of(scenario, [party])[party]


@pytest.mark.parametrize("name", SCENARIOS)
def test_public_pages_hold_no_secret(name):
    """Briefing, agenda, prediction sheet, exercises and lesson plans stay the same whatever any party keeps to itself."""
    scenario, commands = load(name).scenario, commands_of(load(name))
    changed = with_changes(scenario, {path: value for party in scenario.parties for path, value in secrets(scenario, party).items()})
    for page in (briefing, agenda, lambda one: predictions(one, commands), lambda one: exercises(one, commands, []), lambda one: lesson(one, commands, [], 50)):
        assert page(changed) == page(scenario)


def test_a_mediator_is_told_nothing_that_only_the_parties_know():
    """The file of a mediator names the parties' labels, and no number of theirs."""
    scenario = load("one-mediator").scenario
    told = sheets_of(scenario, ["judge"])["judge"]
    assert "Highfold" in told
    assert not {"20", "80", "70", "30"} & set(re.findall(r"\d+", told))


@pytest.mark.parametrize("name", SCENARIOS)
def test_points_of_a_score_sum_to_what_all_is_worth(name):
    """What all a party wants is worth to it sums to 100, and more of what it wants is never worth less."""
    for side in opening(load(name).scenario).sides.values():
        assert sum(side.points(issue, [side.position(issue)])[0] for issue in side.issues) == pytest.approx(100.0)
        for issue in side.issues:
            points, whole = side.points(issue, range(0, 101, 5)), 100.0 * side.shares()[issue]
            assert side.points(issue, side.worst(issue)) == pytest.approx([0.0] * len(side.worst(issue)))
            assert side.worst(issue)
            assert max(points) <= whole + 1e-9
            if side.wants(issue) != "peak":
                assert points in (sorted(points), sorted(points, reverse=True))
                assert (points[0], points[-1]) == pytest.approx((0.0, whole) if side.wants(issue) == "more" else (whole, 0.0))


@pytest.mark.parametrize("name", ["one-mediator", "doha-2024-08", "biased-mediator", "camp-david-1978"])
def test_a_sheet_says_what_the_model_starts_from(name):
    """What a party expects without a deal, and how far it trusts, are those of the model's first morning, with all that has happened counted."""
    scenario = load(name).scenario
    start, model = opening(scenario), TalksModel(scenario, seed=1, blocks=range(4))
    model.step_until("convening")
    for party in model.parties:
        side = start.sides[party.name]
        assert side.no_deal == pytest.approx(float(party.no_deal.mean()), abs=0.02)
        told = sheet(scenario, party.name, start)
        assert f"worth {100 * side.no_deal:.1f} of 100 to you" in told
        assert side.chance == pytest.approx(float(party.outlook().holds_untempted.mean()), abs=0.01)
        assert f"a chance of about {tenths(100 * side.chance)} in 100; whatever has happened or been promised" in told
        for other, belief in party.trust.items():
            assert start.trust[party.name, other] == pytest.approx(float(belief.mean.mean()), abs=0.01)
            assert f"({100 * start.trust[party.name, other]:.0f} in 100)" in told
    forget(model)


def test_a_sheet_shows_how_doubt_turns_a_good_text_into_a_bad_one():
    """In the problem of commitment a text of 75 points is not enough for either side; were the others nearly sure to keep it, half would be."""
    scenario = load("commitment-problem").scenario
    start = opening(scenario)
    trusting = with_changes(scenario, {"parties.marl_ridge.trust.tarn_hollow.mean": 0.95})
    assert start.sides["marl_ridge"].asked().needed > 74
    assert "That is not enough: you need" in sheet(scenario, "marl_ridge", start)
    assert "That is enough: you need" in sheet(trusting, "marl_ridge", opening(trusting))


def test_what_only_one_party_knows_is_told_to_it_alone():
    """An event that is marked so stands on its sheet and on that of a mediator with sources of its own, and on no other page."""
    scenario = load("biased-mediator").scenario
    told = sheets_of(scenario, ["cinder_hill", "reed_bay", "envoy"])
    assert [role for role, words in told.items() if "another buyer" in words] == ["reed_bay", "envoy"]
    assert "another buyer" not in briefing(scenario)
    blind = with_changes(scenario, {"mediators.envoy.independent_signal": 0.2})
    assert "another buyer" not in sheets_of(blind, ["envoy"])["envoy"]


def test_persons_have_no_price():
    """Where an issue is about persons, no sheet counts points by their number: only what is enough, and what is nothing."""
    scenario = load("doha-2024-08").scenario
    assert {issue for issue, about in scenario.issues.items() if about.persons} == {"hostage_release", "prisoner_exchange"}
    for party in scenario.parties:
        told = sheets_of(scenario, [party])[party]
        scores = told.partition("## Your score")[2].partition("## Is a text")[0]
        lines = {label: line for line in scores.splitlines() for label in ("Release of hostages", "Release of Palestinian prisoners") if label in line}
        assert len(lines) == 2
        assert all("no points by number" in line and len(re.findall(r"\*\*[\d.]+\*\*", line)) == 2 for line in lines.values())


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_table_of_five_gives_everybody_one_role(name):
    """Five seats with a role each; whoever has no seat is named, and no seat goes to anybody whose signature is not needed before those whose is."""
    scenario = load(name).scenario
    table = seats(scenario)
    labels = [" ".join(agent.label.split()) for agent in (*scenario.parties.values(), *scenario.mediators.values())]
    assert len(table.seats) == SEATS
    assert sorted([*(role for role in table.seats if role in labels), *table.more]) == sorted(labels)
    required = [" ".join(scenario.parties[party].label.split()) for party in scenario.required]
    assert set(required[:SEATS]) <= set(table.seats)


@pytest.mark.parametrize("name", SCENARIOS)
def test_before_and_after_talks_causes_are_asked_for_and_nobody_is_blamed(name):
    """The prediction sheet lists the causes of no deal that can come about, the debrief comes back to them, and neither asks who refused or objected."""
    scenario, commands = load(name).scenario, commands_of(load(name))
    before, after = predictions(scenario, commands), debrief(scenario, commands, "")
    listed = [cause for cause in CAUSES if f"| | {CAUSE_LABELS[cause]} | {CAUSE[cause].means} |\n" in before]
    assert listed == [cause for cause in CAUSES if cause not in {"home", "late"} or at_home(scenario)]
    assert "Which cause of no deal" in after
    asked = (before + after.replace(scenario.information.what_happened.told if scenario.information.what_happened else "", "")).splitlines()
    assert not [line for line in asked if "?" in line and re.search(r"last refus|refused last|whose objection", line)]


@pytest.mark.parametrize("known", ["nobody", "party"])
def test_a_limit_that_nobody_knows_stands_on_no_sheet_but_that_of_those_at_home(known):
    """Where a faction tells nobody its red lines, they can move without a letter changing in its party's sheet; else they stand there."""
    of = "parties.hamas.factions.leadership_in_gaza"
    scenario = with_changes(load("doha-2024-08").scenario, {f"{of}.limits_known_to": known})
    moved = with_changes(scenario, {f"{of}.stances.border_presence.red_line": 31})
    one, other = sheets_of(scenario, ["hamas"]), sheets_of(moved, ["hamas"])
    assert (one["hamas"] == other["hamas"]) == (known == "nobody")
    assert one["home of hamas"] != other["home of hamas"]


def test_how_far_a_line_may_lie_elsewhere_is_what_the_model_draws():
    """A line that hangs on a position with a lowest and a highest point is told with the lowest and the highest that it takes."""
    scenario = load("doha-2024-08").scenario
    told = home_sheet(scenario, "israel", opening(scenario))
    low, high = map(float, re.search(r"past point 40 .*? anything from (\d+) to (\d+) can be defended", told).groups())
    model = TalksModel(scenario, seed=1, blocks=range(4))
    (front,) = [faction for faction in model.factions if faction.name == "coalition_partners"]
    drawn = front.upper[model.issue_names.index("border_presence")]
    assert (drawn.min(), drawn.max()) == pytest.approx((low, high), abs=1.5)
    forget(model)


def test_what_going_on_costs_adds_up_on_the_sheet():
    """A day's cost at the tension there is, times the days, makes the cost in all, and what is expected less that is what no deal is worth."""
    scenario = load("doha-2024-08").scenario
    start = opening(scenario)
    for party in scenario.parties:
        told = sheet(scenario, party, start)
        daily, calm, days, whole = map(float, re.search(r"([\d.]+) a day \(([\d.]+) in calm.*? over the (\d+) days .*? ([\d.]+) in all", told).groups())
        assert calm < daily
        assert daily * days == pytest.approx(whole, abs=0.005 * days)
        assert f"worth {50 - whole:.1f} of 100 to you" in told


def test_numbers_that_are_held_against_each_other_can_be_told_apart():
    """Where half of all points misses what is needed by less than a tenth, the sheet prints both so that one sees it."""
    scenario, path = load("one-mediator").scenario, "parties.highfold.no_deal.expected"

    def side(expected):
        return opening(with_changes(scenario, {path: expected})).sides["highfold"]

    (low, high), half = (side(expected).asked().needed for expected in (0.2, 0.3)), side(0.2).halves()[1]
    near = with_changes(scenario, {path: 0.2 + 0.1 * (half + 0.02 - low) / (high - low)})
    made, verdict, needed = re.search(r"makes ([\d.]+)\. That is (.*?): you need ([\d.]+)\.", sheet(near, "highfold", opening(near))).groups()
    assert verdict == "not enough"
    assert float(made) < float(needed) < float(made) + 0.1


def test_chances_rise_in_words():
    """A higher probability is never told as a lower one."""
    order = ["as good as impossible", "very unlikely", "rather unlikely", "about as likely as not", "rather likely", "very likely", "as good as certain"]
    told = [order.index(chance(k / 100).partition(" (")[0]) for k in range(101)]
    assert told == sorted(told)
    assert set(told) == set(range(7))


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_want_is_told_as_its_score_has_it(name):
    """Who is content short of an end is not said to want that end, only that going on towards it is worth just as much: as its score has it."""
    scenario = load(name).scenario
    start = opening(scenario)
    for party, side in start.sides.items():
        wants = sheet(scenario, party, start).partition("## What you want")[2].partition("\n## ")[0]
        told = dict(re.findall(r"^- \*\*(.*?)\.\*\* You want (.*)$", wants, re.MULTILINE))
        for issue in (one for one, share in side.shares().items() if share):
            words, want = told[" ".join(scenario.issues[issue].label.split())], side.wants(issue)
            end = 100.0 if want == "more" else 0.0
            content_before = want != "peak" and side.position(issue) != end
            assert ("which is worth just as much" in words) == content_before
            assert ("no further to either end" in words) == (want == "peak")
            if content_before:
                assert side.points(issue, [end]) == pytest.approx(side.points(issue, [side.position(issue)]))


@pytest.mark.parametrize("name", ["biased-mediator", "good-friday-1998", "one-mediator", "spoiler"])
def test_what_is_needed_follows_from_what_the_sheet_prints(name):
    """With a calculator: the chance times what is needed, and the rest of it times what the betrayed is left with, make what going on is worth."""
    scenario = load(name).scenario
    start = opening(scenario)
    for party in scenario.parties:
        told = sheet(scenario, party, start)
        going_on = float(re.search(r"going on without a deal is worth ([\d.]+) to you", told)[1])
        left = float(re.search(r"the others do not, you are left with ([\d.]+)\.\n", told)[1])
        rows = [(int(chance) / 100, float(needed)) for chance, needed in re.findall(r"^\| (\d+) in 100 \| ([\d.]+) \|$", told, re.MULTILINE)]
        assert rows
        for chance_kept, needed in rows:
            assert needed == pytest.approx((going_on - (1 - chance_kept) * left) / chance_kept, abs=0.05 + 0.1 / chance_kept)


def test_whoever_is_bound_without_signing_is_told_so():
    """A party that a deal can do without learns that such a deal binds it where votes decide, and its own word is no reason to leave it out of the chances."""
    scenario = load("good-friday-1998").scenario
    told = sheets_of(scenario, ["sinn_fein", "uup"])
    assert "A deal does not need your signature by name; made without you, it binds you all the same." in told["sinn_fein"]
    assert "does not need your signature" not in told["uup"]
    assert "Its signature is not needed" not in told["uup"]


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_home_front_has_a_place_in_the_lesson(name):
    """Whoever has a sheet at home has a seat, or the plan says who speaks for them; in the order of labels."""
    scenario, commands = load(name).scenario, commands_of(load(name))
    parties = at_home(scenario)
    fronts = [f"home front of {' '.join(scenario.parties[party].label.split())}" for party in parties]
    assert fronts == sorted(fronts, key=str.casefold)
    for minutes in (50, 90):
        assert all(front in lesson(scenario, commands, [], minutes) for front in fronts)


def test_a_point_that_is_stated_is_told_in_its_own_words():
    """A reading of a text that lies on a named point is that point, not near it."""
    told = briefing(load("divided-island").scenario)
    assert 'Shore Council: "complete"; Uplands: "none, all stay without end date"' in told
    assert 'near "' not in told
