"""A scenario as a person reads it in a terminal: headings, running text, a table of stances for each party."""

from .page import Page
from .parties import parties
from .portrait import introduce, tell

__all__ = ["Page", "introduce", "parties", "tell"]
