"""Outside actors and factions that spoil act, at rates that depend on yesterday."""

from __future__ import annotations

from sim.arrays import Mask
from sim.model.negotiation import Negotiation
from sim.model.outside_actor import OutsideActor
from sim.model.stage import Stage


def act_from_outside(talks: Negotiation) -> None:
    """Outside actors retaliate or attack today, or not."""
    for actor in talks.outside_actors:
        own = actor.settings
        if own.retaliates is not None and talks.on("escalation"):
            retaliates = talks.happens(own.retaliates, actor.retaliation_draws)
            talks.jumps = talks.jumps + own.escalation * retaliates
            talks.note("retaliation", retaliates, actor.name)
        if own.spoils is not None and talks.on("spoilers"):
            attacks = talks.happens(own.spoils, actor.attack_draws)
            talks.jumps = talks.jumps + own.escalation * attacks
            _blame(talks, actor, attacks)
            talks.note("attack", attacks, actor.name)


def _blame(talks: Negotiation, actor: OutsideActor, attacks: Mask) -> None:
    """Others hold the party it belongs with answerable, as far as they think that party has control."""
    blamed = actor.settings.blamed_on
    for party in talks.parties:
        if blamed is not None and blamed != party.name:
            party.observe(blamed, "attack_during_talks", attacks)


def spoil(talks: Negotiation) -> None:
    """Factions attack where they mean to spoil a deal, and the others hold it against their party. Source: Stedman 1997."""
    for faction in talks.factions:
        if faction.settings.spoils is not None:
            attacks = talks.happens(faction.settings.spoils, faction.attack_draws)
            for other in faction.party.others:
                other.observe(faction.party.name, "attack_during_talks", attacks)
            talks.note("attack", attacks, faction.full_name)


OUTSIDE = Stage("outside", "Outside actors retaliate or attack, at rates that depend on yesterday.", act_from_outside)
SPOILERS = Stage("spoilers", "Factions that mean to spoil a deal attack.", spoil, module="spoilers")
