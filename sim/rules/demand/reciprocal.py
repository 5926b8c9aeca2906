"""Demands that fall in answer to concessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from sim.rules.demand import DemandRule, DemandSettings
from sim.rules.registry import rule
from sim.values import Strength

if TYPE_CHECKING:
    from sim.arrays import Array


class Answer(DemandSettings):
    """How much it gives back."""

    reciprocity: Strength = Field(0.5, description="How much it gives for each unit that the other gives.")


@rule
class Reciprocal(DemandRule):
    """Give way as far as the other has given way since the last session, in shares of one's own gain.

    Source: Faratin, Sierra & Jennings 1998, behaviour-dependent tactics; Osgood 1962 for reciprocity.
    """

    name = "reciprocal"
    known_as = "tit-for-tat concession"
    Settings = Answer
    settings: Answer
    reads = frozenset({"share"})

    def share(self, before: Array, elapsed: Array, conceded: Array) -> Array:
        """What it held out for before, less its answer to what the other conceded; (R,)."""
        del elapsed
        return (before - self.settings.reciprocity * conceded.clip(0.0, None)).clip(0.0, 1.0)

    def in_brief(self) -> str:
        """How it holds out, for a description."""
        settings = self.settings
        return f"for {settings.share:g} of the gain at first, giving {settings.reciprocity:g} for each unit that the other gives"

    def for_its_party(self) -> str:
        """How it holds out, told to whoever plays the party."""
        return "You give way as far as the other side does, and no further."
