"""What can happen in a history: every kind is one record, noted by the model, told by the story, marked where it has a mark."""

import ast
from pathlib import Path

import numpy as np
import pytest

from sim.events import EVENTS, MARKS, bit_of
from sim.model import Journal
from sim.report import sentences  # noqa: F401 - declares who tells what
from sim.report.figures.marks import look_of
from sim.report.telling import SENTENCES, told

SIM = Path(__file__).parents[2] / "sim"
KIND_AT = {"note": 0, "note_of": 1}
"""By how something is noted, which argument says what has happened."""


def noted():
    """The kinds that the code notes with the names of the facts that go with each, as far as they stand there."""
    for path in sorted(path for folder in ("model", "modules") for path in (SIM / folder).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in KIND_AT and call.args:
                kinds = [word.value for word in ast.walk(call.args[KIND_AT[call.func.attr]]) if isinstance(word, ast.Constant)]
                for kind in kinds:
                    yield kind, {keyword.arg for keyword in call.keywords if keyword.arg is not None}


def test_what_is_noted_has_a_record_and_what_has_a_record_is_noted():
    """No kind escapes, and no fact that stands beside it."""
    found = list(noted())
    assert {kind for kind, _ in found} == set(EVENTS)
    assert not [(kind, facts - EVENTS[kind].carries) for kind, facts in found if facts - EVENTS[kind].carries]


@pytest.mark.parametrize(("kind", "facts"), [("landslide", {}), ("signed", {"weather": 1.0})])
def test_the_journal_refuses_what_has_no_record(kind, facts):
    """Neither an unknown kind nor an unknown fact is written down, not even where it did not happen."""
    journal = Journal(1)
    with pytest.raises(LookupError, match=f"no record of what happens tells of '{kind}'"):
        journal.note(0, kind, np.array([False]), "", facts)


def test_every_kind_has_a_sentence():
    """Stories can tell of all that is registered, and of nothing else."""
    brought = {kind for kind, event in EVENTS.items() if event.sentence}
    assert not brought & set(SENTENCES)
    assert brought | set(SENTENCES) == set(EVENTS)
    with pytest.raises(LookupError, match="landslide"):
        told("landslide")


def test_every_mark_is_told_apart():
    """Each mark has a bit, words and a look of its own, drawn from the palette; every mark marks something, and no bit is used that has no mark."""
    assert sorted(mark.bit for mark in MARKS) == [2**k for k in range(len(MARKS))]
    assert len({mark.label for mark in MARKS}) == len({str(look_of(mark)) for mark in MARKS}) == len(MARKS)
    assert {event.mark for event in EVENTS.values() if event.mark is not None} == set(MARKS)


def test_a_session_that_is_not_held_is_not_marked():
    """The mark of a kind may hang on one of its facts."""
    assert bit_of("session", {"held": True}) > 0
    assert bit_of("session", {"held": False}) == bit_of("accepted", {}) == 0
    assert all(event.marked_if in {"", *event.facts} for event in EVENTS.values())


def test_turns_and_asides_are_no_measurements():
    """A turn can be told in a few words of whoever took it; what happens aside is no turn; a fact decides or is measured, not both."""
    for event in EVENTS.values():
        assert event.turn.format(who="A party").strip() == event.turn.format(who="A party")
        assert not (event.turn and event.aside)
        assert not set(event.facts) & set(event.measured)
