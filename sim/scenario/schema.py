"""What a scenario file may say. The descriptions are written for teachers; editors, docs and the command show the same text."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, create_model, model_validator
from pydantic_core import PydanticCustomError

from sim.endings import EndingName
from sim.errors import RuleError
from sim.modules.registry import modules
from sim.rules.acceptance import AcceptanceRule
from sim.rules.bridging import BridgingRule
from sim.rules.demand import DemandRule, DemandSettings
from sim.rules.moves import Move, Style
from sim.rules.registry import usual
from sim.values import (
    COERCIVE,
    NAME,
    PART_OF_A_FILE_NAME,
    PHASE_KEYS,
    Anchors,
    Bit,
    Change,
    Day,
    Days,
    Deviation,
    Drift,
    Length,
    LogOdds,
    Point,
    PointSpread,
    Positive,
    Rate,
    RedLine,
    SessionsText,
    Share,
    ShareSpread,
    Side,
    SideSpread,
    Sourced,
    Strength,
    Strict,
    Weight,
    WeightSpread,
    Whole,
    lever,
)

from .behaviour import Behaviour
from .constants import Constants
from .formats import FIRST, NEWEST
from .ruled import ByName, Ruled, by_rule, of_usual_rule
from .streams import by_stream

Name = Annotated[str, StringConstraints(pattern=NAME)]
"""How agents, issues and events are named inside a file: small letters, digits and _, starting with a letter."""

Act = Literal["promise_kept", "promise_broken", "attack_during_talks", "clarification", "new_condition"]
Wants = Literal["more", "less", "peak"]

if TYPE_CHECKING:
    ModuleName = str
else:
    ModuleName = Literal[tuple(modules())]
"""The name of a part of the model beyond the core."""

TWO_POINTS = 2
"""So many points of a scale must have a name for an issue that can be settled only at such points."""

ONCE = "each of them once"
"""Marks a list in which nothing may stand twice."""


def _rule(rule: dict[str, Any]) -> ConfigDict:
    """What must hold between the settings of a part, as JSON Schema says it to editors; the part's own validator says it in words."""
    return ConfigDict(json_schema_extra=rule)


def _given(*names: str) -> list[dict[str, Any]]:
    """For each of some settings: that it is given, and not null."""
    return [{"required": [name], "properties": {name: {"not": {"type": "null"}}}} for name in names]


# --- issues ------------------------------------------------------------------------------------------------------------


class Issue(Sourced):
    """Something to be settled, on a scale from 0 to 100 that counts a quantity and praises neither end."""

    label: str = Field(description="What readers call it.")
    stream_id: str | None = Field(
        None, alias="luck_id", description="Name of its random draws, if not its own name: keep it when renaming, so that results stay the same."
    )
    scale: Anchors = Field({}, description="What points of the scale mean, in words: {0: none, 50: half, 100: all}.")
    steps: Whole | None = Field(
        None,
        ge=1,
        le=1000,
        description="In how many equal steps it can be settled, nothing lying in between: so many whole things; anywhere on the scale, if left out.",
    )
    only_named: bool = Field(False, description="Whether it can be settled only at the points of the scale that have a name.")
    phase: Whole = Field(1, ge=1, le=9, description="The phase of the deal in which it is settled and carried out.")
    persons: Literal["captives", "prisoners", "need"] | None = Field(
        None,
        description="For an issue about persons: taken captive, held as prisoners, or in need of supply. No sheet then counts points by their number, and the briefing says what law owes them.",
    )

    @model_validator(mode="after")
    def _can_be_settled(self) -> Self:
        if self.only_named and len(self.scale) < TWO_POINTS:
            raise PydanticCustomError("few_points", "can be settled only at named points, and its scale names fewer than two")
        if self.only_named and self.steps is not None:
            raise PydanticCustomError("two_grains", "must have either steps or only_named, not both")
        return self


class ReferenceText(Sourced):
    """The text that the parties point to, as each of them reads it."""

    name: str = Field(description="What the text is called.")
    readings: dict[str, dict[str, Point]] = Field(description="For each party that reads it in its own way: where the text puts every issue.")
    assured_by: list[str] = Field([], description="Mediators who have assured that the talks start from this text.", json_schema_extra=lever("assurances"))


# --- stances -----------------------------------------------------------------------------------------------------------


