"""What has to come out of talks that matter, beside what does: `make bands`; `--draw` only fills the page from what is kept."""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.explained import explained
from sim.arrays import Array, Mask
from sim.endings import ENDINGS
from sim.model import Journal, TalksModel, dissolve
from sim.model.why import red_lines
from sim.reference.bargain import Bargain, equal_gains
from sim.reference.frontier import Side
from sim.scenario import load
from sim.scenario.formats import NEWEST
from sim.scenario.naming import files
from sim.scenario.schema import Scenario

ROOT = Path(__file__).parents[2]
KEPT, PAGE = ROOT / "docs/data/aims.csv", ROOT / "docs/explanation/aims.md"
N, BLOCK, ROUNDS = 1000, 250, 4
ROOM = 0.05
"""Units of value from which a text counts as room for a deal, to each side."""
MATTER = ("doha-2024-08", "doha-2025-07", "one-mediator", "divided-island")
BY_A_DEADLINE = ("deadline", "camp-david-1978", "good-friday-1998")
ADDED = {"carrying_out": "keeping", "escalation": "violence"}
ALWAYS = ("reasons", "leaving", "deadlines")
DEADLINES = {"deadline": "2025-06-30"}
"""Of scenarios whose last day is a deadline by what they tell: its day, as long as the file does not name it."""


@dataclass(frozen=True)
class Aim:
    """A quantity: where it is measured, its bounds, what was found, and why it lies outside if it does."""

    what: str
    where: str
    low: float
    high: float
    found: float

    @property
    def met(self) -> bool:
        """Whether it lies within the bounds."""
        return bool(self.low <= self.found <= self.high)


def second(name: str, *changes: str) -> Scenario:
    """A scenario as the second model plays it: as shipped where the file is of that format, else with the format and its modules laid over."""
    shipped = load(name).scenario
    if shipped.format == NEWEST:
        return load(name, changes).scenario
    modules = dict.fromkeys([*shipped.modules, *(added for needs, added in ADDED.items() if needs in shipped.modules), *ALWAYS])
    over = [f"format={NEWEST}", f"modules=[{', '.join(modules)}]"]
    if shipped.calendar.deadline is None and name in DEADLINES:
        over.append(f"calendar.deadline={DEADLINES[name]}")
    return load(name, [*over, *changes]).scenario


@dataclass(frozen=True)
class Played:
    """What is looked at of histories, (R,) each: the room on the first day, whether and when a deal came and was signed, endings, repeats."""

    room: Array
    deal: Mask
    day: Array
    signed: Array
    ending: Array
    repeats: Array
    draws: Mapping[str, Any]
    days: int
    deadline: float
    cpu: float


def room_of(model: TalksModel) -> Array:
    """What the worse off of those who must sign could gain on the first day by the best text for it inside all red lines; (R,), below -1 where lines clash."""
    group = [model.party[name] for name in model.required] or model.parties
    lines = red_lines(model, group)
    open_issues = model.deal.under_negotiation
    lower = np.where(open_issues, np.stack([line[1] for line in lines]).max(axis=0), 0.0)
    upper = np.where(open_issues, np.stack([line[2] for line in lines]).min(axis=0), 100.0)
    beyond = (lower - upper).max(axis=0)
    text, best = np.stack([party.preference.position for party in group]).mean(axis=0), np.full(model.R, -1.0)
    for _ in range(ROUNDS):
        outlooks = [party.outlook() for party in group]
        worth = [one.worth_of_issues(text) for one in outlooks]
        sides = [Side(one.preference, constant - one.no_deal, shares) for one, (constant, shares) in zip(outlooks, worth, strict=True)]
        text = equal_gains(Bargain(sides, np.minimum(lower, upper), np.maximum(lower, upper)))
        best = np.maximum(best, np.stack([party.gain(text) for party in group]).min(axis=0))
    return np.where(beyond > 0.0, -1.0 - beyond / 100.0, best)


