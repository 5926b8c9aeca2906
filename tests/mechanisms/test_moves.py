"""What mediators do next: moves that follow from the reason they believe in, what each changes, and what no longer happens."""

from collections import Counter
from functools import cache

import numpy as np
import pytest
from talks import two_towns

from sim.endings import REASONS, TOLD
from sim.model import Journal, TalksModel, forget
from sim.model.acting import MediatorActs
from sim.model.presence import ACCEPTED, REFUSED
from sim.rules.moves import MEANS, Impasse, Move, moves_of
from sim.rules.registry import rules
from sim.scenario import load, with_changes

WATCHED = 250


def made(name="doha-2024-08", changes=None, *, on=True, journal=None):
    """A batch of a shipped scenario, with the module or without."""
    talks = load(name).scenario
    changed = with_changes(talks, {"modules": [*talks.modules, *(["reasons"] if on else [])], **(changes or {})})
    return TalksModel(changed, seed=1, blocks=range(1), journal=journal)


def lived(name="doha-2024-08", changes=None, *, on=True):
    """Such a batch that has run, and what was written down of each history."""
    model = made(name, changes, on=on, journal=(journal := Journal(WATCHED)))
    while model.running:
        model.step()
    forget(model)
    return model, journal.entries


@cache
def plain(*, on):
    """The same, once for several tests."""
    return lived(on=on)


def impasse(reason, *, without=(), vain=0.0):
    """An impasse in which a mediator is nearly sure of a reason and has all means but some."""
    believed = np.full((TOLD, 1), 0.02)
    believed[REASONS.index(reason)] = 0.94
    at_hand = np.array([[means not in without] for means in MEANS])
    return Impasse(believed, at_hand, np.array([vain]))


@pytest.mark.parametrize(
    ("reason", "without", "best"),
    [
        ("price", ("exit", "payment"), "adjust"),
        ("line", ("exit", "payment"), "sound_out"),
        ("line", ("exit", "lines"), "side_payment"),
        ("doubt", ("exit",), "strengthen_guarantee"),
        ("doubt", ("exit", "guarantee"), "verification"),
        ("doubt", ("exit", "guarantee", "monitors"), "smaller_steps"),
        ("holding_out", ("exit",), "press"),
        ("holding_out", ("exit", "leverage"), "name_deadline"),
        ("holding_out", ("exit", "leverage", "deadline"), "last_text"),
    ],
)
def test_a_move_answers_the_reason_that_is_believed(reason, without, best):
    """Each reason has moves that answer it; the best of those at hand fits better than any move that answers another."""
    before = impasse(reason, without=without)
    fits = {move.name: float(move.fits(before)[0]) for move in moves_of([])}
    assert max(fits, key=fits.__getitem__) == best


def test_nothing_works_calls_for_a_pause_and_at_last_for_leaving():
    """A pause fits the better the more was in vain; leaving is at hand only late, and then fits better than what was tried in vain."""
    pause, leave = moves_of(["leave", "pause"])[::-1]
    assert pause.fits(impasse("price", vain=20.0)) > pause.fits(impasse("price", vain=2.0))
    assert leave.fits(impasse("price", without=("exit",))) == 0.0
    assert leave.fits(impasse("price")) > 0.5 * moves_of(["adjust"])[0].fits(impasse("price"))


def test_what_was_in_vain_is_tried_less():
    """Of two moves that answer the same reason the one that was made before gives way to the other."""
    model = made()
    place = [move.name for move in model.approach.moves["qatar"]].index("sound_out")
    before = impasse("line", without=("exit",))
    first = model.approach.choose("qatar", "hamas", before, None)
    assert first[0] == place
    model.approach.tried["qatar", "hamas"][place] += 3
    assert model.approach.choose("qatar", "hamas", before, None)[0] != place


def repeats(model, entries):
    """The share of histories without a deal in which a mediator tabled one text ten times or more."""
    mediators, without = set(model.mediator), np.flatnonzero(model.deal.first_day < 0)
    texts = [Counter(tuple(np.round(one.facts["text"])) for one in entries[at] if one.kind == "tabled" and one.facts["by"] in mediators) for at in without]
    return np.mean([max(counted.values(), default=0) >= 10 for counted in texts])


