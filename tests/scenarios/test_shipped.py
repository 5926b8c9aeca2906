import re
import shlex
from datetime import date
from functools import cache
from numbers import Real

import numpy as np
import pytest
from pydantic import BaseModel

from sim.calibration.records import read_case
from sim.kit.coding import placed
from sim.kit.sheets import experiments, reversals
from sim.model import BLOCK, TalksModel, forget
from sim.scenario import find, library
from sim.scenario import load as read_scenario
from sim.endings import ENDINGS
from sim.shipped import SCENARIOS
from sim.scenario.outputs import outputs_of
from sim.scenario.reading import read
from sim.scenario.schema import Sourced

FILES = sorted(SCENARIOS.rglob("*.yaml"))
GAZA, HISTORY, TEXTBOOK = ([path for path in FILES if folder in path.relative_to(SCENARIOS).parts] for folder in ("gaza", "history", "textbook"))
OVERLAYS = [path for path in FILES if "extends" in read(path).data]
BASES = [path for path in FILES if path not in OVERLAYS]
HEADINGS = ("about", "what_is_it", "how_it_works", "how_to_use_it", "things_to_notice", "things_to_try", "extending", "related", "credits")
NOT_PERSONS = {"Egypt", "Gaza", "Hamas", "Hezbollah", "Iran", "Israel", "Israeli", "May", "Palestinian", "Qatar", "States", "Tehran", "United"}


@cache
def load(reference, changes=()):
    """A scenario, read once for all tests."""
    return read_scenario(reference, changes)


def name(path):
    """Name a file in the output of a test."""
    return path.relative_to(SCENARIOS).with_suffix("").as_posix()


def each(paths):
    """Run a test for every file."""
    return pytest.mark.parametrize("path", paths, ids=name)


@cache
def ran(reference, *changes):
    """One block of histories of a scenario, at the end of the calendar."""
    model = TalksModel(load(reference, changes).scenario, seed=1, blocks=range(1))
    while model.running:
        model.step()
    forget(model)
    return model


def blocks(part, path=()):
    """Every part of a scenario that can say where its numbers come from, as far as the file gives it."""
    match part:
        case BaseModel():
            if isinstance(part, Sourced):
                yield path, part
            for field in sorted(part.model_fields_set):
                yield from blocks(getattr(part, field), (*path, field))
        case dict():
            for key, entry in part.items():
                yield from blocks(entry, (*path, key))
        case list():
            for i, entry in enumerate(part):
                yield from blocks(entry, (*path, i))


def has_number(value):
    """Whether a value holds a number that belongs to no part with sources of its own."""
    match value:
        case bool() | str() | Sourced():
            return False
        case Real():
            return True
        case BaseModel():
            return any(has_number(getattr(value, field)) for field in value.model_fields_set)
        case dict():
            return any(isinstance(key, Real) or has_number(entry) for key, entry in value.items())
        case list():
            return any(map(has_number, value))
    return False


def sets_number(block):
    """Whether a part of the file gives a number of its own."""
    return any(has_number(getattr(block, field)) for field in block.model_fields_set - {"reports", "cites", "judgement"})


def cited(scenario):
    """All report ids that the numbers of a scenario rest on; what is told of later days rests on later reports."""
    told = ("information", "what_happened")
    return sorted({report for path, block in blocks(scenario) if path[:2] != told for report in block.reports})


def labels(part):
    """Every label in a scenario."""
    match part:
        case BaseModel():
            for field, value in part:
                yield from [value] if field == "label" and value else labels(value)
        case dict():
            for entry in part.values():
                yield from labels(entry)


def differences(over, base, path=()):
    """Each setting of an overlay beside what it extends, leaf by leaf; spreads and lists count as one setting."""
    for key, value in over.items():
        below = base.get(key) if isinstance(base, dict) else None
        if isinstance(value, dict) and isinstance(below, dict) and not {"mean", "low"} & value.keys():
            yield from differences(value, below, (*path, key))
        else:
            yield ".".join((*path, key)), value, below


# --- all ---------------------------------------------------------------------------------------------------------------


