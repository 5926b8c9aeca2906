"""How much of the gain from a deal a party holds out for, and how that falls: one file a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from sim.rules.fitting import wrong_numbers
from sim.rules.guarding import guarded
from sim.rules.registry import Rule, RuleSettings, chosen, first_sentence
from sim.values import Day, Share, lever

if TYPE_CHECKING:
    from sim.arrays import Array


class DemandSettings(RuleSettings):
    """What every party may say of what it holds out for."""

    share: Share = Field(
        1.0,
        description="The share of the gain it holds out for at first (throughout, if it never gives way).",
        json_schema_extra=lever("positions"),
    )
    deadline: Day | None = Field(None, description="The deadline this party sees, if not that of the talks.")


class DemandRule(Rule, kind="demand"):
    """The share of the gain a party holds out for."""

    place = "parties.NAME.demand.rule"
    does = "share"
    Settings = DemandSettings
    settings: DemandSettings
    reads: ClassVar[frozenset[str]] = frozenset(DemandSettings.model_fields)

    def share(self, before: Array, elapsed: Array, conceded: Array) -> Array:
        """The share (R,) in [0, 1], from that of the session before, the time elapsed (0 start, 1 deadline) and the other's concession.

        The concession is what the others' latest moves give this party, as a share of its own possible gain.
        """
        raise NotImplementedError

    def misfit(self, found: Any, *given: Any) -> str:
        """What is wrong with a share."""
        return wrong_numbers(found, given[0].shape, 0.0, 1.0, "0 to 1")

    def in_brief(self) -> str:
        """How it holds out, for a description: words that follow `holds out`."""
        return f"for {self.settings.share:g} of the gain at first, by the rule {self.name}: {first_sentence(type(self))}"

    def for_its_party(self) -> str:
        """How it holds out, told to whoever plays the party."""
        return f"At first you hold out for {part_of(self.settings.share)} what a deal could gain you. From then on your rule is: {first_sentence(type(self))}."


@dataclass(frozen=True)
class Prospect:
    """What a party weighs that considers what to hold out for, in some histories (R,); all worths in units of value.

    `gains` (rungs, R): what it would gain over no deal by each package it could ask for, from its own best to the others' best, 0 where it would
    lose by it or must not have it; `highest` (R,) is the most it could gain. `margins` and `unsure`, of each other whose signature counts
    (rungs, R): what it thinks the other gains by the package, and the standard deviation of that. `left` (R,): the share of the time in which others
    may come round that is still to come. `later` (R,): the believed chance that there is a later occasion; `cost` (R,) that of waiting for it.
    `own_favour` and `coming_round` (R,) are the behaviour of the history.
    """

    gains: Array
    highest: Array
    margins: Sequence[Array]
    unsure: Sequence[Array]
    left: Array
    later: Array
    cost: Array
    own_favour: Array
    coming_round: Array


@dataclass(frozen=True)
class Weighed:
    """What share of its highest gain a party asks for, and what share it accepts; each (R,) in [0, 1]."""

    asked: Array
    accepted: Array


class WeighsDemand:
    """Marks a rule of demand that is given a prospect to weigh, in the place of the clock."""

    def weigh(self, prospect: Prospect) -> Weighed:
        """The share of its highest gain that a party asks for, and the share that it accepts."""
        raise NotImplementedError


def part_of(share: float) -> str:
    """A share in words that go before what it is a share of."""
    return "all of" if share == 1 else f"{100 * share:.0f} in 100 of"


def demand_rule(settings: Any) -> DemandRule:
    """The rule that a party's `demand` names, with its settings; raises InputError where there is none of that name."""
    return guarded(chosen(DemandRule, settings.rule)(settings))