def at_a_line(entries):
    """The share of acts of pressure on a party whose last answer was that a text crossed a line."""
    counts = Counter()
    for told in entries.values():
        crossed = {}
        for one in told:
            if one.kind in ("accepted", "refused"):
                crossed[one.who] = one.facts["crossed"]
            elif one.kind == "pressure" and one.facts["by"] == "pressure":
                counts[bool(crossed.get(one.facts["to"]))] += 1
    return counts[True] / counts.total()


def test_no_text_that_cannot_pass_is_tabled_over_and_over():
    """With moves next to no history without a deal repeats one text ten times; without them most do."""
    assert repeats(*plain(on=True)) < 0.05
    assert repeats(*plain(on=False)) > 0.5


def test_pressure_is_not_put_on_a_party_at_its_line():
    """With moves little of the pressure falls on a party that has just said that a line is crossed; without them most does."""
    assert at_a_line(plain(on=True)[1]) < 0.25
    assert at_a_line(plain(on=False)[1]) > 0.5


def test_every_move_is_made_somewhere():
    """In a few hundred histories of two scenarios each shipped move is made, and the counts are those that are written down."""
    model, entries = plain(on=True)
    told = Counter(one.facts["move"] for found in entries.values() for one in found if one.kind == "move")
    assert dict(zip(model.approach.names, model.approach.made.sum(axis=1).tolist(), strict=True)) == {name: told[name] for name in model.approach.names}
    assert {move.name for move in rules(Move)} - {name for name, count in told.items() if count} <= {"side_payment"}


def acting(name="doha-2024-08", changes=None):
    """What the chair can do about the first party on the first day, the batch, and where: in the first half of the histories."""
    model = made(name, changes)
    chair, party = model.mediator[model.settings.chair], model.party["hamas"]
    model.table.exists[:] = True
    return model, MediatorActs(model, model.approach, chair, party), np.arange(model.R) < model.R // 2


def test_sounding_out_tells_the_lines_where_it_is_done():
    """After asking, mediators know the party's red lines, there and nowhere else."""
    _, acts, where = acting()
    known, party = acts.mediator.estimates[acts.party.name], acts.party
    acts.ask_for_lines(where)
    assert (known.lower[:, where] >= party.lower[:, where]).all()
    assert (known.upper[:, where] <= party.upper[:, where]).all()
    assert (known.lower[:, ~where] < party.lower[:, ~where]).any() or (known.upper[:, ~where] > party.upper[:, ~where]).any()


def test_those_at_home_tell_lines_that_nobody_knew():
    """Where a group's lines are known to nobody, a journey to the capital tells them, there and nowhere else; nobody is asked where there is none."""
    _, acts, where = acting(changes={"parties.hamas.factions.leadership_in_gaza.limits_known_to": "nobody"})
    known, faction = acts.mediator.estimates["hamas"], next(one for one in acts.talks.vetoes if one.party is acts.party)
    assert acts.at_hand[MEANS.index("home")].all()
    acts.ask_at_home(where)
    assert (known.lower[:, where] >= faction.lower[:, where]).all()
    assert (known.lower[:, ~where] < faction.lower[:, ~where]).any()
    assert np.array_equal(acts.at_hand[MEANS.index("home")], ~where)


def test_sounding_out_tells_which_lines_are_real():
    """In a file with lines that may be prices, whoever asks ends surer of those that are real than of the rest."""
    at = "parties.hamas.factions.leadership_in_gaza.stances.border_presence.red_line"
    model, acts, where = acting(changes={"format": 2, at: {"at": 40, "firm": 0.5}, "parties.hamas.stances.border_presence.red_line": {"at": 30, "firm": 0.5}})
    acts.ask_for_lines(where)
    issue = model.issue_names.index("border_presence")
    firm, real = acts.mediator.estimates["hamas"].firm[issue], acts.party.lower[issue] == acts.party.claimed[0][issue]
    assert firm[where & real].min() > 0.9
    assert firm[where & ~real].max() < 0.1


