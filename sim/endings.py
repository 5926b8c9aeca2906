"""The ways in which talks end, and why they come to nothing: all that is said of each, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

EndingName = Literal["agreement", "partial", "broken", "stalemate", "breakdown"]
"""The names of the endings as files may give them."""


@dataclass(frozen=True)
class Ending:
    """A way in which talks end: its name, its words, when it is asked for, its look.

    `phrase` follows `ends in`; `means` is short, `told_before` says the same to people who are to predict, `told_after` opens the end of a story.
    The ending whose `asked` is smallest comes first, the last is what remains. Colours are names of the palette of figures; no two endings
    look alike in grey.
    """

    name: EndingName
    label: str
    phrase: str
    means: str
    told_before: str
    told_after: str
    asked: int
    colour: str
    hatch: str
    marker: str
    dashes: tuple[float, ...] = ()
    line_colour: str = ""
    """The colour of a line where that of an area would be too pale; else the same."""


ENDING: dict[str, Ending] = {
    one.name: one
    for one in (
        Ending(
            "agreement",
            label="agreement",
            phrase="agreement",
            means="every phase is agreed and the current one stands",
            told_before="every phase of the deal is agreed, and the current one stands",
            told_after="an agreement: every phase is agreed, and the deal stands",
            asked=1,
            colour="blue",
            hatch="",
            marker="s",
        ),
        Ending(
            "partial",
            label="partial deal",
            phrase="a partial deal",
            means="another deal stands",
            told_before="a deal stands, but not every phase of it is agreed",
            told_after="a partial deal: one stands, but not every phase is agreed",
            asked=2,
            colour="sky",
            hatch="//",
            marker="D",
            dashes=(5, 1.5),
        ),
        Ending(
            "broken",
            label="broken deal",
            phrase="a broken deal",
            means="the last deal in force was broken or lapsed",
            told_before="the last deal in force was broken or lapsed",
            told_after="a broken deal: the last one that came into force was left or lapsed",
            asked=3,
            colour="orange",
            hatch="xx",
            marker="X",
            dashes=(1.2, 1.2),
        ),
        Ending(
            "stalemate",
            label="stalemate",
            phrase="stalemate",
            means="talks go on, no deal in force",
            told_before="the talks go on to the last day, and no deal is in force",
            told_after="a stalemate: the talks went on to the last day, and no deal came into force",
            asked=5,
            colour="purple",
            hatch="",
            marker="v",
            dashes=(6, 1.5, 1.2, 1.5),
        ),
        Ending(
            "breakdown",
            label="breakdown",
            phrase="breakdown",
            means="talks over, no deal in force",
            told_before="somebody without whom there is no deal has left or stays away, and no deal is in force",
            told_after="a breakdown: the talks were over, and no deal had come into force",
            asked=4,
            colour="light grey",
            hatch="..",
            marker="P",
            dashes=(3, 1, 1, 1),
            line_colour="grey",
        ),
    )
}
"""The five endings in the order in which they are always shown."""

ENDINGS = get_args(EndingName)
"""Their names, in that order."""

PRECEDENCE = tuple(sorted(ENDINGS, key=lambda name: ENDING[name].asked))
"""Their names in the order in which they are asked for: the first that holds is the ending, the last is left where none does."""

OUTCOMES = ("any_deal", *ENDINGS)
"""What a share can be asked of: that a deal came into force at any time, or an ending."""


@dataclass(frozen=True)
class Cause:
    """Why no deal came into force: its name, a label, what it says of a history, and of whom.

    `whose` says who is concerned by it, `before` stands before their names; both are empty where nobody is named. `room`: whether there was a
    text that could have been signed. `at_home`: whether it takes somebody at home who can stop a text.
    """

    name: str
    label: str
    means: str
    room: bool
    whose: str = ""
    before: str = ""
    at_home: bool = False


CAUSE: dict[str, Cause] = {
    one.name: one
    for one in (
        Cause(
            "lines",
            label="red lines leave no text",
            means="on some issue no point lies inside all red lines",
            room=False,
            whose="whose red lines clash",
            before="the lines of",
        ),
        Cause(
            "home",
            label="stopped at home",
            means="the last signed text was stopped by a faction, or as a government fell",
            room=True,
            whose="who stopped the text",
            before="by",
            at_home=True,
        ),
        Cause(
            "late",
            label="signed too late to be ratified",
            means="a text was signed, and the time ran out before it was ratified",
            room=True,
            at_home=True,
        ),
        Cause(
            "prices",
            label="no text worth it to all",
            means="no text is worth as much as no deal to all, even if it is sure to be kept",
            room=False,
        ),
        Cause(
            "doubt",
            label="doubt eats what a text is worth",
            means="a text would be worth it to all if it were sure to be kept, but none is with their doubts",
            room=False,
            whose="whose doubts",
            before="doubts of",
        ),
        Cause(
            "nobody",
            label="not all ever answered a text",
            means="there is a text worth it to all, but not all who must sign ever answered one",
            room=True,
            whose="who never answered",
            before="never answered:",
        ),
        Cause(
            "ended",
            label="room for a deal, but the talks ended",
            means="there is a text worth it to all, and the talks were over before it was found",
            room=True,
            whose="who left",
            before="left:",
        ),
        Cause(
            "bluff",
            label="held apart by lines that were prices",
            means="there is a text worth it to all, but only beyond lines that were prices, not limits, and none was given up",
            room=True,
            whose="who held to such a line",
            before="the lines of",
        ),
        Cause(
            "held_out",
            label="room for a deal, but held out to the end",
            means="there is a text worth it to all, and some held out for more to the end",
            room=True,
        ),
    )
}
"""The causes of no deal in the order in which they are asked: the first that holds is the cause, the last is left where none does."""

CAUSES = tuple(CAUSE)
"""Their names, in that order."""

TOGETHER = " + "
"""What stands between the names of those whom a cause concerns."""

REASONS = ("line", "price", "doubt", "holding_out", "nobody")
"""Why a text is not accepted: it crosses a red line; it is not worth no deal even if kept; it is, but not with doubts that it is kept; it is
worth signing, but less than is held out for; or nobody could be reached who answers."""
TOLD = 4
"""How many of these a refusal can have: all but the last."""
