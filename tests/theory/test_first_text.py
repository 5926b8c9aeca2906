"""A neutral mediator who knows everything tables the Nash bargain, or that of Kalai and Smorodinsky, on the first day."""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pytest
from claims import Claim, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D
from scipy.optimize import linprog

from sim.model import TalksModel, forget
from sim.report.figures.style import BLUE, GREY, INK, MARGIN, ORANGE, Drawing, Page, in_house_style
from sim.scenario import from_resolved

CLAIM = Claim(
    title="A mediator who knows everything tables the bargain of the textbooks",
    says=(
        "With nothing hidden and one neutral mediator, the first text gives both sides exactly what the chosen solution gives: "
        "the largest product of gains over no deal (Nash), or the same share of the best each could hope for (Kalai and Smorodinsky)."
    ),
    kind="exact",
    conditions=(
        "Two parties; losses that grow evenly (constant shape 1); no error in what anybody believes of the others, no bias, no red lines unknown to it, no news before the first session; some text that both prefer to no deal. "
        "Values count trust and betrayal. Nobody is thought tempted to leave the deal (constant temptation 0, or both sides gain as they see it). To 1e-6 in value."
    ),
    sources={
        "Nash 1950": "John F. Nash, The bargaining problem, Econometrica 18(2), 155-162: four axioms leave one solution, the largest product of both sides' gains.",
        "Kalai & Smorodinsky 1975": "Ehud Kalai and Meir Smorodinsky, Other solutions to Nash's bargaining problem, Econometrica 43(3), 513-518: with monotonicity in place of independence, gains in proportion to the best each could have.",
    },
    rules=("sim/model/stages/drafting.py:_text_of", "sim/rules/bridging/nash.py:Nash", "sim/reference/bargain.py:kalai_smorodinsky"),
    reverses=(
        "Before there is a text, the mediator judges how far a deal would be kept by the middle of all positions. Where a side is tempted to leave that deal or the text drafted, the first text is the bargain at the trust of the middle, not at its own."
    ),
)
EXACT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
RULES = ("nash", "kalai_smorodinsky")


