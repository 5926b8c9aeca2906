"""Bargains drawn at random, and what scipy makes of them: the same questions put as linear and convex programs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize

from sim.reference.bargain import Bargain
from sim.reference.frontier import Side
from sim.reference.preference import Preference

WANTS = ("more", "less", "peak")


def side(wants, position, weight, *, holds=1.0, no_deal=0.0, shape=1.0):
    """A side for which a package is worth `holds` x utility, less `no_deal`; `position` and `weight` are (issues,) or (issues, R)."""
    position, weight = (np.atleast_2d(np.asarray(values, dtype=float).T).T for values in (position, weight))
    preference = Preference.of(wants, position, weight, shape)
    R = position.shape[1]
    return Side(preference, np.broadcast_to(-np.asarray(no_deal, dtype=float), (R,)), holds * preference.salience)


@st.composite
def bargains(draw, sides=2, shape=1.0):
    """One bargain (R = 1) over one to four issues; at times nobody can gain, an issue is worth nothing, or bounds bind."""
    issues = draw(st.integers(1, 4))

    def numbers(low, high):
        return draw(st.lists(st.floats(low, high), min_size=issues, max_size=issues))

    made = []
    for _ in range(sides):
        wants = draw(st.lists(st.sampled_from(WANTS), min_size=issues, max_size=issues))
        weight = [value if value > 0.05 else 0.0 for value in numbers(0.0, 1.0)]
        made.append(side(wants, numbers(0, 100), weight, holds=draw(st.floats(0.3, 1.0)), no_deal=draw(st.floats(0.0, 0.9)), shape=shape))
    if draw(st.booleans()):
        return Bargain(made)
    ends = np.sort(np.stack([numbers(0, 40), numbers(60, 100)]), axis=0)
    return Bargain(made, ends[0][:, None], ends[1][:, None])


def many(seed, R, *, sides=2, issues=3, shape=1.0):
    """R bargains side by side, with the same wants and everything else drawn anew in each."""
    luck = np.random.default_rng(seed)

    def one():
        wants = luck.choice(WANTS, issues).tolist()
        return side(wants, luck.uniform(0, 100, (issues, R)), luck.uniform(0, 1, (issues, R)), holds=0.9, no_deal=luck.uniform(0, 0.8, R), shape=shape)

    return Bargain([one() for _ in range(sides)])


def packages(bargain, count, seed=0):
    """So many random packages within the bounds of a bargain with R = 1; (issues, count)."""
    luck, issues = np.random.default_rng(seed), len(bargain.sides[0].worth)
    low, high = (np.broadcast_to(bound, (issues, 1)) for bound in (bargain.lower, bargain.upper))
    ends = luck.choice([0.0, 1.0, 0.5], (issues, count))
    return low + (high - low) * np.where(ends == 0.5, luck.uniform(size=(issues, count)), ends)


def gains(bargain, package):
    """Gain of each side (sides,) from a package, with R = 1."""
    return bargain.gains(package)[:, 0]


@dataclass(frozen=True)
class Program:
    """A bargain (R = 1) as scipy sees it: variables are the package, every side's loss on every issue, and a level to be raised."""

    bargain: Bargain

    @property
    def issues(self):
        """Number of issues."""
        return len(self.bargain.sides[0].worth)

    @property
    def width(self):
        """Number of variables."""
        return self.issues * (1 + len(self.bargain.sides)) + 1

    def of_side(self, k):
        """Where the losses of a side stand among the variables."""
        return slice(self.issues * (1 + k), self.issues * (2 + k))

    def limits(self):
        """Rows and right-hand sides of `rows @ variables <= right`: a loss is at least how far the package falls short."""
        rows, right = [], []
        for k, one in enumerate(self.bargain.sides):
            preference = one.preference
            for sign, hurts in ((1.0, preference.hurt_above), (-1.0, preference.hurt_below)):
                for issue in np.flatnonzero(hurts[:, 0]):
                    row = np.zeros(self.width)
                    row[issue], row[self.of_side(k).start + issue] = sign, -preference.reach[issue, 0]
                    rows.append(row)
                    right.append(sign * preference.position[issue, 0])
        return np.array(rows), np.array(right)

    def bounds(self):
        """Lowest and highest value of each variable."""
        low, high = (np.broadcast_to(bound, (self.issues, 1))[:, 0] for bound in (self.bargain.lower, self.bargain.upper))
        losses = [(0.0, 1.0)] * (self.width - 1 - self.issues)
        return [*zip(low, high, strict=True), *losses, (None, None)]

    def gain(self, k):
        """A constant and coefficients by which the even losses give the gain of a side."""
        coefficients = np.zeros(self.width)
        coefficients[self.of_side(k)] = -self.bargain.sides[k].worth[:, 0]
        return self.bargain.sides[k].base[0] + self.bargain.sides[k].worth.sum(), coefficients

    def raised(self, floors):
        """The highest level, and the package, where each side gains at least `floors[k](level)`, given as (constant, slope); None without one."""
        rows, right = self.limits()
        for k, (constant, slope) in enumerate(floors):
            base, coefficients = self.gain(k)
            row = -coefficients
            row[-1] = slope
            rows, right = np.vstack([rows, row]), np.append(right, base - constant)
        aim = np.zeros(self.width)
        aim[-1] = -1.0
        found = linprog(aim, rows, right, bounds=self.bounds(), method="highs")
        return (found.x[-1], found.x) if found.status == 0 else None

    def smallest_gain(self, scale=None):
        """The largest smallest gain in units of `scale` (sides,), and where it is reached; below 0 the smallest largest shortfall."""
        units = np.ones(len(self.bargain.sides)) if scale is None else scale
        return self.raised([(0.0, unit) for unit in units])

    def best_for(self, favoured):
        """The most that one side can gain while no other loses."""
        level, _ = self.raised([(0.0, float(k == favoured)) for k in range(len(self.bargain.sides))])
        return level

    def gains_at(self, variables):
        """Gain of each side (sides,) for losses among the variables, bent where the preference is."""
        return np.array(
            [
                one.base[0] + one.worth[:, 0] @ (1.0 - np.maximum(variables[self.of_side(k)], 0.0) ** one.preference.shape)
                for k, one in enumerate(self.bargain.sides)
            ]
        )

    def slopes_at(self, variables):
        """How each gain changes with each variable; (sides, variables)."""
        slopes = np.zeros((len(self.bargain.sides), self.width))
        for k, one in enumerate(self.bargain.sides):
            shape = one.preference.shape
            slopes[k, self.of_side(k)] = -one.worth[:, 0] * shape * np.maximum(variables[self.of_side(k)], 0.0) ** (shape - 1.0)
        return slopes

    def climbed(self, aim, slope, start, floors=()):
        """The variables at which a concave aim is largest, by sequential quadratic programming from `start`."""
        rows, right = self.limits()
        found = minimize(
            lambda variables: -aim(variables),
            start,
            jac=lambda variables: -slope(variables),
            method="SLSQP",
            bounds=self.bounds(),
            constraints=[{"type": "ineq", "fun": lambda z: right - rows @ z, "jac": lambda _: -rows}, *floors],
            options={"ftol": 1e-15, "maxiter": 1000},
        )
        return found.x

    def fairest(self):
        """Variables at which the smallest gain is largest, losses bent or not, so as to start from."""
        _, start = self.smallest_gain()
        start[-1] = self.gains_at(start).min()
        level = np.eye(self.width)[-1]
        floor = {"type": "ineq", "fun": lambda z: self.gains_at(z) - z[-1], "jac": lambda z: self.slopes_at(z) - level}
        return self.climbed(lambda z: z[-1], lambda _: level, start, [floor])

    def nash(self, powers):
        """Gains of the sides where the product of gains, raised to powers, is largest."""
        start, powers = self.fairest(), np.asarray(powers, dtype=float)

        def product(variables):
            return powers @ np.log(np.maximum(self.gains_at(variables), 1e-12))

        def slope(variables):
            return (powers / np.maximum(self.gains_at(variables), 1e-12)) @ self.slopes_at(variables)

        return self.gains_at(self.climbed(product, slope, start))
