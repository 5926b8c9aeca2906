"""Letters that would steer a terminal instead of being shown."""

from __future__ import annotations

import re

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
"""Control letters, and those that turn the order of others around."""


def harmless(text: str) -> str:
    """Text with what would steer a terminal, or turn the order of letters around, spelt out: words of files and tables may hold anything."""
    return STEERING.sub(lambda found: f"\\x{ord(found[0]):02x}", text) if STEERING.search(text) else text
