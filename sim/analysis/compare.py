"""How runs differ from the first of them, history by history where they share their luck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from sim.endings import ENDINGS
from sim.ensemble.run import Run
from sim.scenario.differences import Change, differences
from sim.scenario.schema import Scenario
from sim.scenario.streams import stream_id

from .beyond_noise import METHOD, beyond_noise, rows_looked_at
from .intervals import Difference, means_apart, means_paired, shares_apart, shares_of_apart, shares_of_paired, shares_paired

_TELLING = 3  # histories that are named as examples of what flipped


@dataclass(frozen=True)
class Flip:
    """A history that ends in another way under the same luck, and how many do just so."""

    history: int
    before: str
    after: str
    alike: int


@dataclass(frozen=True)
class Variant:
    """What a run has that the baseline has not: its settings, and what came of them.

    `unpaired` says why its histories cannot be laid beside those of the baseline one by one; then `flipped` is None and `flips` empty.
    `attendance` is, for each party, the share of the sessions held to which it came in person. `beyond` names the rows that stand beyond noise
    when allowance is made for all rows of the comparison that have an interval, of which there are `looked_at`.
    """

    name: str
    run: Run
    changed: list[Change]
    unpaired: str | None
    endings: dict[str, Difference]
    any_deal: Difference
    deal_day: Difference
    terms: dict[str, Difference]
    attendance: dict[str, Difference]
    flipped: float | None
    flips: list[Flip]
    beyond: frozenset[str] = frozenset()
    looked_at: int = 0

    def rows(self) -> dict[str, Difference]:
        """Everything that is compared, under the names that outputs have elsewhere."""
        return {
            **{f"ending={ending}": found for ending, found in self.endings.items()},
            "any_deal": self.any_deal,
            "deal_day": self.deal_day,
            **{f"term.{issue}": found for issue, found in self.terms.items()},
            **{f"in_person.{party}": found for party, found in self.attendance.items()},
        }


@dataclass(frozen=True)
class Comparison:
    """Some runs beside the first."""

    baseline: Run
    variants: list[Variant]

    @property
    def paired(self) -> bool:
        """Whether every variant shares the luck of the baseline."""
        return all(variant.unpaired is None for variant in self.variants)


def compare(baseline: Run, others: Sequence[Run], names: Sequence[str] | None = None) -> Comparison:
    """Lay `others` beside `baseline`, under `names` of their own if theirs are not to be used."""
    called = [run.name for run in others] if names is None else names
    variants = [_beside(baseline, run, name) for run, name in zip(others, called, strict=True)]
    rows = [found for variant in variants for found in variant.rows().values()]
    named, looked_at = iter(beyond_noise(rows)), rows_looked_at(rows)
    return Comparison(
        baseline, [replace(variant, beyond=frozenset([row for row in variant.rows() if next(named)]), looked_at=looked_at) for variant in variants]
    )


def _beside(baseline: Run, run: Run, name: str) -> Variant:
    unpaired = why_unpaired(baseline, run)
    shares, means, shares_of = (shares_paired, means_paired, shares_of_paired) if unpaired is None else (shares_apart, means_apart, shares_of_apart)
    one, other = baseline.histories, run.histories
    flips = _flips(one["ending"], other["ending"]) if unpaired is None else []
    return Variant(
        name,
        run,
        differences(baseline.scenario, run.scenario),
        unpaired,
        {ending: shares(one["ending"] == ending, other["ending"] == ending) for ending in ENDINGS},
        shares(one["any_deal"], other["any_deal"]),
        means(one["deal_day"], other["deal_day"]),
        {issue: means(one[f"term.{issue}"], other[f"term.{issue}"]) for issue in comparable(baseline.scenario, run.scenario)},
        {
            party: shares_of((one[f"in_person.{party}"], one["sessions"]), (other[f"in_person.{party}"], other["sessions"]))
            for party in sorted(baseline.scenario.parties)
            if party in run.scenario.parties
        },
        float((one["ending"] != other["ending"]).mean()) if unpaired is None else None,
        flips,
    )


def why_unpaired(baseline: Run, run: Run) -> str | None:
    """Why the histories of two runs do not share their luck, in words; None if they do."""
    if baseline.seed != run.seed:
        return f"their seeds differ ({baseline.seed} and {run.seed})"
    if baseline.n != run.n:
        return f"they have {baseline.n:,} and {run.n:,} histories"
    return unlike_streams(baseline.scenario, run.scenario)


def comparable(one: Scenario, other: Scenario) -> list[str]:
    """The issues that two scenarios share, on the same scale, in the order of the first."""
    return [issue for issue, about in one.issues.items() if issue in other.issues and other.issues[issue].scale == about.scale]


def unlike_streams(one: Scenario, other: Scenario) -> str | None:
    """Why histories of two scenarios do not share their luck, with all else alike, in words; None if they do. Luck goes by names, and by days."""
    first, second = one.calendar, other.calendar
    if (first.start, first.end) != (second.start, second.end):
        return f"their calendars differ ({first.start} to {first.end}, and {second.start} to {second.end})"
    for kind, here, there in (("party", one.parties, other.parties), ("issue", one.issues, other.issues)):
        names = [{stream_id(name, agent) for name, agent in agents.items()} for agents in (here, there)]
        if not names[0] & names[1]:
            return f"they have no {kind} in common, and luck goes by names (luck_id keeps it where something is renamed)"
    return None


def _flips(before: Any, after: Any) -> list[Flip]:
    """The first history of each of the commonest ways to flip, then more of the commonest."""
    flipped = np.flatnonzero(before != after)
    ways = Counter(zip(before[flipped].tolist(), after[flipped].tolist(), strict=True))
    found: list[tuple[int, int, int]] = []
    seen: Counter[tuple[str, str]] = Counter()
    for history in flipped.tolist():
        way = (str(before[history]), str(after[history]))
        found.append((seen[way], -ways[way], history))
        seen[way] += 1
    return [
        Flip(history, str(before[history]), str(after[history]), -alike)
        for _, alike, history in sorted(sorted(found)[:_TELLING], key=lambda entry: (entry[1], entry[2]))
    ]


def as_document(comparison: Comparison, out: str | None) -> dict[str, Any]:
    """The comparison as plain data for strict JSON, with null where there is no number."""
    return {
        "schema": 1,
        "baseline": comparison.baseline.name,
        "paired": comparison.paired,
        "histories": comparison.baseline.n,
        "seed": comparison.baseline.seed,
        "rows_looked_at": max((variant.looked_at for variant in comparison.variants), default=0),
        "beyond_noise_by": METHOD,
        "variants": [_variant(variant) for variant in comparison.variants],
        "out": out,
    }


def _variant(variant: Variant) -> dict[str, Any]:
    return {
        "name": variant.name,
        "changed": [{"path": change.path, "from": change.before, "to": change.after} for change in variant.changed],
        "unpaired": variant.unpaired,
        "endings": {ending: asdict(found) for ending, found in variant.endings.items()},
        "any_deal": asdict(variant.any_deal),
        "deal_day": asdict(variant.deal_day),
        "terms": {issue: asdict(found) for issue, found in variant.terms.items()},
        "attendance_in_person": {party: asdict(found) for party, found in variant.attendance.items()},
        "beyond_noise": [row for row in variant.rows() if row in variant.beyond],
        "flipped": variant.flipped,
        "flips": [asdict(flip) for flip in variant.flips],
    }
