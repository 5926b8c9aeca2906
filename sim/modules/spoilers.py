"""Those who mean to stop a deal by attacks."""

from .module import Module

_SPOILS = ("parties.NAME.factions.NAME.spoils", "outside_actors.NAME.spoils")

MODULE = Module(
    name="spoilers",
    known_as="spoiler problem",
    adds="Factions and outside actors attack in order to spoil a deal, and others hold it against the party they blame.",
    settings=_SPOILS,
    notes=("attack",),
    acts_in=("outside", "spoilers"),
    needs=_SPOILS,
    lack="no faction and no outside actor has spoils",
)
