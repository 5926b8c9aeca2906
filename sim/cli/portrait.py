"""A scenario as a person reads it in a terminal: headings, running text, a table of stances for each party."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from math import exp, prod

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.grid import Grid
from sim.report.words import ENDING_LABELS, in_words, towards
from sim.rules.acceptance import AcceptanceRule
from sim.rules.demand import demand_rule
from sim.rules.registry import chosen, own_settings
from sim.scenario import Loaded
from sim.scenario.exercises import typed
from sim.scenario.isolates import isolated
from sim.scenario.ruled import Ruled
from sim.scenario.schema import (
    EVERYBODY,
    Condition,
    Demand,
    Effect,
    Event,
    Faction,
    FactionStance,
    Hazard,
    Mediator,
    NoDeal,
    OutsideActor,
    Party,
    Precondition,
    Stance,
    Wants,
)
from sim.values import AnySpread, Normal, Sourced, Triangle

from .options import plugins_as_typed
from .terminal import PROSE

_ROOMY = 120
"""From this width on the sources of a stance have a column of their own."""

_INFORMATION = {
    "what_is_it": "What is it?",
    "how_it_works": "How it works",
    "how_to_use_it": "How to use it",
    "things_to_notice": "Things to notice",
    "extending": "Extending",
    "related": "Related",
    "credits": "Credits",
}
"""What a reader is told, in this order; what happened stands after the settings, so that nobody reads the end first."""

_KINDS = {
    "mediated_text": "a mediator tables texts",
    "alternating_offers": "the parties make offers in turn",
    "simultaneous_offers": "the parties make offers at once, through a mediator",
}


class Portrait:
    """Prints a scenario on a console, section by section."""

    def __init__(self, loaded: Loaded, console: Console, program: str) -> None:
        self.loaded, self.scenario, self.console, self.program = loaded, loaded.scenario, console, program
        self.width = min(console.width, PROSE) if console.is_terminal else console.width

    def tell(self) -> None:
        """Print everything else but where it comes from."""
        self._information()
        self._issues()
        self._parties()
        self._helpers()
        self._events()
        self._rest()
        self._what_happened()

    # --- the parts of a page ---------------------------------------------------------------------------------------------

    def heading(self, words: str) -> None:
        """Start a section."""
        self.console.print()
        self.console.print(Text(words, style="bold underline"))

    def prose(self, words: str, indent: int = 0, style: str = "") -> None:
        """Print running text, its lines broken where the file means them to be, none longer than one can read."""
        for line in words.splitlines():  # YAML has joined by now what the file merely wrapped
            if text := " ".join(line.split()):
                self.console.print(Padding(Text(text, style=style), (0, 0, 0, indent), expand=False), width=self.width)

    def items(self, words: Iterable[str]) -> None:
        """Print a list, a point each."""
        grid = Table.grid(padding=(0, 1))
        for point in words:
            grid.add_row("  -", Text(" ".join(point.split())))
        self.console.print(grid, width=self.width)

    def facts(self, rows: Iterable[tuple[str, str]], indent: int = 2) -> None:
        """Print names on the left and what there is to say about them on the right; empty ones are left out."""
        grid = Table.grid(padding=(0, 2))
        grid.add_column(min_width=16, max_width=max(16, self.console.width // 3), overflow="fold")
        grid.add_column(overflow="fold")
        for name, value in rows:
            if value:
                grid.add_row(Text(name, style="dim"), Text(value))
        if grid.row_count:
            self.console.print(Padding(grid, (0, 0, 0, indent), expand=False), width=self.width)

    def _table(self, titles: Iterable[str], words: Collection[str] = ("Issue",)) -> Grid:
        """A table of `words` and, else, numbers; with a rule under its titles for a person to look at, without for a file."""
        table = Grid("dim", rule=self.console.is_terminal)
        for title in titles:
            table.add_column(title, justify="left" if title in words else "right")
        return table

    # --- the sections ----------------------------------------------------------------------------------------------------

    def introduce(self, name: str) -> None:
        """Print what it is about, in some lines."""
        scenario, calendar = self.scenario, self.scenario.calendar
        self.console.print(Text(scenario.title, style="bold"))
        self.prose(scenario.summary)
        if scenario.content_note:
            self.prose(f"Note: {scenario.content_note}", style="italic")
        self.console.print()
        kind = _KINDS[scenario.protocol.kind]
        required = f"needs {_listed(self._label(party) for party in scenario.required) or 'nobody by name'}"
        quota = "" if scenario.protocol.quota is None else f", and {_number(scenario.protocol.quota)} of all capability"
        self.facts(
            [
                ("Name", name),
                ("As of", str(scenario.as_of or "")),
                ("Calendar", f"{calendar.start} to {calendar.end} ({scenario.days} days), sessions {calendar.sessions}"),
                ("Deadline", str(calendar.deadline or "")),
                ("Protocol", f"{kind}; a deal {required}{quota}"),
                ("Modules", ", ".join(scenario.modules) or "none: the core of the model alone"),
                ("About", ", ".join(scenario.information.about)),
                ("Instead", ", ".join(scenario.information.instead)),
            ],
            indent=0,
        )

    def _information(self) -> None:
        information = self.scenario.information
        for field, title in _INFORMATION.items():
            if content := getattr(information, field):
                self.heading(title)
                if isinstance(content, str):
                    self.prose(content)
                else:
                    self.items(content)
            if field == "things_to_notice" and information.things_to_try:
                self.heading("Things to try")
                for trial in information.things_to_try:
                    self.prose(trial.question)
                    self.console.print(Text(f"  {self.program} {typed(self.loaded, trial)}{plugins_as_typed()}", style="cyan"), soft_wrap=True)
                    self.prose(f"Expect: {trial.expect}", indent=2)

    def _issues(self) -> None:
        self.heading("Issues")
        for name, issue in self.scenario.issues.items():
            phase = f", phase {issue.phase}" if issue.phase > 1 else ""
            self.console.print(Text.assemble((isolated(issue.label), "bold"), f" ({name}{phase})"))
            self.facts(((f"{point:>5g}", words) for point, words in sorted(issue.scale.items())), indent=0)
            self.facts([("Rests on", _sources(issue))])
        text = self.scenario.reference_text
        if text is None:
            return
        self.heading(f"Reference text: {text.name}")
        table = self._table(["Issue", *(f"as {self._label(party)} reads it" for party in text.readings)])
        for name, issue in self.scenario.issues.items():
            table.add_row(issue.label, *(_number(reading[name]) if name in reading else "-" for reading in text.readings.values()))
        self.console.print(table)
        self.facts([("Assured by", _listed(map(self._label, text.assured_by))), ("Rests on", _sources(text))])

    def _parties(self) -> None:
        self.heading("Parties")
        for name, party in sorted(self.scenario.parties.items(), key=lambda entry: entry[1].label.casefold()):
            self.console.print()
            self.console.print(Text.assemble((isolated(party.label), "bold"), f" ({name})"))
            self._stances(party)
            self.facts(self._about(name, party))

    def _stances(self, party: Party) -> None:
        roomy = self.console.width >= _ROOMY
        words = ["Issue", "Wants", "Rests on"]
        table = self._table(["Issue", "Wants", "Position", "Red line", "Weight", *(words[2:] if roomy else [])], words)
        for name, stance in party.stances.items():
            table.add_row(*self._stance(name, stance), *([_sources(stance)] if roomy else []))
        self.console.print(table)
        self.console.print()
        if not roomy:
            sources = [f"{self._issue(name)}: {_sources(stance)}" for name, stance in party.stances.items() if _sources(stance)]
            self.facts([("Rests on", "\n".join(sources))])

    def _stance(self, issue: str, stance: Stance) -> tuple[str, str, str, str, str]:
        red_line = "-" if stance.red_line is None else _number(stance.red_line)
        return self._issue(issue), self._wants(issue, stance.wants), _spread(stance.position), red_line, _spread(stance.salience)

    def _wants(self, issue: str, wants: Wants) -> str:
        return towards(self.scenario.issues[issue], wants)

    def _trust(self, name: str, party: Party) -> Iterator[tuple[str, str]]:
        """Whom it trusts how far: a line for each other party that it names, and one for all that are left."""
        others = self.scenario.counterparts(name)
        left = [other for other in self.scenario.parties if other != name and other not in party.trust]
        for other in [*(other for other in party.trust if other != EVERYBODY), *left[:1]]:
            trust = self.scenario.trust_of(name, other)
            who = f"each of {len(left)} others" if other in left and len(left) > 1 else self._label(other)
            assumed = " (assumed: the file does not say)" if other in left and EVERYBODY not in party.trust and self.scenario.trust is None else ""
            control = f", thought in control of attacks to {_number(trust.control)}" if trust.control < 1 else ""
            yield f"Trusts {who}", _with_sources(f"{_number(round(trust.mean, 4))}, worth {_number(trust.strength)} observations{control}{assumed}", trust)
        if len(others) > 1:
            together = prod(self.scenario.trust_of(name, other).mean for other in others)
            yield "Trusts all together", f"{together:.2g}: the chance that all {len(others)} others who have to sign carry a deal out"

    def _about(self, name: str, party: Party) -> Iterator[tuple[str, str]]:
        yield "Capability", _number(party.capability) if party.capability != 1 else ""
        yield "Without a deal", _with_sources(_no_deal(party.no_deal), party.no_deal)
        yield "Holds out", _with_sources(_demand(party.demand), party.demand)
        yield from self._trust(name, party)
        for act, reading in party.reads.items():
            yield f"A {_words(act)}", f"it reads as a {_words(reading)}"
        if party.attendance.cost_of_being_seen:
            yield "Being seen", _with_sources(f"costs it {_number(party.attendance.cost_of_being_seen)} log-odds of coming", party.attendance)
        for precondition in party.preconditions:
            yield "Comes gladly if", _with_sources(_precondition(precondition), precondition)
        yield "Answers", chosen(AcceptanceRule, party.acceptance).answers
        if party.counter_texts:
            yield "Counter-texts", f"after {_number(party.counter_texts)} of its refusals it tables a text of its own"
        if party.government:
            fall = f"falls at {_number(party.government.fall_per_day)} a day, then away for {party.government.away} days"
            yield "Government", _with_sources(fall, party.government)
        for inner, faction in party.factions.items():
            yield f"Faction {isolated(faction.label or inner)}", _with_sources(self._faction(faction), faction)

    def _faction(self, faction: Faction) -> str:
        parts = ["can veto" if faction.veto else "has no veto", f"decides in {faction.lag} days" if faction.lag else ""]
        parts += [f"its red lines are known to {'its party' if faction.limits_known_to == 'party' else faction.limits_known_to}"]
        parts += [_with_sources(f"{self._issue(issue)}: {self._difference(issue, stance)}", stance) for issue, stance in faction.stances.items()]
        parts += [f"thinks no deal better by {_spread(faction.no_deal_add)}" if faction.no_deal_add != 0 else "", _hazard("attacks", faction.spoils)]
        return _joined(parts)

    def _difference(self, issue: str, stance: FactionStance) -> str:
        """What a faction's stance says; the rest it shares with its party."""
        spreads = {"position": stance.position, "weight": stance.salience}
        parts = [f"wants {self._wants(issue, stance.wants)}"] if stance.wants else []
        parts += [f"{name} {_spread(value)}" for name, value in spreads.items() if value is not None]
        parts += [f"red line {_number(stance.red_line)}"] if stance.red_line is not None else []
        return ", ".join(parts) or "as its party"

    def _helpers(self) -> None:
        mediators = {name: (agent.label, self._mediator(agent)) for name, agent in self.scenario.mediators.items()}
        outsiders = {name: (actor.label, self._outsider(actor)) for name, actor in self.scenario.outside_actors.items()}
        for heading, agents in (("Mediators", mediators), ("Outside actors", outsiders)):
            if agents:
                self.heading(heading)
            for name, (label, about) in sorted(agents.items(), key=lambda entry: entry[1][0].casefold()):
                self.console.print(Text.assemble((label, "bold"), f" ({name})"))
                self.facts(about)

    def _of_rule(self, part: Ruled) -> Iterator[str]:
        """The settings of the rule's own, in words."""
        for name in own_settings(part.chosen):
            value = getattr(part, name)
            if value is not None:
                yield f"{_words(name)} {_listed(map(self._label, value)) if isinstance(value, list) else self._label(str(value))}"

    def _mediator(self, mediator: Mediator) -> Iterator[tuple[str, str]]:
        roles = {"hosts": mediator.host, "holds the pen": mediator.holds_the_pen, "indispensable": mediator.indispensable}
        yield "Role", ", ".join(role for role, has in roles.items() if has)
        yield "Channel to", _listed(map(self._label, mediator.channel_to))
        aim = ", ".join([_words(mediator.bridging.rule), *self._of_rule(mediator.bridging)])
        yield "Bridges by", f"{aim}; first guesses err by {_number(mediator.estimate_error)} points"
        yield "Leans to", self._each(mediator.bias)
        yield "Own interest", _number(mediator.stake) if mediator.stake else ""
        yield "Knows by itself", _number(mediator.independent_signal) if mediator.independent_signal else ""
        yield "Messages about", _listed(mediator.messages)
        for party, leverage in mediator.leverage.items():
            how = f"{leverage.by} of {_number(leverage.strength)}, half of it gone after {leverage.half_life} days, {leverage.uses} times"
            yield f"Can move {self._label(party)}", _with_sources(how, leverage)
        if mediator.guarantee:
            yield (
                "Guarantees",
                _with_sources(f"{_number(mediator.guarantee.strength)}; believed by {self._each(mediator.guarantee.credible_to)}", mediator.guarantee),
            )
        if mediator.patience is not None:
            back = "" if mediator.returns_after is None else f", returns after {mediator.returns_after}"
            yield "Patience", f"leaves after {mediator.patience} days without progress{back}"
        if channel := mediator.back_channel:
            deal = f"a side deal with {self._label(channel.party)} at {_number(channel.rate_per_day)} a day, worth {_number(channel.gain)} to it"
            yield "Back channel", _with_sources(deal, channel)
        yield "Rests on", _sources(mediator)

    def _outsider(self, actor: OutsideActor) -> Iterator[tuple[str, str]]:
        yield "Acts", _joined([_hazard("retaliates", actor.retaliates), _hazard("attacks", actor.spoils)])
        yield "Each act", f"adds {_number(actor.escalation)} to escalation"
        yield "Blamed on", self._label(actor.blamed_on) if actor.blamed_on else ""
        yield "Rests on", _sources(actor)

    def _events(self) -> None:
        if not self.scenario.events:
            return
        self.heading("Events")
        for name, event in self.scenario.events.items():
            self.console.print(Text.assemble((isolated(event.label or _words(name)), "bold"), f" ({name})"))
            self.facts([("Happens", _trigger(event)), ("Changes", "; ".join(map(_effect, event.effects))), ("Rests on", _sources(event))])

    def _rest(self) -> None:
        scenario = self.scenario
        if scenario.on("escalation"):
            self.heading("Escalation")
            start = f"starts at {_number(scenario.escalation.start)}, {_number(scenario.escalation.decay_per_day)} of it fades each day"
            self.prose(f"{start}; above {_number(scenario.escalation.threshold)} a history counts as escalated")
        if scenario.on("carrying_out"):
            self.heading("Carrying out")
            for number, phase in sorted(scenario.carrying_out.phases.items()):
                over = self._each(phase.hands_over)
                steps = f"{phase.lasts} days in {phase.tranches} {'step' if phase.tranches == 1 else 'steps'}"
                agreed = f"next phase thought likely by {self._each(phase.next_agreed)}" if phase.next_agreed else ""
                self.facts(
                    [(f"Phase {number}", _joined([isolated(phase.label or ""), steps, f"hands over of its no-deal value: {over}" if over else "", agreed]))]
                )
            self.prose(f"A phase that ends before the next is agreed is extended once with probability {_number(scenario.carrying_out.extension)}.")
        constants = {name: (getattr(scenario.constants, name), field.default) for name, field in type(scenario.constants).model_fields.items()}
        if changed := {name: value for name, (value, default) in constants.items() if value != default}:
            self.heading("Constants that differ from their defaults")
            self.facts((name, _number(value)) for name, value in changed.items())

    def _what_happened(self) -> None:
        happened, sources = self.scenario.information.what_happened, self.scenario.information.sources
        if happened:
            self.heading("What happened")
            self.prose(happened.told)
            ending = ENDING_LABELS[happened.ending] + (f", in force on {happened.on}" if happened.on else "")
            terms = ((self._issue(issue), f"{_number(point)}  {in_words(self.scenario.issues[issue], point)}") for issue, point in happened.terms.items())
            self.facts([("Comes nearest to", ending), *terms, ("Rests on", _sources(happened))])
            self.prose("The model does not use it, and one ending that resembles it proves nothing.")
        if sources:
            self.heading("Sources")
            told = (
                (name, _joined([f'{source.by}, "{source.title}", {source.date}', source.address or "", source.caution or ""]))
                for name, source in sources.items()
            )
            self.facts(told)

    # --- names -----------------------------------------------------------------------------------------------------------

    def _label(self, name: str) -> str:
        agents: dict[str, Party | Mediator | OutsideActor] = {**self.scenario.outside_actors, **self.scenario.mediators, **self.scenario.parties}
        return isolated(agents[name].label) if name in agents else name

    def _issue(self, name: str) -> str:
        return isolated(self.scenario.issues[name].label) if name in self.scenario.issues else name

    def _each(self, values: Mapping[str, float]) -> str:
        return ", ".join(f"{self._label(name)} {_number(value)}" for name, value in values.items())


