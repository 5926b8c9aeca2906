"""What violence does to talks: it costs trust, keeps people away and hardens home fronts."""

from __future__ import annotations

from sim.values import LogOdds, Share, Strength, Strict, measured

from .module import Module


class Violence(Strict):
    """How escalation bears on talks and deals; all of it is in proportion to how tense the surroundings are."""

    trust: LogOdds = measured(
        1.0,
        0.3,
        2.0,
        "log-odds at full escalation",
        "assumption; Kydd & Walter 2002 for the direction: violence undoes trust that the other will keep a deal",
        "How much less likely all think it that the others keep a deal, while surroundings are tense.",
    )
    attendance: LogOdds = measured(
        1.5, 0.5, 3.0, "log-odds at full escalation", "assumption", "How much harder it is to be seen at the table, while surroundings are tense."
    )
    home: Share = measured(
        0.05,
        0.02,
        0.1,
        "value at full escalation",
        "assumption; Putnam 1988 for groups at home that decide",
        "How much better than no deal a text must be for those who decide at home, while surroundings are tense.",
    )
    leaving: LogOdds = measured(
        1.0,
        0.3,
        2.0,
        "log-hazard at full escalation",
        "assumption: as much as it costs in belief, so that belief stays right",
        "How much readier parties are to leave a deal, while surroundings are tense; it takes the module keeping.",
    )
    hastens: Strength = measured(
        0.0,
        0.0,
        1.0,
        "multiple",
        "assumption: 0; Zartman 2000: a stalemate that hurts opens talks only where the parties feel it so, which the file has to say",
        "How far escalation makes each day without a deal dearer, and so hastens talks: 0 not at all, 1 as `constants.escalation_cost` says.",
    )


MODULE = Module(
    name="violence",
    known_as="violence during negotiations",
    adds="While surroundings are tense, trust, attendance and groups at home suffer; violence hastens talks only where the file says so.",
    rests_on=("escalation",),
    Settings=Violence,
    acts_in=("tension", "attending", "ratifying", "carrying_out"),
    absent="What happens outside the room changes neither trust nor attendance in this file.",
)
