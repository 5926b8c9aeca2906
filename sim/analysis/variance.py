"""How much of the spread of an outcome comes from stances, from constants and from luck.

The design crosses stance sets with sets of constants and plays several histories of luck in every cell, with luck of its own. Its
variance components say what each source adds to the variance of one history. Sources: Searle, Casella & McCulloch 1992, Variance
Components, the balanced two-way crossed classification with interaction; Saltelli et al. 2008, Global Sensitivity Analysis: The Primer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Components:
    """Variance that each source adds; arrays of the shape of the outcomes, () for one.

    Estimates are unbiased and may therefore be negative where a source adds little or nothing.
    """

    stances: Array
    constants: Array
    interaction: Array
    luck: Array

    @property
    def total(self) -> Array:
        """The variance of one history whose stances, constants and luck are all drawn."""
        return self.stances + self.constants + self.interaction + self.luck

    @property
    def stacked(self) -> Array:
        """Stances, constants, interaction and luck along a new first axis; (4, ...)."""
        return np.stack([self.stances, self.constants, self.interaction, self.luck])

    @property
    def shares(self) -> Array:
        """Share of each in the total, in that order; (4, ...), nan where nothing varies."""
        return self.stacked / np.where(self.total > 0.0, self.total, np.nan)

    @property
    def deviations(self) -> Array:
        """Standard deviation that each source gives the outcome, in its own units; (4, ...), 0 where the estimate is negative."""
        return np.sqrt(np.maximum(self.stacked, 0.0))


def components(values: Array) -> Components:
    """Components of outcomes `values` (..., stances, constants, R), each axis at least two long.

    Raises ValueError for a shorter axis: with one history in a cell, luck and interaction cannot be told apart.
    """
    values = np.asarray(values, dtype=float)
    _at_least_two("histories in a cell", values.shape[-1])
    return _of_cells(values.mean(axis=-1), values.var(axis=-1, ddof=1), values.shape[-1])


def components_of_shares(shares: Array, R: int) -> Components:
    """Components of an outcome that happens or not, from the share of the R histories of a cell in which it does; (..., stances, constants).

    The same as `components` of the 0 and 1 of single histories.
    """
    _at_least_two("histories in a cell", R)
    shares = np.asarray(shares, dtype=float)
    return _of_cells(shares, shares * (1.0 - shares) * R / (R - 1), R)


def resampled(shares: Array, R: int, *, draws: int, generator: np.random.Generator) -> Components:
    """Components of `shares` (..., stances, constants) with rows and columns drawn anew with replacement; (..., draws).

    Rows and columns are drawn separately (the pigeonhole bootstrap: Owen 2007, Annals of Applied Statistics 1(2), 386-411, mildly
    conservative). A drawn row that comes twice does not differ from itself; the mean squares are scaled up for that.
    """
    shares = np.asarray(shares, dtype=float)
    S, C = shares.shape[-2:]
    rows, columns = generator.integers(S, size=(draws, S, 1)), generator.integers(C, size=(draws, 1, C))
    cells = shares[..., rows, columns]
    return _of_cells(cells, cells * (1.0 - cells) * R / (R - 1), R, again=True)


def _of_cells(means: Array, within: Array, R: int, again: bool = False) -> Components:
    """Components from the mean of each cell and the variance inside it, each (..., stances, constants); `again`: cells drawn with replacement."""
    S, C = means.shape[-2:]
    _at_least_two("stance sets", S)
    _at_least_two("sets of constants", C)
    rows, columns = means.mean(axis=-1), means.mean(axis=-2)
    rest = means - rows[..., :, None] - columns[..., None, :] + means.mean(axis=(-2, -1))[..., None, None]
    of_rows, of_columns = C * rows.var(axis=-1, ddof=1), S * columns.var(axis=-1, ddof=1)
    of_rest = (rest**2).sum(axis=(-2, -1)) / ((S - 1) * (C - 1))
    if again:
        of_rows, of_columns, of_rest = of_rows * S / (S - 1), of_columns * C / (C - 1), of_rest * S * C / ((S - 1) * (C - 1))
    luck = within.mean(axis=(-2, -1))
    return Components((of_rows - of_rest) / C, (of_columns - of_rest) / S, of_rest - luck / R, luck)


def _at_least_two(what: str, count: int) -> None:
    if count < 2:
        raise ValueError(f"variance needs at least two {what}, found {count}")