@dataclass(frozen=True)
class Program:
    """Two sides' gains as a linear program, written down from what a scenario says: variables are the package, then each side's losses.

    `wants` are two lists of words; `position`, `weight` (2, issues); a deal is kept with the chance `kept` (2,), else leaves `betrayed`
    (2,); `no_deal` (2,).
    """

    wants: list[list[str]]
    position: np.ndarray
    weight: np.ndarray
    kept: np.ndarray
    betrayed: np.ndarray
    no_deal: np.ndarray

    @property
    def issues(self):
        """Number of issues."""
        return self.position.shape[1]

    @cached_property
    def limits(self):
        """Rows and right-hand sides of `rows @ variables <= right`: each loss is at least how far the package falls short."""
        rows, right = [], []
        for side in (0, 1):
            for issue, want in enumerate(self.wants[side]):
                point = self.position[side, issue]
                reach = max(point * (want != "less"), (100.0 - point) * (want != "more"))
                for sign, hurts in ((1.0, want != "more"), (-1.0, want != "less")):
                    if hurts:
                        row = np.zeros(3 * self.issues)
                        row[issue], row[(1 + side) * self.issues + issue] = sign / reach, -1.0
                        rows.append(row)
                        right.append(sign * point / reach)
        return np.array(rows), np.array(right)

    def gain(self, side):
        """A constant and coefficients that give a side's gain over no deal."""
        share = self.weight[side] / self.weight[side].sum()
        coefficients = np.zeros(3 * self.issues)
        coefficients[(1 + side) * self.issues : (2 + side) * self.issues] = -self.kept[side] * share
        return self.kept[side] + (1.0 - self.kept[side]) * self.betrayed[side] - self.no_deal[side], coefficients

    def gains(self, variables):
        """Gains (2,) at a point."""
        return np.array([constant + coefficients @ variables for constant, coefficients in (self.gain(0), self.gain(1))])

    def best(self, first, second, *, rational=False):
        """Gains (2,) where `first` times the one's gain plus `second` times the other's is largest, among all or where neither loses."""
        rows, right = self.limits
        (one, ones), (two, twos) = self.gain(0), self.gain(1)
        if rational:
            rows, right = np.vstack([rows, -ones, -twos]), np.append(right, [one, two])
        bounds = [(0, 100)] * self.issues + [(0, 1)] * (2 * self.issues)
        found = linprog(-(first * ones + second * twos), rows, right, bounds=bounds, method="highs", options=EXACT)
        return self.gains(found.x) if found.success else None

    @cached_property
    def frontier(self):
        """Corners (corners, 2) of what both can gain, from the best for the second side to the best for the first: by ever finer weights."""
        ends = [self.best(1e-7, 1.0), self.best(1.0, 1e-7)]

        def between(low, high, depth=0):
            across = np.array([low[1] - high[1], high[0] - low[0]])
            if depth > 8 or across.min() < 1e-9:
                return []
            corner = self.best(*across / across.sum())
            if across @ (corner - low) / across.sum() < 1e-9:
                return []
            return [*between(low, corner, depth + 1), corner, *between(corner, high, depth + 1)]

        return np.array([ends[0], *between(*ends), ends[1]])

    @property
    def nash(self):
        """Gains (2,) with the largest product: on each edge of the frontier a parabola."""
        best = np.zeros(2)
        for low, high in zip(self.frontier[:-1], self.frontier[1:], strict=True):
            step = high - low
            bend, slope = step[0] * step[1], step[0] * low[1] + step[1] * low[0]
            turn = np.clip(-slope / (2.0 * bend), 0.0, 1.0) if bend < 0.0 else float(slope > 0.0)
            best = max(best, low, high, low + turn * step, key=lambda gains: gains.prod() if gains.min() > 0 else -1.0)
        return best

    @property
    def kalai_smorodinsky(self):
        """Gains (2,): the largest common share of the best each could have where neither loses, by a linear program in that share."""
        ideal = np.array([self.best(1.0, 1e-9, rational=True)[0], self.best(1e-9, 1.0, rational=True)[1]])
        rows, right = self.limits
        rows, demands = np.hstack([rows, np.zeros((len(rows), 1))]), []
        for side in (0, 1):
            constant, coefficients = self.gain(side)
            demands.append(np.append(-coefficients, ideal[side]))
            right = np.append(right, constant)
        aim = np.append(np.zeros(3 * self.issues), -1.0)
        bounds = [(0, 100)] * self.issues + [(0, 1)] * (2 * self.issues) + [(None, None)]
        found = linprog(aim, np.vstack([rows, *demands]), right, bounds=bounds, method="highs", options=EXACT)
        return self.gains(found.x[:-1])


def first_text(case, seed=1):
    """The model up to where the first text lies on the table, and where one does, (R,)."""
    model = TalksModel(case, seed=seed, blocks=range(1))
    forget(model)
    model.step_until("answering")
    return model, model.table.exists


def program(case, model, history, kept=None):
    """The linear program of one history: numbers of the scenario, but positions and expectations as they were drawn."""
    names = [party.name for party in model.parties]
    sides = [case.parties[name] for name in names]
    drawn = [party.changed_position[:, history] for party in model.parties]
    wants = [[side.stances[issue].wants for issue in model.issue_names] for side in sides]
    ends = [[(1.0 if want == "more" else 0.0, 99.0 if want == "less" else 100.0) for want in side] for side in wants]
    position = np.array([[np.clip(x, *end) for x, end in zip(*pair, strict=True)] for pair in zip(drawn, ends, strict=True)])
    weight = np.array([[side.stances[issue].salience for issue in model.issue_names] for side in sides])
    burden = np.array([side.no_deal.cost_per_day * side.no_deal.expected_days for side in sides])
    expected = np.array([party.expectation[history] for party in model.parties])
    trust = np.array([side.trust[other].mean for side, other in zip(sides, reversed(names), strict=True)])
    betrayed = np.array([side.no_deal.betrayed for side in sides])
    return Program(wants, position, weight, trust if kept is None else kept, betrayed, np.clip(expected - burden, 0.0, 1.0))


