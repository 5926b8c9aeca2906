"""Numbers that matter and numbers that do not: each is changed alone, under the same luck, until some output moves beyond chance.

A number is dead if not one bit of any row of results differs. It moves an output if the mean of the paired differences is further from 0
than chance lets it be: `|sum| / sqrt(sum of squares) > c`. Where a change does nothing but reshuffle luck, differences are as often
positive as negative, so by Hoeffding's inequality each comparison raises a false alarm with probability of at most `2 exp(-c^2 / 2)`,
however few histories differ; `c` shares an error of 5 % for each number between all outputs, changes and looks. Sources: Efron 1969,
Student's t-test under symmetry conditions, Journal of the American Statistical Association 64(328), 1278-1302; Hoeffding 1963,
Probability inequalities for sums of bounded random variables, the same journal, 58(301), 13-30.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import log, sqrt
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.batches import batches
from sim.ensemble.columns import output
from sim.ensemble.executors import executor_for, worker_count
from sim.ensemble.run import Columns, rows_of_batch
from sim.errors import ScenarioError
from sim.rules.bridging import BridgingRule
from sim.rules.registry import rules
from sim.scenario import Loaded, from_resolved, resolved, with_changes
from sim.scenario.cautions import cautions
from sim.scenario.constants import Constants
from sim.scenario.outputs import outputs_of
from sim.scenario.reading import Keys, dotted, shown, value_at
from sim.scenario.red_lines import with_lines
from sim.scenario.schema import Faction, Party, Scenario
from sim.scenario.shape import SCENARIO, Leaf, leaves
from sim.scenario.switched import owner_that_is_off
from sim.values import LINES, SPREADS

FALSE_ALARMS = 0.05
"""Highest probability that a number is said to move something, when all it does is to reshuffle luck."""
FIRST_LOOK, EACH_LATER = 250, 4
"""Histories at the first look, and how many times as many at each later one."""
MOST = 4_000
"""Histories at the last look, unless somebody asks for another number."""
STEPS = (1, -1, 3, -3)
"""Steps by which a number is changed, in this order."""
_TOO_SMALL = 1e-4  # of a point, day or share: below it a difference is rounding, not movement
_WORTH_WORKERS = 2_000  # numbers x days below which starting worker processes costs more than it saves
_DOUBT = 1e-3  # chance of being let down below which trust counts as certain
_PURSUED = 2  # changes, of those tried at the first look, that later looks go on with

Array = NDArray[np.float64]
State = Literal["moves", "noise", "dead", "fixed"]
Aims = Callable[[str], Sequence[str]]
"""The outputs that a number (given by its path) is expected to move; perhaps none."""


@dataclass(frozen=True)
class Input:
    """A number that a scenario file sets: its path, its value in days, dates or its own unit, and what it may be."""

    keys: Keys
    value: Any
    leaf: Leaf

    @property
    def path(self) -> str:
        """As one would write it."""
        return dotted(self.keys)


@dataclass(frozen=True)
class Change:
    """Another value for an input, what has to be set for it, and the direction."""

    value: Any
    settings: Mapping[str, Any]
    up: bool


@dataclass(frozen=True)
class Movement:
    """The mean paired difference of an output over so many pairs, and its interval at the strict level of the search."""

    output: str
    mean: float
    low: float
    high: float
    pairs: int
    strength: float
    """Absolute sum of the differences over the root of the sum of their squares."""


@dataclass(frozen=True)
class Finding:
    """What became of one input: the change that moved something, or that came nearest to it, in how many of n histories it showed."""

    input: Input
    state: State
    change: Change | None = None
    n: int = 0
    differing: int = 0
    movement: Movement | None = None
    reason: str = ""


def dead_inputs(
    loaded: Loaded,
    *,
    of: Sequence[Input] | None = None,
    looks: Sequence[int] | None = None,
    seed: int = 1,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    aims: Aims | None = None,
    steps: Sequence[int] = STEPS,
) -> list[Finding]:
    """What each number that the file sets (or each `of` them) moves, in the order of the schema.

    A number that moves nothing is tried in other directions, by larger steps and with more histories: as many as `looks` says in rising
    order, all but the last in whole blocks. With `aims` it is tried until it moves what it is expected to move; only if nothing does that,
    it is judged by the other outputs. `progress` is called with (numbers done, all). The result does not depend on `workers`.
    """
    search, todo = Search(loaded, looks or looks_up_to(MOST), seed, aims, steps), inputs(loaded) if of is None else list(of)
    workers = worker_count(workers, worth_it=len(todo) * loaded.scenario.days >= _WORTH_WORKERS)
    found: dict[int, Finding] = {}
    with executor_for(min(workers, len(todo)), None, executor) as workforce:
        for place, finding in workforce.each(search.look_at, todo):
            found[place] = finding
            if progress is not None:
                progress(len(found), len(todo))
    return [found[place] for place in range(len(todo))]


def looks_up_to(n: int) -> list[int]:
    """Numbers of histories after which to look, up to n."""
    sizes = []
    size = FIRST_LOOK
    while size < n:
        sizes.append(size)
        size *= EACH_LATER
    return [*sizes, n]


# --- numbers and how they are changed ----------------------------------------------------------------------------------

_NUMERIC = {"number", "whole", "spread", "duration", "date", "sessions"}
_NO_NUMBER = {("as_of",), ("stances_from", "as_of"), ("format",)}
"""Dates that say what was known, and move nothing; the format, which is no quantity; nor is anything under `information`."""


def inputs(loaded: Loaded) -> list[Input]:
    """Every number that the file itself sets (not what it extends), each number of a spread apart, in the order of the schema."""
    own = f"{shown(loaded.path.absolute())}:"
    whole = resolved(loaded.scenario)
    return [
        Input(keys, value_at(whole, keys), leaf)
        for keys, leaf in _numbers(loaded.data)
        if keys not in _NO_NUMBER and keys[0] != "information" and loaded.places.get(keys, own).startswith((own, "--set"))
    ]


def _numbers(data: dict[str, Any]) -> Iterator[tuple[Keys, Leaf]]:
    for keys, shape, _ in leaves(SCENARIO, data):
        value = value_at(data, keys)
        if not isinstance(shape, Leaf) or shape.kind not in _NUMERIC or value is None:
            continue
        if isinstance(value, dict):
            yield from (((*keys, part), leaf) for part in value if (leaf := shape.part(part)))
        elif not (isinstance(value, str) and (shape.kind == "number" or value == "when ripe")):
            yield keys, shape


def changes(one: Input, scenario: Scenario, steps: Sequence[int] = STEPS) -> list[Change]:
    """Other values that the scenario allows: a step up, a step down, then further either way.

    A step is 10 points of a scale, 0.1 of a probability, share or value, 1 in log-odds or log-hazard, 1 of a count, a tenth of the calendar
    for a date, a quarter of its stated range for a constant inside it, and half of any other number (of a number of days: at least one);
    further is three steps, for a constant no further than the ends of its range. Ends of a spread take its middle along where they would pass it,
    and a position the red lines that hang on it.
    """
    found = []
    for value, up in _values(one, scenario, steps):
        change = Change(value, with_lines(scenario, _settings(one, value, scenario)), up)
        try:
            with_changes(scenario, change.settings)
        except ScenarioError:
            continue
        found.append(change)
    return found


def _values(one: Input, scenario: Scenario, steps: Sequence[int]) -> Iterator[tuple[Any, bool]]:
    match one.leaf.kind:
        case "date":
            days = max(1, round(scenario.days / 10))
            yield from ((str(date.fromisoformat(one.value) + timedelta(days=some * days)), some > 0) for some in steps)
        case "sessions":
            every = scenario.calendar.sessions.every or 1
            yield from ((f"every {days} days", days > every) for days in _within(every, max(1, every // 2), Leaf("whole", low=1), steps))
        case "duration" | "whole":
            step = 1 if one.leaf.kind == "whole" else max(1, round(one.value / 2)) if one.value else 7
            yield from ((value, value > one.value) for value in _within(one.value, step, one.leaf, steps))
        case _:
            candidates = _of_constant(one, steps) if one.keys[0] == "constants" else _within(one.value, _step(one, scenario), one.leaf, steps)
            yield from ((value, value > one.value) for value in candidates)


def _within(value: float, step: float, leaf: Leaf, steps: Sequence[int]) -> list[Any]:
    """So many steps away, each kept inside the bounds (between the value and a bound that itself is not allowed)."""
    found = []
    for some in steps:
        new = round(value + some * step, 10)
        if leaf.low is not None and new <= leaf.low:
            new = leaf.low if not leaf.without_low else 1 if leaf.kind == "duration" else (value + leaf.low) / 2
        if leaf.high is not None and new >= leaf.high:
            new = leaf.high
        if new != value and new not in found:
            found.append(int(new) if leaf.kind in {"whole", "duration"} else new)
    return found


_OF_NOTHING = {"cost_per_day": 0.001, "drift_per_day": 0.001, "noise_per_day": 0.01, "rate_per_day": 0.02, "fall_per_day": 0.02, "expected_days": 60.0}
"""Steps for what is 0 and may be far more, where 1 would be far too much or little."""


def _step(one: Input, scenario: Scenario) -> float:
    leaf, name = one.leaf, str(one.keys[-1])
    if leaf.low is not None and leaf.high is not None and not leaf.wide:
        return (leaf.high - leaf.low) / 10.0 if leaf.low == 0 else 0.1
    if name == "sd":
        return float(one.value) / 2.0 or (0.5 if "salience" in one.keys else 10.0 if {"position", "red_line"} & {*one.keys} else 0.1)
    if one.keys[0] == "events" and name in {"set", "add", "multiply"}:
        return _step_of_effect(one, scenario)
    if leaf.low is not None and leaf.low < 0 and name not in _OF_NOTHING:
        return 1.0
    return abs(one.value) / 2.0 or _OF_NOTHING.get(name, 10.0 if name == "estimate_error" else 1.0)


def _step_of_effect(one: Input, scenario: Scenario) -> float:
    _, event, _, place, name = one.keys
    if name == "multiply":
        return 0.5
    target = scenario.events[str(event)].effects[int(place)].target.split(".")
    by_unit = {"position": 10.0, "salience": 0.5, "deadline": 14.0, "cost_per_day": 0.001, "guarantee": 0.5}
    return by_unit.get(target[-1], 0.1)


def _of_constant(one: Input, steps: Sequence[int]) -> list[Any]:
    about = Constants.model_fields[str(one.keys[1])].json_schema_extra
    assert isinstance(about, dict)  # noqa: S101 - every constant states its range
    low, high = cast("tuple[float, float]", about["range"])
    if not low <= one.value <= high:
        return _within(one.value, abs(one.value) / 2.0 or 1.0, one.leaf, steps)
    return _within(one.value, (high - low) / 4.0, Leaf("number", low, high), steps)


def _settings(one: Input, value: Any, scenario: Scenario) -> dict[str, Any]:
    """What `with_changes` takes: the number alone, or the whole spread, whose numbers must stay in order."""
    *around, name = one.keys
    spread = value_at(resolved(scenario), tuple(around))
    if not isinstance(spread, dict) or tuple(spread) not in (*SPREADS, *LINES) or name not in SPREADS[1]:
        return {one.path: value}
    low, mode, high = (spread[part] for part in SPREADS[1])
    moved = {
        "low": {"low": value, "mode": max(mode, value), "high": max(high, value)},
        "mode": {"low": min(low, value), "mode": value, "high": max(high, value)},
        "high": {"low": min(low, value), "mode": min(mode, value), "high": value},
    }
    return {dotted(tuple(around)): {**spread, **moved[str(name)]}}


# --- outputs -----------------------------------------------------------------------------------------------------------


def differing(before: Columns, after: Columns) -> int:
    """In how many histories one bit of the rows or more differs."""
    differs = [~((one == after[name]) | ((one != one) & (after[name] != after[name]))) for name, one in before.items()]  # noqa: PLR0124 - nan is unlike itself
    return int(np.logical_or.reduce(differs).sum())


def movements(before: Columns, after: Columns, names: Sequence[str], comparisons: int) -> list[Movement]:
    """Mean paired difference of each output, its interval widened for so many comparisons; nan on either side leaves a pair out."""
    found, limit = [], critical(comparisons)
    for name in names:
        change = output(after, name) - output(before, name)
        change = change[~np.isnan(change)]
        pairs, squares = len(change), float((change**2).sum())
        mean = float(change.mean()) if pairs else 0.0
        half_width = limit * float(change.std(ddof=1)) / sqrt(pairs) if pairs > 1 else 0.0
        found.append(Movement(name, mean, mean - half_width, mean + half_width, pairs, abs(mean) * pairs / sqrt(squares) if squares else 0.0))
    return found


def critical(comparisons: int) -> float:
    """How strong a movement must be so that in so many comparisons a false alarm stays as rare as promised."""
    return sqrt(2.0 * log(2.0 * comparisons / FALSE_ALARMS))


# --- the search --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Search:
    """Looks for what single inputs move."""

    loaded: Loaded
    looks: Sequence[int]
    seed: int
    aims: Aims | None = None
    steps: Sequence[int] = STEPS

    def look_at(self, one: Input) -> Finding:
        """Change an input until something moves; the changes that come nearest to it are pursued with more histories."""
        pursued = [_Trial(change, with_changes(self.scenario, change.settings), self.seed) for change in changes(one, self.scenario, self.steps)]
        if not pursued:
            return Finding(one, "fixed", reason="no other value is allowed while all else stays as it is")
        expected, outputs = self.aims(one.path) if self.aims else [], outputs_of(self.scenario)
        unchanged = _unchanged(json.dumps(resolved(self.scenario)), self.seed)
        nearest = pursued
        for n in self.looks:
            for trial in nearest:
                trial.go_on(n, unchanged.rows(n))
                if trial.moves(expected or outputs, len(pursued) * len(self.looks)):
                    return trial.finding(one, "moves")
            nearest = sorted(nearest, key=lambda trial: (trial.strongest.strength, trial.differing, pursued.index(trial)), reverse=True)[:_PURSUED]
        for trial in nearest if expected else []:
            if trial.moves(outputs, len(pursued) * len(self.looks)):
                return trial.finding(one, "moves")
        return nearest[0].finding(one, "noise" if nearest[0].differing else "dead", reason_for(one, self.loaded, unchanged.happened))

    @property
    def scenario(self) -> Scenario:
        """The scenario as it is."""
        return self.loaded.scenario


class _Unchanged:
    """The histories of a scenario as it is, as many as were asked for, and the events that happened in some of them."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.seed = scenario, seed
        self.happened: set[str] = set()
        self._rows: dict[int, Columns] = {}

    def rows(self, n: int) -> Columns:
        """Rows of the first n."""
        if n not in self._rows:
            before = max((size for size in self._rows if size < n and size % FIRST_LOOK == 0), default=0)
            rows, happened = histories(self.scenario, self.seed, before, n)
            self._rows[n] = _joined(self._rows.get(before), rows)
            self.happened |= happened
        return self._rows[n]


