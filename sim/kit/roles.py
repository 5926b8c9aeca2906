"""Role sheets: what a party or a mediator knows of itself, and of nobody else; roles, not named persons."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.words import listed, one_line, scale_points, written
from sim.scenario.schema import Condition, Demand, Faction, Mediator, Party, Precondition, Scenario

from .wording import by_label, called, chance, leeway, middle, named, place, score, share_of, shares, weight, without_deal

CONFIDENTIAL = "Confidential: for whoever plays this role, and nobody else. Say of it what you like; show it to nobody."


def sheet(scenario: Scenario, name: str) -> str:
    """The confidential sheet of a party or mediator, as Markdown. It holds no number of any other party's."""
    lines = _of_party(scenario, name) if name in scenario.parties else _of_mediator(scenario, name)
    return "\n".join([f"# Role: {called(scenario, name)}", "", f"*{CONFIDENTIAL}*", "", *lines]) + "\n"


# --- parties -----------------------------------------------------------------------------------------------------------


def _of_party(scenario: Scenario, name: str) -> Iterator[str]:
    party = scenario.parties[name]
    yield f"You speak for {called(scenario, name)}: a role, not a person. Play the interests below, not a caricature of them."
    yield "\n## What you want\n"
    yield from _wants(scenario, party)
    yield "\n## Your score\n"
    yield from _scores(scenario, party)
    yield "\n## Your limits\n"
    yield from _limits(scenario, name, party)
    yield "\n## What you expect without a deal\n"
    yield from _alternative(scenario, party)
    yield "\n## Whom you trust\n"
    yield from _trust(scenario, name, party)
    if scenario.on("ratification") and party.factions:
        yield "\n## Who has a say at home\n"
        yield from _home(scenario, party)
    if party.preconditions or party.attendance.cost_of_being_seen or party.reads:
        yield "\n## Coming to the table\n"
        yield from _coming(scenario, party)
    yield "\n## How you bargain\n"
    yield from _manner(scenario, party)


def _wants(scenario: Scenario, party: Party) -> Iterator[str]:
    direction = {"more": "more of it", "less": "less of it", "peak": "just that, neither more nor less"}
    importance = shares(party)
    for issue in sorted(party.stances, key=lambda issue: -importance[issue]):
        stance, label = party.stances[issue], one_line(scenario.issues[issue].label)
        sure = f", {words}" if (words := leeway(stance.position)) else ""
        yield f"- **{label}.** You want {direction[stance.wants]} and would be content {place(scenario, issue, middle(stance.position))}{sure}. It matters {weight(importance[issue], len(importance))}."


def _scores(scenario: Scenario, party: Party) -> Iterator[str]:
    yield "What a settlement would be worth to you, issue by issue, at the named points of each scale; between them, read off in proportion. Add the issues up.\n"
    importance = shares(party)
    for issue in party.stances:
        about = scenario.issues[issue]
        if about.persons:
            whole = f"**{round(100 * importance[issue])}** if you could answer for the result to those who wait at home, nothing if not"
            yield f"- {one_line(about.label)} - no points by number, since nobody is worth more or less than another: {whole}"
            continue
        points = scale_points(about)
        worth = score(party, issue, points, scenario.constants.shape)
        told = "; ".join(f"{words or f'{point:g}'}: **{n}**" for (point, words), n in zip(points.items(), worth, strict=True))
        yield f"- {one_line(about.label)} - {told}"


def _limits(scenario: Scenario, name: str, party: Party) -> Iterator[str]:
    lines = [
        f"- {one_line(scenario.issues[issue].label)}: you can sign nothing beyond a line that lies {place(scenario, issue, stance.red_line)}."
        for issue, stance in party.stances.items()
        if stance.red_line is not None
    ]
    yield from lines or ["- No issue has a line that you could never cross; most limits are prices."]
    yield f"- Whatever the terms, sign nothing that is worth less to you than {share_of(without_deal(scenario, party))}, allowing for the chance that it is not kept."
    if name not in scenario.required:
        yield "- A deal does not need your signature by name."


def _alternative(scenario: Scenario, party: Party) -> Iterator[str]:
    no_deal = party.no_deal
    yield f"- If the talks fail you expect {share_of(without_deal(scenario, party))} (of what all you want would be worth)."
    if no_deal.cost_per_day:
        yield f"- Each further day costs you {100 * no_deal.cost_per_day:.2g} of these points; you expect about {no_deal.expected_days:.0f} more."
    if no_deal.drift_per_day:
        yield f"- Time works {'for' if no_deal.drift_per_day > 0 else 'against'} you: {100 * abs(no_deal.drift_per_day):.2g} points a day."
    yield f"- If you keep a deal and the other side does not, you are left with {share_of(no_deal.betrayed)}."


def _trust(scenario: Scenario, name: str, party: Party) -> Iterator[str]:
    for other in by_label(scenario, (other for other in scenario.parties if other != name)):
        belief = party.trust.get(other)
        mean = 0.5 if belief is None else belief.mean
        control = f" You think it can prevent {share_of(belief.control)} of the attacks by its own side." if belief and belief.control < 1 else ""
        yield f"- That {called(scenario, other)} would carry a deal out, you think {chance(mean)}, before what has happened since is counted.{control}"
    for mediator in by_label(scenario, scenario.mediators):
        guarantee = scenario.mediators[mediator].guarantee
        if scenario.on("mediation") and guarantee and name in guarantee.credible_to:
            yield f"- A promise by {called(scenario, mediator)} to see a deal carried out you believe to {100 * guarantee.credible_to[name]:.0f} in 100."


