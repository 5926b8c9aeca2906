"""Who else has a part in the talks, and what may happen."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from sim.rules.registry import own_settings
from sim.scenario.isolates import isolated
from sim.scenario.ruled import Ruled
from sim.scenario.schema import Mediator, OutsideActor

from .page import Page
from .phrases import change_by, how_often, in_plain_words, joined, listed, number, sources_of, trigger_of, with_sources


def helpers(page: Page) -> None:
    """Print mediators and outside actors."""
    mediators = {name: (agent.label, _mediator(page, agent)) for name, agent in page.scenario.mediators.items()}
    outsiders = {name: (actor.label, _outsider(page, actor)) for name, actor in page.scenario.outside_actors.items()}
    for heading, agents in (("Mediators", mediators), ("Outside actors", outsiders)):
        if agents:
            page.heading(heading)
        for name, (label, about) in sorted(agents.items(), key=lambda entry: entry[1][0].casefold()):
            page.console.print(Text.assemble((label, "bold"), f" ({name})"))
            page.facts(about)


def _of_rule(page: Page, part: Ruled) -> Iterator[str]:
    """The settings of the rule's own, in words."""
    for name in own_settings(part.chosen):
        value = getattr(part, name)
        if value is not None:
            yield f"{in_plain_words(name)} {listed(map(page.label, value)) if isinstance(value, list) else page.label(str(value))}"


def _mediator(page: Page, mediator: Mediator) -> Iterator[tuple[str, str]]:
    roles = {"hosts": mediator.host, "holds the pen": mediator.holds_the_pen, "indispensable": mediator.indispensable}
    yield "Role", ", ".join(role for role, has in roles.items() if has)
    yield "Channel to", listed(map(page.label, mediator.channel_to))
    aim = ", ".join([in_plain_words(mediator.bridging.rule), *_of_rule(page, mediator.bridging)])
    yield "Bridges by", f"{aim}; first guesses err by {number(mediator.estimate_error)} points"
    yield "Leans to", page.each(mediator.bias)
    yield "Own interest", number(mediator.stake) if mediator.stake else ""
    yield "Knows by itself", number(mediator.independent_signal) if mediator.independent_signal else ""
    yield "Messages about", listed(mediator.messages)
    for party, leverage in mediator.leverage.items():
        how = f"{leverage.by} of {number(leverage.strength)}, half of it gone after {leverage.half_life} days, {leverage.uses} times"
        yield f"Can move {page.label(party)}", with_sources(how, leverage)
    if mediator.guarantee:
        yield (
            "Guarantees",
            with_sources(f"{number(mediator.guarantee.strength)}; believed by {page.each(mediator.guarantee.credible_to)}", mediator.guarantee),
        )
    if mediator.patience is not None:
        back = "" if mediator.returns_after is None else f", returns after {mediator.returns_after}"
        yield "Patience", f"leaves after {mediator.patience} days without progress{back}"
    if channel := mediator.back_channel:
        deal = f"a side deal with {page.label(channel.party)} at {number(channel.rate_per_day)} a day, worth {number(channel.gain)} to it"
        yield "Back channel", with_sources(deal, channel)
    yield "Rests on", sources_of(mediator)


def _outsider(page: Page, actor: OutsideActor) -> Iterator[tuple[str, str]]:
    yield "Acts", joined([how_often("retaliates", actor.retaliates), how_often("attacks", actor.spoils)])
    yield "Each act", f"adds {number(actor.escalation)} to escalation"
    yield "Blamed on", page.label(actor.blamed_on) if actor.blamed_on else ""
    yield "Rests on", sources_of(actor)


def events(page: Page) -> None:
    """Print what may happen."""
    if not page.scenario.events:
        return
    page.heading("Events")
    for name, event in page.scenario.events.items():
        page.console.print(Text.assemble((isolated(event.label or in_plain_words(name)), "bold"), f" ({name})"))
        page.facts([("Happens", trigger_of(event)), ("Changes", "; ".join(map(change_by, event.effects))), ("Rests on", sources_of(event))])
