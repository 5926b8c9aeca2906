"""How much of the gain from a deal a party holds out for, and how that falls: one file a rule."""

from __future__ import annotations

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


def part_of(share: float) -> str:
    """A share in words that go before what it is a share of."""
    return "all of" if share == 1 else f"{100 * share:.0f} in 100 of"


def demand_rule(settings: Any) -> DemandRule:
    """The rule that a party's `demand` names, with its settings; raises InputError where there is none of that name."""
    return guarded(chosen(DemandRule, settings.rule)(settings))
