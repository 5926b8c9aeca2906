"""Role sheets: what a party or a mediator knows of itself, and of nobody else; roles, not named persons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.report.words import counted, listed, one_line, percent, told_apart, towards, written
from sim.rules.bridging import bridging_rule
from sim.rules.demand import demand_rule
from sim.scenario.formats import hangs_on_its_position
from sim.scenario.schema import Condition, Event, FactionStance, Mediator, Party, Precondition, Scenario, Wants
from sim.values import AnyLine, AnySpread, PointLine, centre, firmness

from .opening import AS_LIKELY_AS_NOT, Lines, Opening, before, concerns
from .reckoning import Reckoning
from .scoring import face, scores, worth_signing
from .wording import by_label, called, chance, leeway, middle, named, past, place, tenths, weight

CONFIDENTIAL = "Confidential: for whoever plays this role, and nobody else. Say of it what you like; show it to nobody."


_NO_LINE = "- No issue has a line that you could never cross: what you lose on one, another can make good."
_HEARS = 0.5  # share of what there is to know from which on a mediator's own sources tell it what only one party knows (assumption: half)
_SHORT = (10, 20)  # points of 100 that another falls short by, at which a sheet shows what temptation does to the chance (assumption: readable steps)


def sheet(scenario: Scenario, name: str, start: Opening) -> str:
    """The confidential sheet of a party or mediator, as Markdown. It holds no number of any other party's."""
    lines = _of_party(scenario, name, start) if name in scenario.parties else _of_mediator(scenario, name)
    return _confidential(f"Role: {called(scenario, name)}", lines)


def home_sheet(scenario: Scenario, name: str, start: Opening) -> str:
    """The confidential sheet of those at home who can stop what a party signs, as Markdown."""
    return _confidential(f"Role: home front of {called(scenario, name)}", _of_home(scenario, name, start))


def _confidential(title: str, lines: Iterator[str]) -> str:
    return "\n".join([f"# {title}", "", f"*{CONFIDENTIAL}*", "", *lines]) + "\n"


# --- parties -----------------------------------------------------------------------------------------------------------


def _of_party(scenario: Scenario, name: str, start: Opening) -> Iterator[str]:
    party = scenario.parties[name]
    yield "You play a role, not a person. Play the interests below, not a caricature of them."
    yield "\n## What you want\n"
    yield "The agenda says what the points of a scale mean; here they stand in brackets.\n"
    yield from _wants(scenario, party, start.sides[name])
    yield "\n## Your score\n"
    yield from scores(scenario, start.sides[name])
    yield "\n## Is a text worth signing?\n"
    yield from worth_signing(start.sides[name], "Sign")
    yield "\n## Your limits\n"
    yield from _limits(scenario, name, start)
    yield "\n## What you expect without a deal\n"
    yield from _alternative(scenario, name, party, start)
    yield "\n## Whom you trust\n"
    yield from _trust(scenario, name, start)
    if scenario.on("ratification") and (party.factions or party.government):
        yield "\n## Who has a say at home\n"
        yield from _home(scenario, name, start)
    if party.preconditions or party.attendance.cost_of_being_seen > 0:
        yield "\n## Coming to the table\n"
        yield from _coming(scenario, party)
    yield "\n## How you bargain\n"
    yield from _manner(scenario, party)


def _wants(scenario: Scenario, party: Party, side: Reckoning) -> Iterator[str]:
    importance = side.shares()
    for issue in sorted(party.stances, key=lambda issue: -importance[issue]):
        stance, label = party.stances[issue], one_line(scenario.issues[issue].label)
        if not importance[issue]:
            yield f"- **{label}.** It does not matter to you."
            continue
        sure = f"; {words}" if (words := leeway(stance.position)) else ""
        matters = (
            f" It matters {weight(importance[issue], len(importance))}: {tenths(100 * importance[issue])} of your 100 points." if len(importance) > 1 else ""
        )
        yield f"- **{label}.** You want {_content(scenario, issue, side)}{sure}.{matters}"


def _content(scenario: Scenario, issue: str, side: Reckoning) -> str:
    """Where somebody would be content on an issue, after `want`: at one point alone, or from there on towards an end, as its score has it."""
    wants, position = side.wants(issue), side.position(issue)
    at = place(scenario, issue, position)
    at = at if at.startswith(("near", "between")) else f"at {at}"
    if wants == "peak":
        return f"it {at} and no further to either end"
    if position == (100.0 if wants == "more" else 0.0):
        return f"it {at}"
    return f"it {at} or further {towards(scenario.issues[issue], wants)}, which is worth just as much"


