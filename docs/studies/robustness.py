"""The runs behind the page on robustness: crossed stances and constants, one constant at a time, and a search for knife edges."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
from bases import DEFAULTS, NAMES, RANGES, any_constants, bases, fixed, with_constants

from sim.analysis.screening import elementary_effects, trajectories
from sim.endings import OUTCOMES
from sim.scenario import load, with_changes
from sim.scenario.schema import Scenario

DATA = Path(__file__).parents[1] / "data"
STANCE_SETS, CONSTANT_SETS = 12, 8
WHAT_IFS = ("assured-agenda", "hamas-attends", "no-added-points", "written-guarantee")
"""Variants of Doha that are played under other constants."""
WALKS = {"doha-2024-08": 6}
"""Walks through the ranges of all constants: so many on Doha, two on every other base."""
COMPARED = 10
POINTS, CLOSER = 11, 3
LOOK_CLOSER, KNIFE = 0.20, 0.30
"""Effects on a share across the whole range that call for a scan, and changes over one tenth of it that call for an explanation."""

Row = dict[str, Any]
Play = Callable[[list[tuple[Scenario, int]]], np.ndarray]
"""Plays scenarios with their seeds; returns the shares of outcomes of each, (scenarios, 6)."""


def write(name: str, rows: Iterable[Row]) -> list[Row]:
    """Keep rows as docs/data/`name`.csv, numbers to six places; returns them."""
    kept = [{key: round(float(value), 6) if isinstance(value, float) else value for key, value in row.items()} for row in rows]
    with (DATA / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, fieldnames=list(kept[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(kept)
    return kept


def read(name: str) -> list[Row]:
    """The rows of docs/data/`name`.csv, numbers as numbers."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{key: _number(value) for key, value in row.items()} for row in csv.DictReader(file)]


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def named(found: np.ndarray) -> Row:
    """Outcomes (6,) by name."""
    return dict(zip(OUTCOMES, map(float, found), strict=True))


def crossed(play: Play) -> Iterator[Row]:
    """Every stance set with every set of constants, for every base; a cell has luck of its own."""
    for place, (name, base) in enumerate(bases().items()):
        luck = np.random.default_rng([1, place])
        stances = [fixed(base, luck) for _ in range(STANCE_SETS)]
        constants = [any_constants(luck) for _ in range(CONSTANT_SETS)]
        cells = list(product(range(STANCE_SETS), range(CONSTANT_SETS)))
        found = play([(with_constants(stances[i], constants[j]), 1000 + i * CONSTANT_SETS + j) for i, j in cells])
        yield from ({"base": name, "stances": i, "constants": j, **named(cell)} for (i, j), cell in zip(cells, found, strict=True))


def based(play: Play) -> Iterator[Row]:
    """Every base as it is, with all constants at their defaults; a thousand histories."""
    seeds = range(1, 5)
    found = play([(base, seed) for base in bases().values() for seed in seeds]).reshape(len(bases()), len(seeds), len(OUTCOMES)).mean(axis=1)
    yield from ({"base": name, **named(one)} for name, one in zip(bases(), found, strict=True))


def compared(play: Play) -> Iterator[Row]:
    """What each change that a teacher might try does to the shares, at the defaults (set 0) and under other sets of constants, the same luck throughout."""
    luck = np.random.default_rng(3)
    sets = [DEFAULTS, *(any_constants(luck) for _ in range(COMPARED))]
    for base, changes in tried().items():
        versions = {"": bases()[base], **changes}
        found = play([(with_constants(version, values), 1) for version in versions.values() for values in sets])
        found = found.reshape(len(versions), len(sets), len(OUTCOMES))
        for (place, change), one in product(enumerate(versions), range(len(sets))):
            if change:
                yield {"base": base, "change": change, "constants": one, **named(found[place, one] - found[0, one])}


