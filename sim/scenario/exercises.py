"""Exercises of a scenario: which scenarios their commands run, and what would go wrong in class."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError, ScenarioError
from sim.shipped import SCENARIOS

from .command_lines import FORMS, THIS_FILE, command_line
from .loading import Loaded, load
from .mistakes import Mistake, located, near, written
from .naming import find
from .outputs import outputs_of
from .reading import Keys, shown
from .schema import Scenario, Try

_FIND = re.compile(r"find\b", re.IGNORECASE)


@dataclass(frozen=True)
class Sides:
    """The scenarios of a command: the one that it names first, with nothing changed, and those that it lays beside it, or that one changed."""

    first: Loaded
    others: tuple[Loaded, ...]


def is_own(loaded: Loaded, name: str) -> bool:
    """Whether a name in an exercise of a scenario stands for that scenario itself."""
    return name in {THIS_FILE, loaded.name, loaded.path.name, str(loaded.path)} or (Path(name).exists() and Path(name).samefile(loaded.path))


def meant(loaded: Loaded, name: str, *, first: bool) -> Path:
    """The file that a name in an exercise stands for: the scenario itself, one beside it, or one of the library; raises InputError.

    A file that is nowhere is taken for the scenario itself where it is named first: so was the file called when the exercise was written.
    """
    if is_own(loaded, name):
        return loaded.path
    beside = next((folder / name for folder in _homes(loaded) if (folder / name).is_file()), None)
    if beside is not None:
        return beside
    try:
        return find(name)
    except InputError:
        if first and _is_nowhere(loaded, name):
            return loaded.path
        raise


def _homes(loaded: Loaded) -> list[Path]:
    """The folders of a scenario and of all that it extends, where an exercise may have been written."""
    return [path.parent for path in (loaded.path, *loaded.chain)]


def _is_nowhere(loaded: Loaded, name: str) -> bool:
    """Whether a name is that of a file, and there is none: neither here nor beside the scenario."""
    return Path(name).suffix in {".yaml", ".yml"} and not any((folder / name).exists() for folder in (Path(), *_homes(loaded)))


def own_name(loaded: Loaded) -> str:
    """What a scenario is called where the reader stands: its name in the library, else its path as it was given."""
    return loaded.name if loaded.path.absolute().is_relative_to(SCENARIOS) else loaded.path.as_posix()


def typed_name(loaded: Loaded, name: str) -> str:
    """What a scenario of an exercise is called where the reader stands; raises InputError where it is none."""
    path = meant(loaded, name, first=True)
    if path == loaded.path:
        return own_name(loaded)
    return path.as_posix() if path in [folder / name for folder in _homes(loaded)] else name


def typed(loaded: Loaded, trial: Try) -> str:
    """The command of an exercise as one types it where the reader stands, after the program's name; as the file has it, where it names what is not there.

    A changed scenario keeps its results in a folder of its own: with its unchanged twin it would share one, and be refused. A folder that is named may hold
    what the same exercise of another scenario left, so the command says that it replaces that.
    """
    command = command_line(trial.command)
    try:
        words = command.typed(lambda name: typed_name(loaded, name))
    except InputError:
        return trial.command
    if "--out" not in FORMS[command.name].valued:
        return words
    if command.values("--set") and not command.values("--out"):
        words += f" --out runs/exercise-{1 + loaded.scenario.information.things_to_try.index(trial)}"
    return f"{words} --overwrite" if "--out" in words.split() and "--overwrite" not in words.split() else words


def sides_of(loaded: Loaded, trial: Try) -> Sides:
    """What a command sets side by side; raises ScenarioError and InputError where it names what is not there."""
    command = command_line(trial.command)
    one, *more = command.scenarios
    path, settings = meant(loaded, one, first=True), command.values("--set")
    first = loaded if path == loaded.path else load(path)
    changed = [load(path, settings)] if settings else []
    return Sides(first, (*(load(meant(loaded, name, first=False)) for name in more), *changed))


def cautions_for_class(loaded: Loaded) -> list[str]:
    """What a lesson on a scenario would lack or get wrong, each with its place; raises ScenarioError with the exercises that cannot be done.

    Exercises are looked at in the file that states them, not in those that extend it.
    """
    file, wrong, found = shown(loaded.path.absolute()), list[Mistake](), [*_untold(loaded.scenario)]
    for i, trial in enumerate(loaded.scenario.information.things_to_try):
        keys: Keys = ("information", "things_to_try", i)
        if loaded.places.get(keys, "").startswith(f"{file}:"):
            wrong += [*_lost(loaded, trial, (*keys, "command")), *_uncounted(loaded.scenario, trial, keys)]
            found += _doubtful(loaded, trial, (*keys, "command"))
    if wrong:
        raise ScenarioError(located(wrong, loaded.places))
    return located(found, loaded.places)


def _lost(loaded: Loaded, trial: Try, keys: Keys) -> Iterator[Mistake]:
    """What a command names and is not there: scenarios and settings."""
    command = command_line(trial.command)
    try:
        path, *_ = [meant(loaded, name, first=not place) for place, name in enumerate(command.scenarios)]
        if settings := command.values("--set"):
            load(path, settings)
    except InputError as error:
        yield from (Mistake(keys, text) for text in (error.mistakes if isinstance(error, ScenarioError) else [str(error)]))


def _uncounted(scenario: Scenario, trial: Try, keys: Keys) -> Iterator[Mistake]:
    """Outputs that are expected to move and are none."""
    known = outputs_of(scenario)
    named: list[tuple[Keys, str]] = [((*keys, "moves", output), output) for output in trial.moves]
    named += [((*keys, "reverses"), trial.reverses)] if trial.reverses is not None else []
    for at, output in named:
        if output not in known:
            yield Mistake(at, f"there is no output {written(output)}{near(output, known)}; such as any_deal, deal_day, term.ISSUE")


def _doubtful(loaded: Loaded, trial: Try, keys: Keys) -> Iterator[Mistake]:
    if trial.reverses is None and _FIND.match(trial.question.strip()):
        yield Mistake(keys, "the class is asked to find settings, and the sheet prints this command; with `reverses` it stays in the answer key")
    name = command_line(trial.command).scenarios[0]
    if not is_own(loaded, name) and _is_nowhere(loaded, name) and meant(loaded, name, first=True) == loaded.path:
        yield Mistake(keys, f"there is no file {written(name)}; it is taken for this file itself (write {THIS_FILE} for that)")


def _untold(scenario: Scenario) -> Iterator[Mistake]:
    information = scenario.information
    if scenario.invented and information.what_happened is not None:
        yield Mistake(("invented",), "the place is said to be invented, yet information.what_happened tells how its talks ended; one of the two is wrong")
    elif not scenario.invented and information.what_happened is None:
        yield Mistake(
            ("information",),
            "what happened is not told, and a lesson leaves a gap there: write information.what_happened, or `invented: true` where the place is made up",
        )