def _limits(scenario: Scenario, name: str, start: Opening) -> Iterator[str]:
    party, side = scenario.parties[name], start.sides[name]
    lines = [f"- {label}: you can sign nothing {words}." for label, words in _lines(scenario, side, start.lines[name], party, {})]
    for inner, faction in party.factions.items():
        if (name, inner) in start.at_home and faction.limits_known_to != "nobody" and scenario.on("ratification"):
            home = start.at_home[name, inner]
            told = _lines(scenario, home, (home.lower, home.upper), party, faction.stances, start.lines[name])
            lines += [f"- {label}: you can sign nothing {words}. {named(inner, faction)} would stop it, as you know." for label, words in told]
    lines += _prices(scenario, party)
    yield from lines or [_NO_LINE]
    if name not in scenario.required:
        bound = "; made without you, it binds you all the same" if scenario.protocol.quota is not None else ""
        yield f"- A deal does not need your signature by name{bound}."


def _prices(scenario: Scenario, party: Party) -> Iterator[str]:
    """Lines that a party has drawn and that are more likely prices than limits."""
    for issue, stance in party.stances.items():
        line = stance.red_line
        if line is None or firmness(line) >= AS_LIKELY_AS_NOT:
            continue
        end: Wants = stance.wants if stance.wants != "peak" else "less" if middle(stance.position) < centre(line) else "more"
        words = past(scenario, issue, centre(line), "less" if end == "more" else "more", _moving(scenario, line, stance.position))
        cost = f"crossing it costs you {100 * scenario.constants.line_price:.0f} of 100 in face at home, less if a mediator wrote the text"
        yield f"- {one_line(scenario.issues[issue].label)}: you say that you sign nothing {words}. Nobody knows, but you could: {cost}."


def _lines(
    scenario: Scenario, side: Reckoning, lines: Lines, party: Party, own: Mapping[str, FactionStance], known: Lines | None = None
) -> Iterator[tuple[str, str]]:
    """The label of an issue and what cannot be signed there, a line at a time, but those that are the same as the `known` ones."""
    for issue in scenario.issues:
        stance = own.get(issue)
        position = party.stances[issue].position if stance is None or stance.position is None else stance.position
        moves = _moving(scenario, party.stances[issue].red_line if stance is None or stance.red_line is None else stance.red_line, position)
        when = f" (it binds once phase {side.phase(issue)} is negotiated)" if side.phase(issue) > 1 else ""
        ends: tuple[tuple[Wants, float], ...] = (("less", 0.0), ("more", 100.0))
        for (end, none), bounds, others in zip(ends, lines, known or ({}, {}), strict=True):
            if bounds[issue] not in {none, others.get(issue)}:
                yield one_line(scenario.issues[issue].label), f"{past(scenario, issue, bounds[issue], end, moves)}{when}"


def _moving(scenario: Scenario, line: AnyLine | None, position: AnySpread) -> AnySpread:
    """By which spread a line varies: its own, or that of the position that it hangs on."""
    if line is None or hangs_on_its_position(line, scenario.format):
        return position
    return line.at if isinstance(line, PointLine) else line


