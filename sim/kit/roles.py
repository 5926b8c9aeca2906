"""Role sheets: what a party or a mediator knows of itself, and of nobody else; roles, not named persons."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.words import counted, listed, one_line, scale_points, written
from sim.scenario.schema import Condition, Demand, Event, Faction, Mediator, Party, Precondition, Scenario

from .opening import Opening, before, concerns
from .wording import beyond, by_label, called, chance, leeway, middle, named, place, score, share_of, shares, weight, wholes

CONFIDENTIAL = "Confidential: for whoever plays this role, and nobody else. Say of it what you like; show it to nobody."


_EXAMPLE = 70  # the score at which a sheet shows how a text is weighed
_HEARS = 0.5  # knowledge of its own from which on a mediator is told what only one party knows


def sheet(scenario: Scenario, name: str, start: Opening) -> str:
    """The confidential sheet of a party or mediator, as Markdown. It holds no number of any other party's."""
    lines = _of_party(scenario, name, start) if name in scenario.parties else _of_mediator(scenario, name)
    return _confidential(f"Role: {called(scenario, name)}", lines)


def home_sheet(scenario: Scenario, name: str) -> str:
    """The confidential sheet of those at home who can stop what a party signs, as Markdown."""
    return _confidential(f"Role: home front ({called(scenario, name)})", _of_home(scenario, name))


def _confidential(title: str, lines: Iterator[str]) -> str:
    return "\n".join([f"# {title}", "", f"*{CONFIDENTIAL}*", "", *lines]) + "\n"


# --- parties -----------------------------------------------------------------------------------------------------------


def _of_party(scenario: Scenario, name: str, start: Opening) -> Iterator[str]:
    party = scenario.parties[name]
    yield "You play a role, not a person. Play the interests below, not a caricature of them."
    yield "\n## What you want\n"
    yield from _wants(scenario, party)
    yield "\n## Your score\n"
    yield from _scores(scenario, party)
    yield "\n## Your limits\n"
    yield from _limits(scenario, name, party, start)
    yield "\n## What you expect without a deal\n"
    yield from _alternative(scenario, name, party, start)
    yield "\n## Whom you trust\n"
    yield from _trust(scenario, name, start)
    if scenario.on("ratification") and (party.factions or party.government):
        yield "\n## Who has a say at home\n"
        yield from _home(scenario, party)
    if party.preconditions or party.attendance.cost_of_being_seen or party.reads:
        yield "\n## Coming to the table\n"
        yield from _coming(scenario, party)
    yield "\n## How you bargain\n"
    yield from _manner(scenario, party)


def _wants(scenario: Scenario, party: Party) -> Iterator[str]:
    direction = {
        "more": "You want more of it and would be content",
        "less": "You want less of it and would be content",
        "peak": "You want a certain point of it,",
    }
    importance = shares(party)
    for issue in sorted(party.stances, key=lambda issue: -importance[issue]):
        stance, label = party.stances[issue], one_line(scenario.issues[issue].label)
        if not importance[issue]:
            yield f"- **{label}.** It does not matter to you."
            continue
        sure = f", {words}" if (words := leeway(stance.position)) else ""
        at = place(scenario, issue, middle(stance.position))
        matters = f" It matters {weight(importance[issue], len(importance))}." if len(importance) > 1 else ""
        yield f"- **{label}.** {direction[stance.wants]} {at if at.startswith(('near', 'between')) else f'at {at}'}{sure}.{matters}"


def _scores(scenario: Scenario, party: Party) -> Iterator[str]:
    yield "What a settlement would be worth to you, issue by issue, at the named points of each scale; between them, read off in proportion. Add the issues up: 100 at most.\n"
    for issue, whole in wholes(party).items():
        about = scenario.issues[issue]
        if about.persons:
            at = place(scenario, issue, middle(party.stances[issue].position))
            enough = {"more": f"{at} or more", "less": f"{at} or less", "peak": at}[party.stances[issue].wants]
            yield f"- {one_line(about.label)} - no points by number, since nobody is worth more or less than another: **{whole}** for {enough}, nothing for what you could not answer for to those whom it concerns; what lies between is yours to judge"
            continue
        points = scale_points(about)
        worth = score(party, issue, points, scenario.constants.shape)
        told = "; ".join(f"{words or f'{point:g}'}: **{n}**" for (point, words), n in zip(points.items(), worth, strict=True))
        yield f"- {one_line(about.label)} - {told}"


