"""A scenario as a person reads it in a terminal: headings, running text, a table of stances for each party."""

from .origin import origin
from .page import Page
from .parties import parties
from .portrait import introduce, tell


def describe(page: Page) -> None:
    """Print what it is about, where it comes from, and all that it says."""
    introduce(page, page.loaded.name)
    origin(page)
    tell(page)


__all__ = ["Page", "describe", "introduce", "parties", "tell"]
