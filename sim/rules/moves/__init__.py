"""What a mediator does next when a text has been refused: one file a move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

from sim.endings import REASONS
from sim.rules.fitting import wrong_numbers
from sim.rules.registry import Rule, rules

if TYPE_CHECKING:
    from sim.arrays import Array, Mask

Style = Literal["facilitation", "formulation", "manipulation"]
"""How a mediator goes about its work. Source: Bercovitch & Houston 2000; Beardsley, Quinn, Biswas & Wilkenfeld 2006."""
MEANS = ("lines", "home", "leverage", "payment", "guarantee", "monitors", "tranches", "deadline", "final", "adjourn", "exit")
"""What a move may need: a party whose lines it has not asked about in confidence, or with groups at home that it has not asked; pressure to apply;
something to offer; a guarantee that can be made firmer; no monitors yet; a deal in tranches that could be smaller; a deadline to name; a text that
can be called the last; talks that could be put off; and its own leaving."""


@dataclass(frozen=True)
class Impasse:
    """What a mediator has before it, of a party that has refused: each (R,) in histories.

    `believed` (4, R): how likely it thinks each reason, in the order of REASONS, summing to 1. `at_hand` (means, R): which of MEANS it has.
    `vain` (R,): how many moves have been made since anything was signed.
    """

    believed: Array
    at_hand: Mask
    vain: Array

    def reason(self, name: str) -> Array:
        """How likely it thinks that this is the party's reason, (R,)."""
        found: Array = self.believed[REASONS.index(name)]
        return found

    def likeliest(self, name: str) -> Mask:
        """Where it thinks no other reason likelier, (R,)."""
        likeliest: Mask = self.reason(name) >= self.believed.max(axis=0)
        return likeliest

    def has(self, means: str) -> Mask:
        """Where it has these means, (R,)."""
        found: Mask = self.at_hand[MEANS.index(means)]
        return found


class Acts(Protocol):
    """What a mediator can do about a party, in some histories (R,)."""

    def press(self, where: Mask) -> None:
        """Apply pressure, with all mediators who speak in agreement."""

    def offer(self, where: Mask) -> None:
        """Offer what a mediator can add to a deal."""

    def ask_for_lines(self, where: Mask) -> None:
        """Learn in confidence where the party's red lines are."""

    def ask_at_home(self, where: Mask) -> None:
        """Learn where those at home who decide have their red lines."""

    def underwrite(self, where: Mask) -> None:
        """Make guarantees firmer."""

    def send_monitors(self, where: Mask) -> None:
        """Have others watch that a deal is kept."""

    def divide(self, where: Mask) -> None:
        """Have a deal carried out in smaller tranches."""

    def set_deadline(self, where: Mask) -> None:
        """Name a day until which there must be a deal."""

    def insist(self, where: Mask) -> None:
        """Call the text on the table the last."""

    def adjourn(self, where: Mask) -> None:
        """Put talks off for a time."""

    def leave(self, where: Mask) -> None:
        """Give up."""


class Move(Rule, kind="moves"):
    """What a mediator may do when a text has been refused."""

    place = "mediators.NAME.moves"
    does = "fits"
    takes_settings = False
    styles: ClassVar[dict[Style, float]] = {}
    """How much each style inclines to it, beside 1 of a mediator without a style and of a style that is not named."""
    answers: ClassVar[tuple[str, ...]] = ()
    """The reasons that it answers; it is made for want of something better where another is believed."""
    says: ClassVar[str] = ""
    """What whoever makes it does, in words that follow a name; `{party}` stands for whom it is about."""

    def fits(self, impasse: Impasse) -> Array:
        """How well it fits, (R,) in [0, 1]; 0 where it cannot be made."""
        raise NotImplementedError

    def make(self, acts: Acts, where: Mask) -> None:
        """Make the move in some histories, (R,); a new text is sought in any case."""

    def misfit(self, found: Any, *given: Any) -> str:
        """What is wrong with how well it is said to fit."""
        return wrong_numbers(found, given[0].vain.shape, 0.0, 1.0, "0 to 1")

    @classmethod
    def inclination(cls, style: Style | None) -> float:
        """How much a mediator of some style inclines to it."""
        return 1.0 if style is None else cls.styles.get(style, 1.0)


def moves_of(names: list[str]) -> list[Move]:
    """The moves of these names, or all there are where none is named, in alphabetical order."""
    return [found() for found in rules(Move) if not names or found.name in names]
