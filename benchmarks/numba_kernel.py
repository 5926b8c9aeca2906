"""The rules of `plain_mesa.py` as a serial kernel compiled by numba, one history after the other: how fast one processor can go.

Of use for one scenario only: nothing in it can be switched on, swapped or watched. It draws its own random numbers, one at a time and only
where they are needed. Sides are 0 and 1; readers are the two sides and the mediator, 2.
"""

# ruff: noqa: ANN001, ANN201 - kernels are compiled for the types they meet

from __future__ import annotations

from math import exp, log, sqrt
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.scenario import schema
from sim.values import AnySpread, Normal

ABSENT, CHANNEL, IN_PERSON = 0, 1, 2
NO_ANSWER, ACCEPTED, REFUSED = 0, 1, 2
ENDINGS = ("agreement", "stalemate", "breakdown")
MEDIATOR = 2
MISSED_TO_HAVE_LEFT = 3
RUNGS = 9

_nodes, _weights = np.polynomial.hermite_e.hermegauss(9)
NODES, WEIGHTS = _nodes, _weights / _weights.sum()

Array = NDArray[np.float64]
compiled = njit(error_model="numpy", forceinline=True)


class Numbers(NamedTuple):
    """The numbers of a scenario; arrays have an entry for each side, or (sides, issues)."""

    days: int
    between_sessions: int
    wants_more: NDArray[np.bool_]
    position_mean: Array
    position_sd: Array
    salience: Array
    expected_mean: Array
    expected_sd: Array
    burden: Array
    betrayed: Array
    log_odds_of_trust: Array
    demand_start: Array
    demand_power: Array
    cost_of_being_seen: Array
    channel: NDArray[np.bool_]
    estimate_error: Array
    readiness: float
    attendance_gain: float
    mediator_presence: float
    text_patience: float
    reply_chance: float
    channel_noise: float
    temptation: float
    answer_sharpness: float
    truthful_naming: float
    statement_noise: float
    reading_sharpness: float
    resolve_error: float
    resolve_drift: float


class History(NamedTuple):
    """The state of a history, reused for the next; an entry for each side, or, for what readers believe of sides, (readers, sides, issues).

    What a side knows of itself stands where it is its own reader. `guessed` is a position as believed, `position` the same with a point left
    to lose, `reach` the distance from there to the disliked end.
    """

    guessed: Array
    position: Array
    reach: Array
    position_variance: Array
    expectation: Array
    variance: Array
    no_deal: Array
    aspiration: Array
    demanded: Array
    holds: Array
    presence: NDArray[np.int64]
    missed: NDArray[np.int64]
    answer: NDArray[np.int64]
    text: Array
    hoped: Array
    start: Array
    end: Array
    dearness: Array
    order: NDArray[np.int64]
    gains: Array
    ladder: Array


def numbers_of(scenario: schema.Scenario) -> Numbers:
    """What the kernel needs of a scenario."""

    def mean(spread: AnySpread) -> float:
        return spread.mean if isinstance(spread, Normal) else float(spread)  # type: ignore[arg-type]

    def sd(spread: AnySpread) -> float:
        return spread.sd if isinstance(spread, Normal) else 0.0

    names, parties, constants = list(scenario.parties), list(scenario.parties.values()), scenario.constants
    stances = [[party.stances[issue] for issue in scenario.issues] for party in parties]
    salience = np.array([[mean(stance.salience) for stance in own] for own in stances])
    trust = [party.trust[other].mean for party, other in zip(parties, reversed(names), strict=True)]
    (mediator,) = scenario.mediators.values()
    return Numbers(
        scenario.days,
        scenario.calendar.sessions.every or 1,
        np.array([[stance.wants == "more" for stance in own] for own in stances]),
        np.array([[mean(stance.position) for stance in own] for own in stances]),
        np.array([[sd(stance.position) for stance in own] for own in stances]),
        salience / salience.sum(axis=1, keepdims=True),
        np.array([mean(party.no_deal.expected) for party in parties]),
        np.array([sd(party.no_deal.expected) for party in parties]),
        np.array([party.no_deal.cost_per_day * party.no_deal.expected_days for party in parties]),
        np.array([party.no_deal.betrayed for party in parties]),
        np.array([log(one / (1.0 - one)) for one in trust]),
        np.array([party.demand.share for party in parties]),
        np.array([1.0 / party.demand.beta for party in parties]),
        np.array([party.attendance.cost_of_being_seen for party in parties]),
        np.array([name in mediator.channel_to for name in names]),
        np.array([*(party.estimate_error for party in parties), mediator.estimate_error]),
        constants.attendance_readiness,
        constants.attendance_gain,
        constants.mediator_presence,
        constants.text_patience,
        1.0 - exp(-1.0 / constants.channel_lag),
        constants.channel_noise,
        constants.temptation,
        constants.answer_sharpness,
        constants.truthful_naming,
        constants.statement_noise,
        constants.reading_sharpness,
        constants.resolve_error,
        constants.resolve_drift,
    )


