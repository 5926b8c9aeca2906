"""What follows in the talks from holding out under uncertainty, from lasting errors of judgement, and from a calendar that is no deadline."""

from dataclasses import fields

import numpy as np
import pytest
from talks import played, two_towns

from sim.model import Journal, TalksModel, forget
from sim.model.behaviour import Behaviour
from sim.report.sentences import _chance
from sim.scenario import load
from sim.scenario.formats import with_defaults

STEADY = {"lasting_error": 0.3, "fresh_error": 0.0, "own_favour": 0.0, "coming_round": 0.0, "others_hold_out": 0.3}


def second(**more):
    """Two towns in the second format."""
    return two_towns(**with_defaults({"format": 2, "parties": {"north": {}, "south": {}}, **more}))


def weighing(**more):
    own = {"demand": {"rule": "expected_gain"}, "acceptance": "judged"}
    return two_towns(north=own, south=own, **{"behaviour": STEADY, **more})


def test_the_same_text_is_judged_in_the_same_way_again():
    """Without fresh errors a party gives the same answer to the same text, as long as it holds out for the same."""
    model = TalksModel(weighing(), seed=1, blocks=range(2))
    model.step_until("answering")
    text = model.table.package
    for one in model.parties:
        answers = [one.accepts_by(one.consider(text), luck) for luck in (np.full(model.R, 0.01), np.full(model.R, 0.99))]
        assert np.array_equal(*answers)
        assert 0.0 < answers[0].mean() < 1.0


def test_who_gives_nothing_away_errs_in_nothing():
    """A text that gives a party all that it wants is judged rightly, and the more a text asks of it the further judgements lie apart."""
    model = TalksModel(weighing(), seed=1, blocks=range(4))
    north = model.party["north"]
    best, middle, worst = (north.consider(np.full_like(model.table.package, point)).misjudged for point in (100.0, 50.0, 0.0))
    assert np.abs(best).max() == 0.0
    assert 0.0 < middle.std() < worst.std()


def test_no_error_of_judgement_makes_a_party_sign_at_a_loss():
    """However wrongly texts are judged, nobody gains less than nothing by what is signed."""
    model = played(weighing(behaviour={**STEADY, "lasting_error": 1.0, "fresh_error": 0.2}))
    signed = model.tally.signatures > 0
    assert signed.any()
    assert model.tally.smallest_gain_at_signature[signed].min() >= -1e-9


def test_a_lasting_error_makes_talks_fail_although_there_is_room():
    """With larger lasting errors fewer deals come, by a clear margin, from the same room."""
    small, large = (played(weighing(behaviour={**STEADY, "lasting_error": error})) for error in (0.0, 0.6))
    assert (small.deal.first_day >= 0).mean() > (large.deal.first_day >= 0).mean() + 0.05


@pytest.mark.parametrize("quantity", ["own_favour", "coming_round"])
def test_hoping_for_more_delays_and_prevents_deals(quantity):
    """The more parties overrate their own case, or think that others will come round, the fewer deals there are by the middle of the calendar."""
    modest, hopeful = (played(weighing(behaviour={**STEADY, quantity: size})) for size in (0.0, 0.3))
    early = [(model.deal.first_day >= 0) & (model.deal.first_day < 60) for model in (modest, hopeful)]
    assert early[0].mean() > early[1].mean() + 0.05


def test_a_deadline_that_is_believed_in_draws_signatures_to_it():
    """A quarter of the signatures or more come in the last tenth of the time before a deadline, and far fewer there without one."""
    hopeful = {**STEADY, "coming_round": 0.3, "own_favour": 0.1, "lasting_error": 0.1}
    late = {}
    for end in ("2000-04-29", None):
        day = played(second(behaviour=hopeful, calendar={"deadline": end})).deal.first_day
        late[end] = np.sum(day >= 107) / max(np.sum(day >= 0), 1) if end else np.mean(day >= 107)
    assert late["2000-04-29"] >= 0.25
    assert late[None] < 0.1


def test_the_end_of_the_calendar_changes_nothing_before_it():
    """In the second format a history is the same up to the old end if the calendar goes on for longer."""
    short, long = (
        TalksModel(load("gaza/doha-2024-08", ["format=2", f"calendar.end={end}"]).scenario, seed=3, blocks=range(1)) for end in ("2024-10-31", "2025-05-31")
    )
    while short.running:
        short.step()
        long.step()
    assert long.running
    assert np.array_equal(short.deal.first_day, long.deal.first_day)
    assert np.array_equal(short.table.package, long.table.package)
    assert all(np.array_equal(one.demanded, other.demanded) for one, other in zip(short.parties, long.parties, strict=True))


def test_in_the_first_format_the_end_is_the_deadline():
    """A file that names no format is played as before: demands fall to nothing on its last day."""
    assert TalksModel(two_towns(), seed=1, blocks=range(1)).deadline.max() == 119.0
    assert np.isinf(TalksModel(second(), seed=1, blocks=range(1)).deadline).all()


def test_behaviour_is_drawn_once_a_history_and_kept_among_the_draws():
    """What histories drew of their behaviour can be read from the run, as any other spread."""
    model = TalksModel(second(), seed=1, blocks=range(1))
    assert {name for name in model.streams.drawn if name.startswith("behaviour.")} == {f"behaviour.{one.name}" for one in fields(Behaviour)}


def test_a_story_tells_a_refusal_out_of_a_lasting_misjudgement():
    """Who refuses a text that is worth what it holds out for, since it misjudges what giving way costs it, is told to do so, and not to act by chance."""
    model = TalksModel(weighing(), seed=1, blocks=range(1), journal=(journal := Journal(250)))
    while model.running:
        model.step()
    refused = [entry.facts for entries in journal.entries.values() for entry in entries if entry.kind == "refused"]
    misjudged = [facts for facts in refused if facts["seems"] < facts["wanted"] <= facts["value"] and not facts["crossed"]]
    assert misjudged
    for facts in misjudged[:20]:
        said = _chance(None, facts, "water")
        assert "misjudges" in said
        assert "chance of the day" not in said
    forget(model)
