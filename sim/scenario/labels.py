"""Labels that say the opposite of their scale."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .mistakes import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .schema import Scenario

_ABSENCE = frozenset({"free", "never", "no", "nobody", "none", "nothing", "without", "zero"})
"""Words with which the words of a point say that the thing in the label is not there."""
_TAKING_AWAY = frozenset(
    {"absence", "ban", "cut", "cuts", "departure", "end", "ending", "free", "freedom", "halt", "limit", "limits", "reduction", "removal", "withdrawal"}
)
"""Words with which a label names an absence itself, so that more of it is less of something else."""


def against_their_scales(scenario: Scenario) -> Iterator[Mistake]:
    """Labels that name a thing of which 100 is the absence and 0 is not, so that whoever wants more wants less of it.

    100 says so with its first word. Where the label itself names an absence ("Ban on nets"), only an end that says nothing else ("none") counts.
    """
    for name, issue in scenario.issues.items():
        bottom, top = (_words_of(issue.scale.get(end, "")) for end in (0.0, 100.0))
        if not bottom or not top or top[0] not in _ABSENCE or bottom[0] in _ABSENCE:
            continue
        if len(top) == 1 or not _TAKING_AWAY & {*_words_of(issue.label)}:
            yield Mistake(
                ("issues", name, "label"),
                f'runs against its scale: 100 is "{issue.scale[100.0]}", so that more of it is less of what the label names; '
                "let the label name what grows towards 100, or turn the scale round",
            )


def _words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
