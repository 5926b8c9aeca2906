"""The commands of exercises: those of this program that ask something of a scenario, with their own options, and nothing that a shell takes for more."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from .mistakes import near, one_of, written

THIS_FILE = "FILE.yaml"
"""What a template calls the file that will be made of it, and a scenario itself in its exercises."""

MOST_HISTORIES = 20_000
"""Histories that an exercise may ask for (assumption): a class waits for them."""

_FOR_THE_SHELL = re.compile(r"[;|&$`<>()\\\x00-\x1f\x7f]")
_NEEDS_NO_MARKS = re.compile(r"[\w./:=,+%@-]+")
_SAFE_IN_DOUBLE_MARKS = re.compile(r'[^"$`\\!]+')


@dataclass(frozen=True)
class Form:
    """How a command is written: options with a value, options without one, how many scenarios it names, and options that it needs."""

    valued: frozenset[str]
    flags: frozenset[str]
    most: int | None = 1
    needs: frozenset[str] = frozenset()


def _form(valued: str, flags: str, *, most: int | None = 1, needs: str = "") -> Form:
    return Form(frozenset(valued.split()), frozenset(flags.split()), most, frozenset(needs.split()))


LEFT_TO_THE_USER = frozenset({"--plugin", "--cases"})
"""Options that no file may set: what code and whose cases are read is for whoever runs the command to say."""

FORMS = {
    "run": _form("-n --seed --set --workers --scheduler --out", "--overwrite --resume --no-figures --json"),
    "compare": _form("-n --seed --set --variant --without --workers --scheduler --out", "--all --overwrite --json", most=None),
    "sweep": _form("--vary --show -n --seed --set --workers --scheduler --out", "--overwrite --json", needs="--vary"),
    "sensitivity": _form("--show --trajectories --sets --sobol --seed --set --workers --scheduler --out", "--overwrite --json"),
    "levers": _form("--target -n --seed --set --workers --scheduler --out", "--no-pairs --overwrite --json", needs="--target"),
    "explain": _form("--history --seed --set --why", ""),
    "describe": _form("--set", "--settings"),
}
"""The commands that an exercise may use, as the program itself reads them."""


@dataclass(frozen=True)
class Word:
    """A word of a command: the name of a scenario, an option with its value (if it takes one), or the command itself."""

    kind: Literal["command", "scenario", "option"]
    text: str
    value: str | None = None


@dataclass(frozen=True)
class CommandLine:
    """A command of an exercise, word by word."""

    words: tuple[Word, ...]

    @property
    def name(self) -> str:
        """Which command it is."""
        return self.words[0].text

    @property
    def scenarios(self) -> list[str]:
        """The scenarios that it names, in order."""
        return [word.text for word in self.words if word.kind == "scenario"]

    def values(self, option: str) -> list[str]:
        """What was given for an option, each time that it was."""
        return [word.value for word in self.words if word.kind == "option" and word.text == option and word.value is not None]

    def number(self, option: str, default: int) -> int:
        """The whole number that was given for an option last."""
        return int(next(reversed(self.values(option)), default))

    def typed(self, name: Callable[[str], str]) -> str:
        """The command as one types it, every scenario under the name that `name` gives it."""
        parts: list[str] = []
        for word in self.words:
            parts += [name(word.text) if word.kind == "scenario" else word.text, *([] if word.value is None else [word.value])]
        return " ".join(map(quoted, parts))


def quoted(word: str) -> str:
    """A word as every shell takes it for one: in double quotation marks where these do, else as a POSIX shell wants it."""
    if _NEEDS_NO_MARKS.fullmatch(word):
        return word
    return f'"{word}"' if _SAFE_IN_DOUBLE_MARKS.fullmatch(word) else shlex.quote(word)


def command_line(text: str) -> CommandLine:
    """The words of a command; raises ValueError that says what is wrong with it."""
    try:
        spelt = shlex.split(text)
    except ValueError:
        raise ValueError(f"a quotation mark is not closed in {written(text)}") from None
    if found := next(filter(None, map(_FOR_THE_SHELL.search, spelt)), None):
        only = "an exercise is one command of this program, with nothing for the shell"
        raise ValueError(f"the character {found[0]!r} is not allowed: {only}; found {written(text)}")
    if not spelt or spelt[0] not in FORMS:
        hint = near(spelt[0], FORMS) if spelt else ""
        raise ValueError(f"must start with one of {one_of(FORMS)}{hint}; found {written(text)}")
    found_words = CommandLine((Word("command", spelt[0]), *_words(spelt[0], spelt[1:])))
    _check(found_words, FORMS[spelt[0]])
    return found_words


def _words(command: str, spelt: list[str]) -> Iterator[Word]:
    form, rest = FORMS[command], list(spelt)
    while rest:
        text = rest.pop(0)
        if not text.startswith("-"):
            yield Word("scenario", text)
            continue
        option, equals, value = _split(text)
        if option in form.flags and not equals:
            yield Word("option", option)
        elif option in form.valued:
            may_stand_alone = option == "--why"  # alone it asks for the twin without what --set changes
            follows = rest and not (may_stand_alone and rest[0].startswith("-"))
            given = value if equals else rest.pop(0) if follows else None
            if given is None and not may_stand_alone:
                raise ValueError(f"{option} needs a value")
            yield Word("option", option, given)
        else:
            known = sorted(form.valued | form.flags)
            raise ValueError(f"{command} has no option {written(text)}{near(option, known)}; it has {one_of(known)}")


def _split(text: str) -> tuple[str, str, str]:
    """An option, whether its value is joined to it, and that value: `--seed=3`, `-n500`."""
    if text.startswith("--"):
        return text.partition("=")
    return (text[:2], "=" if len(text) > 2 else "", text[2:].removeprefix("="))


def _check(found: CommandLine, form: Form) -> None:
    named, given = found.scenarios, {word.text for word in found.words if word.kind == "option"}
    if not named:
        raise ValueError(f"{found.name} names no scenario: write {THIS_FILE} for this one")
    if form.most is not None and len(named) > form.most:
        raise ValueError(f"{found.name} takes one scenario, found {' and '.join(map(written, named))}")
    if form.most is None and len(named) == 1 and not {"--set", "--variant", "--without"} & given:
        raise ValueError(f"{found.name} has nothing to lay beside {written(named[0])}: name another scenario, or change a setting with --set")
    if lacks := sorted(form.needs - given):
        raise ValueError(f"{found.name} needs {lacks[0]}")
    for option, most in (("-n", MOST_HISTORIES), ("--seed", 2**63 - 1)):
        for value in found.values(option):
            if not (value.isdecimal() and value.isascii() and (option == "--seed" or int(value) >= 1) and int(value) <= most):
                raise ValueError(f"{option} must be a whole number, up to {most:,} in an exercise; found {written(value)}")
