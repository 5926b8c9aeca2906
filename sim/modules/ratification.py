"""What happens at home to what was signed."""

from .module import Module

MODULE = Module(
    name="ratification",
    known_as="two-level game, domestic ratification",
    adds="Factions decide on what their party has signed, and governments may fall over the talks.",
    settings=("parties.NAME.factions", "parties.NAME.government"),
    constants=("face_saving", "act_veto"),
    notes=("vetoed", "government_fell"),
    fills=("stopped_at_home", "falls"),
    acts_in=("governments", "ratifying"),
    needs=("parties.NAME.factions", "parties.NAME.government"),
    lack="no party has factions or a government",
    absent="Home fronts are switched off in this file.",
    untried="what groups at home could give way on",
    untried_at="parties.NAME.factions.NAME.veto",
)
