"""Mistakes that lie between settings: undefined names, limits on the wrong side, dates out of order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, TypeAdapter, ValidationError

from sim.errors import InputError
from sim.rules.acceptance.threshold import Threshold
from sim.rules.demand.equilibrium import Equilibrium
from sim.values import LONGEST, AnyLine, AnySpread, Sourced, centre

from .cases import cases, folder_of, lacks, report_dates, told_twice
from .command_lines import command_line
from .formats import hangs_on_its_position
from .mistakes import Mistake, near, one_of, plain_name, translated, written
from .quantities import quantities, range_of
from .reading import Keys, as_key, shown, with_value
from .ruled import named_parties
from .schema import EVERYBODY, Condition, Effect, Faction, Party, Scenario, Wants
from .shape import Group, Named, shape_at


@dataclass(frozen=True)
class Names:
    """What is named in the file, mistaken entries included, so that one mistake does not bring forth others."""

    issues: Collection[str]
    parties: Collection[str]
    mediators: Collection[str]
    outside_actors: Collection[str]
    case_folders: Sequence[Path] = ()
    """Where the case of the scenario is looked for; none where its reports were looked at before."""


Check = Callable[[Scenario, Names], Iterable[Mistake]]
_CHECKS: list[tuple[frozenset[str], Check]] = []


def checked(data: dict[str, Any], mistaken: Sequence[Keys] = (), case_folders: Sequence[Path] = (), *, read: Scenario | None = None) -> list[Mistake]:
    """The mistakes between settings, as far as they do not hang on settings that are `mistaken` in themselves.

    `read` is the scenario that was read from the data, where there is no mistake in any of its settings. Reports are held to the case in
    `case_folders`; without such folders they are taken to be there.
    """
    sections = {section: data.get(section) or {} for section in ("issues", "parties", "mediators", "outside_actors")}
    if not all(isinstance(entries, dict) for entries in sections.values()) or not (sections["issues"] and sections["parties"]):
        return []
    names = Names(**sections, case_folders=case_folders)
    scenario, mistaken = (read, mistaken) if read else _without(data, [keys for keys in mistaken if keys])
    broken = {keys[0] for keys in mistaken} | (Scenario.model_fields.keys() - scenario.__dict__.keys())
    found = [mistake for needs, check in _CHECKS if not needs & broken for mistake in check(scenario, names)]
    return [mistake for mistake in found if not any(_hangs_on(mistake.keys, keys) for keys in mistaken)]


def _hangs_on(keys: Keys, mistaken: Keys) -> bool:
    """Whether a finding at one path may come from a mistake at another: beside it, above it or below it."""
    beside = len(keys) > 1 and keys[:-1] == mistaken[:-1] and isinstance(shape_at(keys[:-1]), Group)
    shorter = min(len(keys), len(mistaken))
    return beside or keys[:shorter] == mistaken[:shorter]


def _without(data: dict[str, Any], mistaken: list[Keys]) -> tuple[Scenario, list[Keys]]:
    """A scenario without its mistakes (sections that are lost with them are not there at all), and where all its mistakes are."""
    for keys in mistaken:
        if keys not in {("issues",), ("parties",)}:  # too few of them can still be looked at
            data = with_value(data, _removable(keys), None)
    values: dict[str, Any] = {"issues": {}, "parties": {}}
    for name, field in Scenario.model_fields.items():
        try:
            if data.get(name) is not None:
                values[name] = _section(name).validate_python(data[name])
            elif not field.is_required():
                values[name] = field.default
        except ValidationError as error:
            inside = translated([{**finding, "loc": (name, *finding["loc"])} for finding in error.errors()], data)
            rest = with_value(data, _removable(inside[0].keys), None)
            return _without(rest if rest != data else with_value(data, (name,), None), [*mistaken, *(mistake.keys for mistake in inside)])
    return Scenario.model_construct(**values), mistaken


def _removable(keys: Keys) -> Keys:
    """The smallest part around a path that a scenario can do without: an entry, an optional setting, else the whole section."""
    while len(keys) > 1:
        around = shape_at(keys[:-1])
        member = around.members.get(str(keys[-1])) if isinstance(around, Group) else None
        if isinstance(around, Named) or (isinstance(around, Group) and not (member and member.required)):
            break
        keys = keys[:-1]
    return keys


@cache
def _section(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(cast("type[Any]", Scenario.model_fields[name].annotation))


def _across(*sections: str) -> Callable[[Check], Check]:
    """Add a check that looks across settings; the named sections must be free of other mistakes for it."""

    def add(check: Check) -> Check:
        _CHECKS.append((frozenset(sections), check))
        return check

    return add


def _known(name: str | None, names: Collection[str], keys: Keys, what: str = "party") -> Iterator[Mistake]:
    if name is not None and name not in names and name not in map(plain_name, names):
        yield Mistake(keys, f"unknown {what} {written(name)}{near(name, names) or f', must be one of {one_of(names)}'}")


# --- names -------------------------------------------------------------------------------------------------------------


@_across()
def _parties_are_known(scenario: Scenario, names: Names) -> Iterator[Mistake]:
    for keys, name in _mentions_of_parties(scenario):
        yield from _known(name, names.parties, keys)


def _mentions_of_parties(scenario: Scenario) -> Iterator[tuple[Keys, str | None]]:
    for name, party in scenario.parties.items():
        of: Keys = ("parties", name)
        yield from (((*of, "demand", *keys), other) for keys, other in named_parties(party.demand))
        yield from (((*of, "trust", other), other) for other in party.trust if other != EVERYBODY)
        for i, precondition in enumerate(party.preconditions):
            yield from _in_condition((*of, "preconditions", i, "requires"), precondition.requires)
    for name, mediator in scenario.mediators.items():
        of = ("mediators", name)
        yield from (((*of, "bias", other), other) for other in mediator.bias)
        yield from (((*of, "leverage", other), other) for other in mediator.leverage)
        yield from (((*of, "channel_to", i), other) for i, other in enumerate(mediator.channel_to))
        yield from (((*of, "bridging", *keys), other) for keys, other in named_parties(mediator.bridging))
        if mediator.guarantee:
            yield from (((*of, "guarantee", "credible_to", other), other) for other in mediator.guarantee.credible_to)
        if mediator.back_channel:
            yield (*of, "back_channel", "party"), mediator.back_channel.party
    yield from ((("outside_actors", name, "blamed_on"), actor.blamed_on) for name, actor in scenario.outside_actors.items())
    for name, event in scenario.events.items():
        yield from _in_condition(("events", name, "when"), event.when)
    if scenario.reference_text:
        yield from ((("reference_text", "readings", name), name) for name in scenario.reference_text.readings)
    yield ("protocol", "first"), scenario.protocol.first
    yield from ((("protocol", "discount", name), name) for name in scenario.protocol.discount)
    yield from ((("protocol", "required", i), name) for i, name in enumerate(scenario.protocol.required or []))
    for number, phase in scenario.carrying_out.phases.items():
        of = ("carrying_out", "phases", str(number))
        yield from (((*of, "hands_over", name), name) for name in phase.hands_over)
        yield from (((*of, "next_agreed", name), name) for name in phase.next_agreed)


def _in_condition(keys: Keys, condition: Condition | None) -> Iterator[tuple[Keys, str | None]]:
    if condition:
        yield from (((*keys, what), getattr(condition, what)) for what in ("absent", "in_person", "refused_by", "accepted_by"))


@_across()
def _nobody_trusts_itself(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    for name, party in scenario.parties.items():
        if name in party.trust:
            yield Mistake(("parties", name, "trust", name), "a party does not need to trust itself; name another party")


@_across()
def _everybody_is_nobody(_scenario: Scenario, names: Names) -> Iterator[Mistake]:
    if EVERYBODY in names.parties:
        yield Mistake(("parties", EVERYBODY), f"the name '{EVERYBODY}' stands for all parties under `trust`; give this one another name")


@_across()
def _mediators_are_known(scenario: Scenario, names: Names) -> Iterator[Mistake]:
    for i, name in enumerate(scenario.reference_text.assured_by if scenario.reference_text else []):
        yield from _known(name, names.mediators, ("reference_text", "assured_by", i), "mediator")


@_across()
def _agents_have_names_of_their_own(_scenario: Scenario, names: Names) -> Iterator[Mistake]:
    taken = dict.fromkeys(names.parties, "parties")
    for section in ("mediators", "outside_actors"):
        for name in getattr(names, section):
            if name in taken:
                yield Mistake((section, name), f"the name '{name}' is taken already, in {taken[name]}")
            taken.setdefault(name, section)


@_across()
def _luck_is_not_shared(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    agents = [(section, name, agent) for section in ("parties", "mediators", "outside_actors") for name, agent in getattr(scenario, section).items()]
    groups = [agents, [("issues", *item) for item in scenario.issues.items()], [("events", *item) for item in scenario.events.items()]]
    groups += [[(f"parties.{name}.factions", *item) for item in party.factions.items()] for name, party in scenario.parties.items()]
    for group in groups:
        owner: dict[str, str] = {name: f"{section}.{name}" for section, name, member in group if member.stream_id is None}
        for section, name, member in group:
            if member.stream_id is not None and (other := owner.setdefault(member.stream_id, f"{section}.{name}")) != f"{section}.{name}":
                yield Mistake(
                    (*section.split("."), name, "luck_id"), f"{written(member.stream_id)} names the random draws of {other} already; each needs its own"
                )


# --- issues and stances ------------------------------------------------------------------------------------------------


@_across()
def _issues_are_known(scenario: Scenario, names: Names) -> Iterator[Mistake]:
    for name, party in scenario.parties.items():
        of: Keys = ("parties", name)
        for issue in party.stances:
            yield from _known(issue, names.issues, (*of, "stances", issue), "issue")
        for faction_name, faction in party.factions.items():
            for issue in faction.stances:
                yield from _known(issue, names.issues, (*of, "factions", faction_name, "stances", issue), "issue")
    for name, reading in scenario.reference_text.readings.items() if scenario.reference_text else ():
        for issue in reading:
            yield from _known(issue, names.issues, ("reference_text", "readings", name, issue), "issue")


@_across()
def _every_issue_is_covered(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    for name, party in scenario.parties.items():
        for issue in scenario.issues:
            if issue not in party.stances:
                yield Mistake(("parties", name, "stances"), f"a stance on '{issue}' is missing; every party needs one on every issue")
    for name, reading in scenario.reference_text.readings.items() if scenario.reference_text else ():
        for issue in scenario.issues:
            if issue not in reading:
                yield Mistake(("reference_text", "readings", name), f"where the text puts '{issue}' is missing; every reading names every issue")


@_across()
def _red_lines_lie_behind_positions(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    for name, party in scenario.parties.items():
        for issue, stance in party.stances.items():
            keys: Keys = ("parties", name, "stances", issue, "red_line")
            yield from _wrong_side(keys, stance.wants, stance.position, stance.red_line, scenario.format)
        for faction_name, faction in party.factions.items():
            for issue, own in faction.stances.items():
                if shared := party.stances.get(issue):
                    position = shared.position if own.position is None else own.position
                    at_home: Keys = ("parties", name, "factions", faction_name, "stances", issue, "red_line")
                    yield from _wrong_side(at_home, own.wants or shared.wants, position, own.red_line, scenario.format)


def _wrong_side(keys: Keys, wants: Wants, position: AnySpread, red_line: AnyLine | None, format_: int) -> Iterator[Mistake]:
    if red_line is None:
        return
    middle, line = centre(position), centre(red_line)
    beyond = {"more": line > middle, "less": line < middle, "peak": False}[wants]
    if beyond or (line == middle and (wants == "peak" or hangs_on_its_position(red_line, format_))):
        side = {"more": "below", "less": "above", "peak": "away from"}[wants]
        yield Mistake(keys, f"must lie {side} the position ({middle:.4g}), since the party wants {wants if wants != 'peak' else 'a peak'}; found {line:g}")


@_across()
def _something_matters(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    for name, party in scenario.parties.items():
        for keys, weights in _weights(("parties", name), party):
            if weights and sum(weights) == 0:
                yield Mistake((*keys, "stances"), "no issue matters: at least one salience must be above 0")


def _weights(keys: Keys, party: Party) -> Iterator[tuple[Keys, list[float]]]:
    shared = {issue: centre(stance.salience) for issue, stance in party.stances.items()}
    yield keys, list(shared.values())
    for name, faction in party.factions.items():
        own = _own_weights(faction)
        if own:
            yield (*keys, "factions", name), list((shared | own).values())


def _own_weights(faction: Faction) -> dict[str, float]:
    return {issue: centre(stance.salience) for issue, stance in faction.stances.items() if stance.salience is not None}


@_across()
def _scales_have_two_anchors(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    for name, issue in scenario.issues.items():
        if len(issue.scale) == 1:
            yield Mistake(("issues", name, "scale"), "must say what at least two points mean (or be left out), found one")


@_across("issues")
def _phases_have_no_gaps(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    used = {issue.phase for issue in scenario.issues.values()}
    for name, issue in scenario.issues.items():
        gap = next((number for number in range(1, issue.phase) if number not in used), None)
        if gap is not None:
            yield Mistake(("issues", name, "phase"), f"is {issue.phase}, but no issue is in phase {gap}; phases are numbered from 1 without gaps")


@_across("issues")
def _phases_have_issues(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    used = sorted({issue.phase for issue in scenario.issues.values()})
    for number in scenario.carrying_out.phases:
        if number not in used:
            yield Mistake(("carrying_out", "phases", str(number)), f"no issue is in phase {number}; issues are in {one_of(map(str, used))}")


@_across("together")
def _correlated_spreads_exist(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    together = scenario.together
    if together is None:
        return
    known = [
        f"parties.{name}.stances.{issue}.{what}" for name, party in scenario.parties.items() for issue in party.stances for what in ("position", "salience")
    ]
    for i, path in enumerate(together.of):
        if path not in known:
            yield Mistake(("together", "of", i), f"'{path}' is not the position or salience of anybody{near(path, known)}")
    if not _is_correlation(together.correlation):
        yield Mistake(("together", "correlation"), "the correlation matrix must be positive definite: these numbers contradict each other")


def _is_correlation(lower: list[list[float]]) -> bool:
    """Whether a lower triangle belongs to a matrix of correlations (Cholesky: every remainder is positive)."""
    factors: list[list[float]] = []
    for k, row in enumerate(lower):
        mine: list[float] = []
        for j in range(k):
            mine.append((row[j] - sum(a * b for a, b in zip(mine, factors[j], strict=False))) / factors[j][j])
        rest = 1.0 - sum(value**2 for value in mine)
        if rest <= 1e-9:
            return False
        factors.append([*mine, rest**0.5])
    return True


# --- dates -------------------------------------------------------------------------------------------------------------


@_across("calendar")
def _dates_are_in_order(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    start, end, deadline = scenario.calendar.start, scenario.calendar.end, scenario.calendar.deadline
    if end < start:
        yield Mistake(("calendar", "end"), f"must not lie before the start ({start}), found {end}")
    elif (end - start).days >= LONGEST:
        yield Mistake(("calendar", "end"), f"must lie within {LONGEST:,} days (a hundred years) of the start ({start}), found {end}")
    elif deadline is not None and not start <= deadline <= end:
        yield Mistake(("calendar", "deadline"), f"must lie between the start ({start}) and the end ({end}), found {deadline}")
    for name, party in scenario.parties.items():
        if party.demand.deadline is not None and party.demand.deadline <= start:
            yield Mistake(("parties", name, "demand", "deadline"), f"must lie after the start ({start}), found {party.demand.deadline}")


# --- reports -----------------------------------------------------------------------------------------------------------


@_across("stances_from", "as_of")
def _stances_are_known_by_then(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    taken = scenario.stances_from.as_of if scenario.stances_from else None
    if taken and scenario.as_of and taken > scenario.as_of:
        yield Mistake(("stances_from", "as_of"), f"must not be later than the as_of of the scenario ({scenario.as_of}), found {taken}")


@_across("stances_from", "as_of")
def _reports_exist(scenario: Scenario, names: Names) -> Iterator[Mistake]:
    given = [((*keys, i), report) for keys, reports in _origins(scenario, (), "reports") for i, report in enumerate(reports)]
    if scenario.stances_from is None:
        if given:
            others = f" (and in {len(given) - 1} other places)" if len(given) > 1 else ""
            yield Mistake(given[0][0], f"a report is named here{others}, but no `stances_from` says which case it belongs to")
        return
    if not names.case_folders:
        return
    case, where = scenario.stances_from.case, ("stances_from", "case")
    if missing := lacks(case, names.case_folders):
        known = cases(names.case_folders)
        yield Mistake(where, f"case '{case}' has no {missing}{near(case, known) or f', must be one of {one_of(known)}'}")
        return
    if own := told_twice(case, names.case_folders):
        yield Mistake(where, f"'{case}' is the name of a case that comes with the simulator, and of {shown(own)}; give your own another name")
        return
    try:
        dates = report_dates(folder_of(case, names.case_folders) or Path())
    except (OSError, InputError) as error:
        yield Mistake(where, f"the reports of case '{case}' cannot be read: {error}")
        return
    for keys, report in given:
        later = keys[:2] == ("information", "what_happened")  # tells what came after
        yield from _known_by_then(keys, report, case, dates, None if later else scenario.as_of or scenario.stances_from.as_of)


def _known_by_then(keys: Keys, report: str, case: str, dates: dict[str, date | None], as_of: date | None) -> Iterator[Mistake]:
    if report not in dates:
        yield Mistake(keys, f"there is no report {written(report)} in case {case}{near(report, dates)}")
    elif as_of and (day := dates[report]) and day > as_of:
        yield Mistake(keys, f"the report '{report}' is of {day}, later than the as_of of the scenario ({as_of})")


@_across("information")
def _sources_are_named(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    sources = scenario.information.sources
    for keys, cites in _origins(scenario, (), "cites"):
        for i, cited in enumerate(cites):
            if cited not in sources:
                yield Mistake((*keys, i), f"there is no source {written(cited)} under information.sources{near(cited, sources)}")


def _origins(value: Any, keys: Keys, of: str) -> Iterator[tuple[Keys, list[str]]]:
    """Every list of reports, or of what is cited, in a part of the scenario."""
    match value:
        case BaseModel():
            if isinstance(value, Sourced) and getattr(value, of):
                yield (*keys, of), getattr(value, of)
            for name in type(value).model_fields:
                yield from _origins(getattr(value, name, None), (*keys, name), of)
        case dict():
            for name, entry in value.items():
                yield from _origins(entry, (*keys, as_key(name)), of)
        case list():
            for i, entry in enumerate(value):
                yield from _origins(entry, (*keys, i), of)


# --- what readers are told ---------------------------------------------------------------------------------------------


@_across("information", "issues", "parties")
def _what_is_told_has_names(scenario: Scenario, names: Names) -> Iterator[Mistake]:
    happened, about = scenario.information.what_happened, ("information", "what_happened", "terms")
    for issue in happened.terms if happened else []:
        yield from _known(issue, names.issues, (*about, issue), "issue")
    for i, statement in enumerate(scenario.information.reported):
        keys: Keys = ("information", "reported", i)
        yield from _known(statement.by, names.parties, (*keys, "by"))
        yield from _known(statement.issue, names.issues, (*keys, "issue"), "issue")
        if statement.low > statement.high:
            yield Mistake((*keys, "high"), f"must not be less than low ({statement.low:g}), found {statement.high:g}")


@_across("information")
def _exercises_are_commands(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    for i, trial in enumerate(scenario.information.things_to_try):
        try:
            command_line(trial.command)
        except ValueError as error:
            yield Mistake(("information", "things_to_try", i, "command"), str(error))


# --- events ------------------------------------------------------------------------------------------------------------

_WORDS_FOR = {"number": "set (a number), multiply or add", "trust": "act", "attendance": "set (in_person, absent, withdrawn or present)"}


@_across("parties", "mediators")
def _effects_fit_their_targets(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    known = quantities(scenario)
    for name, event in scenario.events.items():
        for i, effect in enumerate(event.effects):
            keys: Keys = ("events", name, "effects", i)
            if effect.target not in known:
                yield Mistake((*keys, "target"), f"there is no quantity {written(effect.target)}{near(effect.target, known)}")
            else:
                yield from _fits(keys, effect, known[effect.target])


def _fits(keys: Keys, effect: Effect, kind: str) -> Iterator[Mistake]:
    change = next(name for name in ("set", "multiply", "add", "act") if getattr(effect, name) is not None)
    actual = "trust" if change == "act" else "attendance" if isinstance(effect.set, str) else "number"
    if effect.target == "deadline" and change != "add":
        yield Mistake((*keys, change), "a deadline can only be moved: write add and a number of days")
    elif actual != kind:
        yield Mistake((*keys, change), f"does not fit '{effect.target}', which takes {_WORDS_FOR[kind]}")
    elif isinstance(effect.set, float | int):
        low, high = range_of(effect.target)
        if not low <= effect.set <= high:
            yield Mistake((*keys, "set"), f"must be between {low:g} and {high:g} for '{effect.target}', found {effect.set:g}")
    if effect.for_ is not None and kind != "attendance":
        yield Mistake((*keys, "for"), f"only attendance can change for a time; '{effect.target}' keeps its change")


# --- protocol and modules ----------------------------------------------------------------------------------------------


@_across("protocol")
def _signatures_can_be_counted(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    required = scenario.protocol.required
    if required == [] and scenario.protocol.quota is None:
        yield Mistake(("protocol", "required"), "nobody's signature is needed: name parties, or give a quota")
    yield from _named_twice(("protocol", "required"), required or [])


@_across("modules")
def _modules_are_named_once(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    yield from _named_twice(("modules",), scenario.modules)


def _named_twice(keys: Keys, names: Iterable[str]) -> Iterator[Mistake]:
    yield from (Mistake(keys, f"'{name}' is listed twice") for name, count in Counter(names).items() if count > 1)


@_across("protocol")
def _somebody_drafts(scenario: Scenario, names: Names) -> Iterator[Mistake]:
    kind = scenario.protocol.kind
    if kind != "alternating_offers" and not names.mediators:
        yield Mistake(("protocol", "kind"), f"'{kind}' needs at least one mediator; without any, use 'alternating_offers'")


@_across("protocol", "calendar", "issues")
def _backward_induction_is_possible(scenario: Scenario, names: Names) -> Iterator[Mistake]:
    if scenario.protocol.offers != "equilibrium":
        return
    if scenario.protocol.kind != "alternating_offers":
        yield Mistake(("protocol", "offers"), f"'equilibrium' needs kind alternating_offers, found '{scenario.protocol.kind}'")
    if len(names.parties) != 2:
        yield Mistake(("protocol", "offers"), f"'equilibrium' needs exactly two parties, found {len(names.parties)}")
    if scenario.calendar.sessions.every is None:
        yield Mistake(("calendar", "sessions"), "offers by 'equilibrium' need a fixed calendar, such as 'every 7 days'; found 'when ripe'")
    if scenario.on("carrying_out") and max(issue.phase for issue in scenario.issues.values()) > 1:
        yield Mistake(("protocol", "offers"), "'equilibrium' needs all issues in one phase, since one game of offers is solved beforehand")


@_across("calendar")
def _somebody_judges_the_moment(scenario: Scenario, names: Names) -> Iterator[Mistake]:
    if scenario.calendar.sessions.every is None and not names.mediators:
        yield Mistake(("calendar", "sessions"), "'when ripe' leaves it to the mediators, and there is none; write 'every 7 days' or the like")


@_across("protocol")
def _all_play_equilibrium_or_none(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    offers = scenario.protocol.offers == "equilibrium"
    for name, party in scenario.parties.items():
        if offers and party.demand.rule != Equilibrium.name:
            yield Mistake(("parties", name, "demand", "rule"), f"must be '{Equilibrium.name}', as the offers of the protocol are; found '{party.demand.rule}'")
        if offers and party.acceptance != Threshold.name:
            yield Mistake(("parties", name, "acceptance"), f"must be '{Threshold.name}' with offers by 'equilibrium', found '{party.acceptance}'")
        if party.demand.rule == Equilibrium.name and not offers:
            yield Mistake(("parties", name, "demand", "rule"), f"'{Equilibrium.name}' needs offers by 'equilibrium' in the protocol")


@_across()
def _preconditions_say_something(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    for name, party in scenario.parties.items():
        for i, precondition in enumerate(party.preconditions):
            if precondition.agenda_is is None and precondition.requires is None:
                yield Mistake(("parties", name, "preconditions", i), "must have agenda_is or requires")


@_across("reference_text")
def _the_reference_text_exists(scenario: Scenario, _names: Names) -> Iterator[Mistake]:
    for name, party in scenario.parties.items():
        for i, precondition in enumerate(party.preconditions):
            if precondition.agenda_is is not None and scenario.reference_text is None:
                yield Mistake(("parties", name, "preconditions", i, "agenda_is"), "the scenario has no reference_text that the agenda could be")
