"""The columns of a table of histories: all that is said of each, once; dictionary, formats, types, pages and comparisons are made from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .endings import CAUSE, CAUSES, ENDING, ENDINGS, TOGETHER

Kind = Literal["word", "flag", "count", "number"]
"""A word (object), a flag (bool), a whole number (int32), a number that may be missing (float32)."""

DTYPES: dict[Kind, str] = {"word": "object", "flag": "bool", "count": "int32", "number": "float32"}


@dataclass(frozen=True)
class Column:
    """A column, or with `of` a family of columns, one for each party or issue, called NAME.PARTY or NAME.ISSUE.

    `meaning` says what it holds, with `{label}` for the party or issue; `unit` in what. `read` gives its values (R,) from a batch that has run
    (`sim.ensemble.ended.Ended`), and of a family from that and the name of the party or issue. `words` gives from the names of parties and
    issues the words that are compared, one by one, in a column of words.
    """

    name: str
    kind: Kind
    unit: str
    meaning: str
    read: Callable[..., Any]
    of: Literal["", "party", "issue"] = ""
    words: Callable[[Sequence[str], Sequence[str]], Sequence[str]] | None = None

    @property
    def dtype(self) -> str:
        """The type of its values in memory, by NumPy's name."""
        return DTYPES[self.kind]


HISTORY = Column("history", "count", "number", "number of the history, from 0", read=lambda end: range(end.model.R))
"""The first column of every table; counted over all batches, so that no batch has it."""

_ENDINGS = f"{', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}"
_CAUSES = "; ".join(f"{name} ({cause.means})" for name, cause in CAUSE.items())
_WHOSE = ", ".join(cause.whose for cause in CAUSE.values() if cause.whose)

_ONCE = (
    Column(
        "ending", "word", "word", f"how it ended: {_ENDINGS}", read=lambda end: end.as_words(ENDINGS, end.ending), words=lambda _parties, _issues: list(ENDING)
    ),
    Column("any_deal", "flag", "0 or 1", "1 if a deal came into force at any time", read=lambda end: end.deal.first_day >= 0),
    Column(
        "deal_day",
        "number",
        "day",
        "day of the first entry into force, counted from the start (0); empty if none",
        read=lambda end: end.days(end.deal.first_day),
    ),
    Column(
        "ended_day",
        "number",
        "day",
        "day the last deal broke or lapsed (ending broken) or from which the talks were over (breakdown)",
        read=lambda end: end.days(end.ended_on),
    ),
    Column("deals", "count", "deals", "number of deals that came into force", read=lambda end: end.deal.count),
    Column(
        "broken_by",
        "word",
        "party",
        "who left the last deal (ending broken), or lapsed",
        read=lambda end: end.as_words([*end.parties, "lapsed"], end.broken_by),
        words=lambda parties, _issues: [*parties, "lapsed"],
    ),
    Column("escalated", "flag", "0 or 1", "1 if escalation crossed the scenario's threshold", read=lambda end: end.escalated),
    Column("escalation_peak", "number", "0 to 1", "highest escalation, 0 to 1", read=lambda end: end.model.tally.escalation_peak),
    Column("sessions", "count", "sessions", "sessions held", read=lambda end: end.model.sessions.held),
    Column("texts", "count", "texts", "texts tabled", read=lambda end: end.model.table.count),
    Column("signed", "count", "texts", "texts signed by all whose signature a deal needs", read=lambda end: end.model.tally.signatures),
    Column("stopped_at_home", "count", "texts", "signed texts that a faction then blocked", read=lambda end: end.model.tally.stopped_at_home),
    Column(
        "why_no_deal",
        "word",
        "word",
        f"why no deal came into force, the first that holds: {_CAUSES}",
        read=lambda end: end.as_words(CAUSES, end.why.cause),
        words=lambda _parties, _issues: CAUSES,
    ),
    Column(
        "why_issue",
        "word",
        "issue",
        "the issue in question: where red lines clash, that on which they lie furthest apart; else empty",
        read=lambda end: end.as_words(end.issues, end.why.issue),
    ),
    Column(
        "why_whose",
        "word",
        "names",
        f"whom that concerns: {_WHOSE}, in alphabetical order with '{TOGETHER.strip()}' between them; PARTY.FACTION is a faction",
        read=lambda end: end.why.whose,
    ),
    Column(
        "refused_last",
        "word",
        "party",
        "the party that refused last, its factions included",
        read=lambda end: end.as_words(end.parties, end.model.refusals.by),
        words=lambda parties, _issues: parties,
    ),
    Column(
        "refused_over",
        "word",
        "issue",
        "the issue it named",
        read=lambda end: end.as_words(end.issues, end.model.refusals.over),
        words=lambda _parties, issues: issues,
    ),
    Column("side_deals", "count", "deals", "side deals between a mediator and one party", read=lambda end: end.side_deals),
)

