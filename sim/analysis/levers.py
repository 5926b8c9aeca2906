"""What it would take: which diplomatic acts, alone or in pairs, raise an outcome to a level, and who could do them.

Only acts that the schema marks as levers are tried (positions, assurances, guarantees, sequencing, mediation effort, inclusion), each up to
a stated bound. What stands for violence, threats or what is withheld is marked there too, and never moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field, replace
from itertools import combinations, product
from typing import Any

import numpy as np

from sim.endings import OUTCOMES
from sim.ensemble.columns import occurs
from sim.ensemble.run import Columns, rows_of_many
from sim.errors import InputError, ScenarioError
from sim.rules.registry import own_settings
from sim.scenario import with_changes
from sim.scenario.formats import hangs_on_its_position
from sim.scenario.isolates import isolated
from sim.scenario.red_lines import with_lines
from sim.scenario.schema import Faction, Guarantee, Party, Scenario
from sim.values import AnyLine, LeverKind, centre, firmness

from .beyond_noise import beyond_noise
from .intervals import Difference, Share, shares_paired, wilson
from .obstacles import Doubt, doubt, untried, without_doubt

# How far an act may go; all are assumptions about what diplomats call a large step.
FURTHEST_POSITION = 25.0  # points of a scale towards the others
LEAST_DEMAND = 0.5  # of the share that is held out for
SOONER = 4.0  # times the beta of time-dependent demands
STRONGEST_GUARANTEE = 2.0  # log-odds
BEST_KNOWLEDGE = 0.25  # of a mediator's first error
MORE_SESSIONS = 0.3  # of the days between them
MOST_TRANCHES = 12
LONGER_PATIENCE = 180  # days
STEPS = (0.25, 0.5, 0.75, 1.0)
"""Parts of the way to its bound at which an act is tried."""
ALONG = ("the red line", "the red lines")
"""What moves along with a position, in words: one or several."""
PAIRED = 8
"""Acts with the largest effect that are tried in pairs."""
CHECKED = 5
"""Of the acts and pairs that reach the level, so many are played again with fresh luck."""


@dataclass(frozen=True)
class Lever:
    """An act: its kind, who could do it, what it does in words, and the settings that change when it is done so far (0 to 1); `whole` acts know no half."""

    kind: LeverKind
    holder: str
    words: str
    changes: Callable[[float], dict[str, Any]]
    whole: bool = False

    @property
    def steps(self) -> tuple[float, ...]:
        """How far it can be done."""
        return (1.0,) if self.whole else STEPS


@dataclass(frozen=True)
class Tried:
    """One act or two, how far each was done, the share of the outcome then, and how far it differs from the scenario as it is."""

    levers: tuple[Lever, ...]
    far: tuple[float, ...]
    share: Share
    difference: Difference
    fresh: Share | None = None
    """The share with other luck, for those that were picked: what was picked for its share is likely to owe some of it to luck."""

    @property
    def cost(self) -> float:
        """How far the acts go in all, in parts of their bounds."""
        return sum(self.far)

    @property
    def changes(self) -> dict[str, Any]:
        """The settings that it changes."""
        return _merged(self.levers, self.far)


@dataclass(frozen=True)
class Search:
    """What was found: the share as it is, every act at its bound (the largest effect first), and the least of each act or pair that reaches the level."""

    outcome: str
    level: float
    n: int
    as_it_is: Share
    bounds: list[Tried]
    singles: list[Tried]
    pairs: list[Tried]
    doubt: Doubt | None = None
    untried: Mapping[str, str] = field(default_factory=dict)
    """Modules that are off, and their acts in words."""

    @property
    def reached(self) -> bool:
        """Whether the scenario reaches the level as it is."""
        return self.as_it_is.share >= self.level

    @property
    def best(self) -> Tried | None:
        """What comes nearest to the level."""
        return max([*self.bounds, *self.pairs], key=lambda tried: tried.share.share, default=None)


def parse_target(text: str) -> tuple[str, float]:
    """An outcome and the level it should reach, from `OUTCOME=LEVEL`; raises InputError."""
    name, _, spelt = text.partition("=")
    try:
        level = float(spelt)
    except ValueError:
        level = -1.0
    if name not in OUTCOMES or not 0.0 < level <= 1.0:
        raise InputError(f"--target {text}: must be OUTCOME=LEVEL, as in agreement=0.5, with one of {', '.join(OUTCOMES)} and a level above 0 and up to 1")
    return name, level


def search(
    scenario: Scenario,
    outcome: str,
    level: float,
    *,
    n: int,
    seed: int = 1,
    workers: int | None = None,
    scheduler: str | None = None,
    executor: Executor | None = None,
    pairs: bool = True,
    progress: Callable[[str, int, int], None] | None = None,
) -> Search:
    """Try every act at its bound, then less of those that reach the level, then pairs of the strongest, each with `n` histories under the same luck.

    What reaches the level at the least cost is played again with fresh luck. `progress` is called with what is being tried, (histories done, in all).
    """
    acts = list(levers(scenario))

    def played(stage: str, what: Sequence[Acts], seed: int) -> list[Columns]:
        changed = [with_changes(scenario, _merged(some, far)) for some, far in what]
        tick = None if progress is None else lambda done, total: progress(stage, done, total)
        return rows_of_many(changed, n=n, seed=seed, workers=workers, scheduler=scheduler, executor=executor, progress=tick) if changed else []

    def tried(stage: str, what: Sequence[Acts]) -> list[Tried]:
        return [_tried(some, far, found, base, outcome) for (some, far), found in zip(what, played(stage, what, seed), strict=True)]

    def again(picked: Sequence[Tried]) -> list[Tried]:
        rows = played("fresh luck", [(one.levers, one.far) for one in picked[:CHECKED]], seed + 1)
        return [*(replace(one, fresh=_share(found, outcome)) for one, found in zip(picked, rows, strict=False)), *picked[CHECKED:]]

    base, sure = rows_of_many([scenario, without_doubt(scenario)], n=n, seed=seed, workers=workers, scheduler=scheduler, executor=executor)
    flags = occurs(base, outcome)
    doubted = doubt(scenario, shares_paired(flags, occurs(sure, outcome)))
    bounds = sorted(tried("acts", [((act,), (1.0,)) for act in acts]), key=lambda one: -one.share.share)
    enough = [one.levers[0] for one in bounds if one.share.share >= level]
    less = tried("how far", [((act,), (far,)) for act in enough for far in act.steps[:-1]])
    singles = [min(reach, key=lambda one: one.cost) for act in enough if (reach := _reaching([*less, *bounds], act, level))]
    singles.sort(key=lambda one: one.cost)
    found = _cheapest_pairs(scenario, bounds, level, tried) if pairs and flags.mean() < level else []
    if any(one.share.share >= level for one in found):
        found = again(found)
    return Search(outcome, level, n, _share(base, outcome), bounds, again(singles), found, doubted, untried(scenario))


Acts = tuple[tuple[Lever, ...], tuple[float, ...]]
"""Acts, and how far each is done."""


def _cheapest_pairs(scenario: Scenario, bounds: Sequence[Tried], level: float, tried: Callable[[str, Sequence[Acts]], list[Tried]]) -> list[Tried]:
    """All pairs of the strongest acts that reach the level at the least cost at which any does, the largest share first; else the one that comes nearest."""
    strongest = [one.levers[0] for one in bounds[:PAIRED] if (one.difference.difference or 0.0) > 0.0]
    couples = [couple for couple in combinations(strongest, 2) if not _clash(*couple)]
    most = tried("pairs", [(couple, (1.0, 1.0)) for couple in couples if not _cross(scenario, _merged(couple, (1.0, 1.0)))])
    by_share = sorted(most, key=lambda one: -one.share.share)
    able = [one.levers for one in most if one.share.share >= level] + [couple for couple in couples if couple not in {one.levers for one in most}]
    ways = [(couple, far) for couple in able for far in product(couple[0].steps, couple[1].steps) if not _cross(scenario, _merged(couple, far))]
    for cost in sorted({sum(far) for _, far in ways}):
        reach = [one for one in tried("how far", [(couple, far) for couple, far in ways if sum(far) == cost]) if one.share.share >= level]
        if reach:
            return sorted(reach, key=lambda one: -one.share.share)
    return by_share[:1]


def _cross(scenario: Scenario, changes: dict[str, Any]) -> bool:
    """Whether acts would carry two parties past each other on an issue: each moves towards the other, and both together too far."""
    after = with_changes(scenario, changes)

    def gaps(one: Scenario) -> dict[tuple[str, str, str], float]:
        at = {(name, issue): centre(stance.position) for name, party in one.parties.items() for issue, stance in party.stances.items()}
        return {
            (a, b, issue): at[a, issue] - at[b, issue] for a, b in combinations(one.parties, 2) for issue in one.issues if {(a, issue), (b, issue)} <= at.keys()
        }

    then = gaps(after)
    return any(gap * then[place] < 0.0 for place, gap in gaps(scenario).items())


def _reaching(found: list[Tried], act: Lever, level: float) -> list[Tried]:
    return [one for one in found if one.levers == (act,) and one.share.share >= level]


def _tried(some: tuple[Lever, ...], far: tuple[float, ...], rows: Columns, base: Columns, outcome: str) -> Tried:
    return Tried(some, far, _share(rows, outcome), shares_paired(occurs(base, outcome), occurs(rows, outcome)))


def _share(rows: Columns, outcome: str) -> Share:
    flags = occurs(rows, outcome)
    return wilson(int(flags.sum()), len(flags))


def _merged(some: tuple[Lever, ...], far: tuple[float, ...]) -> dict[str, Any]:
    return {path: value for act, part in zip(some, far, strict=True) for path, value in act.changes(part).items()}


def _clash(one: Lever, other: Lever) -> bool:
    return bool(one.changes(1.0).keys() & other.changes(1.0).keys())


# --- the acts ----------------------------------------------------------------------------------------------------------


def levers(scenario: Scenario) -> Iterator[Lever]:
    """Every act that the scenario leaves room for, up to its bound, and that the schema allows there."""
    for act in _all(scenario):
        try:
            with_changes(scenario, act.changes(1.0))
        except ScenarioError:
            continue
        yield act


def _all(scenario: Scenario) -> Iterator[Lever]:
    for name, party in scenario.parties.items():
        yield from _of_stances(scenario, name, party)
        yield from _of_bargaining(scenario, name, party)
    for name in scenario.mediators:
        yield from _of_mediator(scenario, name)
    every = scenario.calendar.sessions.every
    if every is not None and every > 1 and scenario.mediators:
        days = every
        yield Lever(
            "mediation effort",
            _mediators(scenario),
            "call sessions more often",
            lambda far: {"calendar.sessions": f"every {max(1, round(days * (1 - far * (1 - MORE_SESSIONS))))} days"},
        )
    if scenario.on("carrying_out"):
        for number, phase in scenario.carrying_out.phases.items():
            if phase.tranches < MOST_TRANCHES:
                path, now = f"carrying_out.phases.{number}.tranches", phase.tranches
                yield Lever(
                    "sequencing",
                    "the parties together",
                    f"hand things over in smaller steps in phase {number}",
                    lambda far, path=path, now=now: {path: round(now + far * (MOST_TRANCHES - now))},  # type: ignore[misc]
                )


def _of_stances(scenario: Scenario, name: str, party: Party) -> Iterator[Lever]:
    """What a party, and those at home who have a veto, could give way on."""
    for issue in party.stances:
        label, where = isolated(scenario.issues[issue].label), f"parties.{name}.stances.{issue}"
        position = party.stances[issue].position
        step = _towards_others(scenario, name, issue, centre(position))
        if step:
            yield _position(scenario, isolated(party.label), label, f"{where}.position", position, step)
        line = party.stances[issue].red_line
        if line is not None:
            yield from _of_line(scenario, isolated(party.label), label, f"{where}.red_line", line, centre(party.stances[issue].position))
    if scenario.on("ratification"):
        for faction, settings in party.factions.items():
            if settings.veto:
                yield from _of_faction(scenario, name, faction, settings)


def _of_bargaining(scenario: Scenario, name: str, party: Party) -> Iterator[Lever]:
    """How a party could bargain, and come, otherwise."""
    share, rule = party.demand.share, party.demand.chosen
    if "share" in rule.reads and share > 0.0:
        yield Lever(
            "positions",
            isolated(party.label),
            "hold out for half as much beyond its limit",
            lambda far: {f"parties.{name}.demand.share": share * (1 - far * (1 - LEAST_DEMAND))},
        )
    if "beta" in own_settings(rule):
        beta = party.demand.beta
        yield Lever("positions", isolated(party.label), "give way earlier", lambda far: {f"parties.{name}.demand.beta": beta * (1 + far * (SOONER - 1))})
    often = party.counter_texts
    if often < 1.0 and scenario.protocol.kind == "mediated_text":
        yield Lever(
            "positions",
            isolated(party.label),
            "table a text of its own whenever it refuses",
            lambda far: {f"parties.{name}.counter_texts": often + far * (1 - often)},
        )
    cost = party.attendance.cost_of_being_seen
    if cost > 0.0:
        yield Lever(
            "inclusion",
            isolated(party.label),
            "come without being seen to, or at no cost",
            lambda far: {f"parties.{name}.attendance.cost_of_being_seen": cost * (1 - far)},
        )
    for i, precondition in enumerate(party.preconditions):
        path, weight = f"parties.{name}.preconditions.{i}.weight", precondition.weight
        yield Lever("inclusion", isolated(party.label), f"drop precondition {i + 1}", lambda far, path=path, weight=weight: {path: weight * (1 - far)})  # type: ignore[misc]


def _of_faction(scenario: Scenario, name: str, faction: str, settings: Faction) -> Iterator[Lever]:
    """What those at home who have a veto could do: give way where they hold a position or a line of their own."""
    party = scenario.parties[name]
    holder = f"{isolated(party.label)}, {isolated(settings.label or faction.replace('_', ' '))}"
    for issue, own in settings.stances.items():
        label, where, shared = isolated(scenario.issues[issue].label), f"parties.{name}.factions.{faction}.stances.{issue}", party.stances[issue]
        at = centre(shared.position if own.position is None else own.position)
        if own.red_line is not None:
            yield from _of_line(scenario, holder, label, f"{where}.red_line", own.red_line, at)
        step = 0.0 if own.position is None else _towards_others(scenario, name, issue, at)
        if step:
            yield _position(scenario, holder, label, f"{where}.position", own.position, step)


def _of_line(scenario: Scenario, holder: str, issue: str, path: str, line: AnyLine, position: float) -> Iterator[Lever]:
    """A red line drawn further away, and one that is drawn on its own made a price rather than a limit."""
    at, firm = centre(line), firmness(line)
    end = float(np.clip(at + (FURTHEST_POSITION if at > position else -FURTHEST_POSITION), 0.0, 100.0))
    yield Lever("positions", holder, f"move its red line on {issue} from {at:.0f} to {end:.0f}", lambda far: {path: shifted(line, far * (end - at))})
    if firm > 0.0 and not hangs_on_its_position(line, scenario.format):
        words = f"let its red line on {issue} be a price rather than a limit"
        yield Lever("positions", holder, words, lambda far: {f"{path}.firm": firm * (1.0 - far)})


def _position(scenario: Scenario, holder: str, issue: str, path: str, spread: Any, step: float) -> Lever:
    """A position moved by a step, and the red lines that hang on it."""

    def changes(far: float) -> dict[str, Any]:
        return with_lines(scenario, {path: shifted(spread, far * step)})

    along = sum(changed.endswith(".red_line") for changed in changes(1.0))
    words = f"move its position on {issue} by {abs(step):.0f} points towards the others{f', {ALONG[along > 1]} along' if along else ''}"
    return Lever("positions", holder, words, changes)


def _of_mediator(scenario: Scenario, name: str) -> Iterator[Lever]:
    mediator, parties = scenario.mediators[name], scenario.parties
    where, label = f"mediators.{name}", isolated(mediator.label)
    text = scenario.reference_text
    if text is not None and name not in text.assured_by:
        assured = [*text.assured_by, name]
        yield Lever("assurances", label, f"give its word that the talks start from {text.name}", lambda _: {"reference_text.assured_by": assured}, whole=True)
    for party in parties:
        if party not in mediator.channel_to:
            channels = [*mediator.channel_to, party]
            yield Lever(
                "inclusion",
                label,
                f"open a channel to {isolated(parties[party].label)}",
                lambda _, channels=channels: {f"{where}.channel_to": channels},  # type: ignore[misc]
                whole=True,
            )
    error = mediator.estimate_error
    if error > 0.0:
        yield Lever(
            "mediation effort",
            label,
            "sound the parties out, so as to know four times better what they want",
            lambda far: {f"{where}.estimate_error": error * (1 - far * (1 - BEST_KNOWLEDGE))},
        )
    if not scenario.on("mediation"):
        return
    if mediator.messages and mediator.independent_signal < 1.0:
        known = mediator.independent_signal
        yield Lever("mediation effort", label, "find out for itself what it tells", lambda far: {f"{where}.independent_signal": known + far * (1 - known)})
    if mediator.patience is not None:
        days = mediator.patience
        yield Lever("mediation effort", label, "stay half a year longer", lambda far: {f"{where}.patience": f"{round(days + far * LONGER_PATIENCE)} days"})
    yield from _guarantees(scenario, where, label, mediator.guarantee)


def _guarantees(scenario: Scenario, where: str, label: str, guarantee: Guarantee | None) -> Iterator[Lever]:
    parties = scenario.parties
    if guarantee is None:
        believed = dict.fromkeys(parties, 0.5)
        yield Lever(
            "guarantees",
            label,
            "guarantee the deal, half believed",
            lambda far: {f"{where}.guarantee": {"strength": far * STRONGEST_GUARANTEE / 2, "credible_to": believed}},
        )
        return
    strength = guarantee.strength
    if strength < STRONGEST_GUARANTEE:
        more = STRONGEST_GUARANTEE - strength
        yield Lever("guarantees", label, "make its guarantee stronger", lambda far: {f"{where}.guarantee.strength": strength + far * more})
    for party, credible in guarantee.credible_to.items():
        if credible < 1.0:
            path = f"{where}.guarantee.credible_to.{party}"
            yield Lever(
                "guarantees",
                label,
                f"make its guarantee believed by {isolated(parties[party].label)}",
                lambda far, path=path, credible=credible: {path: credible + far * (1 - credible)},  # type: ignore[misc]
            )


def _mediators(scenario: Scenario) -> str:
    return " and ".join(isolated(mediator.label) for mediator in scenario.mediators.values())


def _towards_others(scenario: Scenario, name: str, issue: str, own: float) -> float:
    """How far a position of this party's side may move towards the mean of the other parties', with its sign; 0 where they already agree."""
    others = [centre(party.stances[issue].position) for other, party in scenario.parties.items() if other != name and issue in party.stances]
    gap = sum(others) / len(others) - own if others else 0.0
    return float(np.clip(gap, -FURTHEST_POSITION, FURTHEST_POSITION)) if abs(gap) >= 1.0 else 0.0


def shifted(spread: Any, step: float) -> Any:
    """A spread of positions, or a red line, moved by so many points, within the scale."""

    def within(point: float) -> float:
        return float(np.clip(point + step, 0.0, 100.0))

    if isinstance(spread, float | int):
        return within(float(spread))
    return {name: value if name in {"sd", "firm"} else within(value) for name, value in spread.model_dump().items()}


def beyond(found: Search) -> list[bool]:
    """For each act at its bound, then each pair, whether it differs from the scenario as it is beyond noise, when allowance is made for them all."""
    return beyond_noise([one.difference for one in (*found.bounds, *found.pairs)])


def as_document(found: Search, name: str, seed: int, out: str | None) -> dict[str, Any]:
    """What was found as plain data for strict JSON."""

    def plain(one: Tried) -> dict[str, Any]:
        acts = [{"kind": act.kind, "holder": act.holder, "act": act.words, "far": far} for act, far in zip(one.levers, one.far, strict=True)]
        fresh = None if one.fresh is None else asdict(one.fresh)
        return {"acts": acts, "cost": one.cost, "changes": one.changes, "share": asdict(one.share), "difference": asdict(one.difference), "fresh": fresh}

    return {
        "schema": 1,
        "scenario": name,
        "target": {"outcome": found.outcome, "level": found.level},
        "histories": found.n,
        "seed": seed,
        "as_it_is": asdict(found.as_it_is),
        "reached": found.reached,
        "acts": [plain(one) for one in found.bounds],
        "singles": [plain(one) for one in found.singles],
        "pairs": [plain(one) for one in found.pairs],
        "doubt": None if found.doubt is None else {**asdict(found.doubt), "in_the_way": found.doubt.in_the_way, "path": found.doubt.path},
        "not_tried": dict(found.untried),
        "out": out,
    }