def _limits(scenario: Scenario, name: str, party: Party, start: Opening) -> Iterator[str]:
    lines = [
        f"- {one_line(scenario.issues[issue].label)}: you can sign nothing {beyond(scenario, issue, stance, stance)}."
        for issue, stance in party.stances.items()
        if stance.red_line is not None
    ]
    yield from lines or ["- No issue has a line that you could never cross; most limits are prices."]
    chance_kept, betrayed = round(100 * start.kept[name]), round(100 * party.no_deal.betrayed)
    worth = round((chance_kept * _EXAMPLE + (100 - chance_kept) * betrayed) / 100)
    yield f"- Whatever the terms, sign nothing that is worth less to you than {share_of(start.no_deal[name])}, allowing for the chance that it is not kept. So weigh a text:"
    yield f"    - chance that the others keep it x your score, plus chance that they do not x {betrayed} (what you are then left with)."
    yield f"    - You begin with a chance of about {chance_kept} in 100 (promises by others counted; less where a text would tempt somebody to leave). A text that scores {_EXAMPLE} is then worth {worth} to you: {'enough' if worth >= round(100 * start.no_deal[name]) else 'not enough'}."
    yield "    - What makes you surer of the others (a promise that you believe, small steps that wait for each other, a word kept) raises that chance; say what would."
    if name not in scenario.required:
        yield "- A deal does not need your signature by name."


def _alternative(scenario: Scenario, name: str, party: Party, start: Opening) -> Iterator[str]:
    no_deal = party.no_deal
    yield f"- Going on without a deal is worth {share_of(start.no_deal[name])} to you, all counted (100 is all you want)."
    if no_deal.cost_per_day and no_deal.expected_days:
        yield f"- What going on costs is taken off already: {100 * no_deal.cost_per_day:.2g} a day, over the {no_deal.expected_days:.0f} days that you expect it to last. What is past does not count."
    if no_deal.drift_per_day:
        yield f"- Time works {'for' if no_deal.drift_per_day > 0 else 'against'} you: {100 * abs(no_deal.drift_per_day):.2g} a day."
    yield f"- If you keep a deal and the other side does not, you are left with {share_of(no_deal.betrayed)}."
    for event in before(scenario):
        if event.known_to == "party" and concerns(event, name):
            yield f"- {_told(event)}. Only you know this, and whoever you tell; it is counted above."


def _told(event: Event) -> str:
    return f"{one_line(event.label or '')}{f' ({written(event.on)})' if event.on else ''}"


def _trust(scenario: Scenario, name: str, start: Opening) -> Iterator[str]:
    alike: dict[str, list[str]] = {}
    for other in by_label(scenario, (other for other in scenario.parties if other != name)):
        alike.setdefault(_belief(scenario, name, other, start), []).append(called(scenario, other))
    for belief, others in alike.items():
        who = others[0] if len(others) == 1 else f"each of {listed(others)}"
        yield f"- That {who} would carry a deal out, {belief}"
    for mediator in by_label(scenario, scenario.mediators):
        guarantee = scenario.mediators[mediator].guarantee
        if scenario.on("mediation") and guarantee and name in guarantee.credible_to:
            yield f"- A promise to see a deal carried out ({called(scenario, mediator)}) you believe to {100 * guarantee.credible_to[name]:.0f} in 100."


def _belief(scenario: Scenario, name: str, other: str, start: Opening) -> str:
    """How far a party trusts another, and what that rests on."""
    trust, control = scenario.trust_of(name, other), ""
    if trust.control < 1:
        can = f"can prevent {100 * trust.control:.0f} in 100 of" if trust.control else "cannot prevent"
        control = f" You think that it {can} the attacks that you lay to its side."
    acts = [event for event in before(scenario) if any(effect.target == f"parties.{name}.trust.{other}" for effect in event.effects)]
    counted_in = f"\n    - What has happened is counted in that: {'; '.join(map(_told, acts))}." if acts else ""
    return f"you think {chance(start.trust[name, other])}.{control}{counted_in}"


