"""Words from right to left among words from left to right, kept apart so that neither reorders the other."""

from __future__ import annotations

import re
import unicodedata

OPEN, CLOSE = "\u2068", "\u2069"
"""The invisible marks FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE. Source: Unicode Standard Annex 9."""

_ISOLATED = re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}")
_RIGHT_TO_LEFT = {"R", "AL"}


def isolated(words: str) -> str:
    """Words to be set into a sentence; between isolates where they hold letters of a script from right to left, as they are elsewhere.

    Words that are isolated already, and sentences in which all such words are, stay as they are.
    """
    if words.isascii() or not any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in _ISOLATED.sub("", words)):
        return words
    return f"{OPEN}{words}{CLOSE}"


def balanced(lines: list[str]) -> list[str]:
    """Lines of one text, each with the isolates closed that it opens; what is still open goes on in the next line."""
    found, still_open = [], 0
    for line in lines:
        whole = OPEN * still_open + line
        still_open = max(0, whole.count(OPEN) - whole.count(CLOSE))
        found.append(whole + CLOSE * still_open)
    return found