def columns_of(scenario: schema.Scenario) -> list[str]:
    """The names of the columns that the kernel fills, those of `plain_mesa.py`."""
    columns = ["ending", "deal_day", "sessions", "texts"]
    for party in scenario.parties:
        columns += [f"{presence}.{party}" for presence in ("absent", "channel", "in_person")]
        columns += [f"gain.{party}", f"misjudged.{party}", *(f"demanded.{party}.{issue}" for issue in scenario.issues)]
    return [*columns, *(f"term.{issue}" for issue in scenario.issues)]


def run(scenario: schema.Scenario, n: int, seed: int = 1) -> dict[str, NDArray[Any]]:
    """Play so many histories; what became of them, column by column."""
    columns = columns_of(scenario)
    out = np.array([[0.0 if "in_person" in name or "channel" in name or "absent" in name else np.nan for name in columns]] * n)
    play(numbers_of(scenario), np.random.Generator(np.random.SFC64(seed)), out)
    rows: dict[str, NDArray[Any]] = dict(zip(columns, out.T, strict=True))
    return rows | {"ending": np.array(ENDINGS)[rows["ending"].astype(int)]}


@compiled
def logistic(log_odds):
    """Probability with these log-odds."""
    return 1.0 / (1.0 + exp(-log_odds))


@compiled
def clip(value, low, high):
    """`value`, kept between two bounds."""
    return min(max(value, low), high)


@compiled
def loss(numbers, history, reader, side, i, point):
    """How far an issue falls short for a side, as a reader believes: 0 at the position or beyond, 1 at the worst end."""
    position = history.position[reader, side, i]
    short = position - point if numbers.wants_more[side, i] else point - position
    return max(short, 0.0) / history.reach[reader, side, i]


@compiled
def utility(numbers, history, reader, side, package):
    """What a package is worth to a side if it is carried out, as a reader believes, from 0 to 1."""
    pain = 0.0
    for i in range(len(package)):
        pain += numbers.salience[side, i] * loss(numbers, history, reader, side, i, package[i])
    return 1.0 - pain


@compiled
def no_deal_if(numbers, side, expectation):
    """What no deal is worth to a side that expects so much of going on."""
    return clip(expectation - numbers.burden[side], 0.0, 1.0)


@compiled
def holds(numbers, history, side, package):
    """The chance, as a side believes, that the other carries a deal out."""
    other = 1 - side
    tempted = max(0.0, no_deal_if(numbers, other, history.expectation[side, other]) - utility(numbers, history, side, other, package))
    return logistic(numbers.log_odds_of_trust[side] - numbers.temptation * tempted)


@compiled
def value(numbers, history, side, package):
    """What a deal is worth to a side."""
    kept = holds(numbers, history, side, package)
    return kept * utility(numbers, history, side, side, package) + (1.0 - kept) * numbers.betrayed[side]


@compiled
def believe(numbers, history, reader, side, i, point):
    """Believe that a side stands at this point."""
    more = numbers.wants_more[side, i]
    position = clip(point, 1.0, 100.0) if more else clip(point, 0.0, 99.0)
    history.guessed[reader, side, i], history.position[reader, side, i] = point, position
    history.reach[reader, side, i] = position if more else 100.0 - position


