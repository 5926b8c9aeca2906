"""How tense the surroundings of the talks are."""

from .module import Module

MODULE = Module(
    name="escalation",
    known_as="escalation dynamics",
    adds="What happens outside the room makes the surroundings tense, which raises rates and the cost of going on, and fades.",
    settings=("escalation", "outside_actors.NAME.retaliates", "outside_actors.NAME.escalation"),
    constants=("escalation_cost",),
    notes=("retaliation",),
    fills=("escalated", "escalation_peak"),
    acts_in=("news", "outside", "events", "tension"),
    absent="What happens outside the room does not become worse or better in this file.",
)
