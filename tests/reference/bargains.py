"""Bargains drawn at random, and what scipy makes of them: the same questions put as linear programs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linprog

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
    """A bargain (R = 1) as a linear program: variables are the package, every side's loss on every issue, and a level for each side.

    What is bent, losses and logarithms, is a bundle of tangents, so that scipy's optimum is right to about 0.0005; even losses are exact.
    """

    bargain: Bargain

    @property
    def issues(self):
        """Number of issues."""
        return len(self.bargain.sides[0].worth)

    @property
    def sides(self):
        """Number of sides."""
        return len(self.bargain.sides)

    @property
    def width(self):
        """Number of variables."""
        return self.issues * (1 + self.sides) + self.sides

    def unit(self, place, value=1.0):
        """Coefficients that are 0 but at one place."""
        row = np.zeros(self.width)
        row[place] = value
        return row

    def level(self, k):
        """The place of a side's level among the variables."""
        return self.width - self.sides + k

    def loss(self, k, issue):
        """The place of a side's loss on an issue."""
        return self.issues * (1 + k) + issue

    @cached_property
    def limits(self):
        """Rows and right-hand sides of `rows @ variables <= right`: a loss is at least how far the package falls short, bent or not."""
        rows, right = [], []
        for k, one in enumerate(self.bargain.sides):
            wants, shape = one.preference, one.preference.shape
            touching = [0.0] if shape == 1.0 else np.linspace(0.0, 1.0, 41)
            for issue in range(self.issues):
                for sign, hurts in ((1.0, wants.hurt_above), (-1.0, wants.hurt_below)):
                    for at in touching if hurts[issue, 0] else []:
                        slope = shape * at ** (shape - 1.0)
                        per_point = sign * slope / wants.reach[issue, 0]
                        rows.append(self.unit(issue, per_point) - self.unit(self.loss(k, issue)))
                        right.append(per_point * wants.position[issue, 0] + slope * at - at**shape)
        return np.array(rows), np.array(right)

    @cached_property
    def bounds(self):
        """Lowest and highest value of each variable."""
        low, high = (np.broadcast_to(bound, (self.issues, 1))[:, 0] for bound in (self.bargain.lower, self.bargain.upper))
        return [*zip(low, high, strict=True), *[(0.0, 1.0)] * (self.sides * self.issues), *[(None, None)] * self.sides]

    def gain(self, k):
        """A constant and coefficients by which losses give the gain of a side."""
        one = self.bargain.sides[k]
        return one.base[0] + one.worth.sum(), -sum(self.unit(self.loss(k, issue), one.worth[issue, 0]) for issue in range(self.issues))

    def largest(self, aim, demands):
        """The variables with the largest `aim @ variables`, where `coefficients @ variables + constant >= 0` for all demands; scipy's result."""
        rows, right = self.limits
        more = [(-coefficients, constant) for constant, coefficients in demands]
        rows, right = np.vstack([rows, *(row for row, _ in more)]), np.append(right, [constant for _, constant in more])
        exact = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
        return linprog(-aim, rows, right, bounds=self.bounds, method="highs", options=exact)

    def smallest_gain(self, scale=None):
        """The largest smallest gain in units of `scale` (sides,); below 0 the smallest largest shortfall."""
        units = np.ones(self.sides) if scale is None else scale
        gains = [self.gain(k) for k in range(self.sides)]
        demands = [(constant, coefficients - self.unit(self.level(0), unit)) for (constant, coefficients), unit in zip(gains, units, strict=True)]
        return float(self.largest(self.unit(self.level(0)), demands).x[self.level(0)])

    def best_for(self, favoured):
        """The most that one side can gain while no other loses."""
        constant, coefficients = self.gain(favoured)
        return float(constant - self.largest(coefficients, [self.gain(k) for k in range(self.sides)]).fun)

    def nash(self):
        """Gains (sides,) where the product of gains is largest, for any number of sides, losses bent or not."""
        demands = [  # the level of a side lies below every tangent to the logarithm of its gain
            (np.log(at) - 1.0 + constant / at, coefficients / at - self.unit(self.level(k)))
            for k, (constant, coefficients) in enumerate(self.gain(k) for k in range(self.sides))
            for at in np.geomspace(1e-3, 1.0, 200)
        ]
        found = self.largest(sum(self.unit(self.level(k)) for k in range(self.sides)), demands)
        return gains(self.bargain, found.x[: self.issues, None])

    def nash_of_two(self, powers=(1.0, 1.0)):
        """Gains (2,) where the product of gains, raised to powers, is largest, for even losses: to about 1e-9.

        Along the frontier, as the first side is given more, the second is left with what a linear program says; the slope of that,
        from the program's prices, tells on which side of the optimum one is.
        """
        (one, first), (two, second) = self.gain(0), self.gain(1)
        low, high = 0.0, self.best_for(0)
        for _ in range(34):
            given = (low + high) / 2.0
            found = self.largest(second, [(one - given, first)])
            left, slope = two - found.fun, found.ineqlin.marginals[-1]
            if powers[0] / given + powers[1] * slope / max(left, 1e-12) > 0.0:
                low = given
            else:
                high = given
        return np.array([given, left])