@lru_cache(maxsize=2)
def _unchanged(scenario: str, seed: int) -> _Unchanged:
    """One for all inputs that this process looks at; the scenario as JSON, which can be a key."""
    return _Unchanged(from_resolved(json.loads(scenario)), seed)


class _Trial:
    """One change of one input, with more and more histories."""

    strongest: Movement
    """What it moves most of the outputs that were last asked for."""

    def __init__(self, change: Change, scenario: Scenario, seed: int) -> None:
        self.change, self.scenario, self.seed = change, scenario, seed
        self.n, self.differing = 0, 0
        self._unchanged: Columns = {}
        self._changed: Columns | None = None

    def go_on(self, n: int, unchanged: Columns) -> None:
        """Simulate up to n histories, to be compared with the unchanged ones."""
        rows, _ = histories(self.scenario, self.seed, self.n, n)
        self._unchanged, self._changed, self.n = unchanged, _joined(self._changed, rows), n
        self.differing = differing(unchanged, self._changed)

    def moves(self, names: Sequence[str], tries: int) -> bool:
        """Whether the output that it moves most of these is moved beyond chance (looked for in so many tries) and beyond rounding."""
        comparisons = len(names) * tries
        self.strongest = max(movements(self._unchanged, self._changed or {}, names, comparisons), key=lambda movement: movement.strength)
        return self.strongest.strength > critical(comparisons) and abs(self.strongest.mean) > _TOO_SMALL

    def finding(self, one: Input, state: State, reason: str = "") -> Finding:
        """What it has come to."""
        return Finding(one, state, self.change, self.n, self.differing, self.strongest if self.differing else None, reason)


