"""Where red lines lie in each history, which of them are real, and what it costs to cross one that is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Array, Index, Mask, Some, clipped, normal_distribution, sum_of_issues, take
from sim.reference.preference import Preference
from sim.scenario.formats import hangs_on_its_position
from sim.values import AnyLine, centre, firmness

from .deal import Deal
from .world import World


@dataclass(frozen=True)
class Line:
    """A red line on one issue in each history: where it was drawn, (R,), or None where it keeps its distance from the position; where it is real, (R,).

    `told` is where the file puts it, `chance` how likely the file thinks it that it is real.
    """

    told: float
    chance: float
    drawn: Array | None
    real: Mask

    @classmethod
    def of(cls, model: World, stream_id: str, line: AnyLine, path: str) -> Line:
        """Draw a line of the scenario, given the name of its streams and the path of its setting."""
        R, chance = model.R, firmness(line)
        if hangs_on_its_position(line, model.settings.format):
            return cls(centre(line), 1.0, None, np.ones(R, bool))
        drawn, real = model.streams.spread(f"{stream_id}/red_line", line, path), np.full(R, chance > 0.0)
        if 0.0 < chance < 1.0:
            real = normal_distribution(model.streams.once(f"{stream_id}/firm")) < chance
            model.streams.drawn[f"{path}.firm"] = real.astype(np.float32)
        return cls(centre(line), chance, clipped(drawn, 0.0, 100.0), real)


def drawn_lines(model: World, stream_id: str, lines: Sequence[AnyLine | None], where: str) -> list[Line | None]:
    """The lines that somebody has stated of each issue, drawn; `where` is the path of the stances."""
    issues = model.issue_names
    streams, paths = [f"{stream_id}/{model.issue_stream_ids[issue]}" for issue in issues], [f"{where}.{issue}.red_line" for issue in issues]
    return [None if line is None else Line.of(model, stream, line, path) for stream, line, path in zip(streams, lines, paths, strict=True)]


def claims(preference: Preference, lines: Sequence[Line | None], middles: Sequence[float]) -> tuple[Array, Array]:
    """The packages inside all red lines, real or not, as lowest and highest point of each issue (issues, R).

    `middles` (issues,) are the middles of the positions. A line that hangs on its position is kept as a width from it, so that no draw of the
    position can cross it; one that is drawn on its own and crosses the position is mended: it lies there. A peak has a line on either side, of
    which the file names one.
    """
    lower, upper = np.zeros_like(preference.position), np.full_like(preference.position, 100.0)
    for i, (line, middle) in enumerate(zip(lines, middles, strict=True)):
        if line is None:
            continue
        position, below, above = preference.position[i], preference.hurt_below[i] > 0.0, preference.hurt_above[i] > 0.0
        if line.drawn is None:
            width = abs(middle - line.told)
            lowest, highest = position - width, position + width
        else:
            other = np.where(below & above, 2.0 * middle - line.drawn, line.drawn)
            lowest, highest = np.minimum(np.minimum(line.drawn, other), position), np.maximum(np.maximum(line.drawn, other), position)
        lower[i] = np.where(below, np.maximum(lowest, 0.0), 0.0)
        upper[i] = np.where(above, np.minimum(highest, 100.0), 100.0)
    return lower, upper


def real_ones(lower: Array, upper: Array, lines: Sequence[Line | None]) -> tuple[Array, Array]:
    """Of the claimed limits, each (issues, R), those that are real; the same arrays where all are."""
    soft = soft_ones(lines, lower.shape)
    return (lower, upper) if soft is None else (np.where(soft, 0.0, lower), np.where(soft, 100.0, upper))


def soft_ones(lines: Sequence[Line | None], shape: tuple[int, ...]) -> Mask | None:
    """Where a line is not real, (issues, R); None where all are."""
    if all(line is None or line.real.all() for line in lines):
        return None
    soft = np.zeros(shape, bool)
    for i, line in enumerate(lines):
        if line is not None:
            soft[i] = ~line.real
    return soft


def mentioned(lines: Sequence[Line | None]) -> Array:
    """How likely it is by the file that each line is real, (issues, 1); 1 where there is none."""
    return np.array([[1.0 if line is None else line.chance] for line in lines])


@dataclass
class SoftLines:
    """What crossing lines that are not real costs whoever has drawn them.

    `lower` and `upper` (issues, R) are the claimed points, 0 and 100 where a line is real or there is none. `claimed_on` (issues, R): the day on
    which each was last claimed. `price` is in units of value, `half_life` in days, `relief` the share that is forgiven where a mediator wrote the
    text. Source: Fearon 1994, audience costs; Tomz 2007, that they are real.
    """

    lower: Array
    upper: Array
    claimed_on: Array
    price: float
    half_life: float
    relief: float

    def crossed(self, package: Array, histories: Some) -> Mask:
        """On which issues `package` (issues, those) in some histories lies beyond such a line; (issues, those)."""
        return np.asarray((package < take(self.lower, histories)) | (package > take(self.upper, histories)))

    def cost(self, crossed: Mask, day: int, by_mediator: Mask, histories: Some) -> Array:
        """What crossing lines (issues, those) costs on a day in some histories, less where a mediator wrote the text, (those,); units of value."""
        if not crossed.any():
            return np.zeros(crossed.shape[-1])
        fresh = 0.5 ** ((day - take(self.claimed_on, histories)) / self.half_life)
        each = np.where(crossed, self.price * fresh, 0.0)
        return np.asarray(sum_of_issues(each) * np.where(by_mediator, 1.0 - self.relief, 1.0))


def counted(deal: Deal, first: Array | Index, histories: Some) -> Mask:
    """The issues whose lines count for a deal from phase `first` (those,) on: of what is being settled, and what such a deal has settled; (issues, those)."""
    at_stake = take(deal.under_negotiation | deal.settled, histories)
    return np.asarray(at_stake & (deal.phase_of_issue[:, None] >= first))


def within(package: Array, lower: Array, upper: Array, under_negotiation: Mask) -> Mask:
    """Where `package` (..., issues, R) lies within limits (issues, R) on the issues under negotiation; what is left for later binds nobody; (..., R)."""
    crossed = ((package < lower) | (package > upper)) & under_negotiation
    return np.asarray(~np.logical_or.reduce(crossed, axis=-2))


def believed_bounds(lower: Array, upper: Array, firm: Array, doubted: float, turn: Mask) -> tuple[Array, Array]:
    """The bounds that claimed limits leave a text, (issues, R), for somebody who believes each to be real with a chance; all (parties, issues, R).

    All bind where they leave room. Of two that clash the one that is less firmly believed gives way; of two that are believed alike both if they are
    `doubted`, else one or the other by `turn` (R,); where both are certain neither does, and they still clash.
    """
    lower, upper = lower.copy(), upper.copy()
    while True:
        floor, ceiling = lower.argmax(axis=0)[None], upper.argmin(axis=0)[None]
        lowest, highest = (np.take_along_axis(bounds, place, 0)[0] for bounds, place in ((lower, floor), (upper, ceiling)))
        floor_firm, ceiling_firm = (np.take_along_axis(firm, place, 0)[0] for place in (floor, ceiling))
        clash, alike = lowest > highest, floor_firm == ceiling_firm
        either = alike & (floor_firm < 1.0)
        both = either & (floor_firm < doubted)
        floor_gives = clash & ((floor_firm < ceiling_firm) | both | (either & turn))
        ceiling_gives = clash & ((ceiling_firm < floor_firm) | both | (either & ~turn))
        if not (floor_gives | ceiling_gives).any():
            return lowest, highest
        np.put_along_axis(lower, floor, np.where(floor_gives, 0.0, lowest)[None], 0)
        np.put_along_axis(upper, ceiling, np.where(ceiling_gives, 100.0, highest)[None], 0)