@compiled
def set_out(numbers, rng, history):
    """Draw what the sides want and expect, and what everybody believes of them."""
    sides, issues = numbers.salience.shape
    for side in range(sides):
        for i in range(issues):
            believe(numbers, history, side, side, i, numbers.position_mean[side, i] + numbers.position_sd[side, i] * rng.standard_normal())
            history.guessed[side, side, i] = history.demanded[side, i] = history.position[side, side, i]
        history.expectation[side, side] = numbers.expected_mean[side] + numbers.expected_sd[side] * rng.standard_normal()
        history.no_deal[side] = no_deal_if(numbers, side, history.expectation[side, side])
        history.presence[side], history.missed[side], history.answer[side] = ABSENT, 0, NO_ANSWER
    for reader in range(sides + 1):
        for side in range(sides):
            if reader != side:
                for i in range(issues):
                    point = clip(history.position[side, side, i] + numbers.estimate_error[reader] * rng.standard_normal(), 0.0, 100.0)
                    believe(numbers, history, reader, side, i, point)
                    history.position_variance[reader, side, i] = numbers.estimate_error[reader] ** 2
                history.expectation[reader, side] = history.expectation[side, side] + numbers.resolve_error * rng.standard_normal()
                history.variance[reader, side] = numbers.resolve_error**2
    for i in range(issues):
        history.text[i] = (history.position[0, 0, i] + history.position[1, 1, i]) / 2.0


@compiled
def lay_path(numbers, history, reader, first, second):
    """Lay the path from the best for one side to the best for another, as a reader sees them: issues given up one by one, cheapest first."""
    for i in range(len(history.text)):
        mine, theirs = history.position[reader, first, i], history.position[reader, second, i]
        at_odds = mine > theirs if numbers.wants_more[first, i] else mine < theirs
        middle = (mine + theirs) / 2.0
        history.start[i] = mine if at_odds else middle
        history.end[i] = theirs if at_odds else middle
        cost = history.holds[first] * numbers.salience[first, i] / history.reach[reader, first, i]
        use = history.holds[second] * numbers.salience[second, i] / history.reach[reader, second, i]
        history.dearness[i] = cost / (cost + use)
        place = i
        while place > 0 and history.dearness[history.order[place - 1]] > history.dearness[i]:
            history.order[place] = history.order[place - 1]
            place -= 1
        history.order[place] = i


@compiled
def walk(history, t, package):
    """Write the package at `t` on the path into `package`."""
    for place in range(len(package)):
        i = history.order[place]
        package[i] = history.start[i] + clip(t - place, 0.0, 1.0) * (history.end[i] - history.start[i])


@compiled
def set_demand(numbers, history, side, elapsed):
    """Settle how much a side holds out for, and which package gives it that."""
    issues = len(history.text)
    lay_path(numbers, history, side, side, 1 - side)
    highest = -np.inf
    for k in range(RUNGS + 1):
        walk(history, k * issues / RUNGS, history.hoped)
        history.ladder[k] = value(numbers, history, side, history.hoped)
        highest = max(highest, history.ladder[k])
    share = numbers.demand_start[side] * (1.0 - min(elapsed, 1.0) ** numbers.demand_power[side])
    history.aspiration[side] = history.no_deal[side] + share * max(highest - history.no_deal[side], 0.0)
    last = 0
    for k in range(RUNGS + 1):
        if history.ladder[k] >= history.aspiration[side]:
            last = k
    part = 0.0
    if last < RUNGS and history.ladder[last] > history.ladder[last + 1]:
        part = clip((history.ladder[last] - history.aspiration[side]) / (history.ladder[last] - history.ladder[last + 1]), 0.0, 1.0)
    walk(history, (last + part) * issues / RUNGS, history.demanded[side])


@compiled
def seen_gain(numbers, history, side, package):
    """What the mediator believes a side gains from a package."""
    kept = history.holds[side]
    worth = kept * utility(numbers, history, MEDIATOR, side, package) + (1.0 - kept) * numbers.betrayed[side]
    return worth - no_deal_if(numbers, side, history.expectation[MEDIATOR, side])


