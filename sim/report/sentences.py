"""What each kind of happening is in a sentence."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.model import CHANNEL, IN_PERSON, Entry
from sim.rules.moves import Move
from sim.rules.registry import find

from .telling import Scene, told
from .words import one_line, told_apart

TAKEN_FOR = {
    "line": "a red line",
    "price": "a matter of price",
    "doubt": "doubt that it would be kept",
    "holding_out": "holding out for more",
}
"""What a refusal may be taken for, by the name of the reason."""
_FRESH = 0.5  # wrongs, as far as they are fresh, below which none is told as why a deal was left
_MOVED = 2.0  # points of the scale below which a change of text is not worth a word


@told("session")
def _session(scene: Scene, entry: Entry) -> str:
    if not entry.facts["mediated"]:
        return "A session is called, but no mediator comes."  # whoever else came is of no consequence, so that days alike read alike
    presence = dict(sorted((scene.labels[party.name], code) for party, code in zip(scene.model.parties, entry.facts["presence"], strict=True)))
    came = [label for label, code in presence.items() if code == IN_PERSON]
    reached = [label for label, code in presence.items() if code == CHANNEL]
    away = [label for label, code in presence.items() if code not in (IN_PERSON, CHANNEL)]
    who = "; ".join(
        part
        for part in (
            f"{_listed(came)} {_verb(came, 'comes', 'come')}" if came else "nobody comes",
            f"{_listed(reached)} can be reached through a channel" if reached else "",
            f"{_listed(away)} {_verb(away, 'stays', 'stay')} away" if away else "",
        )
        if part
    )
    if not entry.facts["held"]:
        return f"A session is called, but cannot be held: {who}."
    scene.sessions += 1
    return f"Session {scene.sessions}: {who}."


@told("tabled")
def _tabled(scene: Scene, entry: Entry) -> str:
    text, before = entry.facts["text"], scene.text
    scene.text = text
    names = scene.model.issue_names
    author, scene.author = scene.labels[entry.facts["by"]], entry.facts["by"]
    drafter = next((k for k, mediator in enumerate(scene.model.mediators) if mediator.name == scene.author), None)
    if drafter is not None:
        guesses = zip(scene.model.signatories, entry.facts["guesses"][drafter], strict=True)
        author += f", which takes no deal to be worth {_listed([f'{guess:.2f} to {scene.labels[name]}' for name, guess in guesses])},"
    if before is None:
        return f"{author} tables a text: {_listed([scene.point(name, value) for name, value in zip(names, text, strict=True)])}."
    moved = [(name, old, new) for name, old, new in zip(names, before, text, strict=True) if abs(new - old) >= _MOVED]
    if not moved:
        return f"{author} tables the text again, all but unchanged."
    return f"{author} tables a new text: {_listed([f'{scene.issue(name)} goes from {old:.0f} to {new:.0f}' for name, old, new in moved])}."


@told("accepted")
def _accepted(scene: Scene, entry: Entry) -> str:
    facts = entry.facts
    if entry.who == scene.author:
        return ""
    value, no_deal = told_apart(facts["value"], facts["no_deal"])
    return f"{scene.who(entry)} accepts{_by_channel(facts)}: the text is worth {value} to it, no deal {no_deal}."


@told("refused")
def _refused(scene: Scene, entry: Entry) -> str:
    facts, issue = entry.facts, scene.issue(scene.model.issue_names[entry.facts["over"]])
    said = f"{scene.who(entry)} refuses{_by_channel(facts)}: {_WHY_REFUSED[why_refused(entry)](scene, facts, issue)}."
    if facts.get("taken_for", facts.get("reason")) == facts.get("reason"):
        return said
    return f"{said} Whoever drafts takes this for {TAKEN_FOR[facts['taken_for']]}."


@told("signed")
def _signed(scene: Scene, entry: Entry) -> str:  # noqa: ARG001 - all happenings are told alike
    return "All whose signature is needed have accepted: the text is signed."


@told("line_given_up")
def _line_given_up(scene: Scene, entry: Entry) -> str:
    facts, issue = entry.facts, scene.issue(scene.model.issue_names[entry.facts["over"]])
    text, line = told_apart(facts["text"][facts["over"]], facts["point"], digits=0)
    return f"{scene.who(entry)} gives up the line it had drawn on {issue} at {line}, since the text is at {text}: it was a price, not a limit."


@told("ratified")
def _ratified(scene: Scene, entry: Entry) -> str:
    return f"{scene.who(entry)} lets it pass."


@told("vetoed")
def _vetoed(scene: Scene, entry: Entry) -> str:
    facts, issue = entry.facts, scene.issue(scene.model.issue_names[entry.facts["over"]])
    if facts["crossed"]:
        why = _line(scene, facts, issue)
    else:
        value, no_deal = told_apart(facts["value"], facts["no_deal"])
        worth = f"counting what it costs in face, the text is worth {value} to it, no deal {no_deal}"
        by_chance = facts["value"] >= facts["no_deal"]
        why = f"{worth}; it votes no {'by the chance of the day' if by_chance else 'as that would be a loss'}, and names {issue}"
    return f"It is blocked by {scene.who(entry)}: {why}. The signature is void."


@told("in_force")
def _in_force(scene: Scene, entry: Entry) -> str:
    return f"The deal comes into force: {_terms(scene, entry)}."


@told("phase_agreed")
def _phase_agreed(scene: Scene, entry: Entry) -> str:
    return f"The next phase is agreed: {_terms(scene, entry)}."


@told("phase_done")
def _phase_done(scene: Scene, entry: Entry) -> str:  # noqa: ARG001 - the same
    return f"Phase {entry.facts['phase']} has been carried out."


@told("extended")
def _extended(scene: Scene, entry: Entry) -> str:  # noqa: ARG001 - the same
    return f"Phase {entry.facts['phase']} runs out with the next not agreed; it is extended once."


@told("lapsed")
def _lapsed(scene: Scene, entry: Entry) -> str:
    scene.text = None
    return f"Phase {entry.facts['phase']} runs out with the next not agreed, and the deal lapses."


@told("broke")
def _broke(scene: Scene, entry: Entry) -> str:
    scene.text = None
    facts = entry.facts
    value, no_deal = told_apart(facts["value"], facts["no_deal"])
    if not facts.get("keeps", True):
        return f"{scene.who(entry)} leaves the deal, which in this history it had signed to use, not to keep."
    if facts["no_deal"] > facts["value"]:
        why = "so it gains by leaving"
    elif facts.get("wrongs", 0.0) >= _FRESH:
        why = "yet it has been wronged too often of late to go on keeping it, as it had meant to"
    else:
        why = "so it leaves although it loses by that, as happens now and then"
    return f"{scene.who(entry)} leaves the deal: going on with it is worth {value} to it, no deal {no_deal}, {why}."


@told("withdrew")
def _withdrew(scene: Scene, entry: Entry) -> str:
    until = entry.facts.get("until", np.inf)
    return f"{scene.who(entry)} " + ("leaves the talks." if np.isinf(until) else f"stays away until {scene.date(int(until))}.")


@told("returned")
def _returned(scene: Scene, entry: Entry) -> str:
    return f"{scene.who(entry)} is free to come again."


@told("government_fell")
def _government_fell(scene: Scene, entry: Entry) -> str:
    return f"The government of {scene.who(entry)} falls; it is away until {scene.date(int(entry.facts['until']))}."


@told("event")
def _event(scene: Scene, entry: Entry) -> str:
    event = scene.scenario.events[entry.who]
    label = one_line(event.label or entry.who.replace("_", " "))
    if "on" in entry.facts:
        return f"{scene.date(entry.facts['on'])}: {label[0].lower() if label[:2] == 'A ' else label[0]}{label[1:]}."
    return f"{label[0].upper()}{label[1:]}."


@told("attack")
def _attack(scene: Scene, entry: Entry) -> str:
    return f"An attack by {scene.who(entry)}."


@told("retaliation")
def _retaliation(scene: Scene, entry: Entry) -> str:
    return f"{scene.who(entry)} retaliates."


@told("message")
def _message(scene: Scene, entry: Entry) -> str:
    about = {
        ("resolve", True): "would hold out",
        ("resolve", False): "is weaker than thought",
        ("trust", True): "will keep its word",
        ("trust", False): "may not keep its word",
    }
    words = about[entry.facts["about"], bool(entry.facts["high"])]
    return f"{scene.who(entry)} tells {scene.labels[entry.facts['to']]} that {scene.labels[entry.facts['of']]} {words}."


@told("move")
def _move(scene: Scene, entry: Entry) -> str:
    facts = entry.facts
    if not facts["changed"]:
        return ""
    move = find(Move, facts["move"])
    party = scene.labels[facts["to"]]
    does = move.says.format(party=party) if move is not None and move.says else f"makes the move {facts['move'].replace('_', ' ')}"
    if move is None or facts["taken_for"] in move.answers:
        return f"{scene.who(entry)} changes its approach: it takes the no of {party} for {TAKEN_FOR[facts['taken_for']]}, and {does}."
    return f"{scene.who(entry)} changes its approach: it takes the no of {party} for {TAKEN_FOR[facts['taken_for']]}, has nothing new for that, and {does}."


@told("pressure")
def _pressure(scene: Scene, entry: Entry) -> str:
    to = scene.labels[entry.facts["to"]]
    return f"{scene.who(entry)} offers {to} something for a deal." if entry.facts["by"] == "payment" else f"{scene.who(entry)} puts pressure on {to}."


@told("side_deal")
def _side_deal(scene: Scene, entry: Entry) -> str:
    return f"{scene.who(entry)} makes a deal of its own with {scene.labels[entry.facts['to']]}, beside the talks."


def _line(scene: Scene, facts: dict[str, Any], issue: str) -> str:
    """The text is beyond a red line: whose, and by how much."""
    text, line = told_apart(facts["text"][facts["over"]], facts["point"], digits=0)
    said = f"the text crosses {scene.whose_line(facts)} on {issue}; it is at {text}, the line in this history at {line}"
    if not facts.get("for_a_price"):
        return said
    value, no_deal = told_apart(facts["value"], facts["no_deal"])
    holds_out = f", and it holds out for {facts['wanted']:.3f}" if facts["value"] >= facts["no_deal"] and "wanted" in facts else ""
    return f"{said}; nobody can tell, but it is a price, not a limit: with that taken off the text is worth {value} to it, no deal {no_deal}{holds_out}"


def _doubt(scene: Scene, facts: dict[str, Any], issue: str) -> str:  # noqa: ARG001 - all reasons are told alike
    kept, value, no_deal = told_apart(facts["if_kept"], facts["value"], facts["no_deal"])
    would = f"if it were sure to be kept, the text would be worth {kept} to it; with its doubts it is worth {value}"
    return f"{would}, and no deal {no_deal}, so signing would be a loss; it names {issue}"


def _loss(scene: Scene, facts: dict[str, Any], issue: str) -> str:  # noqa: ARG001 - all reasons are told alike
    value, no_deal = told_apart(facts["value"], facts["no_deal"])
    return f"the text is worth {value} to it, no deal {no_deal}, so signing would be a loss; it names {issue}"


def _holding_out(scene: Scene, facts: dict[str, Any], issue: str) -> str:  # noqa: ARG001 - all reasons are told alike
    value, no_deal, wanted = told_apart(facts["value"], facts["no_deal"], facts["wanted"])
    return f"the text is worth {value} to it, no deal {no_deal}, but it still holds out for {wanted}; it names {issue}"


def _chance(scene: Scene, facts: dict[str, Any], issue: str) -> str:  # noqa: ARG001 - all reasons are told alike
    value, no_deal, wanted = told_apart(facts["value"], facts["no_deal"], facts["wanted"])
    enough = f"the text is worth {value} to it, no deal {no_deal}, and it holds out for no more than {wanted}"
    if facts.get("seems", facts["wanted"]) < facts["wanted"]:
        return f"{enough}; but it takes the text to be worth {facts['seems']:.3f}, as it misjudges in this history what giving way costs it, and names {issue}"
    return f"{enough}; it refuses by the chance of the day, as judgement is noisy, and names {issue}"


_WHY_REFUSED = {"line": _line, "doubt": _doubt, "loss": _loss, "holding_out": _holding_out, "chance": _chance}


def why_refused(entry: Entry) -> str:
    """What a refusal rests on: a red `line` crossed, nothing but `doubt`, a `loss`, `holding_out`, or the `chance` of the day."""
    facts = entry.facts
    if facts["crossed"]:
        return "line"
    if facts["value"] < facts["no_deal"]:
        return "doubt" if facts["no_deal"] <= facts["if_kept"] else "loss"
    return "holding_out" if facts["value"] < facts["wanted"] else "chance"


def _terms(scene: Scene, entry: Entry) -> str:
    scene.text = None
    return _listed([scene.point(name, value) for name, value in zip(scene.model.issue_names, entry.facts["text"], strict=True) if not np.isnan(value)])


def _by_channel(facts: dict[str, Any]) -> str:
    return " through the channel" if facts["through_channel"] else ""


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "nobody"


def _verb(who: list[str], one: str, many: str) -> str:
    return one if len(who) == 1 else many
