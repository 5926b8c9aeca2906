"""How a deal is carried out, phase by phase."""

from .module import Module

MODULE = Module(
    name="carrying_out",
    known_as="implementation",
    adds="A deal is carried out phase by phase, and may be left or lapse.",
    settings=("carrying_out.phases", "carrying_out.extension", "issues.NAME.phase"),
    constants=("breach_rate", "breach_temptation", "breach_trust", "breach_guarantee", "hand_over_delay"),
    notes=("phase_done", "phase_agreed", "extended", "lapsed", "broke"),
    fills=("broken_by",),
    acts_in=("carrying_out",),
    absent="A deal is not carried out step by step in this file.",
    untried="handing things over in smaller steps",
    untried_at="issues.NAME",
)
