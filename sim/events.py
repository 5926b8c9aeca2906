"""What can happen in a history: all that is said of each kind of happening, once; journal, figures and stories are made from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """How happenings are marked in figures: a bit of its own, its words, and its shape; colours are names of the palette of figures.

    `size` and `width` of the line are in points. Without an `edge` the mark is a line of its colour.
    """

    bit: int
    label: str
    shape: str
    colour: str
    size: float
    width: float
    edge: str = ""


SESSION = Mark(1, "session", "|", "pale", 10, 1.2)
TABLED = Mark(2, "text tabled", "o", "white", 6.5, 0.7, edge="grey")
REFUSAL = Mark(4, "refusal", "x", "ink", 3.5, 1)
HAPPENING = Mark(128, "event", "^", "purple", 5, 0.7, edge="ink")
SIGNED = Mark(8, "signed by all", "D", "sky", 5, 0.7, edge="ink")
IN_FORCE = Mark(16, "comes into force", "s", "blue", 6, 0.7, edge="ink")
BROKEN = Mark(32, "broken or lapsed", "X", "orange", 7, 0.7, edge="ink")
WITHDRAWAL = Mark(64, "withdrawal", "<", "vermillion", 6, 0.7, edge="ink")

MARKS = (SESSION, TABLED, REFUSAL, HAPPENING, SIGNED, IN_FORCE, BROKEN, WITHDRAWAL)
"""In the order in which they lie on top of one another where a day has several."""


@dataclass(frozen=True)
class Event:
    """A kind of happening: the facts it carries, its mark if it has one, and how it is told in a few words.

    `facts` make one happening another than its like in a twin history; `measured` are numbers that differ a little wherever a setting does, and
    what a refusal names. `marked_if` is a fact that has to hold for the mark. `turn` tells it where only the turns of a history are told, with
    `{who}` for whoever did it; `sentence` tells it in the same manner where no function of reports does. `aside`: it happens beside the talks, and
    parts histories only through what comes of it.
    """

    kind: str
    facts: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()
    mark: Mark | None = None
    marked_if: str = ""
    turn: str = ""
    sentence: str = ""
    aside: bool = False

    @property
    def carries(self) -> frozenset[str]:
        """The names of all facts that it may carry."""
        return frozenset((*self.facts, *self.measured))


_ANSWER = ("value", "seems", "if_kept", "no_deal", "wanted", "crossed")
_OBJECTION = ("over", "text", "point", "for_a_price")

EVENTS: dict[str, Event] = {
    one.kind: one
    for one in (
        Event("session", ("held", "mediated", "presence"), mark=SESSION, marked_if="held"),
        Event("tabled", ("by",), ("text", "guesses"), mark=TABLED),
        Event("accepted", ("through_channel",), _ANSWER),
        Event("refused", ("through_channel",), (*_ANSWER, *_OBJECTION, "line_of", "reason", "taken_for"), mark=REFUSAL),
        Event("signed", measured=("text",), mark=SIGNED, turn="all sign"),
        Event("line_given_up", ("over",), ("text", "point"), turn="{who} lets a text pass beyond the line it had drawn"),
        Event("ratified"),
        Event("vetoed", measured=("value", "no_deal", "crossed", *_OBJECTION), turn="what was signed is blocked by {who}"),
        Event("in_force", measured=("text",), mark=IN_FORCE, turn="a deal comes into force"),
        Event("phase_agreed", measured=("text",), turn="the next phase is agreed"),
        Event("phase_done", ("phase",)),
        Event("extended", ("phase",)),
        Event("lapsed", ("phase",), mark=BROKEN, turn="the deal lapses"),
        Event("broke", ("keeps",), ("value", "no_deal", "wrongs"), mark=BROKEN, turn="{who} leaves the deal"),
        Event("withdrew", ("until",), mark=WITHDRAWAL, turn="{who} stays away"),
        Event("returned", ("until",)),
        Event("government_fell", ("until",), mark=WITHDRAWAL, turn="the government of {who} falls"),
        Event("event", ("on",), mark=HAPPENING),
        Event("attack", mark=HAPPENING),
        Event("retaliation", mark=HAPPENING),
        Event("message", ("about", "to", "of", "high"), aside=True),
        Event("move", ("move", "to", "taken_for", "changed"), aside=True),
        Event("pressure", ("to", "by"), aside=True),
        Event("side_deal", ("to",)),
    )
}
"""Every kind of happening by name."""


def bit_of(kind: str, facts: dict[str, object]) -> int:
    """The bit of a happening among those of its day; 0 if it is not marked."""
    event = EVENTS[kind]
    return 0 if event.mark is None or (event.marked_if and not facts[event.marked_if]) else event.mark.bit