def _home(scenario: Scenario, party: Party) -> Iterator[str]:
    for name, faction in party.factions.items():
        say = "can stop what you sign" if faction.veto else "has no veto, but is heard"
        when = f" It takes {faction.lag} days to decide." if faction.lag and faction.veto else ""
        yield f"- **{named(name, faction)}** {say}.{when}{_lines_at_home(scenario, faction)}"
    if party.government:
        yield "- Your government can fall over the talks; you would then be away from the table for some weeks."


def _lines_at_home(scenario: Scenario, faction: Faction) -> str:
    lines = [
        f"{one_line(scenario.issues[issue].label)}, if it goes beyond a line that lies {place(scenario, issue, stance.red_line)}"
        for issue, stance in faction.stances.items()
        if stance.red_line is not None
    ]
    if not lines:
        return ""
    return f" It stops a text over: {'; '.join(lines)}." + (" You do not know that for certain." if faction.limits_known_to == "nobody" else "")


def _coming(scenario: Scenario, party: Party) -> Iterator[str]:
    if party.attendance.cost_of_being_seen > 0:
        yield "- Being seen at the table costs you something at home. You may answer through a mediator who can reach you."
    for precondition in party.preconditions:
        yield f"- You come gladly only if {_condition(scenario, precondition)}."
    for act, reading in party.reads.items():
        yield f"- What the other side calls a {act.replace('_', ' ')}, you take for a {reading.replace('_', ' ')}."


def _condition(scenario: Scenario, precondition: Precondition) -> str:
    text = scenario.reference_text
    parts = [f"the talks start from the {text.name if text else 'reference text'} as you read it"] if precondition.agenda_is else []
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
    yield "- When you refuse, name the issue that hurts most. A mediator learns from that; so does the other side."
    if scenario.calendar.deadline:
        yield f"- Everybody knows the deadline: {written(scenario.calendar.deadline)}."


def _demand(demand: Demand) -> str:
    match demand.rule:
        case "time_dependent":
            pace = "evenly" if demand.beta == 1 else "late" if demand.beta < 1 else "early"
            return f"At first you hold out for {_part(demand.share)} what a deal could gain you, and give way {pace} as time runs out."
        case "reciprocal":
            return "You give way as far as the other side does, and no further."
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
    yield from _means(scenario, mediator)
    yield "\n## What you want\n"
    lines = [
        f"- You lean {'a little ' if abs(lean) < 0.5 else ''}{'towards' if lean > 0 else 'away from'} {called(scenario, party)}."
        for party, lean in mediator.bias.items()
        if lean
    ]
    yield from lines or ["- You lean to neither side."]
    yield f"- What is agreed matters to you in itself{', not only that something is' if mediator.stake else ' very little: any lasting peace will do'}."
    yield "\n## What you know\n"
    yield f"- You know what the parties want from what they say, and err by about {mediator.estimate_error:.0f} points of a scale. Their sheets are closed to you."
    if mediator.independent_signal:
        yield f"- You also have sources of your own, which tell you {share_of(mediator.independent_signal)} of what there is to know about how badly each side needs a deal."
    yield "- Every refusal that names an issue teaches you something: move your next text there."


def _means(scenario: Scenario, mediator: Mediator) -> Iterator[str]:
    roles = [words for has, words in ((mediator.host, "you host the talks"), (mediator.holds_the_pen, "you draft the text")) if has]
    if roles:
        yield f"- {listed(roles).capitalize()}."
    aim = {
        "nash": "gives both as much as possible of what they would gain (the product of their gains)",
        "kalai_smorodinsky": "gives each the same part of the most it could hope for",
        "equal_gains": "lets both gain alike",
        "weighted_mean": "lies at the average of their positions, weighted by what matters to them",
        "weighted_median": "lies at the middle of their positions, weighted by what matters to them",
        "one_sided": "gives one side all that the others can bear",
    }[mediator.bridging.rule]
    yield f"- When you draft, look for the text that {aim}, as far as you can tell."
    if mediator.channel_to:
        yield f"- You can reach {listed(called(scenario, party) for party in by_label(scenario, mediator.channel_to))} when nobody of theirs is in the room."
    if not scenario.on("mediation"):
        return
    for party in by_label(scenario, mediator.leverage):
        means = mediator.leverage[party]
        how = "press" if means.by == "pressure" else "offer something to"
        yield f"- You can {how} {called(scenario, party)}, {means.uses} times at most; it wears off by half in {means.half_life} days."
    if mediator.guarantee:
        yield "- You can promise to see a deal carried out. What that is worth, each party decides for itself."
    if mediator.messages:
        about = {"resolve": "how firm the other side is", "trust": "whether the other side would keep its word"}
        yield f"- You may tell each side {listed(about[kind] for kind in mediator.messages)}. You will not always be believed."
    if mediator.patience is not None:
        yield f"- After {mediator.patience} days without any progress you leave."
    if mediator.back_channel:
        yield f"- You have a line of your own to {called(scenario, mediator.back_channel.party)}, which may end in a deal beside the talks."