_OF_PARTIES = (
    Column("in_person", "count", "sessions", "held sessions to which {label} came", read=lambda end, party: end.model.tally.sat[party][2], of="party"),
    Column(
        "channel",
        "count",
        "sessions",
        "held sessions at which {label} was reached through a channel",
        read=lambda end, party: end.model.tally.sat[party][1],
        of="party",
    ),
    Column("absent", "count", "sessions", "held sessions from which {label} stayed away", read=lambda end, party: end.model.tally.sat[party][0], of="party"),
    Column(
        "gain",
        "number",
        "value, at most 1",
        "what the last signed text was worth to {label} at signature, less no deal, by its own lights; empty if it signed none",
        read=lambda end, party: end.model.tally.gain_at_signature[party],
        of="party",
    ),
    Column("falls", "count", "times", "times the government of {label} fell", read=lambda end, party: end.model.tally.falls[party], of="party"),
)

_OF_ISSUES = (
    Column(
        "term",
        "number",
        "points of the scale",
        "terms on {label} in the last deal that came into force, 0 to 100; empty where it settled none",
        read=lambda end, issue: end.deal.terms[end.issues.index(issue)],
        of="issue",
    ),
)

COLUMNS: dict[str, Column] = {one.name: one for one in (*_ONCE, *_OF_PARTIES, *_OF_ISSUES)}
"""Every column of a batch, and every family of columns, by name."""


def laid_out(parties: Sequence[str], issues: Sequence[str], more: Sequence[Column] = ()) -> dict[str, tuple[Column, str]]:
    """The columns of a batch in their order: name -> its record and the party or issue that it is about, or "".

    After the columns that are there once come all of each party, then all of each issue; those that modules bring along, `more`, stand last in each.
    """
    names = {"": [""], "party": parties, "issue": issues}
    return {f"{one.name}.{name}" if name else one.name: (one, name) for family in _families(more) for name in names[family[0].of] for one in family}


def _families(more: Sequence[Column]) -> list[tuple[Column, ...]]:
    return [(*family, *(one for one in more if one.of == family[0].of)) for family in (_ONCE, _OF_PARTIES, _OF_ISSUES)]


def column_of(name: str) -> Column | None:
    """The record of a column by its name in a table; None where there is none."""
    head, _, about = name.partition(".")
    found = HISTORY if head == HISTORY.name else COLUMNS.get(head)
    return found if found is not None and bool(found.of) == bool(about) else None


def compared(parties: Sequence[str], issues: Sequence[str], more: Sequence[Column] = ()) -> list[str]:
    """Names of the outputs that are compared: columns, and `column=word` where a column holds words."""
    names, (once, *families) = {"party": parties, "issue": issues}, _families(more)
    counted = [f"{one.name}={word}" for one in once if one.words is not None for word in one.words(parties, issues)]
    numbers = [one.name for one in once if one.kind != "word"]
    return [*counted, *numbers, *(f"{one.name}.{name}" for family in families for one in family for name in names[one.of])]