class Stance(Sourced):
    """What a party wants on one issue, where it stops, and how much it matters."""

    wants: Wants = Field(description="Which way the party wants it on the scale: more (towards 100), less (towards 0), or a certain point (peak).")
    position: PointSpread = Field(description="Where on the scale the party would be content.", json_schema_extra=lever("positions"))
    red_line: RedLine | None = Field(
        None,
        description="The point beyond which the party cannot sign, whatever else it gets. Drawn on its own; a draw that crosses the position is mended towards it. In format 1 a plain number is kept as a distance from the position, so that it varies with it from history to history. `firm`: the chance that it is real. Most limits are prices, not red lines: leave it out unless reported.",
        json_schema_extra=lever("positions"),
    )
    salience: WeightSpread = Field(description="How much the issue matters to the party beside the others; the weights are scaled to sum to 1.")


class FactionStance(Sourced):
    """Where a faction differs from its party on one issue; what is left out it shares with its party."""

    wants: Wants | None = Field(None, description="Which way it wants it on the scale: more (towards 100), less (towards 0), or a certain point (peak).")
    position: PointSpread | None = Field(None, description="Where on the scale the faction would be content.", json_schema_extra=lever("positions"))
    red_line: RedLine | None = Field(
        None,
        description="The point beyond which the faction blocks the deal. Drawn on its own; in format 1 a plain number is kept as a distance from the position, so that it varies with it. `firm`: the chance that it is real.",
        json_schema_extra=lever("positions"),
    )
    salience: WeightSpread | None = Field(None, description="How much the issue matters to it beside the others.")


class NoDeal(Sourced):
    """What a party expects if there is no deal, its disagreement payoff (BATNA), in units of its own value: 1 is all it wants, 0 the worst end of every issue."""

    expected: ShareSpread = Field(description="What it expects going on will bring in the end, by its own belief.", json_schema_extra=COERCIVE)
    cost_per_day: Bit = Field(0.0, description="What each further day without a deal costs it.", json_schema_extra=COERCIVE)
    expected_days: Length = Field(
        0.0, description="How many more days it expects to go on without a deal. Costs count as prospects: what is past is sunk.", json_schema_extra=COERCIVE
    )
    delay_value: SideSpread = Field(0.0, description="What delay itself is worth to its leaders (minus: what delay costs them).")
    betrayed: Share = Field(0.1, description="What it is left with if it keeps its word and the other side does not.", json_schema_extra=COERCIVE)
    drift_per_day: Drift = Field(0.0, description="How its expectation drifts each day, as power shifts.", json_schema_extra=COERCIVE)
    noise_per_day: Bit = Field(0.0, description="How much the news of each day shakes its expectation (standard deviation).")


class Demand(DemandSettings, Sourced, Ruled):
    """How much of the gain from a deal a party holds out for, and how that falls."""

    kind = DemandRule

    rule: Annotated[str, ByName(DemandRule)] = Field(
        usual(DemandRule).name, description="By the clock, in answer to the other's concessions, not at all, or as backward induction says."
    )


class Attendance(Sourced):
    """What speaks for or against coming to the table."""

    cost_of_being_seen: LogOdds = Field(
        0.0, description="What being seen at the table costs it, in log-odds of coming (1 is much, 3 prohibitive).", json_schema_extra=lever("inclusion")
    )


class Precondition(Sourced):
    """Something that must hold before a party comes gladly; a different thing from guarantees that a deal is kept."""

    model_config = _rule({"anyOf": _given("agenda_is", "requires")})

    agenda_is: Literal["reference_text"] | None = Field(None, description="The talks start from the reference text as this party reads it.")
    or_assured_by_anyone_credible: bool = Field(False, description="The word of a mediator that this party believes will do instead.")
    requires: Condition | None = Field(None, description="Something else that must hold, from the closed list of conditions.")
    weight: Strength = Field(2.0, description="How much its lack speaks against coming, in log-odds.", json_schema_extra=lever("inclusion"))


class Trust(Sourced):
    """How likely a party thinks it that another carries a deal out."""

    mean: Annotated[float, Field(ge=0.000001, le=0.999999, allow_inf_nan=False)] = Field(description="The believed probability.")
    strength: Positive = Field(8.0, description="How many observations that belief is worth: a large number is hard to move.")
    control: Share = Field(1.0, description="How far the other is thought able to prevent attacks by its own side.")


EVERYBODY = "everybody"
"""Under `trust`: each other party that is not named there; no party can bear that name."""