@compiled
def draft(numbers, history):
    """Write the text with the largest product of gains, as the mediator sees them; where nobody can gain, the fairest."""
    issues, gains, text = len(history.text), history.gains, history.text
    lay_path(numbers, history, MEDIATOR, 0, 1)
    meet = 0.0
    for k in range(issues + 1):
        walk(history, float(k), text)
        for side in range(2):
            gains[side, k] = seen_gain(numbers, history, side, text)
    for k in range(issues):
        ahead, ahead_next = gains[0, k] - gains[1, k], gains[0, k + 1] - gains[1, k + 1]
        meet += clip(ahead / (ahead - ahead_next), 0.0, 1.0) if ahead > ahead_next else 1.0 if ahead > 0.0 else 0.0
    walk(history, meet, text)
    if min(seen_gain(numbers, history, 0, text), seen_gain(numbers, history, 1, text)) <= 0.0:
        return
    largest, where = 0.0, 0.0
    for k in range(issues):
        give, get = gains[0, k] - gains[0, k + 1], gains[1, k + 1] - gains[1, k]
        step = 1.0 if get > 0.0 else 0.0
        if give * get > 0.0:
            step = clip((get * gains[0, k] - give * gains[1, k]) / (2.0 * give * get), 0.0, 1.0)
        one, two = gains[0, k] - step * give, gains[1, k] + step * get
        if min(one, two) > 0.0 and one * two > largest:
            largest, where = one * two, k + step
    walk(history, where, text)


@compiled
def learn(numbers, history, reader, side, elapsed):
    """Bayes' rule on what a side expects without a deal, from its answer."""
    accepted, kept = history.answer[side] == ACCEPTED, history.holds[side]
    constant = (1.0 - kept) * numbers.betrayed[side]
    best = constant + kept
    seen = constant + kept * utility(numbers, history, reader, side, history.text)
    mean, spread = history.expectation[reader, side], sqrt(history.variance[reader, side])
    total = first = second = 0.0
    for k in range(len(NODES)):
        away = NODES[k] * spread
        no_deal = no_deal_if(numbers, side, mean + away)
        chance = logistic(numbers.reading_sharpness * (seen - no_deal - (1.0 - elapsed) * max(best - no_deal, 0.0)))
        weight = WEIGHTS[k] * (chance if accepted else 1.0 - chance)
        total += weight
        first += weight * away
        second += weight * away * away
    total = max(total, 1e-300)
    moved = first / total
    history.expectation[reader, side] = mean + moved
    history.variance[reader, side] = max(second / total - moved * moved, 1e-8)


@compiled
def tell_why(numbers, rng, history, side):
    """A side that refuses names an issue and where it stands on it; all who hear it take it in."""
    issues = len(history.text)
    worst, issue = -1.0, 0
    for i in range(issues):
        pain = numbers.salience[side, i] * loss(numbers, history, side, side, i, history.text[i])
        if pain > worst:
            worst, issue = pain, i
    if issues > 1 and rng.random() >= numbers.truthful_naming:
        issue = (issue + 1 + int(rng.random() * (issues - 1))) % issues
    noise = numbers.statement_noise * (numbers.channel_noise if history.presence[side] == CHANNEL else 1.0)
    said = clip(history.position[side, side, issue] + noise * rng.standard_normal(), 0.0, 100.0)
    for reader in range(3):
        if reader != side:
            variance, guessed = history.position_variance[reader, side, issue], history.guessed[reader, side, issue]
            weight = variance / (variance + noise**2)
            believe(numbers, history, reader, side, issue, guessed + weight * (said - guessed))
            history.position_variance[reader, side, issue] = (1.0 - weight) * variance


@compiled
def meet(numbers, rng, history, texts, row):
    """Call a session; whether it is held, which takes the mediator and a party."""
    here, somebody = rng.random() < numbers.mediator_presence, False
    for side in range(2):
        for i in range(len(history.text)):
            half_way = (history.position[side, side, i] + history.guessed[side, 1 - side, i]) / 2.0
            history.hoped[i] = history.text[i] if texts > 0 else half_way
        gain = max(0.0, value(numbers, history, side, history.hoped) - history.no_deal[side])
        if rng.random() < logistic(numbers.readiness + numbers.attendance_gain * gain - numbers.cost_of_being_seen[side]):
            history.presence[side] = IN_PERSON
        else:
            history.presence[side] = CHANNEL if here and numbers.channel[side] else ABSENT
        history.missed[side] = history.missed[side] + 1 if history.presence[side] == ABSENT else 0
        somebody = somebody or history.presence[side] == IN_PERSON
    if here and somebody:
        for side in range(2):
            row[4 + side * (5 + len(history.text)) + history.presence[side]] += 1.0
    return here and somebody


@compiled
def put_text_on_table(numbers, history, elapsed, texts, stood):
    """Demands are settled; then the mediator drafts, if a new text is wanted. Texts so far and sessions that the text has stood."""
    for side in range(2):
        history.holds[side] = holds(numbers, history, side, history.text)
    for side in range(2):
        set_demand(numbers, history, side, elapsed)
    if texts == 0 or (history.answer == REFUSED).any() or stood + 1 >= numbers.text_patience:
        draft(numbers, history)
        history.answer[:] = NO_ANSWER
        return texts + 1, 0
    return texts, stood + 1


