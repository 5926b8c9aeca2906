import math
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scenario_builder import TALKS, overlay

from sim.scenario import Setting, load
from sim.scenario import settings as settings_of
from sim.scenario.constants import Constants
from sim.scenario.schema import Happened, Reported, Scenario, Source, Try
from sim.values import Normal, PointLine, Sessions, Strict, Triangle


def _setting(path, *overrides) -> Setting:
    return next(setting for setting in settings_of(load(TALKS, overrides)) if setting.path == path)


@pytest.mark.parametrize(
    ("path", "value", "allowed", "origin"),
    [
        ("parties.upland.stances.water.position", "{mean: 20, sd: 5}", "a point or spread from 0 to 100", "talks.yaml:26"),
        ("parties.upland.stances.water.red_line", "80", "a point or spread from 0 to 100, with or without firm", "talks.yaml:26"),
        ("parties.upland.stances.dams.red_line", "-", "a point or spread from 0 to 100, with or without firm", "default: not set"),
        ("parties.upland.stances.water.wants", "less", "one of more, less, peak", "talks.yaml:26"),
        ("parties.upland.stances.water.salience", "1", "a number or spread, 0 to 1,000", "talks.yaml:26"),
        ("parties.upland.trust.lowland.mean", "0.5", "0.000001 to 0.999999", "talks.yaml:30"),
        ("parties.upland.factions.millers.lag", "3 days", "a duration up to 36,500 days", "talks.yaml:33"),
        ("parties.upland.factions.millers.veto", "true", "true or false", "default: assumption"),
        ("parties.upland.government.away", "45 days", "a duration up to 36,500 days", "default: assumption"),
        ("parties.lowland.government.fall_per_day", "-", "0 to 100", "default: not set"),
        ("parties.lowland.attendance.cost_of_being_seen", "0", "-100 to 100", "default: assumption"),
        ("parties.lowland.trust", "{}", "names, each with {mean, strength, control}", "default: assumption"),
        ("parties.upland.preconditions.1.requires.absent", "lowland", "text", "talks.yaml:31"),
        ("mediators.observers.leverage.lowland.half_life", "60 days", "a duration, more than 0 and at most 36,500 days", "talks.yaml:47"),
        ("mediators.observers.channel_to", "[upland]", "a list of text", "talks.yaml:45"),
        ("events.lapse.on", "2029-12-01", "a date between the years 1000 and 2999", "talks.yaml:55"),
        ("events.recall.effects.0.for", "14 days", "a duration up to 36,500 days", "talks.yaml:57"),
        ("calendar.sessions", "every 7 days", "'every 7 days' (or another duration) or 'when ripe'", "talks.yaml:5"),
        ("issues.water.scale.50", "half", "text", "talks.yaml:11"),
        ("issues.dams.phase", "2", "a whole number, 1 to 9", "talks.yaml:15"),
        ("modules", "[mediation, ratification, escalation, spoilers, events, carrying_out]", None, "talks.yaml:4"),
        ("carrying_out.phases.1.tranches", "1", "a whole number, 1 to 100", "default: assumption"),
        ("reference_text.readings.upland.water", "40", "0 to 100", "talks.yaml:19"),
    ],
)
def test_a_setting_says_its_value_its_bounds_and_its_origin(path, value, allowed, origin):
    """As one would write it, in plain words, by file and line."""
    setting = _setting(path)
    assert (setting.value, setting.origin) == (value, origin)
    assert allowed in (None, setting.allowed)
    assert setting.description


def test_an_override_and_an_overlay_are_named_as_origins(tmp_path):
    """Each setting points to where it was set last."""
    assert _setting("summary", "summary=New").origin == "--set"
    found = {setting.path: setting.origin for setting in settings_of(load(overlay(tmp_path, "summary: New\n")))}
    assert (found["summary"], found["title"], found["parties.upland.demand.beta"]) == ("change.yaml:2", "talks.yaml:1", "talks.yaml:29")


def test_constants_have_their_unit_and_source():
    """Every constant says what it is measured in and where it comes from."""
    found = {setting.path: setting for setting in settings_of(load(TALKS))}
    for name in Constants.model_fields:
        setting = found[f"constants.{name}"]
        assert setting.unit
        assert setting.source
        assert setting.description
        assert not math.isnan(float(setting.value))


def _parts(kind=Strict):
    for part in kind.__subclasses__():
        yield part
        yield from _parts(part)


def _stands_in_the_schema(part):
    """Whether a part was written down in the code of the simulator, and not made for a rule that some test added."""
    return part.__module__.startswith("sim.") and getattr(sys.modules[part.__module__], part.__name__, None) is part


def test_settings_cover_every_leaf_of_the_schema():
    """Each field of each part of the schema has its path."""
    words = {word for setting in settings_of(load(TALKS)) for word in setting.path.split(".")}
    parts = [part for part in _parts() if not issubclass(part, Normal | Triangle | PointLine) and _stands_in_the_schema(part)]
    assert Scenario in parts
    assert Sessions not in parts
    missing = {f"{part.__name__}.{name}" for part in parts for name, field in part.model_fields.items() if (field.alias or name) not in words}
    only_in_what_is_empty = {f"{part.__name__}.{name}" for part in (Happened, Reported, Source, Try) for name in part.model_fields}
    assert missing <= only_in_what_is_empty


def test_every_setting_is_taken_by_set_as_it_is_written():
    """Setting everything to what it is leaves everything as it is."""
    loaded = load(TALKS)
    given = [f"{setting.path}={setting.value}" for setting in settings_of(loaded) if setting.value != "-"]
    again = load(TALKS, given)
    assert again.scenario == loaded.scenario
    assert len(again.warnings) >= len(given)
    assert len({setting.path for setting in settings_of(loaded)}) == len(settings_of(loaded))


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
    st.lists(st.text(st.sampled_from("ab ,:#[]{}'\"-|&*!%@`?1.\\"), max_size=8), max_size=3),
)
def test_texts_are_written_so_that_they_read_back(text, texts):
    """Quotes stand where they are needed."""
    given_texts = load(TALKS).scenario.model_copy(update={"summary": text})
    loaded = load(TALKS)
    object.__setattr__(loaded, "scenario", given_texts)
    loaded.data["summary"] = text
    loaded.data["information"] = {"things_to_notice": texts}
    found = {setting.path: setting.value for setting in settings_of(loaded)}
    again = load(TALKS, [f"summary={found['summary']}", f"information.things_to_notice={found['information.things_to_notice']}"]).scenario
    assert again.summary == text
    assert again.information.things_to_notice == texts
