"""The commands of a kit, as one types them where it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.scenario import Loaded
from sim.scenario.command_lines import FORMS, command_line, quoted
from sim.scenario.exercises import typed_name
from sim.scenario.naming import SCENARIOS
from sim.scenario.schema import Try

PROGRAM = "python run_sim.py"


@dataclass(frozen=True)
class Commands:
    """What the program, the scenario and the folder of the kit are called at the keyboard, and each scenario that an exercise names.

    `folders`: where commands of exercises keep their results that would else all go to one place, and each but the first be refused.
    """

    program: str
    scenario: str
    folder: str
    called: Mapping[str, str]
    folders: Mapping[str, str]

    def of(self, *words: str) -> str:
        """A command of this program."""
        return " ".join([self.program, *map(quoted, words)])

    def table(self, name: str) -> str:
        """A table of the kit, from where its commands are typed."""
        return f"{self.folder}/{name}"

    def tried(self, trial: Try) -> str:
        """The command of an exercise."""
        typed = command_line(trial.command).typed(lambda name: self.called.get(name, name))
        return " ".join([self.program, typed, *(["--out", self.folders[trial.command]] if trial.command in self.folders else [])])

    def trying(self) -> str:
        """The command with which one tries changes, one after the other."""
        return self.of("compare", self.scenario, "--set", "PATH=VALUE", "--out", "runs/try", "--overwrite")


def commands_of(loaded: Loaded, *, program: str = PROGRAM, folder: Path | None = None) -> Commands:
    """The commands for a kit that is kept in `folder`; raises InputError where an exercise names what is not there."""
    own = loaded.name if loaded.path.absolute().is_relative_to(SCENARIOS) else loaded.path.as_posix()
    named = {name for trial in loaded.scenario.information.things_to_try for name in command_line(trial.command).scenarios}
    called = {name: typed_name(loaded, name, own) for name in sorted(named)}
    folders = {trial.command: f"runs/exercise-{k}" for k, trial in enumerate(loaded.scenario.information.things_to_try, 1) if _needs_a_folder(trial)}
    return Commands(program, own, (folder or Path("kits") / loaded.name).as_posix(), called, folders)


def _needs_a_folder(trial: Try) -> bool:
    """Whether a command changes a setting, keeps its result, and does not say where."""
    command = command_line(trial.command)
    return "--out" in FORMS[command.name].valued and bool(command.values("--set")) and not command.values("--out")
