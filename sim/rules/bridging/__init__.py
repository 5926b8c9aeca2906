"""Which text a mediator proposes, given what it believes the parties gain from each: one file a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sim.rules.fitting import wrong_numbers
from sim.rules.guarding import guarded
from sim.rules.registry import Rule, chosen, first_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.arrays import Array, Index
    from sim.reference.bargain import Bargain


@dataclass(frozen=True)
class Draft:
    """What a drafter has before it: the bargain as it sees it, and of each side its name, how far it leans to it, and its capability.

    `texts` (R,) is how many texts have been tabled in each history before this one.
    """

    bargain: Bargain
    names: Sequence[str]
    leanings: Sequence[float]
    capabilities: Sequence[float]
    texts: Index

    def place_of(self, party: str) -> int:
        """The place of a party among the sides; the first where it is none of them."""
        return self.names.index(party) if party in self.names else 0

    def positions_and_weights(self) -> tuple[Sequence[Array], Sequence[Array]]:
        """Positions of all sides, and their weights by capability and salience; each (issues, R) a side."""
        sides = self.bargain.sides
        weights = [capability * side.preference.salience for capability, side in zip(self.capabilities, sides, strict=True)]
        return [side.preference.position for side in sides], weights


class BridgingRule(Rule, kind="bridging"):
    """How a mediator looks for the text to propose."""

    place = "mediators.NAME.bridging.rule"
    does = "text"
    aim: ClassVar[str] = ""
    """What the text does, for whoever plays the mediator: words that follow `look for the text that`."""
    looks_at_gains: ClassVar[bool] = True
    """Whether it asks what parties expect without a deal; then a lean counts that the mediator has."""
    looks_at_capability: ClassVar[bool] = False
    """Whether it asks how capable each side is."""

    def text(self, draft: Draft) -> Array:
        """The text proposed in each history, within the bounds of the bargain; (issues, R)."""
        raise NotImplementedError

    def misfit(self, found: Any, *given: Any) -> str:
        """What is wrong with a text."""
        bargain = given[0].bargain
        limits = "the bounds of the bargain: np.clip(text, draft.bargain.lower, draft.bargain.upper)"
        return wrong_numbers(found, bargain.sides[0].worth.shape, bargain.lower, bargain.upper, limits)

    @classmethod
    def for_its_mediator(cls) -> str:
        """How it drafts, told to whoever plays the mediator: words that follow `When you draft,`."""
        return f"look for the text that {cls.aim}, as far as you can tell" if cls.aim else f"your rule is: {first_sentence(cls)}"


def bridging_rule(settings: Any) -> BridgingRule:
    """The rule that a mediator's `bridging` names, with its settings; raises InputError where there is none of that name."""
    return guarded(chosen(BridgingRule, settings.rule)(settings))