@pytest.mark.parametrize("act", ["underwrite", "send_monitors", "divide"])
def test_what_answers_doubt_makes_a_deal_worth_more_where_it_is_done(act):
    """A firmer guarantee, monitors and smaller steps each raise what a party makes of a deal, there and nowhere else."""
    model, acts, where = acting(changes={"mediators.qatar.guarantee": {"strength": 1.0, "credible_to": {"hamas": 1.0, "israel": 1.0}}})
    text = np.full_like(acts.party.weight, 50.0)
    model.update_no_deals()
    before = acts.party.value(text)
    getattr(acts, act)(where)
    model.update_no_deals()
    after = acts.party.value(text)
    assert (after[where] >= before[where]).all()
    assert (after[where] > before[where] + 1e-6).mean() > 0.9
    assert np.array_equal(after[~where], before[~where])


def test_a_deadline_a_last_text_a_pause_and_leaving_do_what_they_say():
    """A named deadline is the nearer, a last text stands, talks are put off for days, and whoever leaves is gone."""
    model, acts, where = acting()
    far = model.deadline_of(None).copy()
    acts.set_deadline(where)
    assert (model.deadline_of(None)[where] < far[where]).all()
    assert np.array_equal(model.deadline_of(None)[~where], far[~where])
    acts.insist(where)
    assert (model.approach.final_until[where] > model.day).all()
    acts.adjourn(where)
    model.step()
    assert not model.sessions.called[where].any()
    assert model.sessions.called[~where].all()
    acts.leave(where)
    assert np.array_equal(acts.mediator.around, ~where)


def test_styles_incline_to_their_moves():
    """A mediator by manipulation presses more than one by formulation, and that one more than one by facilitation, which sounds out most."""
    counts = {}
    for style in ("facilitation", "formulation", "manipulation"):
        model, _ = lived(changes={f"mediators.{name}.style": style for name in ("egypt", "qatar", "united_states")})
        counts[style] = dict(zip(model.approach.names, model.approach.made.sum(axis=1).tolist(), strict=True))
    assert counts["facilitation"]["press"] < counts["manipulation"]["press"]
    assert counts["facilitation"]["sound_out"] > counts["manipulation"]["sound_out"]


def test_a_mediator_makes_no_other_moves_than_it_has():
    """With one move named, no other is made."""
    model, _ = lived("one-mediator", {"mediators.judge.moves": ["adjust"]})
    assert model.approach.names == ["adjust"]
    assert model.approach.made.sum() > 0
    assert (model.approach.made.sum(axis=0) > 0).any()


def told_about(entries):
    """Of each history, what was said of whom about what, by each mediator who said it."""
    for told in entries.values():
        said = {}
        for one in told:
            if one.kind == "message":
                said.setdefault((one.facts["about"], one.facts["to"], one.facts["of"]), []).append((one.who, bool(one.facts["high"])))
        yield said


def test_mediators_in_agreement_do_not_contradict_each_other():
    """Where they are no rivals one mediator speaks for all; rivals tell the same party different things in many histories, and press on their own."""
    both = {f"mediators.{name}.messages": ["trust", "resolve"] for name in ("egypt", "qatar", "united_states")}
    both |= {f"mediators.{name}.{what}": value for name in ("egypt", "qatar") for what, value in (("independent_signal", 0.3), ("stake", 0.9))}
    contradicted, pressed = {}, {}
    for rivalry in (False, True):
        _, entries = lived(changes={**both, "reasons.rivalry": rivalry})
        contradicted[rivalry] = np.mean([any(len({high for _, high in said}) > 1 for said in told.values()) for told in told_about(entries)])
        pressed[rivalry] = sum(one.kind == "pressure" for told in entries.values() for one in told)
    assert contradicted[False] == 0.0
    assert contradicted[True] > 0.2
    assert pressed[True] > pressed[False]


def test_a_party_comes_round_to_a_text_that_it_has_refused():
    """As parties hold out for less, some accept a text that they refused before, without its being tabled again; where nothing changes nobody does."""
    model = TalksModel(two_towns(modules=("reasons",), reasons={"text_rests": 1000.0}), seed=1, blocks=range(1))
    came_round = np.zeros(model.R, int)
    while model.running:
        before, count = [party.answer.copy() for party in model.parties], model.table.count.copy()
        model.step()
        kept = (model.table.count == count) & (model.deal.negotiating | model.deal.standing)
        for party, answer in zip(model.parties, before, strict=True):
            came_round += kept & (answer == REFUSED) & (party.answer == ACCEPTED)
    forget(model)
    assert came_round.sum() > 20