def test_the_library_lists_every_file():
    """What lies in the folder is what the library shows, each with a title and a summary."""
    assert {entry.path for entry in library()} == set(FILES)
    assert all(entry.title and entry.summary for entry in library())


@pytest.mark.parametrize("path", [pytest.param(path, id=name(path), marks=[pytest.mark.slow] if path in HISTORY else []) for path in FILES])
def test_a_scenario_runs_for_its_whole_calendar(path):
    """Every history reaches the last day with one of the five endings, and nobody signs at a loss."""
    model = ran(path)
    assert model.day == model.days
    assert model.endings().shape == (BLOCK,)
    assert np.isin(model.endings(), range(len(ENDINGS))).all()
    assert (model.tally.smallest_gain_at_signature >= -1e-9).all()


@each(FILES)
def test_a_reader_is_told_what_it_is(path):
    """Every heading is filled for somebody who never saw the model."""
    information = load(path).scenario.information
    assert [heading for heading in HEADINGS if not getattr(information, heading)] == []


@each(FILES)
def test_lines_fit_a_screen(path):
    """No line is longer than 160 characters."""
    assert [number for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if len(line) > 160] == []


@each(FILES)
def test_what_there_is_to_try_can_be_tried(path):
    """Every command names scenarios that exist and settings that change something."""
    for experiment in load(path).scenario.information.things_to_try:
        verb, *words = shlex.split(experiment.command)
        changes = [words[i + 1] for i, word in enumerate(words) if word == "--set"]
        options = [i for i, word in enumerate(words) if word.startswith("--")]
        names = words[: options[0]] if options else words
        assert verb in {"run", "compare"}
        assert len(names) == (2 if verb == "compare" and not changes else 1)
        warned = [line for reference in names for line in load(reference, tuple(changes)).warnings]
        assert [line for line in warned if any(change in line for change in changes)] == []


@each(OVERLAYS)
def test_an_overlay_is_the_difference_and_nothing_else(path):
    """Nothing in it equals what it extends, nothing is deleted that is not there, and it has its own title and summary."""
    data = dict(read(path).data)
    base = read(path.parent / data.pop("extends")).data
    found = list(differences(data, base))
    assert [setting for setting, value, below in found if value == below] == []
    assert {"title", "summary"} < {setting for setting, _, _ in found}


@each(OVERLAYS)
def test_an_overlay_is_an_experiment_of_its_base(path):
    """What it changes is the answer to a question that the base asks."""
    base = load(path.parent / read(path).data["extends"])
    commands = [shlex.split(trial.command) for trial in base.scenario.information.things_to_try]
    assert any({base.name, load(path).name} <= set(words) for words in commands)


@each(BASES)
def test_there_is_enough_for_a_lesson(path):
    """Ten statements to place, three experiments or more, and just one exercise of reversal."""
    loaded = load(path)
    scenario = loaded.scenario
    assert len(placed(scenario, loaded.case)) == 10
    assert len(experiments(scenario)) >= 3
    assert len(reversals(scenario)) == 1


@each(BASES)
def test_what_an_experiment_moves_is_an_output(path):
    """Each experiment names an output that it moves, and outputs are called as in the table of histories."""
    scenario = load(path).scenario
    known = outputs_of(scenario)
    for trial in scenario.information.things_to_try:
        assert trial.moves or trial.reverses, trial.question
        assert {*trial.moves, *([trial.reverses] if trial.reverses else [])} <= set(known)


@each(GAZA)
def test_nobody_has_to_play_a_live_case(path):
    """It says what it is about beforehand, and names other cases to take instead, an invented one among them."""
    scenario = load(path).scenario
    assert scenario.content_note
    cases = [find(case) for case in scenario.information.instead]
    assert any(case in TEXTBOOK for case in cases)
    assert not any(case in GAZA for case in cases)


# --- where numbers come from -------------------------------------------------------------------------------------------


@each([*GAZA, *HISTORY])
def test_every_number_says_where_it_comes_from(path):
    """Each part that sets a number names reports or published sources, or gives a judgement."""
    bare = [path for path, block in blocks(load(path).scenario) if sets_number(block) and not (block.reports or block.cites or block.judgement)]
    assert bare == []