TRUST_LEFT_OUT = 0.5
"""The believed probability that all those others who have to sign carry a deal out, where a file says nothing of trust; assumption: as likely as not."""


class Hazard(Sourced):
    """Something that may happen on any day: a daily rate, moved by the state of yesterday."""

    rate_per_day: Rate = Field(
        description="How often it happens a day, when nothing else speaks for or against (0.01: once in a hundred days).", json_schema_extra=COERCIVE
    )
    when_talks_alive: LogOdds = Field(
        0.0, description="How talks that are alive change the rate, as log-hazard (minus: less often; -0.7 halves it).", json_schema_extra=COERCIVE
    )
    when_deal_near: LogOdds = Field(
        0.0, description="How a signature that is near, or a deal that stands, changes the rate, as log-hazard.", json_schema_extra=COERCIVE
    )
    with_escalation: LogOdds = Field(0.0, description="How full escalation changes the rate, as log-hazard.", json_schema_extra=COERCIVE)


# --- agents ------------------------------------------------------------------------------------------------------------


class Faction(Sourced):
    """A group inside a party whose consent a deal may need."""

    label: str | None = Field(None, description="What readers call it.")
    stream_id: str | None = Field(None, alias="luck_id", description="Name of its random draws, if not its own name.")
    veto: bool = Field(True, description="Whether it can stop ratification.")
    limits_known_to: Literal["nobody", "party", "everybody"] = Field(
        "party",
        description="Who knows its red lines from the start: its party then signs nothing that crosses them, and mediators who know table nothing that does.",
    )
    lag: Days = Field(0, description="How long it takes to decide on a signed text.")
    stances: dict[str, FactionStance] = Field({}, description="Where it differs from its party, issue by issue.")
    no_deal_add: SideSpread = Field(0.0, description="How much better it thinks going on without a deal than its party does (minus: worse).")
    spoils: Hazard | None = Field(None, description="Attacks by this faction (module spoilers).")


class Government(Sourced):
    """The risk that a party's government falls over the talks."""

    fall_per_day: Rate = Field(description="Daily rate at which it falls while nothing is signed.", json_schema_extra=COERCIVE)
    when_signed: LogOdds = Field(0.0, description="How a signed text that is not yet in force changes that rate, as log-hazard.")
    away: Days = Field(45, description="How long the party is away from the talks after a fall.")


class Party(Sourced):
    """A principal of the talks: what it wants, what it expects without a deal, whom it trusts."""

    label: str = Field(description="What readers call it: its own chosen name.")
    stream_id: str | None = Field(
        None, alias="luck_id", description="Name of its random draws, if not its own name: keep it when renaming, so that results stay the same."
    )
    capability: Positive = Field(1.0, description="Its weight where weights count: quotas, weighted means.")
    stances: dict[str, Stance] = Field(description="What it wants, issue by issue.")
    no_deal: NoDeal = Field(description="What it expects without a deal: its disagreement payoff (BATNA).")
    demand: Annotated[Demand, *by_rule(Demand)] = Field(of_usual_rule(Demand), description="How much it holds out for.")
    acceptance: Annotated[str, ByName(AcceptanceRule)] = Field(
        usual(AcceptanceRule).name, description="Whether it answers with some noise around its limit or exactly at it. No rule ever signs at a loss."
    )
    counter_texts: Share = Field(0.0, description="How often it tables a text of its own after refusing one.", json_schema_extra=lever("positions"))
    estimate_error: Deviation = Field(10.0, description="How wrong its first guesses about the others' positions are (points, standard deviation).")
    priorities_known: Share = Field(
        1.0, description="How well others know at first how much each issue matters to it: 1 as it is, 0 not at all, so that they take all for alike."
    )
    trust: dict[str, Trust] = Field(
        {},
        description="How far it trusts each other party to carry a deal out; `everybody` stands for each one that is not named. Left out, what the scenario says under `trust`; else it thinks it as likely as not (0.5) that all others who have to sign carry it out, however many they are.",
    )
    keeps: Share | None = Field(
        None,
        description="The chance that it means to keep the deals it signs, and not to use them (module keeping). Left out, the mean of what the others believe of it, so that beliefs are right on average.",
    )
    reads: dict[Literal["clarification", "new_condition"], Literal["clarification", "new_condition"]] = Field(
        {}, description="How it takes an ambiguous act: one side's clarification may be the other's new condition."
    )
    attendance: Attendance = Field(Attendance(), description="What speaks for or against coming.")
    preconditions: list[Precondition] = Field([], description="What must hold before it comes gladly.")
    factions: dict[Name, Faction] = Field({}, description="Groups inside it whose consent is needed (module ratification).")
    government: Government | None = Field(None, description="The risk that its government falls (module ratification).")


