"""What it costs to let a deadline pass: a window closes, an extension must be agreed, a mediator goes."""

from __future__ import annotations

from pydantic import Field

from sim.columns import Column
from sim.events import HAPPENING, WITHDRAWAL, Event
from sim.values import Days, Share, Strict, measured

from .module import Module, ModuleStage, Talks


class Deadlines(Strict):
    """What comes of a deadline that passes without a deal in force or signed."""

    missed_costs: Share = measured(
        0.02,
        0.0,
        0.1,
        "value",
        "assumption",
        "What a deadline that passes takes from what each party expects without a deal; parties reckon with it beforehand.",
    )
    extension: Share = measured(
        0.5,
        0.0,
        1.0,
        "probability",
        "assumption: as likely as not",
        "How likely an extension is agreed, where all whose signature counts hope for enough from going on.",
    )
    worth_extending: Share = measured(
        0.02, 0.0, 0.1, "value", "assumption", "How much a party must hope for from going on, beyond no deal, to agree to an extension."
    )
    extends_by: Days = measured(30, 7, 120, "days", "assumption", "By how much a deadline is put off when an extension is agreed.")
    doubted_after: Share = measured(
        0.5,
        0.0,
        0.9,
        "probability",
        "assumption",
        "How likely parties think a later occasion at the last session before a deadline that has been put off once.",
    )
    closes: Share = measured(
        0.5, 0.0, 1.0, "probability", "assumption: as likely as not", "How likely the talks are over when a deadline passes and no extension is agreed."
    )
    then_leave: list[str] = Field(
        [],
        json_schema_extra={"unit": "names", "source": "the file"},
        description="Mediators that withdraw for good when a deadline passes and no extension is agreed.",
    )


def begin(talks: Talks) -> None:
    """On the eve of the talks no deadline has passed."""
    import numpy as np

    uniform, talks.price_of_missing = talks.streams.uniform, talks.settings.deadlines.missed_costs
    talks.kept["deadlines"] = {
        "draws": (uniform("deadlines/extension"), uniform("deadlines/closes")),
        "missed": np.zeros(talks.R, int),
        "extended": np.zeros(talks.R, int),
    }


def watch(talks: Talks) -> None:
    """Let a deadline that has passed without a deal have its price; nobody is called where the talks are over. Source: assumption."""
    import numpy as np

    own, kept, deal = talks.settings.deadlines, talks.kept["deadlines"], talks.deal
    missed = (talks.day == np.floor(talks.deadline) + 1.0) & deal.negotiating & ~deal.standing & ~talks.closed
    if missed.any():
        draws, closing = kept["draws"]
        hopeful = np.logical_and.reduce([talks.hopes_of(talks.party[name]) >= own.worth_extending for name in talks.signatories])
        extended = missed & hopeful & (draws[talks.day] < own.extension)
        closed = missed & ~extended & (closing[talks.day] < own.closes)
        kept["missed"], kept["extended"] = kept["missed"] + missed, kept["extended"] + extended
        for party in talks.parties:
            party.expectation = np.where(missed, party.expectation - own.missed_costs, party.expectation)
        talks.deadline = np.where(extended, talks.deadline + own.extends_by, np.where(missed, np.inf, talks.deadline))
        talks.deadline_doubted = np.where(extended, np.maximum(talks.deadline_doubted, own.doubted_after), talks.deadline_doubted)
        talks.closed = talks.closed | closed
        for mediator in talks.mediators:
            if mediator.name in own.then_leave:
                mediator.away_until = np.where(missed & ~extended, np.inf, mediator.away_until)
                talks.note("withdrew", missed & ~extended, mediator.name)
        talks.update_no_deals()
        talks.note("deadline_missed", missed & ~extended)
        talks.note("extension_agreed", extended, until=talks.deadline)
        talks.note("window_closed", closed)
    talks.sessions.called = talks.sessions.called & ~talks.closed


MODULE = Module(
    name="deadlines",
    known_as="deadline with a cost, extension",
    adds="A deadline that passes has its price: it costs every party something, an extension has to be agreed, or the talks are over.",
    Settings=Deadlines,
    begins=begin,
    stages=(ModuleStage(name="deadlines", says="A deadline that has passed without a deal has its price.", run=watch, after="convening"),),
    absent="A deadline that passes costs nothing in this file.",
    events=(
        Event("deadline_missed", mark=HAPPENING, turn="the deadline passes", sentence="The deadline passes without a deal, and no extension is agreed."),
        Event(
            "extension_agreed",
            ("until",),
            mark=HAPPENING,
            turn="the deadline is put off",
            sentence="The deadline passes without a deal; all agree to put it off.",
        ),
        Event("window_closed", mark=WITHDRAWAL, turn="the window closes", sentence="With the deadline the window has closed: the talks are over."),
    ),
    columns=(
        Column("deadlines_missed", "count", "deadlines", "deadlines that passed without a deal", read=lambda end: end.model.kept["deadlines"]["missed"]),
        Column(
            "extensions", "count", "extensions", "how often the deadline was put off by agreement", read=lambda end: end.model.kept["deadlines"]["extended"]
        ),
    ),
)