@each([path for path in HISTORY if path in BASES])
def test_every_source_is_cited(path):
    """No source is listed that nothing rests on, and each has its author or outlet, its title and its date."""
    scenario = load(path).scenario
    used = {source for _, block in blocks(scenario) for source in block.cites}
    assert set(scenario.information.sources) == used
    assert all(source.by and source.title and source.date for source in scenario.information.sources.values())


@each([path for path in HISTORY if path in BASES])
def test_what_happened_is_told(path):
    """The ending, and where it put the issues that it settled, with sources."""
    scenario = load(path).scenario
    happened = scenario.information.what_happened
    assert happened
    assert happened.cites
    assert set(happened.terms) <= set(scenario.issues)  # what was left open has no point
    assert happened.terms


# --- gaza --------------------------------------------------------------------------------------------------------------


@each(GAZA)
def test_nothing_known_later_is_used(path):
    """Every report exists, is dated up to the day of the scenario, and stood in a source that was out by then."""
    scenario, case = load(path).scenario, read_case("gaza")
    published = {source.source_id: source.date for source in case.sources}
    rows = {row.statement_id: (row.date, [row.source_id]) for row in case.statements}
    rows |= {row.event_id: (row.date, row.source_ids) for row in case.events}
    assert scenario.as_of is not None
    for report in cited(scenario):
        day, sources = rows[report]
        assert day is not None
        assert day <= scenario.as_of
        assert any(published[source] <= scenario.as_of for source in sources if published[source]), report


@each(GAZA)
def test_credits_name_the_reports(path):
    """The outlet of every report that a number rests on is named with its date, and no report of a later day is; stances from a case name their case."""
    loaded, case = load(path), read_case("gaza")
    scenario = loaded.scenario
    taken = {keys[:-1] for keys, place in loaded.places.items() if "/stances/" in place}
    from_case = {report for keys in taken for report in scenario.parties[keys[1]].stances[keys[3]].reports}
    assert "calibration/gaza" in scenario.information.credits
    used = set(cited(scenario)) - from_case
    sources = {row.source_id for row in case.statements if row.statement_id in used}
    sources |= {source for row in case.events if row.event_id in used for source in row.source_ids}
    for source in case.sources:
        if source.source_id in sources and source.date and source.date <= scenario.as_of:
            day = f"{source.date.day} {source.date:%B %Y}"
            lines = [line for line in scenario.information.credits.splitlines() if line.startswith(source.outlet) and line.endswith(day)]
            assert lines, source
    given = re.findall(r"(\d+) (\w+) (\d{4})$", scenario.information.credits, re.MULTILINE)
    months = {f"{date(2024, month, 1):%B}": month for month in range(1, 13)}
    assert all(date(int(year), months[month], int(day)) <= scenario.as_of for day, month, year in given)


@each(GAZA)
def test_constants_are_left_alone(path):
    """How agents behave in general is not adjusted to one case."""
    assert "constants" not in load(path).scenario.model_fields_set


@each(GAZA)
def test_labels_name_roles_and_no_person(path):
    """Capitalised words in labels are bodies, places or a month, or begin the label and are no speaker's surname."""
    surnames = {row.speaker.split()[-1] for row in read_case("gaza").statements}
    for label in labels(load(path).scenario):
        first, *others = re.findall(r"\w+", label)
        assert {word for word in others if word[0].isupper()} <= NOT_PERSONS, label
        assert first in NOT_PERSONS or first not in surnames, label


# --- doha-2024-08 ------------------------------------------------------------------------------------------------------