class Bridging(Sourced, Ruled):
    """How a mediator looks for the text to propose."""

    kind = BridgingRule

    rule: Annotated[str, ByName(BridgingRule)] = Field(
        usual(BridgingRule).name, description="Which fair division it aims at, as far as it knows what the parties want."
    )


class Leverage(Sourced):
    """What a mediator can do to move a party; it wears off."""

    label: str | None = Field(None, description="What it is, as readers call it.")
    strength: Share = Field(description="How strong it is at its freshest, from 0 to 1.", json_schema_extra=COERCIVE)
    half_life: Annotated[Days, Field(gt=0, json_schema_extra=COERCIVE)] = Field(60, description="How long until half of it has worn off.")
    by: Literal["pressure", "payment"] = Field("pressure", description="Whether it makes going on worse (pressure) or a deal better (payment).")
    uses: Whole = Field(3, ge=0, le=1000, description="How often it can be applied: the budget.", json_schema_extra=COERCIVE)


class Guarantee(Sourced):
    """A mediator's promise to see that a deal is carried out."""

    strength: Strength = Field(
        description="How much it raises the believed chance that a deal holds, in log-odds, for one who believes it fully.",
        json_schema_extra=lever("guarantees"),
    )
    credible_to: dict[str, Share] = Field(
        description="How far each party believes it, the guarantor's will to act against an ally included.", json_schema_extra=lever("guarantees")
    )


class BackChannel(Sourced):
    """A mediator's own line to one party, which may end in a deal of their own beside the talks."""

    party: str = Field(description="The party at the other end.")
    rate_per_day: Rate = Field(description="How often a day a side deal is made while the talks have brought no deal.")
    gain: Share = Field(0.03, description="What the side deal adds to that party's expectation without a deal.")


class Mediator(Sourced):
    """A third party that hosts, drafts, carries messages, presses or guarantees."""

    label: str = Field(description="What readers call it.")
    stream_id: str | None = Field(None, alias="luck_id", description="Name of its random draws, if not its own name.")
    host: bool = Field(False, description="Whether the talks take place at its seat.")
    holds_the_pen: bool = Field(False, description="Whether it drafts the text (if none says so, the host; else the first by name of luck).")
    indispensable: bool = Field(False, description="Whether its leaving for good ends the talks (always so for the only mediator).")
    channel_to: list[str] = Field([], description="Parties it can reach when they do not come.", json_schema_extra=lever("inclusion"))
    bridging: Annotated[Bridging, *by_rule(Bridging)] = Field(of_usual_rule(Bridging), description="How it looks for a text.")
    estimate_error: Deviation = Field(
        8.0, description="How wrong its first guesses about positions are (points, standard deviation).", json_schema_extra=lever("mediation effort")
    )
    bias: dict[str, Side] = Field({}, description="Which parties it leans to, from -1 to 1.")
    stake: Share = Field(0.0, description="Its own interest in what is agreed, beyond peace at any terms.")
    independent_signal: Share = Field(
        0.0,
        description="How much it knows about the parties beyond what they say in the talks: 0 nothing, 1 all.",
        json_schema_extra=lever("mediation effort"),
    )
    messages: list[Literal["resolve", "trust"]] = Field([], description="What it tells each party about the others (module mediation).")
    leverage: dict[str, Leverage] = Field({}, description="What it can do to move each party (module mediation).")
    guarantee: Guarantee | None = Field(None, description="Its promise to see a deal carried out (module mediation).")
    patience: Days | None = Field(
        None, description="How long it stays without any progress before it withdraws (module mediation).", json_schema_extra=lever("mediation effort")
    )
    returns_after: Days | None = Field(None, description="How long after withdrawing it comes back.")
    back_channel: BackChannel | None = Field(None, description="Its own line to one party (module mediation).")
    style: Style | None = Field(None, description="To which moves it inclines (module reasons).")
    moves: Annotated[list[Annotated[str, ByName(Move)]], ONCE] = Field(
        [], description="What it can do when a text is refused; all there is if left out (module reasons)."
    )


