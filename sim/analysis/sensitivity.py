"""Which numbers matter: stances over their spreads, constants over their stated ranges, by Morris and by Sobol; and how much is luck.

Sobol's design and its estimators are those of SALib (Herman & Usher 2017; Iwanaga, Usher & Herman 2022), which the extra `analysis` installs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.columns import occurs
from sim.ensemble.run import Columns, rows_of_many
from sim.environment import how_to_install
from sim.errors import InputError
from sim.scenario.schema import Scenario

from .factors import Factor, factors, fixed
from .intervals import Z_95
from .screening import STEP, effects, elementary_effects, trajectories
from .variance import components_of_shares, resampled

HISTORIES = 250
"""At a point: one block, since blocks are simulated whole."""
WALKS, SETS = 5, 8
"""How often each number is moved, and how many draws are crossed, if nobody says otherwise: what a large scenario does in minutes."""
_BOOTSTRAP, _SOBOL = 400, 64

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Effect:
    """What moving a factor by two thirds of its range does to the share of an outcome.

    `size` is the mean of absolute effects with its 95 % interval, `mean` their mean (the direction), `spread` their standard deviation
    (how much it hangs on where the others stand). `total` is the factor's share of the variance with all its interactions, `alone`
    without them, each with its 95 % interval; None where that was not asked for.
    """

    factor: Factor
    size: float
    size_error: float
    mean: float
    spread: float
    alone: float | None = None
    alone_error: float | None = None
    total: float | None = None
    total_error: float | None = None


@dataclass(frozen=True)
class Part:
    """A share of the variance of single histories, with its 95 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Sensitivity:
    """All effects, the largest first; and the shares of stances, constants, both together, and luck in the spread of the outcome."""

    outcome: str
    points: int
    effects: list[Effect]
    parts: dict[str, Part]


def sensitivity(
    scenario: Scenario,
    outcome: str,
    *,
    walks: int = WALKS,
    sobol: int = 0,
    sets: int = SETS,
    seed: int = 1,
    workers: int | None = None,
    scheduler: str | None = None,
    executor: Executor | None = None,
    tell: Tell | None = None,
) -> Sensitivity:
    """Screen all factors by Morris, then take the `sobol` largest apart by Sobol, and split the spread with `sets` x `sets` draws.

    Raises InputError where SALib is missing.
    """
    if sobol:
        _salib()
    known = factors(scenario)
    in_all = points_of(scenario, walks=walks, sobol=sobol, sets=sets)
    played = _Player(scenario, outcome, partial(rows_of_many, n=HISTORIES, seed=seed, workers=workers, scheduler=scheduler, executor=executor), tell, in_all)
    generator = np.random.default_rng(seed)
    found = _morris(known, played, walks, generator)
    if sobol:
        found = _sobol(found, played, min(sobol, len(found)), seed)
    parts = _split(known, played, sets, generator)
    return Sensitivity(outcome, played.points, found, parts)


def points_of(scenario: Scenario, *, walks: int = WALKS, sobol: int = 0, sets: int = SETS) -> int:
    """How many points of HISTORIES each `sensitivity` plays."""
    known = factors(scenario)
    return walks * (len(known) + 1) + _SOBOL * (min(sobol, len(known)) + 2) * bool(sobol) + sets**2 * any(one.kind == "stance" for one in known)


class _Player:
    """Plays the scenario at places of its factors, all with the same luck; `tell` hears how many histories of those at all points are done."""

    def __init__(self, scenario: Scenario, outcome: str, play: Callable[..., list[Columns]], tell: Tell | None, in_all: int) -> None:
        self.scenario, self.outcome, self.play, self.tell, self.in_all, self.points = scenario, outcome, play, tell, in_all, 0

    def shares(self, stage: str, chosen: Sequence[Factor], places: NDArray[np.float64]) -> NDArray[np.float64]:
        """The share of the outcome at each of `places` (points, factors); (points,)."""
        made = [fixed(self.scenario, chosen, row) for row in places]
        tell, before = self.tell, self.points * HISTORIES
        tick = None if tell is None else lambda done, _: tell(stage, before + done, self.in_all * HISTORIES)
        self.points += len(made)
        rows = self.play(made, progress=tick)
        return np.array([occurs(found, self.outcome).mean() for found in rows])


