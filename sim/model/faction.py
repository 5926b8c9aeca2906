"""A veto player inside a party: it decides on a signed text by its own lights."""

from __future__ import annotations

import numpy as np

from sim.arrays import ALL, Array, Some, clipped, take
from sim.reference.preference import Preference
from sim.rules.acceptance import Answering
from sim.rules.ratification import loss_of_face
from sim.scenario import schema
from sim.scenario.streams import stream_id
from sim.values import centre

from .lines import drawn_lines, within
from .outlook import Outlook
from .party import Party
from .stakeholder import Stakeholder
from .world import World
from .worth import Weighing


class Faction(Stakeholder):
    """A group inside a party; what it does not state it shares with its party."""

    def __init__(self, model: World, party: Party, name: str, settings: schema.Faction) -> None:
        super().__init__(model, name, f"{party.stream_id}/{stream_id(name, settings)}")
        self.party, self.settings = party, settings
        self._own = [settings.stances.get(issue) or schema.FactionStance() for issue in model.issue_names]
        self._position, self._weight = self._drawn("position"), self._drawn("salience")
        where = f"parties.{party.name}.factions.{name}"
        own = drawn_lines(model, self.stream_id, [stance.red_line for stance in self._own], f"{where}.stances")
        self.lines = [shared if line is None else line for line, shared in zip(own, party.lines, strict=True)]
        self.take_in_changes()
        self.no_deal_add = model.streams.spread(f"{self.stream_id}/no_deal_add", settings.no_deal_add, f"{where}.no_deal_add")
        self.attack_draws = model.streams.uniform(f"{self.stream_id}/attack")

    def _drawn(self, quantity: str) -> list[Array | None]:
        """What it states of each issue, drawn; None where it shares its party's."""
        model, where = self.model, f"parties.{self.party.name}.factions.{self.name}.stances"
        found: list[Array | None] = []
        for issue, stance in zip(model.issue_names, self._own, strict=True):
            spread, stream_id = getattr(stance, quantity), f"{self.stream_id}/{model.issue_stream_ids[issue]}/{quantity}"
            found.append(None if spread is None else model.streams.spread(stream_id, spread, f"{where}.{issue}.{quantity}"))
        return found

    @property
    def full_name(self) -> str:
        """Its name after that of its party, as paths have it."""
        return f"{self.party.name}.{self.name}"

    def take_in_changes(self) -> None:
        """Work out preferences and limits from what it holds itself and what it shares with its party, as that stands now."""
        model, party = self.model, self.party
        pairs = [(own, party.settings.stances[issue]) for own, issue in zip(self._own, model.issue_names, strict=True)]
        position = _with_own(self._position, party.preference.position)
        weight = np.maximum(_with_own(self._weight, party.weight), 0.0)
        self.preference = Preference.of([own.wants or shared.wants for own, shared in pairs], position, weight, model.constants.shape)
        self.hold_to_lines([centre(shared.position if own.position is None else own.position) for own, shared in pairs])

    def declares_to(self, whom: str) -> bool:
        """Whether its red lines are known to its `party`, or to `everybody`, from the start; nobody then signs or tables what it must block."""
        known = {"nobody": (), "party": ("party",), "everybody": ("party", "everybody")}[self.settings.limits_known_to]
        return self.settings.veto and self.model.on("ratification") and whom in known

    @property
    def no_deal(self) -> Array:
        """What no deal is worth as it sees it, and what a text must be worth to it while surroundings are tense; (R,)."""
        model, wanted = self.model, self.party.no_deal + self.no_deal_add
        if model.violence is not None:
            wanted = wanted + model.tense(model.violence.home)
        return clipped(wanted, 0.0, 1.0)

    def weighing(self, outlook: Outlook, histories: Some = ALL) -> Weighing:
        """How it weighs a deal in some histories that is kept with a given chance; `outlook` is its party's there."""
        prospects = self.party.prospects_at(take(self.no_deal, histories), histories)
        mine, shared = self.preference.subset(histories), outlook.weighing
        return Weighing(mine, self.phases.subset(histories), prospects, shared.payment, shared.first)

    def consider(self, package: Array, histories: Some = ALL) -> Answering:
        """What its decision on `package` (issues, those) in some histories rests on: value less loss of face against no deal as it sees it."""
        model, party, constants = self.model, self.party, self.model.constants
        outlook, no_deal = party.outlook(histories), take(self.no_deal, histories)
        value = self.weighing(outlook, histories).value(package, outlook.holds(package))
        demand, by_mediator = take(party.claim, histories), take(model.table.by_mediator, histories)
        kept = outlook.preference.utility(package)
        face = loss_of_face(demand, kept, by_mediator, weight=constants.face_saving, relief=constants.mediator_relief)
        inside = within(package, take(self.lower, histories), take(self.upper, histories), outlook.limits[2])
        price = self.price_of_lines(package, outlook.weighing.first, histories)
        return Answering(value - face - price, no_deal, no_deal, inside)


def _with_own(own: list[Array | None], shared: Array) -> Array:
    """What it states itself in the place of what it shares with its party, (issues, R)."""
    return np.stack([shared[i] if values is None else values for i, values in enumerate(own)])