@compiled
def answers(numbers, rng, history, elapsed, session):
    """Parties answer, then all who hear it learn; whether anybody answered."""
    answered = [False, False]
    for side in range(2):
        if history.answer[side] != NO_ANSWER:
            continue
        here = history.presence[side] == IN_PERSON
        answered[side] = here if session else history.presence[side] == CHANNEL and rng.random() < numbers.reply_chance
        if answered[side]:
            worth = value(numbers, history, side, history.text)
            acceptable = worth >= history.no_deal[side]
            accepts = acceptable and rng.random() < logistic(numbers.answer_sharpness * (worth - history.aspiration[side]))
            history.answer[side] = ACCEPTED if accepts else REFUSED
    for side in range(2):
        if answered[side]:
            for reader in range(3):
                if reader != side:
                    learn(numbers, history, reader, side, elapsed)
            if history.answer[side] == REFUSED:
                tell_why(numbers, rng, history, side)
    return answered[0] or answered[1]


@compiled
def signed(numbers, history):
    """Whether both have accepted the text, and can still bear it."""
    for side in range(2):
        if history.answer[side] == ACCEPTED and value(numbers, history, side, history.text) < history.no_deal[side]:
            history.answer[side] = REFUSED
    return history.answer[0] == ACCEPTED and history.answer[1] == ACCEPTED


@compiled
def write_down(numbers, history, row):
    """Write down where a history has left what its sides demand and how they were read."""
    block = 5 + len(history.text)
    for side in range(2):
        row[8 + side * block] = no_deal_if(numbers, side, history.expectation[MEDIATOR, side]) - history.no_deal[side]
        for i in range(len(history.text)):
            row[9 + side * block + i] = history.demanded[side, i]


@compiled
def write_down_deal(numbers, history, day, row):
    """Write down what was signed, when, and what it brings."""
    block = 5 + len(history.text)
    row[1] = day
    for side in range(2):
        row[7 + side * block] = value(numbers, history, side, history.text) - history.no_deal[side]
    for i in range(len(history.text)):
        row[4 + 2 * block + i] = history.text[i]


@compiled
def play_one(numbers, rng, history, row):
    """Play one history and write down what became of it."""
    set_out(numbers, rng, history)
    sessions, texts, stood, agreed = 0, 0, 0, False
    for day in range(numbers.days):
        elapsed = day / (numbers.days - 1)
        session = day % numbers.between_sessions == 0 and meet(numbers, rng, history, texts, row)
        if session:
            sessions += 1
            texts, stood = put_text_on_table(numbers, history, elapsed, texts, stood)
        if texts and answers(numbers, rng, history, elapsed, session):
            agreed = signed(numbers, history)  # beliefs and answers change only where somebody answers
        if session:
            history.variance[:, :] += numbers.resolve_drift**2
        if agreed:
            write_down_deal(numbers, history, day, row)
            break
    left = (history.missed >= MISSED_TO_HAVE_LEFT).any()
    row[0], row[2], row[3] = 0.0 if agreed else 2.0 if left else 1.0, sessions, texts
    write_down(numbers, history, row)


@compiled
def play(numbers, rng, out):
    """Play a history for each row of `out`."""
    sides, issues = numbers.salience.shape
    by_issue, beliefs = (sides, issues), (sides + 1, sides, issues)
    history = History(
        np.empty(beliefs),
        np.empty(beliefs),
        np.empty(beliefs),
        np.empty(beliefs),
        np.empty((sides + 1, sides)),
        np.zeros((sides + 1, sides)),
        np.empty(sides),
        np.empty(sides),
        np.empty(by_issue),
        np.empty(sides),
        np.empty(sides, np.int64),
        np.empty(sides, np.int64),
        np.empty(sides, np.int64),
        np.empty(issues),
        np.empty(issues),
        np.empty(issues),
        np.empty(issues),
        np.empty(issues),
        np.empty(issues, np.int64),
        np.empty((sides, issues + 1)),
        np.empty(RUNGS + 1),
    )
    for k in range(len(out)):
        play_one(numbers, rng, history, out[k])
