"""What the columns of a table of histories mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.columns import HISTORY, laid_out
from sim.modules.registry import own_columns
from sim.scenario.isolates import isolated

LINE_OF_ITS_OWN, LINE_AT_HOME = 1, 2
"""Bits of `watched_crossed`: whose red line a text is beyond, a party's own, or that of a faction of it which decides on what it signs."""


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


def column_dictionary(parties: dict[str, str], issues: dict[str, str], modules: Sequence[str] = ()) -> dict[str, str]:
    """What each column of a row means: column name -> words; `parties` and `issues` map names to labels, `modules` are those that are on."""
    labels = {"party": dict(_apart(parties)), "issue": dict(_apart(issues))}
    words = {HISTORY.name: HISTORY.meaning}
    for name, (one, about) in laid_out(list(parties), list(issues), own_columns(modules)).items():
        words[name] = one.meaning.format(label=labels[one.of][about]) if one.of else one.meaning
    return words


def _apart(labels: dict[str, str]) -> list[tuple[str, str]]:
    """Names with their labels as they stand in a sentence."""
    return [(name, isolated(label)) for name, label in labels.items()]
