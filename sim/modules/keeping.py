"""Who signs a deal to keep it and who to use it, and what is done, overlooked and answered while it is in force."""

from __future__ import annotations

from sim.columns import Column
from sim.events import HAPPENING, Event
from sim.values import Days, Factor, Rate, Share, SomeDays, Strength, Strict, Weight, measured

from .module import Module


class Keeping(Strict):
    """What parties do with a deal that is in force."""

    use_leaves: Strength = measured(
        3.0,
        2.0,
        5.0,
        "log-hazard over the whole deal",
        "by what the word means: of those who mean to use a deal, 95 in 100 have left before it is carried out (1 - exp(-3)), however long it is meant to last",
        "How surely a party that means to use a deal leaves it before it is carried out, while nothing tempts or hinders it.",
    )
    use_early: Factor = measured(
        0.75,
        0.5,
        1.0,
        "exponent",
        "assumption: between leaving evenly (1) and most of it at the start (0.5); Stedman 1997 for signing without meaning to keep",
        "How early those who mean to use a deal leave it: 1 evenly, less the earlier.",
    )
    keeper_leaves: Rate = measured(
        0.00001,
        0.000003,
        0.00005,
        "per day",
        "peace agreements 1975-2021 (UCDP): of those that stood after five years 3.5 % failed in the next five: of two parties one in 50,000 days",
        "How often a day a party that means to keep a deal leaves it, while nothing tempts it and nobody has wronged it.",
    )
    wrong_ends: Share = measured(
        0.002,
        0.0005,
        0.005,
        "probability",
        "assumption: one in five hundred, since deals that have stood for years hardly fail (UCDP), incidents or no",
        "How often a violation that was not overlooked leads a party that means to keep the deal to leave it, while the wrong is fresh.",
    )
    wrongs_fade: SomeDays = measured(30.0, 10.0, 90.0, "days", "assumption", "How long until half of such wrongs are forgotten.")
    violations: Rate = measured(
        0.01,
        0.002,
        0.05,
        "per day and party",
        "assumption: an incident that is talked of once in a hundred days",
        "How often a party that means to keep a deal violates it by something smaller than leaving it.",
    )
    use_violates: Factor = measured(2.0, 1.0, 4.0, "multiple", "assumption", "How much more often a party does so that means to use the deal.")
    overlooks: Share = measured(
        0.5,
        0.0,
        1.0,
        "probability at full trust",
        "assumption; Nowak & Sigmund 1992: who answers in kind does best to forgive about one time in three, which this is at trust 0.7",
        "How often a violation is overlooked by one who trusts the other fully, less often by others. What is not overlooked is answered in kind the next day.",
    )
    echoes: Share = measured(
        0.25,
        0.0,
        0.5,
        "probability",
        "assumption; Wu & Axelrod 1995, contrite tit for tat: an answer in kind is mostly taken as due",
        "How often an answer in kind is not taken as due, and so is itself a wrong that may be answered.",
    )
    evidence: Share = measured(
        1.0,
        0.0,
        1.0,
        "share",
        "1: Bayes' rule, on how likely keepers and users are to have come so far; 0: nothing is learnt; Joshi & Quinn 2017 for the direction",
        "How far each tranche that has changed hands, and each violation, tells the others whether a party means to keep the deal.",
    )
    lapse_costs: Weight = measured(
        0.5,
        0.25,
        1.0,
        "observations",
        "assumption: less than a text stopped at home, since nobody in particular is to blame",
        "What a deal that lapses costs in trust.",
    )
    violation_escalates: Share = measured(0.02, 0.0, 0.05, "escalation", "assumption", "How much each violation, and each answer in kind, adds to escalation.")
    lapse_escalates: Share = measured(0.1, 0.0, 0.2, "escalation", "assumption", "How much a deal that lapses adds to escalation.")
    breach_escalates: Share = measured(0.3, 0.1, 0.5, "escalation", "assumption", "How much a deal that a party leaves adds to escalation.")
    lapse_puts_off: Days = measured(14, 0, 30, "days", "assumption", "For how long nobody is called to talks after a deal has lapsed.")
    breach_puts_off: Days = measured(60, 14, 180, "days", "assumption", "For how long nobody is called to talks after a party has left a deal.")


MODULE = Module(
    name="keeping",
    known_as="credible commitment, compliance",
    adds="A party signs a deal to keep or to use it; violations are answered or overlooked, what is carried out builds trust, failure puts talks off.",
    rests_on=("carrying_out",),
    settings=("parties.NAME.keeps",),
    Settings=Keeping,
    acts_in=("convening", "violating", "carrying_out"),
    absent="Nobody signs a deal without meaning to keep it in this file.",
    events=(
        Event("violated", mark=HAPPENING, turn="{who} violates the deal", sentence="{who} violates the deal, by something smaller than leaving it."),
        Event("overlooked", sentence="{who} overlooks it."),
        Event("answered", mark=HAPPENING, turn="{who} answers in kind", sentence="{who} answers in kind."),
        Event("put_off", ("until",), sentence="Talks are put off: nobody is called to a session for a time."),
    ),
    columns=(
        Column("violations", "count", "violations", "violations of deals in force, answers in kind left out", read=lambda end: end.model.dispositions.violated),
        Column("answered", "count", "violations", "answers in kind to violations, and to answers", read=lambda end: end.model.dispositions.answered),
        Column("used", "flag", "0 or 1", "1 if a party left a deal that it had signed to use it, not to keep it", read=lambda end: end.model.dispositions.used),
        Column(
            "keeps",
            "flag",
            "0 or 1",
            "1 if {label} means to keep the deals that it signs, 0 if it means to use them",
            read=lambda end, party: end.model.dispositions.keeps_of(party),
            of="party",
        ),
    ),
)
