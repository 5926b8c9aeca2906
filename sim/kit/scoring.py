"""The part of a sheet that is done with a calculator: what each issue is worth, and what a text needs to be worth a yes."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.words import listed, one_line, scale_points, told_apart, towards
from sim.scenario.schema import Scenario

from .reckoning import Asked, Reckoning
from .wording import chance, place, tenths

_CHANCES = tuple(k / 10 for k in range(1, 10))
"""Chances in the table of what a text needs, so near that one can read between them (assumption: by tens in 100)."""


def scores(scenario: Scenario, side: Reckoning) -> Iterator[str]:
    """What each issue is worth to a side, at the points of its scale."""
    even = "in proportion" if side.even else "nearly in proportion"
    phases = " Phase 1 is signed first; what a text says on later phases is what you can expect of them." if side.later else ""
    yield f"What a settlement is worth to you, issue by issue, if everybody keeps it: all that you want makes 100 points. Between the points of the scale (in brackets), read off {even}.{phases}\n"
    for issue in scenario.issues:
        about = scenario.issues[issue]
        head = f"- {one_line(about.label)}{f' (phase {side.phase(issue)})' if side.later else ''} - "
        yield head + (_score_of_persons(scenario, issue, side) if about.persons else _score(scenario, issue, side))


def _score(scenario: Scenario, issue: str, side: Reckoning) -> str:
    """Points at the named points of a scale and where the side is content, since its worth has a bend there."""
    named_points = scale_points(scenario.issues[issue])
    if side.shares()[issue]:
        bends = [side.position(issue)] if side.even else [side.position(issue), *range(10, 100, 10)]
        named_points = {round(point, 1): "" for point in bends} | named_points
    at = sorted(named_points)
    worth = side.points(issue, at)
    return "; ".join(
        f"{f'{named_points[point]} ({tenths(point)})' if named_points[point] else tenths(point)}: **{points:.1f}**"
        for point, points in zip(at, worth, strict=True)
    )


def _score_of_persons(scenario: Scenario, issue: str, side: Reckoning) -> str:
    """All or nothing for an issue about persons: enough of it, and its worst end; nobody is counted."""
    position, worst, wants = side.position(issue), side.worst(issue), side.wants(issue)
    whole, nothing = side.points(issue, [position, worst[0]])
    onwards = "" if wants == "peak" or position in {0.0, 100.0} else f" or further {towards(scenario.issues[issue], wants)}"
    return (
        f"no points by number, since nobody is worth more or less than another: **{whole:.1f}** for {place(scenario, issue, position)}{onwards}, "
        f"**{nothing:.1f}** for {' or '.join(place(scenario, issue, end) for end in worst)}; what lies between is yours to judge"
    )


def worth_signing(side: Reckoning, act: str) -> Iterator[str]:
    """What a text has to add up to, and why; `act` is what the side does with one that reaches it."""
    now = side.asked()
    in_part = " Points of a later phase count only in part, since that phase has still to be agreed and kept." if side.later else ""
    yield f"Add up the points of a text.{in_part} {act} nothing that makes less than you need. How much that is depends on how likely you think it that all others keep the deal:\n"
    yield from _table_of_needs(side, now)
    yield f"\n- You begin with a chance of about {tenths(100 * side.chance)} in 100; whatever has happened or been promised before is counted."
    best, least, most = side.best(now), side.least_chance(), "The most that a text can make within your limits is"
    reached, _ = told_apart(best, now.needed, digits=1)
    if best >= now.needed:
        yield f"- {most} {reached}."
    elif least is None:
        yield f"- {most} {reached}. So no text is worth a yes now, whatever you think of the others."
    else:
        yield f"- {most} {reached}. So no text is worth a yes now; from a chance of {100 * least:.0f} in 100 on, the best would be."
    halves = side.halves()
    half = sum(now.counts[phase] * points for phase, points in halves.items())
    reckoned = " + ".join(f"{points:.1f}{f' x {now.counts[phase]:.3f}' if phase > 1 else ''}" for phase, points in halves.items())
    made, needed = told_apart(half, max(now.needed, 0.0), digits=1)
    makes = f"{reckoned} = {made}" if side.later else made
    needs = f"you need {needed}" if now.needed > 0.0 else "any text is"
    yield f"- For example: a text that gives you half of the points of every issue makes {makes}. That is {'enough' if half >= now.needed else 'not enough'}: {needs}."
    yield from _what_it_rests_on(side)
    yield f"- The row marked `now` is exact for a text that leaves none of the others worse off than going on, as you see it. Points are rounded to a tenth: within {side.margin(now):.1f} of what you need, either answer is right."


def _table_of_needs(side: Reckoning, now: Asked) -> Iterator[str]:
    columns = ["Chance that all others keep it", *(f"A point of phase {phase} counts" for phase in side.later), "You need"]
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    others = [side.asked(one) for one in _CHANCES if abs(one - now.chance) >= 0.005]  # else the two would read alike
    for asked in sorted([now, *others], key=lambda one: one.chance):
        needed = "any text is enough" if asked.needed <= 0.0 else f"{asked.needed:.1f}" if side.best(asked) >= asked.needed else "no text is enough"
        cells = [f"{tenths(100 * asked.chance)} in 100{' (now)' if asked is now else ''}", *(f"{asked.counts[phase]:.3f}" for phase in side.later), needed]
        yield f"| {' | '.join(f'**{cell}**' if asked is now else cell for cell in cells)} |"


def _what_it_rests_on(side: Reckoning) -> Iterator[str]:
    """What the need for points, much or little, rests on."""
    prospects = side.weighing.prospects
    left = [f"{100 * float(values[0]):.1f}" for values in prospects.betrayed]
    told = left[0] if len(set(left)) == 1 else listed(f"{worth} in phase {k}" for k, worth in enumerate(left, start=1))
    yield f"- What you need rests on this: going on without a deal is worth {100 * side.no_deal:.1f} to you. If you keep a deal and the others do not, you are left with {told}."
    for k, (agreed, without) in enumerate(zip(prospects.next_agreed, prospects.without_next, strict=True), start=1):
        yield f"- After phase {k} you think it {chance(float(agreed[0]))} that the next is agreed. If it is not, you are left with {100 * float(without[0]):.1f}."
    if payment := 100 * float(side.weighing.payment[0]):
        yield f"- What others give you for a deal is worth {payment:.1f}; that is counted in what you need."
    yield "- The chance rises with what makes you surer of the others: a promise that you believe, small steps that wait for each other, a word kept. It falls with a text that leaves another worse off than going on: that one has a reason to leave. Then read off another row."


def face(scenario: Scenario, side: Reckoning) -> Iterator[str]:
    """What a text costs at home that falls short of the last public demand, in points needed."""
    constants = scenario.constants
    if not constants.face_saving:
        return
    now = side.asked()
    more = 10.0 * constants.face_saving / now.chance
    relief = f" ({more * (1 - constants.mediator_relief):.1f} if a mediator wrote it)" if scenario.mediators and constants.mediator_relief else ""
    yield f"- Ask those at the table what they last asked for in public, and score that too. For every 10 points by which the text makes less than that on their sheet, you need {more:.1f} more{relief}."