def _home(scenario: Scenario, party: Party) -> Iterator[str]:
    for name, faction in party.factions.items():
        label = named(name, faction)
        if faction.veto:
            when = f" The decision takes {counted(faction.lag, 'day')}." if faction.lag else ""
            unsure = " You do not know its mind for certain." if faction.limits_known_to == "nobody" else ""
            yield f"- **{label}**: can stop what you sign.{when}{_mind_at_home(scenario, party, faction)}{unsure}"
        else:
            yield f"- **{label}**: no veto{'; it may attack on its own' if faction.spoils else '. Whether it ought to have one is yours to discuss'}."
    if party.government:
        yield "- Your government can fall over the talks; you would then be away from the table for some weeks."


def _mind_at_home(scenario: Scenario, party: Party, faction: Faction) -> str:
    """What those at home would stop, and where they differ from the party."""
    told = []
    for issue, own in faction.stances.items():
        shared, label = party.stances[issue], one_line(scenario.issues[issue].label)
        if own.red_line is not None:
            told.append(f"{label}: it stops whatever lies {beyond(scenario, issue, own, shared)}.")
        elif own.position is not None:
            told.append(f"{label}: it would be content {place(scenario, issue, middle(own.position))}.")
    if gap := round(100 * middle(faction.no_deal_add)):
        told.append(f"It expects {abs(gap)} {'more' if gap > 0 else 'less'} of 100 than you without a deal.")
    weighs = "For the rest it weighs" if told else "It weighs"
    face = " minds how far it falls short of what you last asked for in public," if scenario.constants.face_saving else ""
    return f" {' '.join([*told, f'{weighs} a text as you do,{face} and stops what is worth less to it than no deal.'])}"


def _of_home(scenario: Scenario, name: str) -> Iterator[str]:
    party = scenario.parties[name]
    yield f"You are those at home who have to agree to what is signed ({called(scenario, name)}). You are not at the table. When a text is signed, say yes or no to it, and why.\n"
    yield from (line for line in _home(scenario, party) if "can stop" in line)
    yield "\n*(In these lines `you` is whoever speaks for you at the table.)*"
    yield "\n## What a settlement is worth at home\n"
    yield "As at the table, but for what is said above.\n"
    yield from _scores(scenario, party)


def _coming(scenario: Scenario, party: Party) -> Iterator[str]:
    if party.attendance.cost_of_being_seen > 0:
        yield "- Being seen at the table costs you something at home. You may answer through a mediator who can reach you."
    for precondition in party.preconditions:
        yield f"- You come gladly only if {_condition(scenario, precondition)}."
    for act, reading in party.reads.items():
        yield f"- What the other side calls a {act.replace('_', ' ')}, you take for a {reading.replace('_', ' ')}."


def _condition(scenario: Scenario, precondition: Precondition) -> str:
    text = scenario.reference_text
    parts = [f"the talks start from the {text.name if text else 'text they point to'} as you read it"] if precondition.agenda_is else []
    if precondition.or_assured_by_anyone_credible:
        parts = [f"{parts[0]}, or somebody whose word you believe assures that"]
    if precondition.requires:
        parts.append(_requirement(scenario, precondition.requires))
    return " and ".join(parts)


def _requirement(scenario: Scenario, condition: Condition) -> str:
    words = condition.model_dump(exclude_none=True)
    return "this holds: " + ", ".join(
        f"{key.replace('_', ' ')} {called(scenario, value) if value in scenario.parties else value}" for key, value in words.items()
    )


def _manner(scenario: Scenario, party: Party) -> Iterator[str]:
    yield f"- {_demand(party.demand)}"
    if party.demand.deadline:
        yield f"- You see a deadline of your own: {written(party.demand.deadline)}."
    if party.counter_texts:
        yield "- After a refusal you may table a text of your own."
    learns = "Whoever drafts learns from that; so do the others." if scenario.protocol.kind == "mediated_text" else "The others learn from that."
    yield f"- When you refuse, name the issue that hurts most. {learns}"
    if scenario.calendar.deadline:
        yield f"- The deadline: {written(scenario.calendar.deadline)}."


