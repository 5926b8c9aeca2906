"""A veto player inside a party: it decides on a signed text by its own lights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.reference.arrays import Array, Mask, in_order
from sim.reference.preference import Preference
from sim.rules.acceptance import Answering, noisy
from sim.rules.ratification import loss_of_face
from sim.scenario import schema
from sim.scenario.values import centre

from .beliefs import Hearsay
from .party import Party, limits, say_why
from .worth import Phases, worth

if TYPE_CHECKING:
    from .mediator import Mediator
    from .talks import TalksModel


class Faction(mesa.Agent):
    """A group inside a party; what it does not state it shares with its party."""

    model: TalksModel

    def __init__(self, model: TalksModel, party: Party, name: str, settings: schema.Faction) -> None:
        super().__init__(model)
        self.name, self.party, self.settings = name, party, settings
        self.luck_id = f"{party.luck_id}/{settings.luck_id or name}"
        luck, names = model.luck, model.issue_names
        own = [settings.stances.get(issue) or schema.FactionStance() for issue in names]
        theirs = [party.settings.stances[issue] for issue in names]
        ids = [model.issue_luck[issue] for issue in names]
        wants = [stance.wants or shared.wants for stance, shared in zip(own, theirs, strict=True)]

        def drawn(quantity: str, shared: Array) -> Array:
            spreads = [getattr(stance, quantity) for stance in own]
            return np.stack([shared[i] if s is None else luck.spread(f"{self.luck_id}/{ids[i]}/{quantity}", s) for i, s in enumerate(spreads)])

        position = drawn("position", party.preference.position)
        self.preference = Preference.of(wants, position, np.maximum(drawn("salience", party.weight), 0.0), model.constants.shape)
        red_lines = [stance.red_line if stance.red_line is not None else shared.red_line for stance, shared in zip(own, theirs, strict=True)]
        middles = [centre(shared.position if stance.position is None else stance.position) for stance, shared in zip(own, theirs, strict=True)]
        self.lower, self.upper = limits(self.preference, red_lines, middles)
        self.phases = Phases.of(model.phase_of_issue, self.preference.salience)
        self.no_deal_add = luck.spread(f"{self.luck_id}/no_deal_add", settings.no_deal_add)
        self.answer_luck, self.attack_luck = luck.uniform(f"{self.luck_id}/answer"), luck.uniform(f"{self.luck_id}/attack")
        self.naming_luck, self.other_issue_luck, self.claim_luck = (
            luck.uniform(f"{self.luck_id}/naming"),
            luck.uniform(f"{self.luck_id}/other_issue"),
            luck.normal(f"{self.luck_id}/claim"),
        )

    def declare_limits(self) -> None:
        """Let its own party know its red lines from the start, so that it signs nothing it knows must be blocked; or everybody."""
        party = self.party
        party.declared_lower, party.declared_upper = np.maximum(party.declared_lower, self.lower), np.minimum(party.declared_upper, self.upper)
        party.take_in_changes()
        if self.settings.limits_known_to == "party":
            return
        readers: list[Mediator | Party] = [*self.model.mediators, *party.others]
        for agent in readers:
            believed = agent.estimates[party.name]
            believed.lower, believed.upper = np.maximum(believed.lower, self.lower), np.minimum(believed.upper, self.upper)

    def consider(self, package: Array) -> Answering:
        """What its decision on `package` (issues, R) rests on: value less loss of face against no deal as it sees it."""
        model, party, constants = self.model, self.party, self.model.constants
        no_deal = np.clip(party.no_deal + self.no_deal_add, 0.0, 1.0)
        constant, shares = worth(self.preference, self.phases, party.holds(package), party.prospects_at(no_deal), model.deal.open)
        value = constant + party.payment + in_order(shares * (1.0 - self.preference.loss(package)))
        face = loss_of_face(
            party.claim, party.preference.utility(package), model.table.by_mediator, weight=constants.face_saving, relief=constants.mediator_relief
        )
        return Answering(value - face, no_deal, no_deal, model.inside(package, self.lower, self.upper))

    def decide(self, package: Array) -> tuple[Mask, Hearsay]:
        """Where it lets the text pass (R,), and what it says where it does not."""
        answering, day = self.consider(package), self.model.day
        passes = noisy(answering, self.answer_luck[day], sharpness=self.model.constants.answer_sharpness)
        said = say_why(
            self.party,
            package,
            ~answering.within_limits,
            self.naming_luck[day],
            self.other_issue_luck[day],
            self.claim_luck[day],
            self.preference,
            (self.lower, self.upper),
        )
        return passes, said