def _problem(known: Sequence[Factor]) -> dict[str, Any]:
    return {"num_vars": len(known), "names": [factor.path for factor in known], "bounds": [[0.0, 1.0]] * len(known)}


def _salib() -> Any:
    try:
        import SALib.analyze.sobol  # noqa: PLC0415 - an extra, and slow to import
        import SALib.sample.sobol  # noqa: PLC0415
    except ModuleNotFoundError:
        raise InputError(f"--sobol needs the package SALib; install it with: {how_to_install('analysis')}") from None
    return SALib


def _morris(known: list[Factor], played: _Player, count: int, generator: np.random.Generator) -> list[Effect]:
    places = trajectories(len(known), count, generator)
    shares = played.shares("screening", known, places.reshape(-1, len(known))).reshape(count, len(known) + 1)
    single = STEP * elementary_effects(places, shares)  # as seen: scaled up to the whole range, a share could seem to move by more than all
    found, error = effects(single), Z_95 * np.abs(single).std(axis=0, ddof=1) / np.sqrt(count)
    columns = zip(known, found.size, error, found.mean, found.spread, strict=True)
    return sorted((Effect(factor, *(float(value) for value in values)) for factor, *values in columns), key=lambda effect: -effect.size)


def _sobol(screened: list[Effect], played: _Player, count: int, seed: int) -> list[Effect]:
    salib, chosen = _salib(), [effect.factor for effect in screened[:count]]
    problem = _problem(chosen)
    places = salib.sample.sobol.sample(problem, _SOBOL, calc_second_order=False, seed=seed)
    shares = played.shares("taking apart", chosen, places)
    if np.ptp(shares) == 0.0:  # nothing to take apart
        return screened
    with np.errstate(divide="ignore", invalid="ignore"):  # a resample without any spread has no indices: nan, as for what is not known
        found = salib.analyze.sobol.analyze(problem, shares, calc_second_order=False, seed=seed)
    columns = zip(screened, found["S1"], found["S1_conf"], found["ST"], found["ST_conf"], strict=False)
    apart = [Effect(one.factor, one.size, one.size_error, one.mean, one.spread, *(float(value) for value in values)) for one, *values in columns]
    return [*apart, *screened[count:]]


def _split(known: list[Factor], played: _Player, sets: int, generator: np.random.Generator) -> dict[str, Part]:
    """Shares of stances, constants, their interplay and luck, from `sets` draws of each, crossed."""
    stances, constants = ([factor for factor in known if factor.kind == kind] for kind in ("stance", "constant"))
    if not stances:
        return {}
    of_stances, of_constants = generator.random((sets, len(stances))), generator.random((sets, len(constants)))
    crossed = np.array([[*one, *other] for one in of_stances for other in of_constants])
    shares = played.shares("splitting the spread", [*stances, *constants], crossed).reshape(sets, sets)
    found = components_of_shares(shares, HISTORIES)
    again = resampled(shares, HISTORIES, draws=_BOOTSTRAP, generator=generator)
    if not found.total > 0.0:
        return {}
    low, high = np.nanquantile(again.shares, (0.025, 0.975), axis=-1)
    names = ("stances", "constants", "stances and constants together", "luck")
    return {name: Part(*(float(np.clip(value, 0.0, 1.0)) for value in values)) for name, *values in zip(names, found.shares, low, high, strict=True)}


def as_document(found: Sensitivity, name: str, seed: int, out: str | None) -> dict[str, Any]:
    """The effects and parts as plain data for strict JSON, with null where there is no number."""

    def plain(effect: Effect) -> dict[str, Any]:
        values = {key: value for key, value in asdict(effect).items() if key != "factor"}
        return {"path": effect.factor.path, "kind": effect.factor.kind, **{k: None if v is None or np.isnan(v) else v for k, v in values.items()}}

    return {
        "schema": 1,
        "scenario": name,
        "outcome": found.outcome,
        "seed": seed,
        "points": found.points,
        "histories_a_point": HISTORIES,
        "effects": [plain(effect) for effect in found.effects],
        "parts": {name: asdict(part) for name, part in found.parts.items()},
        "out": out,
    }