def histories(scenario: Scenario, seed: int, first: int, last: int) -> tuple[Columns, set[str]]:
    """Rows of the histories from `first` (a whole number of blocks) up to `last`, and the events that happened in some of them."""
    rows: Columns | None = None
    happened: set[str] = set()
    for batch in batches(last, start=first):
        more, events = rows_of_batch(scenario, seed, batch)
        rows, happened = _joined(rows, more), happened | events
    assert rows is not None  # noqa: S101 - last is more than first
    return rows, happened


def _joined(before: Columns | None, after: Columns) -> Columns:
    return after if before is None else {name: np.concatenate([values, after[name]]) for name, values in before.items()}


# --- reasons -----------------------------------------------------------------------------------------------------------


def reason_for(one: Input, loaded: Loaded, happened: Container[str]) -> str:
    """Why a number may move nothing, as far as the scenario tells; empty where it does not. `happened`: events that did in some history."""
    scenario = loaded.scenario
    for keys, text in cautions(scenario, loaded.data):
        if one.keys[: len(keys)] == keys:
            return text
    if (owner := owner_that_is_off(scenario, one.path)) is not None:
        return owner.off
    section, *names = one.keys
    say = {
        "parties": _of_party,
        "events": _of_event,
        "carrying_out": _of_carrying_out,
        "constants": _of_constants,
    }.get(str(section))
    return next(say(scenario, [str(name) for name in names], happened), "") if say else ""


