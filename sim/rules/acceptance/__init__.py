"""How a party answers a text that does not leave it worse off than no deal: one file a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sim.rules.fitting import wrong_answers
from sim.rules.guarding import guarded
from sim.rules.registry import Rule, chosen

if TYPE_CHECKING:
    from sim.arrays import Array, Index, Mask

EQUAL = 1e-9  # units of value by which two values may differ and count as the same


@dataclass(frozen=True)
class Answering:
    """What an answer depends on: value of the text, of no deal, and the value the party holds out for; each (R,).

    `misjudged` (R,) is by how much it overrates the text in its lasting judgement, `fresh_error` (R,) how much its judgement varies from one answer
    to the next (standard deviation), both in units of value; 0 where a rule of acceptance does not read them.
    """

    value: Array
    no_deal: Array
    aspiration: Array
    within_limits: Mask
    misjudged: Array | float = 0.0
    fresh_error: Array | float = 0.0

    @property
    def acceptable(self) -> Mask:
        """The hard mask: no red line is crossed and the text is worth at least as much as no deal, to 1e-9; (R,).

        Texts are drafted to leave a side just as well off as no deal, so the two are often equal but for their last bits, which differ by processor.
        """
        return self.within_limits & (self.value >= self.no_deal - EQUAL)

    def subset(self, places: Index) -> Answering:
        """The same in some of the histories only, by their places."""
        wrong, fresh = (part if isinstance(part, float) else part[places] for part in (self.misjudged, self.fresh_error))
        return Answering(self.value[places], self.no_deal[places], self.aspiration[places], self.within_limits[places], wrong, fresh)


class AcceptanceRule(Rule, kind="acceptance"):
    """How a party answers a text."""

    place = "parties.NAME.acceptance"
    does = "accepts"
    takes_settings = False
    judges: ClassVar[bool] = False
    """Whether it reads the errors of judgement of an answer."""
    answers: ClassVar[str] = ""
    """How it answers, for a description; empty if that goes without saying."""

    def __init__(self, sharpness: float) -> None:
        """`sharpness`: how clearly value decides, in log-odds per unit of value; the scenario's constant `answer_sharpness`."""
        super().__init__()
        self.sharpness = sharpness

    def accepts(self, answering: Answering, luck: Array) -> Mask:
        """Where a text is accepted, (R,), from what the answer rests on and a uniform draw (R,); nowhere outside `answering.acceptable`."""
        raise NotImplementedError

    def misfit(self, found: Any, *given: Any) -> str:
        """What is wrong with an answer."""
        return wrong_answers(found, given[0].acceptable)


def acceptance_rule(name: str, sharpness: float) -> AcceptanceRule:
    """The rule of that name; raises InputError where there is none."""
    return guarded(chosen(AcceptanceRule, name)(sharpness))