def drawn(seed, rule, temptation=0.0):
    """A case for two parties over one to four issues with everything else drawn."""
    luck = np.random.default_rng(seed)
    issues = [f"issue_{k}" for k in range(int(luck.integers(1, 5)))]

    def party(name, other):
        wants = luck.choice(["more", "less", "peak"], len(issues))
        stances = {
            i: {"wants": str(want), "position": {"mean": luck.uniform(5, 95), "sd": luck.uniform(0, 20)}, "salience": luck.uniform(0.05, 2)}
            for i, want in zip(issues, wants, strict=True)
        }
        no_deal = {
            "expected": {"mean": luck.uniform(0.1, 0.7), "sd": 0.05},
            "cost_per_day": luck.uniform(0, 0.002),
            "expected_days": 60,
            "betrayed": luck.uniform(0, 0.3),
        }
        return {"label": name, "estimate_error": 0, "stances": stances, "no_deal": no_deal, "trust": {other: {"mean": luck.uniform(0.5, 0.99)}}}

    return from_resolved(
        {
            "title": "Drawn",
            "calendar": {"start": "2000-01-01", "end": "2000-02-29"},
            "issues": {name: {"label": name} for name in issues},
            "parties": {"north": party("north", "south"), "south": party("south", "north")},
            "mediators": {"hill": {"label": "Hill", "estimate_error": 0, "bridging": {"rule": rule}}},
            "constants": {"resolve_error": 0, "temptation": temptation},
        }
    )


def some_that_can_gain(case, model, tabled, count=2):
    """The first histories of a case in which a text is on the table and both can gain, with their programs."""
    found = []
    for history in np.flatnonzero(tabled)[:6]:
        made = program(case, model, history)
        if len(found) < count and made.nash.min() > 1e-6:
            found.append((history, made))
    return found


def tabled_gains(model, history):
    """What the model's own parties gain from the text on the table in one history, (2,)."""
    return np.array([party.gain(model.table.package)[history] for party in model.parties])


@pytest.mark.parametrize("rule", RULES)
@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_the_first_text_is_the_bargain(rule, seed):
    """Whatever is drawn, both sides' gains from the first text are those of the solution, found by linear programs, to 1e-6."""
    case = drawn(seed, rule)
    model, tabled = first_text(case)
    for history, made in some_that_can_gain(case, model, tabled):
        assert np.allclose(tabled_gains(model, history), getattr(made, rule), atol=1e-6)


def kept_with(case, model, package, history):
    """The chance (2,) that each party thinks a deal is kept if `package` (issues,) tempts the other, as it is with nothing hidden."""
    made = program(case, model, history)
    utilities = [
        1.0
        - sum(
            weight
            * max((point - x) * (want != "less"), (x - point) * (want != "more"), 0.0)
            / max(point * (want != "less"), (100.0 - point) * (want != "more"))
            for want, point, weight, x in zip(made.wants[side], made.position[side], made.weight[side] / made.weight[side].sum(), package, strict=True)
        )
        for side in (0, 1)
    ]
    tempted = np.maximum(0.0, made.no_deal - utilities)[::-1]
    odds = made.kept / (1.0 - made.kept) * np.exp(-case.constants.temptation * tempted)
    return odds / (1.0 + odds)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 10**6), temptation=st.floats(1, 10))
def test_with_temptation_it_is_the_bargain_at_the_trust_of_the_middle(seed, temptation):
    """Where the middle of positions tempts a side, the first text is the Nash bargain reckoned with the trust that the middle deserves."""
    case = drawn(seed, "nash", temptation)
    model, tabled = first_text(case)
    middle = sum(party.preference.position for party in model.parties) / 2.0
    mediator = model.mediator["hill"]
    for history in np.flatnonzero(tabled)[:3]:
        made = program(case, model, history, kept_with(case, model, middle[:, history], history))
        if made.nash.min() > 1e-6:
            as_seen = [party.as_seen(mediator.estimates[party.name]).gain(model.table.package)[history] for party in model.parties]
            assert np.allclose(as_seen, made.nash, atol=1e-6)


def test_a_middle_that_tempts_moves_the_text():
    """Where a deal on the middle would tempt South but the bargain itself would not, the first text is off the bargain by more than a hundredth."""
    for temptation, is_off in ((0.0, False), (10.0, True)):
        case = scenario("first_text", parties__south__no_deal__expected=0.72, constants__temptation=temptation)
        model, tabled = first_text(case)
        history, bargain = int(np.argmax(tabled)), program(case, model, 0)
        assert np.allclose(kept_with(case, model, model.table.package[:, history], history), bargain.kept)
        assert (np.abs(tabled_gains(model, history) - bargain.nash).max() > 0.01) == is_off