_Reasons = Iterator[str]


def _of_carrying_out(scenario: Scenario, names: list[str], _: Container[str]) -> _Reasons:
    if names[0] == "phases" and int(names[1]) > max(issue.phase for issue in scenario.issues.values()):
        yield "no issue belongs to this phase"


def _of_party(scenario: Scenario, names: list[str], _: Container[str]) -> _Reasons:
    party, last = scenario.parties[names[0]], names[-1]
    if names[1] == "factions":
        yield from _of_faction(scenario, names[0], party.factions[names[2]], names[3:])
    if "red_line" in names:
        yield "slack: no text that is considered crosses it"
    if "salience" in names and len(scenario.issues) == 1:
        yield "the only issue has all the weight there is, whatever its salience"
    if last == "betrayed" and _is_certain(party):
        yield "counts only as far as the others are not trusted, which is next to nothing"
    if last == "capability" and scenario.protocol.quota is None and scenario.protocol.kind != "simultaneous_offers":
        asking = " or ".join(rule.name for rule in rules(BridgingRule) if rule.looks_at_capability)
        yield f"counts with a quota, with simultaneous offers, or with the bridging rule {asking}"


def _is_certain(party: Party) -> bool:
    """Whether a party believes as good as surely that all others keep their word."""
    return bool(party.trust) and all(trust.mean > 1.0 - _DOUBT for trust in party.trust.values())


def _of_faction(scenario: Scenario, party: str, faction: Faction, names: list[str]) -> _Reasons:
    if names[0] == "spoils":
        return
    if not faction.veto:
        yield "the faction has no veto"
    if party not in scenario.required and scenario.protocol.quota is None:
        yield "the signature of its party is not needed"


def _of_event(scenario: Scenario, names: list[str], happened: Container[str]) -> _Reasons:
    event = scenario.events[names[0]]
    if event.on is not None and event.on < scenario.calendar.start:
        yield "it lies before the start, and what it left has largely faded"
    elif names[0] not in happened:
        yield "it happened in none of the unchanged histories"


def _of_constants(scenario: Scenario, names: list[str], _: Container[str]) -> _Reasons:
    if names[0] == "temptation" and all(map(_is_certain, scenario.parties.values())):
        yield "trust is as good as certain, so that temptation hardly dents it"
