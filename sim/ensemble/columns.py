"""What the columns of a table of histories mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.endings import CAUSE, ENDING, TOGETHER
from sim.scenario.isolates import isolated

LINE_OF_ITS_OWN, LINE_AT_HOME = 1, 2
"""Bits of `watched_crossed`: whose red line a text is beyond, a party's own, or that of a faction of it which decides on what it signs."""


_CONCERNED = ", ".join(cause.whose for cause in CAUSE.values() if cause.whose)


def occurs(rows: Mapping[str, NDArray[Any]], outcome: str) -> NDArray[Any]:
    """Where one of OUTCOMES came about, as flags (n,), in rows of n histories."""
    return rows["any_deal"] if outcome == "any_deal" else rows["ending"] == outcome


def output(rows: Mapping[str, NDArray[Any]], name: str) -> NDArray[np.float64]:
    """An output in each history, (n,); nan where it has none."""
    column, _, word = name.partition("=")
    return np.asarray(rows[column] == word if word else rows[column], dtype=float)


def as_words(values: NDArray[Any]) -> NDArray[np.object_]:
    """Words (n,) as references to one copy of each, as rows hold them: a million rows then take eight megabytes a column."""
    different, place = np.unique(values, return_inverse=True)
    return np.asarray(different.astype(object)[place])


def draws_dictionary(paths: Iterable[str]) -> dict[str, str]:
    """What each column of a table of draws means: path of a setting -> words."""
    return dict.fromkeys(paths, "in draws.csv: what the history drew from this spread, before positions are kept on the scale and weights from 0 up")


def column_dictionary(parties: dict[str, str], issues: dict[str, str]) -> dict[str, str]:
    """What each column of a row means: column name -> words; `parties` and `issues` map names to labels."""
    words = {
        "history": "number of the history, from 0",
        "ending": f"how it ended: {', '.join([*ENDING][:-1])} or {[*ENDING][-1]}",
        "any_deal": "1 if a deal came into force at any time",
        "deal_day": "day of the first entry into force, counted from the start (0); empty if none",
        "ended_day": "day the last deal broke or lapsed (ending broken) or from which the talks were over (breakdown)",
        "deals": "number of deals that came into force",
        "broken_by": "who left the last deal (ending broken), or lapsed",
        "escalated": "1 if escalation crossed the scenario's threshold",
        "escalation_peak": "highest escalation, 0 to 1",
        "sessions": "sessions held",
        "texts": "texts tabled",
        "signed": "texts signed by all whose signature a deal needs",
        "stopped_at_home": "signed texts that a faction then blocked",
        "why_no_deal": f"why no deal came into force, the first that holds: {'; '.join(f'{name} ({cause.means})' for name, cause in CAUSE.items())}",
        "why_issue": "the issue in question: where red lines clash, that on which they lie furthest apart; else empty",
        "why_whose": f"whom that concerns: {_CONCERNED}, in alphabetical order with '{TOGETHER.strip()}' between them; PARTY.FACTION is a faction",
        "refused_last": "the party that refused last, its factions included",
        "refused_over": "the issue it named",
        "side_deals": "side deals between a mediator and one party",
    }
    for name, label in _apart(parties):
        words |= {
            f"in_person.{name}": f"held sessions to which {label} came",
            f"channel.{name}": f"held sessions at which {label} was reached through a channel",
            f"absent.{name}": f"held sessions from which {label} stayed away",
            f"gain.{name}": f"what the last signed text was worth to {label} at signature, less no deal, by its own lights; empty if it signed none",
            f"falls.{name}": f"times the government of {label} fell",
        }
    return words | {
        f"term.{name}": f"terms on {label} in the last deal that came into force, 0 to 100; empty where it settled none" for name, label in _apart(issues)
    }


def _apart(labels: dict[str, str]) -> list[tuple[str, str]]:
    """Names with their labels as they stand in a sentence."""
    return [(name, isolated(label)) for name, label in labels.items()]