def test_an_error_or_a_leaning_moves_the_text():
    """The claim is no idle one: a mediator that errs about positions or prospects, or that leans to a side, tables something else in many histories."""
    for wrong in ({"mediators__hill__estimate_error": 8.0}, {"constants__resolve_error": 0.05}, {"mediators__hill__bias": {"south": 1.0}}):
        case = scenario("first_text", **wrong)
        model, tabled = first_text(case)
        gains = np.array([party.gain(model.table.package)[tabled] for party in model.parties])
        assert np.mean(np.any(np.abs(gains - program(case, model, 0).nash[:, None]) > 1e-3, axis=0)) > 0.3, wrong


@cache
def shown():
    """The linear program of the small scenario, and the gains (2,) of the model's first text by each rule."""
    tabled, made = {}, None
    for rule in RULES:
        case = scenario("first_text", mediators__hill__bridging__rule=rule)
        model, there = first_text(case)
        made = program(case, model, 0)
        tabled[rule] = tabled_gains(model, int(np.argmax(there)))
    return made, tabled


def test_the_texts_of_the_small_scenario():
    """In the scenario that is shown, the two solutions differ by more than a hundredth, and each rule tables its own."""
    made, tabled = shown()
    assert np.abs(made.nash - made.kalai_smorodinsky).max() > 0.01
    for rule in RULES:
        assert np.allclose(tabled[rule], getattr(made, rule), atol=1e-6)


@in_house_style
def draw() -> Drawing:
    """What both can gain, no deal, the two solutions and the model's first texts."""
    made, tabled = shown()

    def values(gains):
        return np.asarray(gains) + made.no_deal

    page = Page(
        "The first text: two towns, three issues, all known",
        "A mediator who knows everything tables the bargain of the textbooks",
        "Values of a deal to both towns. Line: the best that can be had; shaded: better than no deal for both. Open marks: the solutions, by linear programs; crosses: what the model tables on the first day.",
        3.6,
        [
            Line2D([], [], color=INK, label="best for both"),
            Line2D([], [], color=GREY, marker="D", ls="None", label="no deal"),
            Line2D([], [], color=BLUE, marker="o", mfc="none", ms=10, ls="None", label="Nash"),
            Line2D([], [], color=ORANGE, marker="s", mfc="none", ms=10, ls="None", label="Kalai-Smorodinsky"),
            Line2D([], [], color=INK, marker="x", ls="None", label="first text"),
        ],
    )
    axes = page.axes(MARGIN + 0.6, 0.05, 6.6, 3.1)
    corners = values(made.frontier)
    axes.plot(*corners.T, color=INK)
    fine = np.linspace(made.no_deal[0], corners[-1, 0], 200)
    axes.fill_between(fine, made.no_deal[1], np.maximum(np.interp(fine, *corners.T), made.no_deal[1]), color=GREY, alpha=0.12, lw=0)
    axes.plot(*made.no_deal, "D", color=GREY)
    looks = {"nash": {"marker": "o", "color": BLUE, "ms": 12}, "kalai_smorodinsky": {"marker": "s", "color": ORANGE, "ms": 12}}
    for rule, look in looks.items():
        axes.plot(*values(getattr(made, rule)), mfc="none", ls="None", mew=1.8, **look)
        axes.plot(*values(tabled[rule]), "x", color=INK, ms=7, mew=1.6)
    axes.set_xlabel("value to North")
    axes.set_ylabel("value to South")
    rows = [{"what": "no deal", "north": float(made.no_deal[0]), "south": float(made.no_deal[1])}]
    rows += [{"what": "best for both", "north": float(a), "south": float(b)} for a, b in corners]
    for rule in RULES:
        rows += [
            {"what": what, "north": float(values(gains)[0]), "south": float(values(gains)[1])}
            for what, gains in ((rule, getattr(made, rule)), (f"first text, {rule}", tabled[rule]))
        ]
    (a, b), (c, d) = values(tabled["nash"]), values(tabled["kalai_smorodinsky"])
    alt = (
        f"A falling line of the best that both towns can have, and no deal below it at {made.no_deal[0]:.2f} for North and {made.no_deal[1]:.2f} for South. "
        f"The text tabled by Nash's rule lies exactly on Nash's point, {a:.3f} and {b:.3f}; that tabled by Kalai and Smorodinsky's rule on theirs, {c:.3f} and {d:.3f}."
    )
    return Drawing(page.figure, page.title, alt, rows)