def tried() -> dict[str, dict[str, Scenario]]:
    """The shipped counterfactuals of Doha, and what the textbook scenario suggests to try."""
    road = bases()["one-mediator"]
    dear = {f"parties.{name}.no_deal.cost_per_day": 0.002 for name in road.parties}
    last = list(road.parties)[-1]
    alike = {f"parties.{name}.stances.{issue}.salience": 1.0 for name in road.parties for issue in road.issues}
    return {
        "doha-2024-08": {name: load(f"doha-2024-08/{name}").scenario for name in WHAT_IFS},
        "one-mediator": {
            "waiting twice as dear": with_changes(road, dear),
            "a mediator who knows both": with_changes(road, {f"mediators.{name}.estimate_error": 1.0 for name in road.mediators}),
            "one side gives way early": with_changes(road, {f"parties.{last}.demand.beta": 4.0}),
            "all issues matter alike": with_changes(road, alike),
        },
    }


def screened(play: Play) -> Iterator[Row]:
    """Elementary effects of every constant on every base, the same luck throughout."""
    for place, (name, base) in enumerate(bases().items()):
        points = trajectories(len(NAMES), WALKS.get(name, 2), np.random.default_rng([2, place]))
        found = play([(at(base, point), 1) for walk in points for point in walk])
        single = elementary_effects(points, found.reshape(*points.shape[:2], len(OUTCOMES)))
        yield from (
            {"base": name, "walk": walk, "constant": constant, **named(single[walk, k])} for walk in range(len(points)) for k, constant in enumerate(NAMES)
        )


def at(base: Scenario, point: np.ndarray) -> Scenario:
    """A base with every constant at a place of its range, 0 the low end and 1 the high end; `point` is (constants,)."""
    return with_constants(base, {name: low + (high - low) * place for (name, (low, high)), place in zip(RANGES.items(), point, strict=True)})


def scanned(play: Play, effects: Iterable[Row]) -> Iterator[Row]:
    """In tenths of their ranges, the constants that move a share in some walk on a base; all others at their defaults, the same luck throughout."""
    moving = {(row["base"], row["constant"]): None for row in effects if max(abs(row[outcome]) for outcome in OUTCOMES) >= LOOK_CLOSER}
    places = np.linspace(0.0, 1.0, POINTS)
    for name in bases():
        asked = [(constant, place) for base, constant in moving if base == name for place in places]
        found = play([(with_constants(bases()[name], {constant: _value(constant, place)}), 1) for constant, place in asked])
        for (constant, place), one in zip(asked, found, strict=True):
            yield {"base": name, "constant": constant, "place": float(place), "value": _value(constant, place), **named(one)}


def refined(play: Play, scans: list[Row]) -> Iterator[Row]:
    """The three steepest steps of all scans, and every other that needs an explanation, again in tenths of the step."""
    steepest = sorted(pairwise(scans), key=lambda pair: -largest(*pair))
    for before, after in [pair for k, pair in enumerate(steepest) if largest(*pair) > KNIFE or k < CLOSER]:
        constant, places = before["constant"], np.linspace(before["place"], after["place"], POINTS)
        found = play([(with_constants(bases()[before["base"]], {constant: _value(constant, place)}), 1) for place in places])
        for place, one in zip(places, found, strict=True):
            yield {"base": before["base"], "constant": constant, "step": before["place"], "value": _value(constant, place), **named(one)}


def largest(before: Row, after: Row) -> float:
    """The largest change of a share from one point of a scan to the next; -1 where they do not belong to one scan."""
    if (before["base"], before["constant"]) != (after["base"], after["constant"]):
        return -1.0
    return max(abs(after[outcome] - before[outcome]) for outcome in OUTCOMES)


def _value(constant: str, place: float) -> float:
    low, high = RANGES[constant]
    return low + (high - low) * float(place)


def steps(rows: list[Row]) -> np.ndarray:
    """The change of each share over each step of a scan; (steps, 6)."""
    return np.diff(np.array([[row[outcome] for outcome in OUTCOMES] for row in rows]), axis=0)