def play(scenario: Scenario, n: int, seed: int = 1) -> Played:
    """Play so many histories and look at them."""
    model = TalksModel(scenario, seed=seed, blocks=range(max(n // BLOCK, 1)))
    room, started, deadline = room_of(model), time.process_time(), float(model.deadline[0])
    tabled, count, repeats, most = model.table.package.copy(), model.table.count.copy(), np.zeros(model.R), np.zeros(model.R)
    signed, signatures = np.full(model.R, -1.0), model.tally.signatures.copy()
    while model.running:
        before, today = model.deal.first_day < 0, model.day
        model.step()
        signed = np.where(before & (model.tally.signatures > signatures), today, signed)
        signatures = model.tally.signatures.copy()
        fresh = model.table.count > count
        same = fresh & (np.abs(model.table.package - tabled).max(axis=0) < 1e-6) & (count > 0)
        repeats = np.where(same, repeats + 1, np.where(fresh, 0, repeats))
        most, count = np.maximum(most, repeats), model.table.count.copy()
        tabled = np.where(fresh, model.table.package, tabled)
    spent, day = time.process_time() - started, model.deal.first_day.astype(float)
    found = Played(room, day >= 0, day, signed, model.endings(), most + 1, dict(model.streams.drawn), model.days, deadline, spent)
    dissolve(model)
    return found


def area(score: Array, deal: Mask) -> float:
    """How well a number foretells deals: the chance that it is higher in a history with a deal than in one without (AUC)."""
    with_deal, without = score[deal], score[~deal]
    higher = (with_deal[:, None] > without[None, :]).mean() + 0.5 * (with_deal[:, None] == without[None, :]).mean()
    return float(higher)


def pressed_at_a_line(name: str) -> tuple[int, int]:
    """How often a party was pressed whose last no was over a red line, and how often in all, in 250 histories."""
    journal = Journal(BLOCK)
    model = TalksModel(second(name), seed=1, blocks=range(1), journal=journal)
    while model.running:
        model.step()
    dissolve(model)
    at_line = pressed = 0
    for entries in journal.entries.values():
        crossed = dict[str, bool]()
        for entry in entries:
            if entry.kind == "refused":
                crossed[entry.who] = bool(entry.facts["crossed"])
            elif entry.kind == "pressure" and entry.facts["to"] in crossed:
                pressed, at_line = pressed + 1, at_line + crossed[entry.facts["to"]]
    return at_line, pressed


def variants(name: str) -> list[str]:
    """The variants of a scenario that are shipped beside it."""
    return sorted(found for _, found, _ in files() if f"/{name}/" in f"/{found}")


def share(mask: Array) -> float:
    """The share of histories in which something holds."""
    return float(np.mean(mask))


def aims(n: int) -> Iterator[Aim]:
    """Everything that is asked, in the order of the page."""
    shipped: Callable[[str], Played] = cache(lambda name: play(second(name), n))
    for name in MATTER:
        found = shipped(name)
        yield Aim("how well the room on the first day foretells deals (AUC)", name, 0.75, 0.92, area(found.room, found.deal))
    doha = shipped("doha-2024-08")
    largest = max((one.share for one in explained(doha.draws, doha.deal).numbers), default=0.0)
    yield Aim("largest share of the variance of any_deal that one number explains", "doha-2024-08", 0.0, 1 / 3, largest)
    for name in MATTER:
        found = shipped(name)
        yield Aim("no deal although there was room", name, 0.08, 0.30, share(~found.deal[found.room > ROOM]))
    for name in BY_A_DEADLINE:
        found = shipped(name)
        if np.isfinite(found.deadline):
            late = (found.signed >= 0.9 * found.deadline) & (found.signed <= found.deadline)
            yield Aim("share of deals signed in the last tenth before the deadline", name, 0.25, 1.0, share(late[found.deal]))
    for name in ("doha-2024-08", "one-mediator", "deadline"):
        often = play(second(name, f"calendar.sessions=every {max(load(name).scenario.calendar.sessions.every // 2, 1)} days"), n)
        yield Aim("sessions twice as often move deals by", name, -0.1, 0.1, share(often.deal) - share(shipped(name).deal))
    twice = play(second("doha-2024-08", "calendar.end=2025-05-17"), n)
    middle = [float(np.median(found.day[found.deal])) for found in (doha, twice)]
    yield Aim("doubling the calendar moves the median day of a deal by the share", "doha-2024-08", -0.2, 0.2, middle[1] / middle[0] - 1.0)
    for name in MATTER:
        yield Aim("breakdown", name, 0.05, 0.45, share(shipped(name).ending == ENDINGS.index("breakdown")))
    for name in MATTER:
        yield Aim("histories that table one text ten times or more", name, 0.0, 0.05, share(shipped(name).repeats >= 10))
    for name in ("doha-2024-08", "doha-2025-07"):
        at_line, pressed = pressed_at_a_line(name)
        yield Aim("pressure on a party whose last no was over a line", name, 0.0, 0.25, at_line / max(pressed, 1))
    moved = [abs(share(play(second(one), n).deal) - share(doha.deal)) for one in variants("doha-2024-08")]
    yield Aim("variants that move any_deal by 4 points or more", "doha-2024-08", 8, len(moved), sum(step >= 0.04 for step in moved))
    yield Aim("CPU time of the days, against the first model", "doha-2024-08", 0.0, 1.3, _cost(n))


def _cost(n: int) -> float:
    """How much longer the days of Doha take than those of the first model, the least of three rounds each."""
    first = load("doha-2024-08").scenario
    rounds = [(play(second("doha-2024-08"), n).cpu, play(first, n).cpu) for _ in range(3)]
    return min(new for new, _ in rounds) / min(old for _, old in rounds)


def table(rows: Sequence[Mapping[str, str]]) -> str:
    """The table of the page."""
    lines = ["| what | where | aim | found | |", "| --- | --- | --- | --- | --- |"]
    for row in rows:
        low, high, found = (float(row[name]) for name in ("low", "high", "found"))
        lines.append(f"| {row['what']} | `{row['where']}` | {low:.2g} to {high:.2g} | {found:.2f} | {'met' if low <= found <= high else '**missed**'} |")
    return "\n".join(lines)


def filled(page: str) -> str:
    """The page with its table made anew from what is kept."""
    with KEPT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    before, mark, rest = page.partition("<!-- generated: aims -->\n")
    return f"{before}{mark}{table(rows)}\n{rest[rest.index('<!-- end -->') :]}"


def main(words: Sequence[str]) -> None:
    """Measure, keep and fill; with `--draw` only fill."""
    if "--draw" not in words:
        rows = []
        for aim in aims(N):
            rows.append({"what": aim.what, "where": aim.where, "low": aim.low, "high": aim.high, "found": round(aim.found, 4)})
            print(f"{'met   ' if aim.met else 'missed'} {aim.found:7.3f} ({aim.low:.2f} to {aim.high:.2f})  {aim.what}: {aim.where}", flush=True)
        with KEPT.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