def test_parties_about_whom_reports_are_silent_get_the_same_numbers():
    """What going on is worth, trust before any act, readings of acts, lags, spoilers and recalls are alike on both sides."""
    scenario = load("doha-2024-08").scenario
    hamas, israel = scenario.parties["hamas"], scenario.parties["israel"]
    plain = {"reports", "cites", "judgement"}
    assert hamas.no_deal.model_dump(exclude=plain) == israel.no_deal.model_dump(exclude=plain)
    assert hamas.trust["israel"].model_dump(exclude=plain) == israel.trust["hamas"].model_dump(exclude=plain)
    assert (hamas.reads, hamas.demand) == (israel.reads, israel.demand)
    assert [(f.veto, f.limits_known_to, f.lag) for f in hamas.factions.values()] == [(f.veto, f.limits_known_to, f.lag) for f in israel.factions.values()]
    one, two = (scenario.outside_actors[f"opponents_in_{place}"].model_dump(exclude={"label", "blamed_on"}) for place in ("gaza", "israel"))
    assert {**one, "spoils": {**one["spoils"], **dict.fromkeys(plain)}, **dict.fromkeys(plain)} == {
        **two,
        "spoils": {**two["spoils"], **dict.fromkeys(plain)},
        **dict.fromkeys(plain),
    }
    leverage = dict.fromkeys(scenario.parties, 0.0)
    for mediator in scenario.mediators.values():
        for party, means in mediator.leverage.items():
            leverage[party] += means.strength
    assert leverage["hamas"] == pytest.approx(leverage["israel"])


def test_presence_is_what_the_day_reported():
    """At the first session Israel is in the room and Hamas, nearly always, within reach only."""
    model = TalksModel(load("doha-2024-08").scenario, seed=1, blocks=range(1))
    model.step()
    in_person = {party: (agent.presence == 2).mean() for party, agent in model.party.items()}
    forget(model)
    assert in_person["israel"] > 0.8
    assert in_person["hamas"] < 0.2


@pytest.mark.parametrize(
    ("overlay", "measure"),
    [
        ("hamas-attends", lambda model: (model.tally.sat["hamas"][2] / model.sessions.held).mean()),
        ("assured-agenda", lambda model: (model.tally.sat["hamas"][2] / model.sessions.held).mean()),
    ],
)
def test_a_counterfactual_moves_what_it_says(overlay, measure):
    """A party that is to be drawn to the table comes."""
    base = SCENARIOS / "gaza/doha-2024-08.yaml"
    assert measure(ran(base.with_suffix("") / f"{overlay}.yaml")) > measure(ran(base)) + 0.05


# --- textbook ----------------------------------------------------------------------------------------------------------


def split(rounds, first, second):
    """The share of the first proposer, from the last round back (Stahl 1972)."""
    waits = [0.0, 0.0]
    for turn in reversed(range(rounds)):
        proposer, other = turn % 2, 1 - turn % 2
        gains = [0.0, 0.0]
        gains[other], gains[proposer] = waits[other], 1.0 - waits[other]
        waits = [first * gains[0], second * gains[1]]
        share = gains[0]
    return share


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], split(10, 0.9, 0.9)),
        (["calendar.end=2025-01-11"], split(11, 0.9, 0.9)),
        (["protocol.discount.birch=0.8"], split(10, 0.9, 0.8)),
        (["calendar.end=2025-12-31"], 1.0 / 1.9),
    ],
)
def test_the_pie_is_split_as_in_the_textbook(changes, expected):
    """The first offer is that of backward induction, and is accepted on the first day; with a long calendar it is Rubinstein's."""
    model = ran("split-the-pie", *changes)
    assert (model.deal.first_day == 0).all()
    assert np.abs(model.deal.terms[0] - 100.0 * expected).max() < 1e-9
    assert {ENDINGS[ending] for ending in model.endings()} == {"agreement"}


def test_readers_are_told_the_number_to_expect():
    """The split that the file announces is the one that comes out."""
    assert f"{100.0 * split(10, 0.9, 0.9):.2f} of 100" in load("split-the-pie").scenario.information.things_to_notice[0]


def test_one_mediator_brings_deals_and_stalemates():
    """Neither is rare, and what matters more to a village ends nearer to what it wants."""
    model = ran("one-mediator")
    shares = np.bincount(model.endings(), minlength=len(ENDINGS)) / BLOCK
    assert shares[ENDINGS.index("agreement")] > 0.25
    assert shares[ENDINGS.index("stalemate")] > 0.25
    terms = {issue: np.nanmedian(values) for issue, values in zip(model.issue_names, model.deal.terms, strict=True)}
    assert terms["herds"] < 40.0
    assert terms["open_days"] > 55.0
