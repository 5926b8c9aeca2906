"""The Mesa model of one negotiation: many histories, a day at a time."""

from .journal import Entry, Journal
from .luck import BLOCK
from .party import ABSENT, CHANNEL, IN_PERSON
from .talks import TalksModel, dissolve, forget

__all__ = ["ABSENT", "BLOCK", "CHANNEL", "IN_PERSON", "Entry", "Journal", "TalksModel", "dissolve", "forget"]
