"""What can go wrong, in words for the person who has to mend it; the command prints the message and leaves."""

from __future__ import annotations


class TalksError(Exception):
    """The work failed; the message says why and what is kept (exit code 1)."""

    exit_code = 1


class InputError(TalksError):
    """The command line or a file is wrong; the message says where, what was found and what is allowed (exit code 2)."""

    exit_code = 2


class TableError(InputError):
    """Every mistake of a table at once, a line each, as `file:line:column: what was found, what is allowed`."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        more = f"\nand {len(mistakes) - 20:,} mistakes more" if len(mistakes) > 20 else ""
        super().__init__("\n".join(mistakes[:20]) + more)


class ScenarioError(InputError):
    """Every mistake of a scenario at once, a line each, as `file:line:column: path: what was found, what is allowed`."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


class RuleError(InputError):
    """A class that cannot be a rule, or a file of rules that cannot be read, as `file:line: what was found, what is allowed`."""


class TalksWarning(UserWarning):
    """Something that a program should know and that stops nothing: what does nothing in a scenario, how long a run will take."""
