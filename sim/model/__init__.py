"""The Mesa model of one negotiation: many histories, a day at a time."""

from sim.bounds import BLOCK

from .journal import Entry, Journal
from .lines import within
from .presence import ABSENT, CHANNEL, IN_PERSON
from .reservation import ranges, reservation_points
from .stage import Stage
from .talks import STAGES, TalksModel, dissolve, forget
from .why import Reasons, claimed_lines, reasons, red_lines

__all__ = [
    "ABSENT",
    "BLOCK",
    "CHANNEL",
    "IN_PERSON",
    "STAGES",
    "Entry",
    "Journal",
    "Reasons",
    "Stage",
    "TalksModel",
    "claimed_lines",
    "dissolve",
    "forget",
    "ranges",
    "reasons",
    "red_lines",
    "reservation_points",
    "within",
]
