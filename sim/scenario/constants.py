"""Every behavioural constant of the model: default, stated range, unit and source, in one place; a scenario may set any of them.

The defaults were fixed before any scenario was run. `range` is the broad prior: the values a reasonable modeller might have
chosen instead, used where results are tested for hanging on the choice. "assumption" means that no source fixes the number.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.values import Deviation, Factor, LogOdds, Rate, Share, Sharpness, SomeDays, Steepness, Strength, Strict, Weight, measured

Zone = Annotated[float, Field(ge=0.0001, le=1, allow_inf_nan=False)]
Exponent = Annotated[float, Field(ge=1, le=10, allow_inf_nan=False)]


class Constants(Strict):
    """How agents behave in general, apart from what each of them wants; the same for all sides."""

    # preference
    shape: Exponent = measured(
        1.0,
        1.0,
        2.0,
        "exponent",
        "Keeney & Raiffa 1976: additive value; 1 is linear",
        "How the pain of giving way grows: 1 evenly, 2 slowly at first and then fast.",
    )
    # no deal
    escalation_cost: Strength = measured(
        1.0, 0.3, 3.0, "multiple of cost per unit of escalation", "assumption", "How much dearer each day without a deal becomes at full escalation."
    )
    # answering
    answer_sharpness: Sharpness = measured(
        40.0,
        15.0,
        80.0,
        "log-odds per unit of value",
        "assumption: a shortfall of 0.05 leaves a yes one chance in eight (McFadden 1974 for the form)",
        "How exactly parties act on small differences in value.",
    )
    truthful_naming: Share = measured(
        0.85, 0.6, 1.0, "probability", "assumption", "How often a refusal names the issue that hurts most; otherwise it names another."
    )
    statement_noise: Deviation = measured(
        6.0, 2.0, 15.0, "points of the scale", "assumption", "How far what a party says it wants strays from what it wants (standard deviation)."
    )
    agenda_tolerance: Share = measured(
        0.05, 0.02, 0.1, "value", "assumption", "How much worse than its own reading of the reference text a basis may be before a party calls it another text."
    )
    # attendance and channels
    attendance_readiness: LogOdds = measured(
        2.0,
        1.0,
        4.0,
        "log-odds",
        "assumption: invited parties come in 88 % of cases if nothing speaks for or against",
        "How readily a party comes when nothing is to gain or lose.",
    )
    attendance_gain: Steepness = measured(
        10.0, 3.0, 20.0, "log-odds per unit of value", "assumption", "How strongly the hope of gain draws a party to the table."
    )
    mediator_presence: Share = measured(0.98, 0.9, 1.0, "probability", "assumption", "How often a mediator that has not withdrawn comes to a session.")
    text_patience: SomeDays = measured(
        3.0, 1.0, 6.0, "sessions", "assumption", "How long a text may stand without everybody's answer before a mediator writes another."
    )
    channel_lag: SomeDays = measured(
        3.0, 1.0, 7.0, "days", "assumption", "How long an answer through a channel takes: it comes at a rate of one in so many days."
    )
    channel_noise: Factor = measured(2.0, 1.0, 4.0, "multiple", "assumption", "How much more garbled a message through a channel is than one given in person.")
    ripe_gap: SomeDays = measured(
        7.0, 3.0, 14.0, "days", "assumption", "With sessions `when ripe`: when the moment is fully ripe, they come at a rate of one in so many days."
    )
    ripe_sharpness: Sharpness = measured(
        20.0,
        10.0,
        40.0,
        "log-odds per unit of value",
        "assumption; Zartman 2000 for ripeness as a shared way out that beats going on",
        "With sessions `when ripe`: how sharply mediators tell a ripe moment from an unripe one.",
    )
    # trust
    trust_half_life: SomeDays = measured(
        180.0, 60.0, 720.0, "days", "assumption", "How long until half of what was learnt about the other's word is forgotten."
    )
    act_promise_kept: Weight = measured(1.0, 0.5, 2.0, "observations", "assumption", "Weight of a promise kept, or of a phase carried out.")
    act_promise_broken: Weight = measured(
        4.0, 2.0, 8.0, "observations", "assumption: bad news weighs more (Slovic 1993, asymmetry of trust)", "Weight of a promise broken."
    )
    act_attack: Weight = measured(
        3.0,
        1.5,
        6.0,
        "observations at full control",
        "assumption; Kydd & Walter 2002: counted as far as the other is thought able to prevent it",
        "Weight of an attack during talks.",
    )
    act_new_condition: Weight = measured(1.5, 0.5, 3.0, "observations", "assumption", "Weight of an act read as a new condition on an agreed text.")
    act_clarification: Weight = measured(
        0.25, 0.0, 0.5, "observations", "assumption", "Weight of an act read as a mere clarification (it counts as a small sign of good faith)."
    )
    act_veto: Weight = measured(
        1.0,
        0.5,
        2.0,
        "observations",
        "assumption; Putnam 1988: involuntary defection is held against the signer, though less than a breach",
        "Weight of a signed text that the signer's own side then refused.",
    )
    temptation: Steepness = measured(
        4.0,
        1.0,
        10.0,
        "log-odds per unit of value",
        "assumption; Fearon 1995 for the commitment problem",
        "How much less a deal is believed to hold for each unit of value that the other would gain by leaving it.",
    )
    # reading others
    reading_sharpness: Sharpness = measured(
        15.0,
        8.0,
        30.0,
        "log-odds per unit of value",
        "assumption: blunter than the answers themselves, since readers know that they may err",
        "How much an answer tells others about the limits of the one who gave it.",
    )
    resolve_error: Share = measured(0.08, 0.03, 0.15, "value", "assumption", "How wrong first guesses about another's no-deal value are (standard deviation).")
    resolve_drift: Share = measured(
        0.01,
        0.003,
        0.02,
        "value per square root of a session",
        "assumption",
        "How much more uncertain a guess about another's no-deal value grows from session to session.",
    )
    bias_shift: Share = measured(
        0.05, 0.0, 0.1, "value at full bias", "assumption", "How much a partial mediator overrates the no-deal value of the side it favours."
    )
    # mediation
    leverage_full: Share = measured(
        0.2, 0.1, 0.3, "value", "assumption", "What leverage of strength 1 takes off a party's no-deal value, or adds to a deal, while it is fresh."
    )
    leverage_attendance: Strength = measured(
        3.0, 1.0, 6.0, "log-odds at strength 1", "assumption", "How strongly leverage of strength 1 moves a party to come."
    )
    message_noise: Zone = measured(
        0.05, 0.03, 0.1, "value", "assumption", "Width of the zone in which a mediator's own information cannot tell strong from weak."
    )
    side_deal_cost: Weight = measured(
        1.0, 0.5, 2.0, "observations", "assumption", "Weight, in the trust of the parties left out, of a side deal that another party makes with a mediator."
    )
    # ratification
    face_saving: Strength = measured(
        0.3,
        0.0,
        0.6,
        "share of the shortfall",
        "assumption; Leventoglu & Tarar 2005 for the mechanism",
        "How much of the distance from the last public demand counts against a text at home.",
    )
    mediator_relief: Share = measured(
        0.5,
        0.2,
        0.8,
        "share",
        "assumption",
        "How much of that, and of the price of crossing a red line that is not real, is forgiven when a mediator wrote the text.",
    )
    # carrying out
    breach_rate: Rate = measured(
        0.0008,
        0.0003,
        0.002,
        "per day",
        "assumption: a deal of two parties that gains each 0.1 at trust 0.6 then fails in its first year about as often as peace agreements 1975-2021 did (UCDP: 22.9 %)",
        "Daily hazard that a party leaves a deal when it is neither tempted nor guaranteed, at even trust.",
    )
    breach_temptation: Steepness = measured(6.0, 2.0, 12.0, "log-hazard per unit of value", "assumption", "How much temptation to leave raises that hazard.")
    breach_trust: Strength = measured(2.0, 1.0, 4.0, "log-hazard", "assumption", "How much full trust in the others lowers that hazard, against none.")
    breach_guarantee: Strength = measured(
        1.0, 0.5, 2.0, "log-hazard per log-odds of guarantee", "assumption; Walter 1997 for the direction", "How much guarantees lower that hazard."
    )
    hand_over_delay: Share = measured(
        0.05,
        0.01,
        0.15,
        "probability per day",
        "assumption",
        "Chance that a day of a phase is lost to delay; exchanges are coupled, so one side's delay halts both.",
    )
    # red lines (what is new stands last, so that drawn scenarios stay as they are)
    line_price: Share = measured(
        0.06,
        0.02,
        0.15,
        "value",
        "assumption; Fearon 1994 for the mechanism, Tomz 2007 for its being real",
        "What crossing a red line that is not real costs whoever has drawn it, in loss of face at home, while the claim is fresh.",
    )
    line_half_life: SomeDays = measured(180.0, 60.0, 720.0, "days", "assumption", "How long after a line was last claimed until half of that price has faded.")
    line_doubted: Share = measured(
        0.5,
        0.3,
        0.7,
        "probability",
        "assumption: as likely as not",
        "Of lines that leave no room for a text, those that a mediator believes less likely to be real than this bind its text no longer.",
    )
