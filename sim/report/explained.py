"""What is said of the drawn numbers that explain an outcome."""

from __future__ import annotations

from sim.analysis.explained import FEWEST, Explained

from .words import percent


def nothing_explains(found: Explained, n: int) -> str:
    """Why no drawn number is named as what explains whether there is a deal."""
    if not found.drawn:
        return "Nothing needs explaining: the file states no spread, so that every history starts from the same numbers and luck alone sets them apart."
    if n < FEWEST:
        return f"Not told: it takes {FEWEST} histories at least."
    if not found.known:
        return "Nothing needs explaining: it is the same in every history."
    subject = "The one number that is drawn does not do" if found.drawn == 1 else f"None of the {found.drawn} numbers that are drawn does"
    return f"{subject} so beyond chance: it is luck on the way{'' if found.drawn == 1 else ', or many of them a little'}."


def settled(found: Explained) -> str:
    """That a few numbers all but settle whether there is a deal."""
    one = len(found.numbers) == 1
    subject, them = ("This number all but settles", "it") if one else ("Together these all but settle", "them")
    share = f"{percent(found.together or 0.0)} of the variance, in histories held back from the reckoning"
    return f"{subject} whether there is a deal: {share}. Ask first who placed {them}, and why there."
