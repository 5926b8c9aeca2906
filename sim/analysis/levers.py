"""What it would take: which diplomatic acts, alone or in pairs, raise an outcome to a level, and who could do them.

Only acts that the schema marks as levers are tried (positions, assurances, guarantees, sequencing, mediation effort, inclusion), each up to
a stated bound. What stands for violence, threats or what is withheld is marked there too, and never moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np

from sim.endings import OUTCOMES
from sim.ensemble.columns import occurs
from sim.ensemble.run import Columns, rows_of_many
from sim.errors import InputError, ScenarioError
from sim.scenario import with_changes
from sim.scenario.schema import Guarantee, Party, Scenario
from sim.scenario.values import Normal, Triangle, centre

from .intervals import Difference, Share, shares_paired, wilson

Kind = Literal["positions", "assurances", "guarantees", "sequencing", "mediation effort", "inclusion"]

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
PAIRED = 8
"""Acts with the largest effect that are tried in pairs."""


@dataclass(frozen=True)
class Lever:
    """An act: its kind, who could do it, what it does in words, and the settings that change when it is done so far (0 to 1); `whole` acts know no half."""

    kind: Kind
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

    @property
    def cost(self) -> float:
        """How far the acts go in all, in parts of their bounds."""
        return sum(self.far)

    @property
    def changes(self) -> dict[str, Any]:
        """The settings that it changes."""
        return _together(self.levers, self.far)


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
    pairs: bool = True,
    progress: Callable[[str, int, int], None] | None = None,
) -> Search:
    """Try every act at its bound, then less of those that reach the level, then pairs of the strongest, each with `n` histories under the same luck.

    `progress` is called with what is being tried, (histories done, in all).
    """
    acts = list(levers(scenario))

    def tried(stage: str, what: Sequence[tuple[tuple[Lever, ...], tuple[float, ...]]]) -> list[Tried]:
        changed = [with_changes(scenario, _together(some, far)) for some, far in what]
        tick = None if progress is None else lambda done, total: progress(stage, done, total)
        rows = rows_of_many(changed, n=n, seed=seed, workers=workers, scheduler=scheduler, progress=tick) if changed else []
        return [_tried(some, far, found, base, outcome) for (some, far), found in zip(what, rows, strict=True)]

    base = rows_of_many([scenario], n=n, seed=seed)[0]
    flags = occurs(base, outcome)
    bounds = sorted(tried("acts", [((act,), (1.0,)) for act in acts]), key=lambda one: -one.share.share)
    enough = [one.levers[0] for one in bounds if one.share.share >= level]
    less = tried("how far", [((act,), (far,)) for act in enough for far in act.steps[:-1]])
    singles = [min(reach, key=lambda one: one.cost) for act in enough if (reach := _reaching([*less, *bounds], act, level))]
    found = []
    if pairs and not singles:
        strongest = [one.levers[0] for one in bounds[:PAIRED] if (one.difference.difference or 0.0) > 0.0]
        couples = [(one, other) for one, other in combinations(strongest, 2) if not _clash(one, other)]
        most = tried("pairs", [(couple, (1.0, 1.0)) for couple in couples])
        able = [one.levers for one in most if one.share.share >= level]
        halves = [(couple, far) for couple in able for far in ((0.5, 1.0), (1.0, 0.5), (0.5, 0.5)) if _possible(couple, far)]
        found = sorted((one for one in [*most, *tried("how far", halves)] if one.share.share >= level), key=lambda one: (one.cost, -one.share.share))
        found = found or sorted(most, key=lambda one: -one.share.share)[:1]
    return Search(outcome, level, n, wilson(int(flags.sum()), n), bounds, sorted(singles, key=lambda one: one.cost), found)


def _reaching(found: list[Tried], act: Lever, level: float) -> list[Tried]:
    return [one for one in found if one.levers == (act,) and one.share.share >= level]


def _tried(some: tuple[Lever, ...], far: tuple[float, ...], rows: Columns, base: Columns, outcome: str) -> Tried:
    flags = occurs(rows, outcome)
    return Tried(some, far, wilson(int(flags.sum()), len(flags)), shares_paired(occurs(base, outcome), flags))


def _together(some: tuple[Lever, ...], far: tuple[float, ...]) -> dict[str, Any]:
    return {path: value for act, part in zip(some, far, strict=True) for path, value in act.changes(part).items()}


def _clash(one: Lever, other: Lever) -> bool:
    return bool(one.changes(1.0).keys() & other.changes(1.0).keys())


def _possible(couple: tuple[Lever, ...], far: tuple[float, ...]) -> bool:
    return all(part in act.steps for act, part in zip(couple, far, strict=True))


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
        yield from _of_party(scenario, name, party)
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


def _of_party(scenario: Scenario, name: str, party: Party) -> Iterator[Lever]:
    for issue in party.stances:
        label, where = scenario.issues[issue].label, f"parties.{name}.stances.{issue}"
        step = _towards_others(scenario, name, issue)
        if step:
            spread = party.stances[issue].position

            def moved(far: float, spread: Any = spread, step: float = step, path: str = f"{where}.position") -> dict[str, Any]:
                return {path: shifted(spread, far * step)}

            yield Lever("positions", party.label, f"move its position on {label} by {abs(step):.0f} points towards the others", moved)
        line = party.stances[issue].red_line
        if line is not None:
            further = FURTHEST_POSITION if line > centre(party.stances[issue].position) else -FURTHEST_POSITION
            end = float(np.clip(line + further, 0.0, 100.0))
            path = f"{where}.red_line"
            yield Lever(
                "positions",
                party.label,
                f"move its red line on {label} from {line:.0f} to {end:.0f}",
                lambda far, path=path, line=line, end=end: {path: line + far * (end - line)},  # type: ignore[misc]
            )
    share, beta = party.demand.share, party.demand.beta
    if party.demand.rule in ("time_dependent", "reciprocal", "fixed") and share > 0.0:
        yield Lever(
            "positions",
            party.label,
            "hold out for half as much beyond its limit",
            lambda far: {f"parties.{name}.demand.share": share * (1 - far * (1 - LEAST_DEMAND))},
        )
    if party.demand.rule == "time_dependent":
        yield Lever("positions", party.label, "give way earlier", lambda far: {f"parties.{name}.demand.beta": beta * (1 + far * (SOONER - 1))})
    cost = party.attendance.cost_of_being_seen
    if cost > 0.0:
        yield Lever(
            "inclusion",
            party.label,
            "come without being seen to, or at no cost",
            lambda far: {f"parties.{name}.attendance.cost_of_being_seen": cost * (1 - far)},
        )
    for i, precondition in enumerate(party.preconditions):
        path, weight = f"parties.{name}.preconditions.{i}.weight", precondition.weight
        yield Lever("inclusion", party.label, f"drop precondition {i + 1}", lambda far, path=path, weight=weight: {path: weight * (1 - far)})  # type: ignore[misc]


def _of_mediator(scenario: Scenario, name: str) -> Iterator[Lever]:
    mediator, parties = scenario.mediators[name], scenario.parties
    where, label = f"mediators.{name}", mediator.label
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
                f"open a channel to {parties[party].label}",
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
                f"make its guarantee believed by {parties[party].label}",
                lambda far, path=path, credible=credible: {path: credible + far * (1 - credible)},  # type: ignore[misc]
            )


def _mediators(scenario: Scenario) -> str:
    return " and ".join(mediator.label for mediator in scenario.mediators.values())


def _towards_others(scenario: Scenario, name: str, issue: str) -> float:
    """How far a position may move towards the mean of the others', with its sign; 0 where they already agree."""
    own = centre(scenario.parties[name].stances[issue].position)
    others = [centre(party.stances[issue].position) for other, party in scenario.parties.items() if other != name and issue in party.stances]
    gap = sum(others) / len(others) - own if others else 0.0
    return float(np.clip(gap, -FURTHEST_POSITION, FURTHEST_POSITION)) if abs(gap) >= 1.0 else 0.0


