"""What came out of a run, in plain numbers: shares with their intervals, quantiles, who came and who refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from math import fsum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.explained import Explained, explained
from sim.analysis.intervals import Share, wilson
from sim.endings import CAUSES, ENDINGS, TOGETHER
from sim.reference.means import weighted_median
from sim.scenario.red_lines import lines_of
from sim.scenario.schema import Scenario
from sim.values import centre

if TYPE_CHECKING:
    from sim.ensemble.run import Run


@dataclass(frozen=True)
class Spread:
    """A tenth of the n values lie below p10, half below p50, nine tenths below p90; None where there are no values."""

    n: int
    p10: float | None
    p50: float | None
    p90: float | None


@dataclass(frozen=True)
class Attendance:
    """How a party took part in the sessions that were held, as shares of them; None where no session was held."""

    in_person: float | None
    channel: float | None
    absent: float | None


@dataclass(frozen=True)
class Concern:
    """Over which issue, and whom, a cause of no deal is about (in alphabetical order; a faction as PARTY.FACTION), and in what share of the histories."""

    issue: str
    whose: list[str]
    share: float


@dataclass(frozen=True)
class Cause:
    """A cause of no deal: its share of the histories without any deal, and whom it concerns in them, the commonest first."""

    share: float
    details: list[Concern]


@dataclass(frozen=True, repr=False)
class Summary:
    """The result of a run; mappings are keyed by the names of the file, in its order."""

    n: int
    endings: dict[str, Share]
    any_deal: Share
    escalation: Share
    deal_day: Spread
    signed: int
    """Texts signed by all whose signature a deal needs, over all histories."""
    stopped_at_home: int
    """Those that a faction then blocked."""
    terms: dict[str, Spread]
    weighted_mean: dict[str, float | None]
    weighted_median: dict[str, float | None]
    attendance: dict[str, Attendance]
    why_no_deal: dict[str, Cause]
    """{cause: share of the histories without any deal, and whom it concerns}, in the order of CAUSES; empty where every history has a deal."""
    last_refusal: dict[str, dict[str, float]]
    """{party: {issue: share of the histories without any deal}}; what is missing to 1: nobody refused."""
    explained: Explained | None = None
    """Which drawn numbers explain most of whether there is a deal; None for a run that kept no draws."""

    def __repr__(self) -> str:
        return f"<Summary: {self.n:,} histories, any deal in {self.any_deal.count:,}>"


def summarise(run: Run) -> Summary:
    """Boil the histories of a run down to the numbers that its tables and figures show."""
    column = run.histories
    return Summary(
        n=run.n,
        endings={ending: wilson(int((column["ending"] == ending).sum()), run.n) for ending in ENDINGS},
        any_deal=wilson(int(column["any_deal"].sum()), run.n),
        escalation=wilson(int(column["escalated"].sum()), run.n),
        deal_day=spread(column["deal_day"]),
        signed=int(column["signed"].sum()),
        stopped_at_home=int(column["stopped_at_home"].sum()),
        terms={issue: spread(column[f"term.{issue}"]) for issue in run.issues},
        weighted_mean={issue: stated_mean(run.scenario, issue) for issue in run.issues},
        weighted_median={issue: stated_median(run.scenario, issue) for issue in run.issues},
        attendance={party: _attendance(*(int(column[f"{how}.{party}"].sum()) for how in ("in_person", "channel", "absent"))) for party in run.parties},
        why_no_deal=_why_no_deal(run),
        last_refusal=_last_refusal(run),
        explained=None if run.draws is None else explained(run.draws, column["any_deal"].astype(bool)),
    )


def as_document(summary: Summary, run: Run, out: Path | str | None, elapsed_s: float) -> dict[str, Any]:
    """The summary as plain data for strict JSON (null where there is no number), the parties and issues by their names in the file."""
    whole = asdict(summary)
    as_of = run.scenario.as_of
    return {
        "schema": 1,
        "scenario": run.name,
        "title": run.scenario.title,
        "as_of": None if as_of is None else as_of.isoformat(),
        "histories": run.n,
        "seed": run.seed,
        "endings": whole["endings"],
        "any_deal": _without_count(whole["any_deal"]),
        "escalation": _without_count(whole["escalation"]),
        "deal_day": whole["deal_day"],
        "terms": whole["terms"],
        "weighted_mean": whole["weighted_mean"],
        "weighted_median": whole["weighted_median"],
        "attendance": whole["attendance"],
        "why_no_deal": whole["why_no_deal"],
        "last_refusal": whole["last_refusal"],
        "explained_by": None if summary.explained is None else _plain(summary.explained, run.scenario),
        "out": None if out is None else str(out),
        "elapsed_s": elapsed_s,
    }


def _plain(found: Explained, scenario: Scenario) -> dict[str, Any]:
    numbers = [{**asdict(one), "along": lines_of(scenario, one.path)} for one in found.numbers]
    return {"outcome": "any_deal", "drawn": found.drawn, "known": found.known, "numbers": numbers, "together": found.together, "settled": found.settled}


def spread(values: NDArray[Any]) -> Spread:
    """The 10, 50 and 90 % quantiles of those `values` (n,) that are numbers."""
    known = values[np.isfinite(values)]
    if known.size == 0:
        return Spread(0, None, None, None)
    p10, p50, p90 = (float(value) for value in np.quantile(known, (0.1, 0.5, 0.9)))
    return Spread(int(known.size), p10, p50, p90)


def stated_mean(scenario: Scenario, issue: str) -> float | None:
    """Where the stated positions x on an issue lie on average, `sum(c s x) / sum(c s)` with capability c and salience s as stated; None if all weights are 0.

    The baseline that a model of talks has to beat (Bueno de Mesquita & Stokman 1994). Of a spread counts its mean. Salience is not
    divided by what else a party cares about, so a party that cares much about much counts much.
    """
    weighed = _weighed(scenario, issue)
    # Sums that are rounded once, so that no version of Python adds up in another way.
    total = fsum(weight for _, weight in weighed)
    return fsum(position * weight for position, weight in weighed) / total if total > 0.0 else None


def stated_median(scenario: Scenario, issue: str) -> float | None:
    """The stated position on an issue with half of the weight, capability x salience, on either side; None if all weights are 0.

    The median voter of Black 1958 with the weights of Bueno de Mesquita & Stokman 1994. Where two positions halve the weights, their middle.
    """
    weighed = _weighed(scenario, issue)
    positions, weights = np.array([position for position, _ in weighed]), np.array([weight for _, weight in weighed])
    if not (weights > 0.0).any():
        return None
    return (float(weighted_median(positions, weights)) - float(weighted_median(-positions, weights))) / 2.0


def _weighed(scenario: Scenario, issue: str) -> list[tuple[float, float]]:
    """The stated position of each party on an issue, and its weight there."""
    stated = [(party.capability, party.stances[issue]) for party in scenario.parties.values() if issue in party.stances]
    return [(centre(stance.position), capability * centre(stance.salience)) for capability, stance in stated]


def _attendance(*counts: int) -> Attendance:
    held = sum(counts)
    return Attendance(*(count / held for count in counts)) if held else Attendance(None, None, None)


def _why_no_deal(run: Run) -> dict[str, Cause]:
    column = run.histories
    without = ~column["any_deal"].astype(bool)
    total = int(without.sum())
    found = Counter(zip(*(column[name][without].tolist() for name in ("why_no_deal", "why_issue", "why_whose")), strict=True))
    told: dict[str, Cause] = {}
    for cause in CAUSES if total else ():
        here = sorted(((count, issue, whose) for (kind, issue, whose), count in found.items() if kind == cause), key=lambda part: (-part[0], *part[1:]))
        details = [Concern(issue, whose.split(TOGETHER) if whose else [], count / total) for count, issue, whose in here if issue or whose]
        told[cause] = Cause(sum(count for count, _, _ in here) / total, details)
    return told


def _last_refusal(run: Run) -> dict[str, dict[str, float]]:
    column = run.histories
    without = ~column["any_deal"].astype(bool)
    total = int(without.sum())
    over = {issue: without & (column["refused_over"] == issue) for issue in (*run.issues, "")}
    counts = {party: {issue: int((over[issue] & (column["refused_last"] == party)).sum()) for issue in over} for party in run.parties}
    return {party: {issue: count / total for issue, count in of_party.items() if count} for party, of_party in counts.items()}


def _without_count(share: dict[str, float]) -> dict[str, float]:
    return {key: value for key, value in share.items() if key != "count"}