def _number(value: float) -> str:
    return f"{value:g}"


def _spread(value: AnySpread) -> str:
    """A number with its spread, as in `70 ± 8` or `10 (0 to 25)`."""
    if isinstance(value, Normal):
        return f"{_number(value.mean)} ± {_number(value.sd)}"
    if isinstance(value, Triangle):
        return f"{_number(value.mode)} ({_number(value.low)} to {_number(value.high)})"
    return _number(value)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(part for part in parts if part)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _sources(part: Sourced) -> str:
    reports = f"reports {', '.join(part.reports)}" if part.reports else ""
    cites = f"cites {', '.join(part.cites)}" if part.cites else ""
    return _joined([reports, cites, f"judgement: {' '.join(part.judgement.split())}" if part.judgement else ""])


def _with_sources(words: str, part: Sourced) -> str:
    sources = _sources(part)
    return f"{words} [{sources}]" if sources else words


def _no_deal(no_deal: NoDeal) -> str:
    cost = f"each day costs it {_number(no_deal.cost_per_day)}, and it expects {_number(no_deal.expected_days)} more" if no_deal.cost_per_day else ""
    delay = f"delay itself is worth {_spread(no_deal.delay_value)} to its leaders" if no_deal.delay_value != 0 else ""
    drift = f"drifts by {_number(no_deal.drift_per_day)} a day" if no_deal.drift_per_day else ""
    noise = f"the news of a day shakes it by {_number(no_deal.noise_per_day)}" if no_deal.noise_per_day else ""
    return _joined([f"expects {_spread(no_deal.expected)} of all it wants", cost, delay, drift, noise, f"{_number(no_deal.betrayed)} if betrayed"])


