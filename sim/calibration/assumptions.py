"""What the measurement model takes for granted; a case changes it under `measurement` in its case.yaml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Bias = Literal["low", "middle", "high"]
Positive = Annotated[float, Field(gt=0)]
NonNegative = Annotated[float, Field(ge=0)]


class Assumptions(BaseModel):
    """Constants of the measurement model, in log-odds of the scale unless said otherwise; all are assumptions, none is estimated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    position_sd: Positive = Field(1.5, description="Prior standard deviation of a position on the day asked for, around the middle of the scale.")
    walk_sd: Positive = Field(0.15, description="Prior middle of how far a position walks in a month (standard deviation).")
    noise: Positive = Field(0.6, description="Prior middle of the noise of a quoted statement in a report that names its sources (scale of a logistic).")
    outlet_sd: Positive = Field(0.2, description="Prior middle of how far outlets differ in how extreme they make a party look (standard deviation).")
    utterance_sd: Positive = Field(0.3, description="Prior middle of how far single utterances differ in how extreme they are (standard deviation).")
    voice_sd: Positive = Field(0.5, description="Prior middle of how far single voices of one party differ on an issue (standard deviation).")
    scale_sd: Positive = Field(0.4, description="Prior standard deviation of the log of each of the five scales above.")
    bias_mean: dict[Bias, NonNegative] = Field(
        {"low": 0.0, "middle": 0.5, "high": 1.0},
        description="By how much a public demand overstates what a party wants: statements cannot tell, so it is a stated prior.",
    )
    bias_sd: Positive = Field(
        0.1, description="Doubt about that: small, since data that cannot tell should not move it. The three levels above are there to be compared."
    )
    commitment_sd: Positive = Field(0.25, description="How far commitments may overstate or understate: they are strategic too.")
    bias_of_positions: NonNegative = Field(0.5, description="Share of the bias of demands that plain statements of a position have.")
    tolerance: Positive = Field(1.0, description="Prior middle of the distance from a party's position to what it would still sign.")
    tolerance_sd: Positive = Field(0.5, description="Prior standard deviation of the log of that distance.")
    choice_sharpness: Positive = Field(2.0, description="How sharply an answer to a text separates what can be signed from what cannot, per unit of log-odds.")
    conditional_answer: NonNegative = Field(0.5, description="Weight of an answer that was given on a condition.")
    salience_sd: Positive = Field(0.5, description="Prior standard deviation of the log of a salience.")
    insistence: NonNegative = Field(0.5, description="Elasticity of how often a party speaks of an issue to its salience: weak evidence.")
    talk_mean: float = Field(1.5, description="Prior mean of the log of how often a party speaks of an issue of middling salience.")
    talk_sd: Positive = Field(1.0, description="Prior standard deviation of that.")
    talk_concentration: Positive = Field(1.5, description="Concentration of those counts (negative binomial): the smaller, the more they vary by chance.")
    days_a_knot: Annotated[int, Field(ge=1)] = Field(
        30, description="The walk of a position has a knot every so many days, counted back from the day asked for; between knots it goes straight."
    )
    inside: Annotated[float, Field(gt=0, lt=50)] = Field(
        7.0, description="A term of a text at an end of the scale counts as so many points inside: about half of what an anchor stands for."
    )
    point_width: Positive = Field(12.5, description="Half the width, in points of the scale, that a named anchor stands for.")
    number_width: Positive = Field(2.5, description="The same for a number that is no anchor.")
    of_attribution: dict[str, Positive] = Field(
        {"on_record": 1.0, "paraphrase": 1.2, "anonymous": 3.0, "third_party": 3.0, "newsroom": 2.0},
        description="Factor on the noise, by attribution: who is not named may speak for a part only.",
    )
    of_dissent: Positive = Field(3.0, description="The same for a speaker who by the reports differs from the declared line of the own party.")
    of_reliability: dict[str, Positive] = Field({"B": 1.0, "C": 1.2, "F": 1.5}, description="Factor on the noise, by the letter of the report; 1.2 for others.")
