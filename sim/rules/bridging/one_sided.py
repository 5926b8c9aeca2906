"""All that the others bear, for one side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from sim.rules.bridging import BridgingRule, Draft
from sim.rules.registry import RuleSettings, rule
from sim.values import PartyName

if TYPE_CHECKING:
    from sim.arrays import Array


class Favour(RuleSettings):
    """Whom it favours."""

    favours: PartyName = Field(description="The party whose gain it makes as large as the others bear.")


@rule
class OneSided(BridgingRule):
    """Give one side as much as the others bear.

    Source: an agenda setter, Romer & Rosenthal 1978.
    """

    name = "one_sided"
    known_as = "biased mediation"
    Settings = Favour
    settings: Favour
    aim = "gives one side all that the others can bear"

    def text(self, draft: Draft) -> Array:
        """The best package for that side under which nobody else loses; (issues, R)."""
        from sim.reference import bargain

        return bargain.one_sided(draft.bargain, draft.place_of(self.settings.favours))
