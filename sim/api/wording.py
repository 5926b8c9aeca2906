"""What a command says, in words for a program that calls."""

from __future__ import annotations

import re

_IN_PYTHON = (
    (re.compile(r"--(overwrite|resume)\b"), r"`\1=True`"),
    (re.compile(r"--(set|variant|vary|target) "), ""),
    (re.compile(r"--without\b"), "`without`"),
    (re.compile(r"--out\b"), "`folder`"),
    (re.compile(r"--([a-z]+)\b"), r"`\1`"),
    (re.compile(r"to the same command"), "to the same call"),
)
"""Options of commands, and what they are to a program."""


def for_a_program(message: str) -> str:
    """A message that names arguments of Python where it named options of a command."""
    for option, word in _IN_PYTHON:
        message = option.sub(word, message)
    return message
