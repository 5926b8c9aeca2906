"""What the record says, as numbers: intervals in log-odds of the scale, by series and day, and answers to known texts."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .assumptions import Assumptions
from .records import Case, Placed, Statement

Array = NDArray[np.float64]
Index = NDArray[np.int64]

_FAR = 30.0  # log-odds that stand for "no bound"


@dataclass(frozen=True)
class Series:
    """A position that is followed in time: whose, on what, and whether it wants more (1) or less (-1)."""

    party: str
    issue: str
    direction: int


@dataclass(frozen=True)
class Evidence:
    """The observations of a case up to a day; a row is one coder's placement of one statement, or one term of an answered text.

    Statements (n,): `ids`, series `of`, `low` and `high` in log-odds, `weight`, knots before and after with the share `after` of the way,
    factor `noise`, share `bias` of the bias of demands, `commits`, `outlet`, `utterance` and `voice` (-1 where that one has one statement only).
    Answers (m,): `answer_ids`, `answer_of`, knots, `point` in log-odds, `acceptable` (1 where it could be signed, else -1), `answer_weight`.
    `mentions` (series,): in how many utterances the party itself spoke of the issue.
    """

    as_of: dt.date
    series: tuple[Series, ...]
    knots: int
    outlets: tuple[str, ...]
    utterances: int
    voices: int
    ids: tuple[str, ...]
    days: tuple[dt.date, ...]
    of: Index
    low: Array
    high: Array
    weight: Array
    knot: Index
    after: Array
    noise: Array
    bias: Array
    commits: Array
    outlet: Index
    utterance: Index
    voice: Index
    answer_ids: tuple[str, ...]
    answer_of: Index
    answer_knot: Index
    answer_after: Array
    point: Array
    acceptable: Array
    answer_weight: Array
    mentions: Array

    @property
    def directions(self) -> Array:
        """1 where a series wants more, -1 where less; (series,)."""
        return np.array([float(one.direction) for one in self.series])


def log_odds(point: float) -> float:
    """Log-odds of a point of the scale as a share of 100; the ends are far off, not infinite."""
    share = min(max(point / 100.0, 0.0), 1.0)
    if share in {0.0, 1.0}:
        return _FAR if share else -_FAR
    return math.log(share / (1.0 - share))


def interval(row: Placed, given: Assumptions) -> tuple[float, float] | None:
    """The interval of log-odds that a placement leaves: an anchor stands for half of the way to its neighbours, an end for itself and all beyond."""
    if row.span is None:
        return None
    low, high = (given.point_width if point % 25 == 0 else given.number_width for point in row.span)
    return log_odds(max(row.span[0] - low, 0.0)), log_odds(min(row.span[1] + high, 100.0))


def evidence(case: Case, as_of: dt.date, given: Assumptions, *, without: Collection[str] = ()) -> Evidence:
    """All that was reported up to `as_of`, but for sources `without` (ids or outlets); raises ValueError where nothing is left.

    Counted are placements of principals on negotiable issues. What an adversary says about a party says nothing of its position; it counts
    among what the adversary itself speaks of. A statement that repeats another counts once. Two codings of a statement share its weight.
    """
    outlets_of = {row.source_id: row.outlet for row in case.sources}
    left_out = {source for source, outlet in outlets_of.items() if source in without or outlet in without}
    series = _series(case)
    place = {(one.party, one.issue): k for k, one in enumerate(series)}
    known = [row for row in case.statements if row.date <= as_of and row.source_id not in left_out]
    counted = [row for row in known if _counts(row, {row.statement_id for row in known}) and (row.party, row.issue) in place]
    codings = _codings([row for row in counted if row.attribution != "adversary"], case, given)
    if not codings:
        raise ValueError(f"nothing in the record of {case.name} up to {as_of} places a principal on an issue")
    answers = _answers(case, as_of, left_out, place, given)
    first = min([*(row.event_date or row.date for row, _, _ in codings), *(day for _, _, day, _, _, _ in answers)])
    knots = max(-(-(as_of - first).days // given.days_a_knot), 1) + 1
    answered_at = [_knot(day, as_of, knots, given) for _, _, day, _, _, _ in answers]
    return Evidence(
        as_of=as_of,
        series=series,
        knots=knots,
        **_of_codings(codings, case, given, place, lambda day: _knot(day, as_of, knots, given)),
        answer_ids=tuple(name for name, *_ in answers),
        answer_of=np.array([of for _, of, *_ in answers], dtype=int),
        answer_knot=np.array([knot for knot, _ in answered_at], dtype=int),
        answer_after=np.array([after for _, after in answered_at], dtype=float),
        point=np.array([point for *_, point, _, _ in answers], dtype=float),
        acceptable=np.array([acceptable for *_, acceptable, _ in answers], dtype=float),
        answer_weight=np.array([weight for *_, weight in answers], dtype=float),
        mentions=_mentions(known, series),
    )


def _series(case: Case) -> tuple[Series, ...]:
    """Each principal on each negotiable issue that it is reported to pull."""
    return tuple(
        Series(party, issue, 1 if scale["wants"][party] == "more" else -1)
        for party in case.setting.principals
        for issue, scale in case.negotiable.items()
        if party in scale.get("wants", {})
    )


Coding = tuple[Statement, tuple[float, float], float]
"""A statement, the interval in which a coder put it, and its weight."""


def _codings(placed: Sequence[Statement], case: Case, given: Assumptions) -> list[Coding]:
    """The statements that a coder put in an interval that says something; several codings of one share its weight."""
    recoded: dict[str, list[Placed]] = {}
    for again in case.recodings:
        recoded.setdefault(again.statement_id, []).append(again)
    codings: list[Coding] = []
    for row in placed:
        versions: list[Placed] = [row, *recoded.get(row.statement_id, [])]
        for version in versions:
            span = interval(version, given) if getattr(version, "issue", row.issue) == row.issue else None
            if span is not None and span[1] - span[0] < 2 * _FAR:
                codings.append((row, span, 1.0 / len(versions)))
    return codings


def _of_codings(
    codings: Sequence[Coding],
    case: Case,
    given: Assumptions,
    place: Mapping[tuple[str, str], int],
    knot_of: Callable[[dt.date], tuple[int, float]],
) -> dict[str, Any]:
    """The fields of the evidence that are one a coding, arrays (codings,), and how many outlets, utterances and voices they share."""
    outlets_of = {row.source_id: row.outlet for row in case.sources}
    rows = [row for row, _, _ in codings]
    days = [row.event_date or row.date for row in rows]
    outlets = sorted({outlets_of[row.source_id] for row in rows})
    utterance, utterances = _shared(rows, lambda row: (row.source_id, row.speaker, str(row.event_date or row.date)))
    voice, voices = _shared(rows, lambda row: (row.party, row.issue, row.speaker))
    at = [knot_of(day) for day in days]
    return {
        "outlets": tuple(outlets),
        "utterances": utterances,
        "voices": voices,
        "ids": tuple(row.statement_id for row in rows),
        "days": tuple(days),
        "of": np.array([place[row.party, row.issue] for row in rows]),
        "low": np.array([span[0] for _, span, _ in codings]),
        "high": np.array([span[1] for _, span, _ in codings]),
        "weight": np.array([weight for _, _, weight in codings]),
        "knot": np.array([knot for knot, _ in at]),
        "after": np.array([after for _, after in at]),
        "noise": np.array([_noise(row, case, given) for row in rows]),
        "bias": np.array([_bias(row, given) for row in rows]),
        "commits": np.array([float(row.kind == "commitment") for row in rows]),
        "outlet": np.array([outlets.index(outlets_of[row.source_id]) for row in rows]),
        "utterance": utterance,
        "voice": voice,
    }


def _noise(row: Statement, case: Case, given: Assumptions) -> float:
    """By what factor a statement is noisier than one on the record from a reliable source."""
    reliability = given.of_reliability.get(row.reliability, 1.2)
    return given.of_attribution[row.attribution] * reliability * (given.of_dissent if _dissents(row, case) else 1.0)


def _dissents(row: Statement, case: Case) -> bool:
    """Whether a speaker is known to differ from the declared line of the own party."""
    return row.speaker in case.setting.dissent.get(row.party, ())


def _shared(rows: Sequence[Statement], key: Callable[[Statement], tuple[str, ...]]) -> tuple[Index, int]:
    """The number of what each row has in common with other statements, -1 where it stands alone; and how many such numbers there are."""
    counts = Counter(key(row) for row in {row.statement_id: row for row in rows}.values())
    number = {name: k for k, name in enumerate(sorted(name for name, count in counts.items() if count > 1))}
    return np.array([number.get(key(row), -1) for row in rows]), len(number)


def _counts(row: Statement, known: Collection[str]) -> bool:
    """Whether a row stands for itself: it repeats no other that is known."""
    return row.report_of is None or row.report_of not in known


def _bias(row: Statement, given: Assumptions) -> float:
    if row.kind in {"demand", "refusal", "threat", "accusation"}:
        return 1.0
    return given.bias_of_positions if row.kind in {"position", "assessment"} else 0.0


def _knot(day: dt.date, as_of: dt.date, knots: int, given: Assumptions) -> tuple[int, float]:
    """The knot at or before a day, and how far the day lies on the way to the next."""
    back = max((as_of - day).days, 0) / given.days_a_knot
    from_start = max(knots - 1 - back, 0.0)
    knot = min(int(from_start), knots - 2)
    return knot, from_start - knot


def _answers(
    case: Case, as_of: dt.date, left_out: Collection[str], place: dict[tuple[str, str], int], given: Assumptions
) -> list[tuple[str, int, dt.date, float, float, float]]:
    """What answers to known texts say of single terms: id, series, day, point of the text, whether it could be signed (1 or -1), weight.

    An acceptance says so of every term, a refusal or an amendment denies it of the issues that it names. Of a disputed answer both readings
    stand, which cancel. A text of one's own is one that could be signed.
    """
    found = []
    texts = {row.text_id: row for row in case.texts if row.date <= as_of}
    terms: dict[tuple[str, str], list[float]] = {}
    for term in case.terms:
        if term.span is not None and term.text_id in texts:
            ends = [log_odds(min(max(end, given.inside), 100.0 - given.inside)) for end in term.span]
            terms.setdefault((term.text_id, term.issue), []).append(sum(ends) / 2)
    points = {key: sum(values) / len(values) for key, values in terms.items()}
    for answer in case.answers:
        if answer.date > as_of or answer.text_id not in texts or answer.answer == "disputed" or set(answer.source_ids) <= set(left_out):
            continue
        weight = given.conditional_answer if answer.conditional == "yes" else 1.0
        for (text, issue), point in points.items():
            if text == answer.text_id and (answer.party, issue) in place and (answer.answer == "accepted" or issue in answer.over):
                sign = 1.0 if answer.answer == "accepted" else -1.0
                found.append((f"{text} answered by {answer.party}", place[answer.party, issue], answer.date, point, sign, weight))
    for (text, issue), point in points.items():
        known = texts[text]
        if len(known.author) == 1 and (known.author[0], issue) in place and not set(known.source_ids) <= set(left_out):
            found.append((f"{text} by {known.author[0]}", place[known.author[0], issue], known.date, point, 1.0, 1.0))
    return found


def _mentions(known: list[Statement], series: tuple[Series, ...]) -> Array:
    """In how many utterances each party itself spoke of each issue; what it said about an adversary's position is its own speech."""
    names = {one.party for one in series}
    spoken = set()
    for row in known:
        party = row.party if row.attribution != "adversary" else row.about_party
        if party in names and row.report_of is None and row.attribution in {"on_record", "paraphrase", "anonymous", "adversary"}:
            spoken.add((party, row.issue, row.source_id, row.speaker, row.event_date or row.date))
    counts = Counter((party, issue) for party, issue, *_ in spoken)
    return np.array([float(counts[one.party, one.issue]) for one in series])
