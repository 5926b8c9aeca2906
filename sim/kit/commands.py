"""The commands of a kit, as one types them where it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.home import own_folder
from sim.rules.plugins import as_typed
from sim.scenario import Loaded
from sim.scenario.command_lines import quoted
from sim.scenario.exercises import own_name, typed
from sim.scenario.schema import Try

PROGRAM = "python run_sim.py"


@dataclass(frozen=True)
class Commands:
    """What the program, the scenario and the folder of the kit are called at the keyboard, and each command of an exercise."""

    program: str
    scenario: str
    folder: str
    commands: Mapping[str, str]
    size: tuple[str, ...] = ()
    """Histories and seed of the kit, as options, where they are not the usual ones."""

    def of(self, *words: str) -> str:
        """A command of this program."""
        return " ".join([self.program, *map(quoted, [*words, *as_typed()])])

    def table(self, name: str) -> str:
        """A table of the kit, from where its commands are typed."""
        return f"{self.folder}/{name}"

    def tried(self, trial: Try) -> str:
        """The command of an exercise."""
        return " ".join([self.program, self.commands[trial.command], *map(quoted, as_typed())])

    def trying(self) -> str:
        """The command with which one tries changes, one after the other."""
        return self.of("compare", self.scenario, "--set", "PATH=VALUE", "--out", "runs/try", "--overwrite")


def commands_of(loaded: Loaded, *, program: str = PROGRAM, folder: Path | None = None, size: tuple[str, ...] = ()) -> Commands:
    """The commands for a kit that is kept in `folder`."""
    tried = {trial.command: typed(loaded, trial) for trial in loaded.scenario.information.things_to_try}
    return Commands(program, own_name(loaded), (folder or own_folder("kits") / loaded.name).as_posix(), tried, size)