def _alternative(scenario: Scenario, name: str, party: Party, start: Opening) -> Iterator[str]:
    no_deal = party.no_deal
    yield f"- Going on without a deal is worth {100 * start.sides[name].no_deal:.1f} of 100 to you, all counted (100 is all you want)."
    calm, cost = (100 * each for each in start.daily_cost[name])
    if cost and no_deal.expected_days:
        daily, dearer = told_apart(calm, cost, digits=2)
        tension = f" ({daily} in calm; tension makes a day dearer)" if daily != dearer else ""
        whole = f"{cost * no_deal.expected_days:.1f} in all"
        yield f"- What going on costs is taken off already: {dearer} a day{tension}, over the {no_deal.expected_days:.0f} days that you expect it to last, {whole}. What is past does not count."
    if no_deal.drift_per_day:
        yield f"- Time works {'for' if no_deal.drift_per_day > 0 else 'against'} you: {100 * abs(no_deal.drift_per_day):.2g} a day."
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
    if len([pair for pair in start.odds if pair[0] == name]) > 1:
        yield "- The chance that your sheet starts from is that all of them keep the deal: their chances, multiplied."
    for other in by_label(scenario, (other for other, gain in start.growing.items() if gain and other != name)):
        yield f"- Time works for {called(scenario, other)}, as all can see: by the time a deal is carried out, going on will be worth {100 * start.growing[other]:.0f} points more to it than now. A text that is then worth less to it leaves it worse off than going on."
    for mediator in by_label(scenario, scenario.mediators):
        guarantee = scenario.mediators[mediator].guarantee
        if scenario.on("mediation") and guarantee and name in guarantee.credible_to:
            yield f"- A promise to see a deal carried out ({called(scenario, mediator)}) counts with you for {percent(guarantee.credible_to[name])} of its face value."
    for act, reading in scenario.parties[name].reads.items():
        yield f"- What another calls a {act.replace('_', ' ')}, you take for a {reading.replace('_', ' ')}."


def _belief(scenario: Scenario, name: str, other: str, start: Opening) -> str:
    """How far a party trusts another, and what that rests on."""
    trust, control = scenario.trust_of(name, other), ""
    if trust.control < 1:
        can = f"can prevent {100 * trust.control:.0f} in 100 of" if trust.control else "cannot prevent"
        control = f" You think that it {can} the attacks that you lay to its side."
    acts = [event for event in before(scenario) if any(effect.target == f"parties.{name}.trust.{other}" for effect in event.effects)]
    counted_in = f"\n    - What has happened is counted in that: {'; '.join(map(_told, acts))}." if acts else ""
    return f"you think {chance(start.trust[name, other])}.{_tempted(name, other, start)}{control}{counted_in}"


def _tempted(name: str, other: str, start: Opening) -> str:
    """How the chance falls where a text leaves the other worse off; nothing for those whose signature does not count."""
    if (name, other) not in start.odds:
        return " Its signature is not needed, so your sheet does not count it."
    whole, *short = (100 * start.keeps(name, other, by / 100) for by in (0, *_SHORT))
    promised = f" With the promises of others it is {tenths(whole)} in 100." if round(whole) != round(100 * start.trust[name, other]) else ""
    if round(short[-1]) == round(whole):  # too little to be told
        return promised
    _, *left = told_apart(whole, *short, digits=0)
    told = ", to ".join(
        f"{odds} where it is {by}" if k else f"{odds} where a text leaves that party {by} points worse off than going on"
        for k, (by, odds) in enumerate(zip(_SHORT, left, strict=True))
    )
    return f"{promised} The chance falls to {told}."


def _home(scenario: Scenario, name: str, start: Opening) -> Iterator[str]:
    party = scenario.parties[name]
    for inner, faction in party.factions.items():
        label = named(inner, faction)
        if faction.veto:
            when = f" The decision takes {counted(faction.lag, 'day')}." if faction.lag else ""
            unsure = " They tell nobody beforehand which points they could not live with." if faction.limits_known_to == "nobody" else ""
            yield f"- **{label}**: can stop what you sign.{when}{_mind_at_home(scenario, name, inner, start)}{unsure}"
        else:
            yield f"- **{label}**: no veto{'; they may attack on their own' if faction.spoils else '. Whether it ought to have one is yours to discuss'}."
    if party.government:
        yield "- Your government can fall over the talks; you would then be away from the table for some weeks."


def _mind_at_home(scenario: Scenario, name: str, inner: str, start: Opening) -> str:
    """What those at home would stop, and where they differ from the party."""
    party, side = scenario.parties[name], start.at_home[name, inner]
    faction = party.factions[inner]
    lines = list(_lines(scenario, side, (side.lower, side.upper), party, faction.stances, start.lines[name]))
    told = ["What they could not live with stands among your limits."] if lines and faction.limits_known_to != "nobody" else []
    for issue, own in faction.stances.items():
        if own.position is not None or own.wants is not None:
            told.append(f"{one_line(scenario.issues[issue].label)}: they want {_content(scenario, issue, side)}.")
    if gap := round(100 * middle(faction.no_deal_add)):
        told.append(f"They expect {abs(gap)} {'more' if gap > 0 else 'less'} of 100 than you without a deal.")
    weigh = "For the rest they weigh" if told else "They weigh"
    face = " mind how far it falls short of what you last asked for in public," if scenario.constants.face_saving else ""
    return f" {' '.join([*told, f'{weigh} a text as you do,{face} and stop what is worth less to them than no deal.'])}"


