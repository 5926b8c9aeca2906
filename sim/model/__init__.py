"""The Mesa model of one negotiation: many histories, a day at a time."""

from sim.bounds import BLOCK

from .journal import Entry, Journal
from .outlook import within
from .presence import ABSENT, CHANNEL, IN_PERSON
from .talks import TalksModel, dissolve, forget
from .why import Reasons, reasons, red_lines

__all__ = ["ABSENT", "BLOCK", "CHANNEL", "IN_PERSON", "Entry", "Journal", "Reasons", "TalksModel", "dissolve", "forget", "reasons", "red_lines", "within"]
