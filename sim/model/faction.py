"""A veto player inside a party: it decides on a signed text by its own lights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import ALL, Array, Index, Some, of
from sim.reference.preference import Preference
from sim.rules.acceptance import Answering
from sim.rules.acceptance.logistic import Logistic
from sim.rules.ratification import loss_of_face
from sim.scenario import schema
from sim.values import centre

from .beliefs import Hearsay
from .mesa_core import mesa
from .outlook import Outlook, within
from .party import Party, limits, say_why
from .worth import Phases, Weighing

if TYPE_CHECKING:
    from .talks import TalksModel


class Faction(mesa.Agent):
    """A group inside a party; what it does not state it shares with its party."""

    model: TalksModel
    phases: Phases

    def __init__(self, model: TalksModel, party: Party, name: str, settings: schema.Faction) -> None:
        super().__init__(model)
        self.name, self.party, self.settings = name, party, settings
        self.luck_id = f"{party.luck_id}/{settings.luck_id or name}"
        luck, names = model.luck, model.issue_names
        self._own = [settings.stances.get(issue) or schema.FactionStance() for issue in names]
        ids, where = [model.issue_luck[issue] for issue in names], f"parties.{party.name}.factions.{name}"

        def drawn(quantity: str) -> list[Array | None]:
            spreads = [getattr(stance, quantity) for stance in self._own]
            paths = [f"{where}.stances.{issue}.{quantity}" for issue in names]
            each = zip(ids, spreads, paths, strict=True)
            return [None if spread is None else luck.spread(f"{self.luck_id}/{i}/{quantity}", spread, path) for i, spread, path in each]

        self._position, self._weight = drawn("position"), drawn("salience")
        self.take_in_changes()
        self.no_deal_add = luck.spread(f"{self.luck_id}/no_deal_add", settings.no_deal_add, f"{where}.no_deal_add")
        self.answer_luck, self.attack_luck = luck.uniform(f"{self.luck_id}/answer"), luck.uniform(f"{self.luck_id}/attack")
        self.naming_luck, self.other_issue_luck, self.claim_luck = (
            luck.uniform(f"{self.luck_id}/naming"),
            luck.uniform(f"{self.luck_id}/other_issue"),
            luck.normal(f"{self.luck_id}/claim"),
        )

    def take_in_changes(self) -> None:
        """Work out preferences and limits from what it holds itself and what it shares with its party, as that stands now."""
        model, party, own = self.model, self.party, self._own
        theirs = [party.settings.stances[issue] for issue in model.issue_names]

        def mixed(mine: list[Array | None], shared: Array) -> Array:
            return np.stack([shared[i] if values is None else values for i, values in enumerate(mine)])

        wants = [stance.wants or shared.wants for stance, shared in zip(own, theirs, strict=True)]
        position = mixed(self._position, party.preference.position)
        self.preference = Preference.of(wants, position, np.maximum(mixed(self._weight, party.weight), 0.0), model.constants.shape)
        red_lines = [stance.red_line if stance.red_line is not None else shared.red_line for stance, shared in zip(own, theirs, strict=True)]
        middles = [centre(shared.position if stance.position is None else stance.position) for stance, shared in zip(own, theirs, strict=True)]
        self.lower, self.upper = limits(self.preference, red_lines, middles)

    def declares_to(self, whom: str) -> bool:
        """Whether its red lines are known to its `party`, or to `everybody`, from the start; nobody then signs or tables what it must block."""
        known = {"nobody": (), "party": ("party",), "everybody": ("party", "everybody")}[self.settings.limits_known_to]
        return self.settings.veto and self.model.on("ratification") and whom in known

    @property
    def no_deal(self) -> Array:
        """What no deal is worth as it sees it; (R,)."""
        return np.clip(self.party.no_deal + self.no_deal_add, 0.0, 1.0)

    def weighing(self, outlook: Outlook, histories: Some = ALL) -> Weighing:
        """How it weighs a deal in some histories that is kept with a given chance; `outlook` is its party's there."""
        prospects = self.party.prospects_at(self.no_deal).among(histories)
        return Weighing(self.preference.among(histories), self.phases.among(histories), prospects, outlook.payment, outlook.first)

    def consider(self, package: Array, histories: Some = ALL) -> Answering:
        """What its decision on `package` (issues, those) in some histories rests on: value less loss of face against no deal as it sees it."""
        model, party, constants = self.model, self.party, self.model.constants
        outlook, no_deal = party.outlook(histories), self.no_deal
        value = self.weighing(outlook, histories).value(package, outlook.holds(package))
        demand, by_mediator = of(party.claim, histories), of(model.table.by_mediator, histories)
        face = loss_of_face(demand, outlook.preference.utility(package), by_mediator, weight=constants.face_saving, relief=constants.mediator_relief)
        inside = within(package, of(self.lower, histories), of(self.upper, histories), outlook.limits[2])
        return Answering(value - face, of(no_deal, histories), of(no_deal, histories), inside)

    def decide(self, histories: Index) -> tuple[Index, Hearsay, Answering]:
        """Of some histories, those where it stops the text on the table, what it says there, and what its decision rests on there."""
        answering = self.consider(of(self.model.table.package, histories), histories)
        passes = Logistic(self.model.constants.answer_sharpness).accepts(answering, of(self.answer_luck[self.model.day], histories))
        stopped = histories[~passes]
        said = say_why(self.party, self, stopped, ~answering.within_limits[~passes])
        return stopped, said, answering.among(np.flatnonzero(~passes))