def _of_home(scenario: Scenario, name: str, start: Opening) -> Iterator[str]:
    party = scenario.parties[name]
    yield f"You speak for those at home who have to agree to what is signed in the name of {called(scenario, name)}. You are not at the table. When a text is signed, say yes or no to it, and why."
    for inner, faction in party.factions.items():
        if (name, inner) not in start.at_home:
            continue
        side = start.at_home[name, inner]
        when = f" The decision takes {counted(faction.lag, 'day')}." if faction.lag else ""
        yield f"\n## {named(inner, faction)}\n"
        yield f"You can stop what is signed.{when}"
        yield "\n### Your limits\n"
        lines = [f"- {label}: you stop whatever lies {words}." for label, words in _lines(scenario, side, (side.lower, side.upper), party, faction.stances)]
        yield from lines or [_NO_LINE]
        yield "\n### Your score\n"
        yield from scores(scenario, side)
        yield "\n### Is a text worth a yes?\n"
        yield from worth_signing(side, "Say yes to")
        yield from face(scenario, side)


def _coming(scenario: Scenario, party: Party) -> Iterator[str]:
    if party.attendance.cost_of_being_seen > 0:
        yield "- Being seen at the table costs you something at home. You may answer through a mediator who can reach you."
    for precondition in party.preconditions:
        yield f"- You come gladly only if {_condition(scenario, precondition)}."


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
    yield f"- {demand_rule(party.demand).for_its_party()}"
    if party.demand.deadline:
        yield f"- You see a deadline of your own: {written(party.demand.deadline)}."
    if party.counter_texts:
        yield "- After a refusal you may table a text of your own."
    learns = "Whoever drafts learns from that; so do the others." if scenario.protocol.kind == "mediated_text" else "The others learn from that."
    yield f"- When you refuse, name the issue that hurts most. {learns}"
    if scenario.calendar.deadline:
        yield f"- The deadline: {written(scenario.calendar.deadline)}."


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
    yield f"- What is agreed matters to you in itself{', not only that there is an agreement' if mediator.stake else ' very little: any settlement that lasts will do'}."
    yield "\n## What you know\n"
    yield f"- You know what the parties want from what they say, and err by about {mediator.estimate_error:.0f} points of a scale. Their sheets are closed to you."
    if mediator.independent_signal:
        yield f"- You also have sources of your own: of what there is to know about how badly each side needs a deal, they tell you {percent(mediator.independent_signal)}."
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
    yield f"- {listed(roles).capitalize()}." if roles else "- You neither host nor draft: you carry words between the sides, and add your own."
    if not drafts and scenario.protocol.kind == "mediated_text" and scenario.chair:
        yield f"- Should {called(scenario, scenario.chair)} be missing, the draft may fall to you."
    if drafts:
        yield f"- When you draft, {bridging_rule(mediator.bridging).for_its_mediator()}."
    if mediator.channel_to:
        yield f"- You can reach {listed(called(scenario, party) for party in by_label(scenario, mediator.channel_to))} when nobody of theirs is in the room."
    if not scenario.on("mediation"):
        return
    for party in by_label(scenario, mediator.leverage):
        means = mediator.leverage[party]
        how = "press, which makes going on without a deal worse" if means.by == "pressure" else "offer something, which makes a deal better"
        what = f", by {one_line(means.label)}" if means.label else ""
        yield f"- You can {how} for {called(scenario, party)}{what}: {counted(means.uses, 'time')} at most, when it has refused or stayed away; half of it has worn off after {means.half_life} days."
    if mediator.guarantee:
        yield "- You can promise to see a deal carried out. What that is worth, each party decides for itself."
    if mediator.messages:
        about = {"resolve": "how firm the other side is", "trust": "whether the other side would keep its word"}
        yield f"- You may tell each side {listed(about[kind] for kind in mediator.messages)}. You will not always be believed."
    if mediator.patience is not None:
        yield f"- After {mediator.patience} days without any progress you leave."
    if mediator.back_channel:
        yield f"- You have a line of your own to {called(scenario, mediator.back_channel.party)}, which may end in a deal beside the talks."