def shifted(spread: Any, step: float) -> Any:
    """A spread of positions moved by so many points, within the scale."""

    def within(point: float) -> float:
        return float(np.clip(point + step, 0.0, 100.0))

    if isinstance(spread, Normal):
        return {"mean": within(spread.mean), "sd": spread.sd}
    if isinstance(spread, Triangle):
        return {"low": within(spread.low), "mode": within(spread.mode), "high": within(spread.high)}
    return within(float(spread))


def as_document(found: Search, name: str, seed: int, out: str | None) -> dict[str, Any]:
    """What was found as plain data for strict JSON."""

    def plain(one: Tried) -> dict[str, Any]:
        acts = [{"kind": act.kind, "holder": act.holder, "act": act.words, "far": far} for act, far in zip(one.levers, one.far, strict=True)]
        return {"acts": acts, "cost": one.cost, "changes": one.changes, "share": asdict(one.share), "difference": asdict(one.difference)}

    return {
        "schema": 1,
        "scenario": name,
        "target": {"outcome": found.outcome, "level": found.level},
        "replicates": found.n,
        "seed": seed,
        "as_it_is": asdict(found.as_it_is),
        "reached": found.reached,
        "acts": [plain(one) for one in found.bounds],
        "singles": [plain(one) for one in found.singles],
        "pairs": [plain(one) for one in found.pairs],
        "out": out,
    }
