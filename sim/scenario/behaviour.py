"""How agents hold out, judge and give way, as far as that differs from one history to the next: spreads that are drawn once a history."""

from __future__ import annotations

from sim.values import ShareSpread, Sourced, WeightSpread, measured


class Behaviour(Sourced):
    """How agents hold out, judge and give way; drawn once a history, the same for all sides. 0 switches each off (but for `horizon`)."""

    own_favour: ShareSpread = measured(
        0.0,
        0.0,
        0.2,
        "value",
        "Babcock & Loewenstein 1997: a bias in one's own favour",
        "By how much a party overrates what others can live with, to its own advantage.",
    )
    coming_round: ShareSpread = measured(
        0.0,
        0.0,
        0.5,
        "value",
        "Yildiz 2004: optimism about what others will accept later",
        "By how much a party thinks that others will come round by the deadline; the less time is left, the less.",
    )
    lasting_error: ShareSpread = measured(
        0.0,
        0.0,
        0.6,
        "share of what is given away",
        "assumption; Kahneman, Sibony & Sunstein 2021 for the split of errors of judgement into lasting and passing ones",
        "How wrongly a party judges, throughout, what giving way on an issue costs it (standard deviation over parties and issues).",
    )
    fresh_error: ShareSpread = measured(
        0.0,
        0.0,
        0.05,
        "value",
        "McFadden 1974 for the form",
        "How much the judgement of a text varies from one answer to the next, in units of value (standard deviation).",
    )
    others_hold_out: ShareSpread = measured(
        0.0,
        0.0,
        1.0,
        "share of the gain",
        "assumption",
        "For how much of its gain whoever hears a party thinks that it holds out while all the time is left.",
    )
    telling: ShareSpread = measured(
        0.0,
        0.0,
        1.0,
        "share of what is not known",
        "assumption; Thompson 1991 for priorities that are told in talks",
        "How much each session tells others of what matters to a party, where they do not know it from the start (`priorities_known`).",
    )
    horizon: WeightSpread = measured(
        180.0,
        58.0,
        273.0,
        "days",
        "mediated crises 1918-2021 took 58 to 273 days (ICB, quartiles)",
        "How long a party thinks that talks without a deadline can go on, if it does not say itself for how many days it expects to (`expected_days`).",
    )
    deadline_doubted: ShareSpread = measured(
        0.0,
        0.0,
        0.3,
        "probability",
        "assumption",
        "How likely parties think it, at the last session before a deadline, that there will be a later occasion all the same.",
    )
