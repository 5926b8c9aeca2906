"""The parties of a scenario: stances, trust, demands, factions."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from rich.text import Text

from sim.rules.acceptance import AcceptanceRule
from sim.rules.registry import chosen
from sim.scenario.isolates import isolated
from sim.scenario.schema import EVERYBODY, Faction, FactionStance, Party, Stance

from .page import Page
from .phrases import holding_out, how_often, in_plain_words, joined, line_of, number, sources_of, spread_of, what_brings, with_sources, without_deal

_ROOMY = 120
"""From this width on the sources of a stance have a column of their own."""


def parties(page: Page) -> None:
    """Print the parties in alphabetical order."""
    page.heading("Parties")
    for name, party in sorted(page.scenario.parties.items(), key=lambda entry: entry[1].label.casefold()):
        page.console.print()
        page.console.print(Text.assemble((isolated(party.label), "bold"), f" ({name})"))
        _stances(page, party)
        page.facts(_about(page, name, party))


def _stances(page: Page, party: Party) -> None:
    roomy = page.console.width >= _ROOMY
    words = ["Issue", "Wants", "Rests on"]
    table = page.table(["Issue", "Wants", "Position", "Red line", "Weight", *(words[2:] if roomy else [])], words)
    for name, stance in party.stances.items():
        table.add_row(*_stance(page, name, stance), *([sources_of(stance)] if roomy else []))
    page.console.print(table)
    page.console.print()
    if not roomy:
        sources = [f"{page.issue(name)}: {sources_of(stance)}" for name, stance in party.stances.items() if sources_of(stance)]
        page.facts([("Rests on", "\n".join(sources))])


def _stance(page: Page, issue: str, stance: Stance) -> tuple[str, str, str, str, str]:
    red_line = "-" if stance.red_line is None else line_of(stance.red_line)
    return page.issue(issue), page.wants(issue, stance.wants), spread_of(stance.position), red_line, spread_of(stance.salience)


def _trust(page: Page, name: str, party: Party) -> Iterator[tuple[str, str]]:
    """Whom it trusts how far: a line for each other party that it names, and one for all that are left."""
    others = page.scenario.counterparts(name)
    left = [other for other in page.scenario.parties if other != name and other not in party.trust]
    for other in [*(other for other in party.trust if other != EVERYBODY), *left[:1]]:
        trust = page.scenario.trust_of(name, other)
        who = f"each of {len(left)} others" if other in left and len(left) > 1 else page.label(other)
        assumed = " (assumed: the file does not say)" if other in left and EVERYBODY not in party.trust and page.scenario.trust is None else ""
        control = f", thought in control of attacks to {number(trust.control)}" if trust.control < 1 else ""
        yield f"Trusts {who}", with_sources(f"{number(round(trust.mean, 4))}, worth {number(trust.strength)} observations{control}{assumed}", trust)
    if len(others) > 1:
        together = prod(page.scenario.trust_of(name, other).mean for other in others)
        yield "Trusts all together", f"{together:.2g}: the chance that all {len(others)} others who have to sign carry a deal out"


def _about(page: Page, name: str, party: Party) -> Iterator[tuple[str, str]]:
    yield "Capability", number(party.capability) if party.capability != 1 else ""
    yield "Without a deal", with_sources(without_deal(party.no_deal), party.no_deal)
    yield "Holds out", with_sources(holding_out(party.demand), party.demand)
    yield from _trust(page, name, party)
    for act, reading in party.reads.items():
        yield f"A {in_plain_words(act)}", f"it reads as a {in_plain_words(reading)}"
    if party.attendance.cost_of_being_seen:
        yield "Being seen", with_sources(f"costs it {number(party.attendance.cost_of_being_seen)} log-odds of coming", party.attendance)
    for precondition in party.preconditions:
        yield "Comes gladly if", with_sources(what_brings(precondition), precondition)
    yield "Answers", chosen(AcceptanceRule, party.acceptance).answers
    if party.counter_texts:
        yield "Counter-texts", f"after {number(party.counter_texts)} of its refusals it tables a text of its own"
    if party.government:
        fall = f"falls at {number(party.government.fall_per_day)} a day, then away for {party.government.away} days"
        yield "Government", with_sources(fall, party.government)
    for inner, faction in party.factions.items():
        yield f"Faction {isolated(faction.label or inner)}", with_sources(_faction(page, faction), faction)


def _faction(page: Page, faction: Faction) -> str:
    parts = ["can veto" if faction.veto else "has no veto", f"decides in {faction.lag} days" if faction.lag else ""]
    parts += [f"its red lines are known to {'its party' if faction.limits_known_to == 'party' else faction.limits_known_to}"]
    parts += [with_sources(f"{page.issue(issue)}: {_difference(page, issue, stance)}", stance) for issue, stance in faction.stances.items()]
    parts += [f"thinks no deal better by {spread_of(faction.no_deal_add)}" if faction.no_deal_add != 0 else "", how_often("attacks", faction.spoils)]
    return joined(parts)


def _difference(page: Page, issue: str, stance: FactionStance) -> str:
    """What a faction's stance says; the rest it shares with its party."""
    spreads = {"position": stance.position, "weight": stance.salience}
    parts = [f"wants {page.wants(issue, stance.wants)}"] if stance.wants else []
    parts += [f"{name} {spread_of(value)}" for name, value in spreads.items() if value is not None]
    parts += [f"red line {line_of(stance.red_line)}"] if stance.red_line is not None else []
    return ", ".join(parts) or "as its party"