class OutsideActor(Sourced):
    """Somebody outside the talks whose acts change them."""

    label: str = Field(description="What readers call it.")
    stream_id: str | None = Field(None, alias="luck_id", description="Name of its random draws, if not its own name.")
    retaliates: Hazard | None = Field(None, description="Acts of retaliation (module escalation).")
    spoils: Hazard | None = Field(None, description="Attacks meant to stop a deal (module spoilers).")
    escalation: Share = Field(0.1, description="How much each of its acts adds to escalation.", json_schema_extra=COERCIVE)
    blamed_on: str | None = Field(None, description="The party that others hold answerable for its attacks, as far as they think it has control.")


# --- events ------------------------------------------------------------------------------------------------------------


class Condition(Strict):
    """A closed list of things that may hold; all that are given must."""

    model_config = _rule({"not": {"additionalProperties": {"type": "null"}}})

    sessions_failed_in_a_row: Whole | None = Field(None, ge=1, le=1000, description="At least so many sessions in a row brought a refusal or nobody to answer.")
    escalation_above: Share | None = Field(None, description="Escalation is above this.")
    escalation_below: Share | None = Field(None, description="Escalation is below this.")
    absent: str | None = Field(None, description="This party stayed away from the last session.")
    in_person: str | None = Field(None, description="This party came to the last session.")
    refused_by: str | None = Field(None, description="This party refused the text that is on the table.")
    accepted_by: str | None = Field(None, description="This party accepted the text that is on the table.")
    deal: Literal["none", "signed", "in_force", "broken"] | None = Field(None, description="How far a deal has come.")
    after: Day | None = Field(None, description="The day is this or later.")
    before: Day | None = Field(None, description="The day is earlier than this.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if all(value is None for value in self.__dict__.values()):
            raise PydanticCustomError("empty", "must name at least one condition")
        return self


class Effect(Strict):
    """What an event changes."""

    model_config = _rule({"oneOf": _given("set", "multiply", "add", "act")})

    target: str = Field(description="The quantity that changes, such as `escalation` or `parties.NAME.trust.NAME`; `describe` names what can change.")
    set: Literal["in_person", "absent", "withdrawn", "present"] | Change | None = Field(
        None, description="The new value (for attendance: in_person, absent, withdrawn or present)."
    )
    multiply: Weight | None = Field(None, description="What the quantity is multiplied by.")
    add: Change | None = Field(None, description="What is added to the quantity.")
    act: Act | None = Field(None, description="For trust: what the other did.")
    for_: Days | None = Field(None, alias="for", description="For attendance: how long it lasts.")

    @model_validator(mode="after")
    def _one_change(self) -> Self:
        given = [name for name in ("set", "multiply", "add", "act") if getattr(self, name) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none of them"
            raise PydanticCustomError("one_change", "must have exactly one of set, multiply, add, act; found {found}", {"found": found})
        return self


class Event(Sourced):
    """Something that happens: on a date (before the start too: then it is history), by chance, or when a condition comes true."""

    model_config = _rule({"oneOf": _given("on", "rate_per_day", "when")})

    label: str | None = Field(None, description="What readers call it.")
    known_to: Literal["everybody", "party"] = Field(
        "everybody", description="Whom players are told of it: everybody, or only the party that it changes and mediators with sources of their own."
    )
    stream_id: str | None = Field(None, alias="luck_id", description="Name of its random draws, if not its own name.")
    on: Day | None = Field(None, description="The date on which it happens.")
    rate_per_day: Rate | None = Field(None, description="How often it happens a day, by chance.")
    when_talks_alive: LogOdds = Field(0.0, description="With a rate: how talks that are alive change it, as log-hazard.")
    when_deal_near: LogOdds = Field(0.0, description="With a rate: how a signature that is near, or a deal that stands, changes it, as log-hazard.")
    with_escalation: LogOdds = Field(0.0, description="With a rate: how full escalation changes it, as log-hazard.")
    when: Condition | None = Field(None, description="It happens on each day on which this becomes true.")
    chance: Share = Field(1.0, description="With `on` or `when`: how likely it is then to happen.")
    once: bool = Field(False, description="Whether it can happen only once.")
    effects: list[Effect] = Field(description="What it changes.")

    @model_validator(mode="after")
    def _one_trigger(self) -> Self:
        given = [name for name in ("on", "rate_per_day", "when") if getattr(self, name) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none of them"
            raise PydanticCustomError("one_trigger", "must have exactly one of on, rate_per_day, when; found {found}", {"found": found})
        return self


class Escalation(Sourced):
    """How tense the surroundings are, from 0 to 1."""

    start: Share = Field(0.0, description="Escalation on the first day, beside what events before it have left.", json_schema_extra=COERCIVE)
    decay_per_day: Share = Field(0.02, description="The share of it that fades each day.", json_schema_extra=COERCIVE)
    threshold: Share = Field(0.6, description="Above this a history counts as escalated.")


# --- the frame ---------------------------------------------------------------------------------------------------------


class Phase(Sourced):
    """A stage of carrying a deal out."""

    label: str | None = Field(None, description="What readers call it.")
    lasts: Days = Field(60, description="How long it takes.")
    tranches: Whole = Field(
        1,
        ge=1,
        le=100,
        description="In how many steps, each waiting for the other side's, things are handed over: more steps, less to lose by being first.",
        json_schema_extra=lever("sequencing"),
    )
    hands_over: dict[str, Share] = Field(
        {}, description="How much of its no-deal value each party has handed over when the phase is complete (leverage spent)."
    )
    next_agreed: dict[str, Share] = Field({}, description="How likely each party thinks it that the next phase will be agreed in time (0.5 if left out).")


class CarryingOut(Sourced):
    """How a deal is carried out, phase by phase."""

    phases: Annotated[dict[int, Phase], PHASE_KEYS] = Field(
        {}, description="The phases by their number; those that issues name and this leaves out last 60 days."
    )
    extension: Share = Field(0.5, description="How likely a phase that ends before the next is agreed is extended once; otherwise the deal lapses.")


class Protocol(Sourced):
    """How the talks are run."""

    kind: Literal["mediated_text", "alternating_offers", "simultaneous_offers"] = Field(
        "mediated_text", description="Who tables texts: a mediator; the parties in turn; or all at once through a mediator."
    )
    required: Annotated[list[str], ONCE] | None = Field(None, description="The parties whose signature a deal needs (all if left out).")
    quota: Share | None = Field(
        None, description="A deal also needs parties with this share of all capability; for rule by majority leave `required` empty ([])."
    )
    pen: Literal["chair", "rotating", "most_access"] = Field(
        "chair", description="Which mediator drafts: the one that holds the pen, each in turn, or the one that reaches most parties."
    )
    offers: Literal["concession", "equilibrium"] = Field(
        "concession", description="For alternating offers: what a party offers, its own demand as it falls, or what backward induction says."
    )
    direct: bool = Field(False, description="Whether all whose signature counts may also meet, and table texts in turn, where no mediator comes.")
    recalled_stay_in_reach: bool = Field(False, description="Whether a party that is recalled for a time can still be reached through a channel.")
    proposer: Literal["alternating", "random", "fixed"] = Field("alternating", description="For alternating offers: who proposes.")
    first: str | None = Field(None, description="For alternating offers: who proposes first (with `fixed`: always).")
    discount: dict[str, Share] = Field(
        {}, description="For equilibrium offers: what is left, for each party, of a gain that comes a session later (1 if left out)."
    )


class Calendar(Sourced):
    """When the talks take place; one step is one day."""

    start: Day = Field(description="The first day.")
    end: Day = Field(description="The horizon: the last day looked at.")
    sessions: SessionsText = Field(
        "every 7 days",
        validate_default=True,
        description="When sessions are called: `every 7 days`, or `when ripe` to leave it to the mediators.",
        json_schema_extra=lever("mediation effort"),
    )
    deadline: Day | None = Field(None, description="The deadline the parties see (if left out: the end, less the longest ratification).")


class StancesFrom(Strict):
    """The case whose reports and calibrated stances the scenario rests on."""

    case: Name = Field(
        description="The case whose reports the ids point to: a folder beside the scenario or where you stand, or a case that comes with the simulator."
    )
    as_of: Day | None = Field(None, description="The day as of which stances are taken (that of the scenario if left out).")
    variant: Annotated[str, StringConstraints(pattern=PART_OF_A_FILE_NAME)] | None = Field(
        None, description="Which stances of that day, if not the usual: `bias-low`, `bias-high`, or `without-` and a source."
    )


class CorrelatedDraws(Strict):
    """Spreads whose draws are correlated, and how far."""

    of: Annotated[list[str], ONCE] = Field(min_length=2, description="Paths of the spreads, such as parties.north.stances.water.position.")
    correlation: list[list[Side]] = Field(description="The correlation of each with those before it and itself: the lower triangle of the matrix, row by row.")

    @model_validator(mode="after")
    def _is_a_triangle(self) -> Self:
        if [len(row) for row in self.correlation] != list(range(1, len(self.of) + 1)) or any(row[-1] != 1.0 for row in self.correlation):
            raise PydanticCustomError("triangle", "must have a row for each path, each one longer than the one before and ending in 1", {})
        if len(set(self.of)) != len(self.of):
            raise PydanticCustomError("twice", "must name each path once", {})
        return self


class Try(Strict):
    """Something to try, and what to expect."""

    question: str = Field(description="The question.")
    command: str = Field(
        description="The command that answers it, without the program's name: run, compare, sweep, sensitivity, levers, explain or describe; FILE.yaml stands for this file."
    )
    expect: str = Field(description="The direction to expect; `more deals` or `fewer deals` at its start is held against what comes.")
    moves: dict[str, Literal["up", "down"]] = Field(
        {}, description="Outputs that it moves, and which way, against the scenario as it is: any_deal, deal_day, term.ISSUE, gain.PARTY, in_person.PARTY ..."
    )
    reverses: str | None = Field(
        None,
        description="Makes it the exercise of reversal: the output whose mean it brings to the other side of the middle, with settings inside their stated ranges.",
    )


class Source(Strict):
    """A published source."""

    by: str = Field(description="Who published it: author or outlet.")
    title: str = Field(description="Its title or headline.")
    date: str = Field(description="When it was published, as it is printed.")
    address: str | None = Field(None, description="Where it can be read.")
    caution: str | None = Field(None, description="What to keep in mind when reading it.")


class Happened(Sourced):
    """How the talks ended, told to compare with; the model does not use it."""

    told: str = Field(description="What happened, in a few sentences.")
    ending: EndingName = Field(description="Which of the five endings comes nearest.")
    on: Day | None = Field(None, description="The day on which a deal came into force, if one did.")
    terms: dict[str, Point] = Field({}, description="Where the deal put each issue on its scale.")


class Reported(Sourced):
    """Something a party was reported to want, to be placed on a scale by readers before they see where the file places it."""

    by: str = Field(description="The party whose position it tells of.")
    issue: str = Field(description="The issue.")
    says: str = Field(description="What was said, in other words than the report's.")
    on: str = Field(description="When, as far as is known.")
    low: Point = Field(description="The lowest point of the scale that the statement is compatible with, as the file's author reads it.")
    high: Point = Field(description="The highest.")


class Information(Strict):
    """What a reader should know who never saw the model."""

    about: list[str] = Field([], description="What it is good for in class, in a word or two each: ratification, deadline, trust ...")
    what_is_it: str = Field("", description="What is going on here?")
    how_it_works: str = Field("", description="What do the agents do?")
    how_to_use_it: str = Field("", description="Where to start.")
    things_to_notice: list[str] = Field([], description="What is worth a look.")
    things_to_try: list[Try] = Field([], description="Experiments with their commands.")
    extending: str = Field("", description="How one could go on.")
    related: str = Field("", description="What else to look at.")
    credits: str = Field("", description="Sources and thanks.")
    what_happened: Happened | None = Field(None, description="How the talks ended, where they were held.")
    reported: list[Reported] = Field([], description="Ten statements for the exercise of coding (of a case with a record, its own are taken).")
    instead: list[str] = Field([], description="For talks of today: scenarios for those who would rather not play them.")
    sources: dict[Name, Source] = Field({}, description="The published sources that `cites` names.")


def _own_sections() -> dict[str, Any]:
    """The sections that modules bring along, by their names: the model of each, and where nothing is said of it."""
    own = {module: module.Settings for module in modules().values() if module.Settings is not None}
    return {module.name: (part, Field(part(), description=f"{module.adds.rstrip('.')} (module {module.name}).")) for module, part in own.items()}


if TYPE_CHECKING:

    class OfModules(Strict):
        """What modules add to a scenario."""

else:
    OfModules = create_model("OfModules", __base__=Strict, **_own_sections())


class Scenario(OfModules):
    """A negotiation written down: who, about what, from when to when, and what may happen meanwhile."""

    format: Whole = Field(
        FIRST,
        ge=FIRST,
        le=NEWEST,
        description="The format of the file: 1, the first model, where it is left out; 2, the second model, which fills in other values where the file leaves a setting open. `check --upgrade` rewrites a file of format 1.",
    )
    title: str = Field(description="What the scenario is called.")
    as_of: Day | None = Field(None, description="The day whose knowledge it rests on; nothing later is used.")
    summary: str = Field("", description="One line.")
    content_note: str | None = Field(None, description="What a reader should be warned of.")
    invented: bool = Field(False, description="Whether place, parties and events are made up: only then do lessons say so.")
    modules: Annotated[list[ModuleName], ONCE] = Field([], description="Which parts of the model beyond the core are switched on.")
    calendar: Calendar = Field(description="When the talks take place.")
    protocol: Protocol = Field(Protocol(), description="How the talks are run.")
    stances_from: StancesFrom | None = Field(
        None, description="The case that the report ids belong to; stances that leave position or salience open are taken from it."
    )
    together: CorrelatedDraws | None = Field(None, description="Spreads that are drawn together (stances taken from a case bring this along).")
    information: Information = Field(Information(), description="What a reader should know.")
    issues: dict[Name, Issue] = Field(min_length=1, description="What is to be settled.")
    reference_text: ReferenceText | None = Field(None, description="The text the parties point to.")
    parties: dict[Name, Party] = Field(min_length=2, description="Who has to agree.")
    trust: Trust | None = Field(None, description="How far each party trusts each other one, where it does not say so itself: one line for everybody.")
    mediators: dict[Name, Mediator] = Field({}, description="Who helps.")
    outside_actors: dict[Name, OutsideActor] = Field({}, description="Who acts from outside.")
    events: dict[Name, Event] = Field({}, description="What happens, or may (module events).")
    escalation: Escalation = Field(Escalation(), description="How tense the surroundings are.")
    carrying_out: CarryingOut = Field(CarryingOut(), description="How a deal is carried out (module carrying_out).")
    behaviour: Behaviour = Field(Behaviour(), description="How agents hold out, judge and give way, drawn once a history.")
    constants: Constants = Field(Constants(), description="How agents behave in general.")

    @property
    def days(self) -> int:
        """Number of days from the start to the end, both counted."""
        return (self.calendar.end - self.calendar.start).days + 1

    @property
    def end_is_deadline(self) -> bool:
        """Whether parties take the end of the calendar, less the longest ratification, for a deadline where none is named: so it was in format 1."""
        return self.format == FIRST

    @property
    def required(self) -> list[str]:
        """Names of the parties whose signature a deal needs."""
        return list(self.parties) if self.protocol.required is None else list(self.protocol.required)

    def counterparts(self, party: str) -> list[str]:
        """Names of the others whose signature a deal may need: all of them with a quota."""
        signatories = self.required if self.protocol.quota is None else list(self.parties)
        return [other for other in signatories if other != party]

    def trust_of(self, party: str, other: str) -> Trust:
        """How far a party trusts another at first: as it says itself, else as the scenario does, else so that all others together are as likely as not to keep a deal."""
        own = self.parties[party].trust
        said = own.get(other) or own.get(EVERYBODY) or self.trust
        return said or Trust(mean=TRUST_LEFT_OUT ** (1.0 / max(len(self.counterparts(party)), 1)))

    @property
    def chair(self) -> str | None:
        """The mediator that drafts where the chair holds the pen: who is said to, else the host, else the first by name of luck."""
        by_luck = list(by_stream(self.mediators))
        drafts = [name for name in by_luck if self.mediators[name].holds_the_pen] or [name for name in by_luck if self.mediators[name].host] or by_luck
        return drafts[0] if drafts else None

    def on(self, module: ModuleName) -> bool:
        """Whether a part of the model beyond the core is switched on."""
        return module in self.modules

    def of_module(self, module: ModuleName) -> Any:
        """The settings that a part of the model brings along, of the class that its file gives; None where it is off."""
        return getattr(self, module) if self.on(module) else None

    def day_of(self, when: date) -> int:
        """The day number of a date; 0 is the start, history is negative."""
        return (when - self.calendar.start).days


if _taken := sorted(OfModules.model_fields.keys() & Scenario.__annotations__.keys()):
    raise RuleError(f"the module {_taken[0]!r} brings settings along, and a scenario has a section of that name already; choose another name")
Precondition.model_rebuild()
