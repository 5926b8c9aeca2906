"""A third party that hosts, drafts, carries messages, presses, guarantees; it learns from answers alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.arrays import Array, Mask
from sim.scenario import schema
from sim.scenario.streams import stream_id

from .beliefs import Estimates
from .lines import believed_bounds
from .mesa_core import mesa
from .party import Party
from .world import World

_PATIENCE_SPREAD = 0.25  # patience varies by this share between histories (assumption)


class Mediator(mesa.Agent):
    """A third party; every array has the history as its last axis."""

    model: World

    def __init__(self, model: World, name: str, settings: schema.Mediator) -> None:
        super().__init__(model)
        self.name, self.settings, self.stream_id = name, settings, stream_id(name, settings)
        R, streams, mine = model.R, model.streams, self.stream_id
        self.present, self.away_until, self.came_back = np.zeros(R, bool), np.zeros(R), np.zeros(R)
        self.presence_draws, self.ripe_draws = streams.uniform(f"{mine}/presence"), streams.uniform(f"{mine}/ripe")
        self.side_deal_draws = streams.uniform(f"{mine}/side_deal")
        spread = 1.0 + _PATIENCE_SPREAD * np.clip(streams.once(f"{mine}/patience"), -1.0, 1.0)
        self.patience = np.full(R, np.inf) if settings.patience is None else settings.patience * spread
        self.leverage = {party: np.zeros(R) for party in settings.leverage}
        self.strength = {party: np.full(R, float(means.strength)) for party, means in settings.leverage.items()}
        self.uses_left = {party: np.full(R, means.uses) for party, means in settings.leverage.items()}
        self.guarantee = np.full(R, settings.guarantee.strength if settings.guarantee else 0.0)
        self.side_deals = np.zeros(R, int)
        self.estimates: dict[str, Estimates] = {}
        self.told: dict[tuple[str, str, str], Mask] = {}
        """Where a message about something has been given to a party about another."""

    def form_beliefs(self, parties: Sequence[Party]) -> None:
        """Form first beliefs about the parties; a partial mediator overrates the no-deal value of the side it leans to."""
        for party in parties:
            estimates = party.as_guessed_by(self.stream_id, self.settings.estimate_error)
            estimates.expectation = estimates.expectation + self.model.constants.bias_shift * self.leaning(party.name)
            self.estimates[party.name] = estimates

    def leaning(self, party: str) -> float:
        """How far it leans to a party, from -1 to 1."""
        return self.settings.bias.get(party, 0.0)

    @property
    def around(self) -> Mask:
        """Where it has not withdrawn; (R,)."""
        return np.asarray(self.model.day >= self.away_until)

    def credibility_of_word(self, party: str) -> Array:
        """How far a party takes its word for it; by its guarantee where there is one, else by its leaning; (R,)."""
        guarantee = self.settings.guarantee if self.model.on("mediation") else None
        word = guarantee.credible_to.get(party, 0.0) if guarantee else (1.0 + self.leaning(party)) / 2.0
        return np.where(self.around, word, 0.0)

    def guarantee_for(self, party: str) -> Array:
        """What its guarantee adds to a party's belief that a deal holds, in log-odds; (R,)."""
        guarantee = self.settings.guarantee
        return self.guarantee * guarantee.credible_to.get(party, 0.0) * self.around if guarantee else np.zeros(self.model.R)

    def known_limits(self, signatories: Sequence[str]) -> tuple[Array, Array]:
        """The bounds that the limits it knows of leave a text as far as it believes in them, each (issues, R); they may clash."""
        known = [self.estimates[name] for name in signatories]
        lower, upper = [one.lower for one in known], [one.upper for one in known]
        if self.model.lines_may_be_soft:
            firm = np.stack([one.firm for one in known if one.firm is not None])
            turn = self.model.table.count % 2 == 1
            return believed_bounds(np.stack(lower), np.stack(upper), firm, self.model.constants.line_doubted, turn)
        return np.maximum.reduce(lower), np.minimum.reduce(upper)

    def wear_off(self) -> None:
        """Let leverage fade by its half-life."""
        for name, means in self.settings.leverage.items():
            self.leverage[name] = self.leverage[name] * 0.5 ** (1.0 / means.half_life)