def _demand(demand: Demand) -> str:
    match demand.rule:
        case "time_dependent":
            pace = "evenly" if demand.beta == 1 else "late" if demand.beta < 1 else "early"
            return f"At first you hold out for {_part(demand.share)} what a deal could gain you, and give way {pace} as time runs out."
        case "reciprocal":
            return "You give way as far as the other side does, and no further."
        case "fixed" if demand.share == 0:
            return "You take whatever is better than no deal."
        case "fixed":
            return f"You hold out for {_part(demand.share)} what a deal could gain you, to the end."
    return "You ask for just what the other side could not refuse without losing by it: work out the last day first, and go back from there."


def _part(share: float) -> str:
    return "all of" if share == 1 else f"{100 * share:.0f} in 100 of"


# --- mediators ---------------------------------------------------------------------------------------------------------


def _of_mediator(scenario: Scenario, name: str) -> Iterator[str]:
    mediator = scenario.mediators[name]
    yield "You are no party. Nothing can be agreed without the parties, and you cannot sign for them."
    yield "\n## What you can do\n"
    yield from _means(scenario, name, mediator)
    yield "\n## What you want\n"
    lines = [
        f"- You lean {'a little ' if abs(lean) < 0.5 else ''}{'towards' if lean > 0 else 'away from'} {called(scenario, party)}."
        for party, lean in mediator.bias.items()
        if lean
    ]
    yield from lines or ["- You lean to neither side."]
    yield f"- What is agreed matters to you in itself{', not only that something is' if mediator.stake else ' very little: any settlement that lasts will do'}."
    yield "\n## What you know\n"
    yield f"- You know what the parties want from what they say, and err by about {mediator.estimate_error:.0f} points of a scale. Their sheets are closed to you."
    if mediator.independent_signal:
        yield f"- You also have sources of your own, which tell you {share_of(mediator.independent_signal)} of what there is to know about how badly each side needs a deal."
    if mediator.independent_signal >= _HEARS:
        yield from (f"- You have heard: {_told(event)}." for event in before(scenario) if event.known_to == "party")
    if _drafts(scenario, name):
        yield "- Every refusal that names an issue teaches you something: move your next text there."


def _drafts(scenario: Scenario, name: str) -> bool:
    """Whether a mediator may come to draft texts."""
    return scenario.protocol.kind == "mediated_text" and (scenario.protocol.pen != "chair" or scenario.chair == name)


def _means(scenario: Scenario, name: str, mediator: Mediator) -> Iterator[str]:
    drafts = _drafts(scenario, name)
    roles = [words for has, words in ((mediator.host, "you host the talks"), (drafts, "you draft the text")) if has]
    yield f"- {listed(roles).capitalize()}." if roles else "- You neither host nor draft: you carry words between the sides, and lend your own."
    aim = {
        "nash": "gives all as much as possible of what they would gain (the product of their gains)",
        "kalai_smorodinsky": "gives each the same part of the most it could hope for",
        "equal_gains": "lets all gain alike",
        "weighted_mean": "lies at the average of their positions, weighted by what matters to them",
        "weighted_median": "lies at the middle of their positions, weighted by what matters to them",
        "one_sided": "gives one side all that the others can bear",
    }[mediator.bridging.rule]
    if drafts:
        yield f"- When you draft, look for the text that {aim}, as far as you can tell."
    if mediator.channel_to:
        yield f"- You can reach {listed(called(scenario, party) for party in by_label(scenario, mediator.channel_to))} when nobody of theirs is in the room."
    if not scenario.on("mediation"):
        return
    for party in by_label(scenario, mediator.leverage):
        means = mediator.leverage[party]
        how = "press" if means.by == "pressure" else "offer something"
        what = f": {one_line(means.label)}" if means.label else ""
        yield f"- You can {how} ({called(scenario, party)}{what}), {counted(means.uses, 'time')} at most; it wears off by half in {means.half_life} days."
    if mediator.guarantee:
        yield "- You can promise to see a deal carried out. What that is worth, each party decides for itself."
    if mediator.messages:
        about = {"resolve": "how firm the other side is", "trust": "whether the other side would keep its word"}
        yield f"- You may tell each side {listed(about[kind] for kind in mediator.messages)}. You will not always be believed."
    if mediator.patience is not None:
        yield f"- After {mediator.patience} days without any progress you leave."
    if mediator.back_channel:
        yield f"- You have a line of your own to {called(scenario, mediator.back_channel.party)}, which may end in a deal beside the talks."