def _demand(demand: Demand) -> str:
    rule = demand_rule(demand)
    return rule.in_brief() + (f", deadline {demand.deadline}" if demand.deadline and rule.reads else "")


def _precondition(precondition: Precondition) -> str:
    parts = ["the talks start from the reference text as it reads it" if precondition.agenda_is else ""]
    parts += ["or somebody it believes assures that" if precondition.or_assured_by_anyone_credible else ""]
    parts += [_condition(precondition.requires) if precondition.requires else ""]
    return f"{', '.join(part for part in parts if part)} (weight {_number(precondition.weight)})"


def _condition(condition: Condition) -> str:
    return " and ".join(f"{_words(name)} {value}" for name, value in condition.model_dump(exclude_none=True).items())


def _hazard(act: str, hazard: Hazard | None) -> str:
    if hazard is None:
        return ""
    return f"{act} at {_number(hazard.rate_per_day)} a day{_moved(hazard)}"


def _moved(hazard: Hazard | Event) -> str:
    """How the state of the talks moves a rate: log-hazards as the factors that they are."""
    moves = {"while talks are alive": hazard.when_talks_alive, "when a deal is near": hazard.when_deal_near, "at full escalation": hazard.with_escalation}
    return "".join(f", times {exp(move):.2g} {when}" for when, move in moves.items() if move)


def _trigger(event: Event) -> str:
    if event.on is not None:
        trigger = f"on {event.on}"
    elif event.rate_per_day is not None:
        trigger = f"by chance, {_number(event.rate_per_day)} a day{_moved(event)}"
    else:
        trigger = f"when {_condition(event.when)}" if event.when else ""
    return trigger + (f", with chance {_number(event.chance)}" if event.chance < 1 else "") + (", once only" if event.once else "")


def _effect(effect: Effect) -> str:
    lasting = "" if effect.for_ is None else f" for {effect.for_} days"
    if effect.act is not None:
        return f"{effect.target}: {_words(effect.act)}"
    if effect.multiply is not None:
        return f"{effect.target} times {_number(effect.multiply)}"
    if effect.add is not None:
        return f"{effect.target} {effect.add:+g}"
    return f"{effect.target} becomes {effect.set}{lasting}"
