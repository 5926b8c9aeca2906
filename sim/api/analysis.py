"""What results of analyses share: a document and figures, kept together in a folder of their own."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Any, ClassVar

from sim.report.words import basis
from sim.scenario import Scenario as Model
from sim.scenario import resolved

from . import arguments
from .arguments import in_python
from .folders import ResultFolder, drawn, keep
from .result import Result
from .scenario import Scenario


class Analysis(Result):
    """A result that is kept as one document and its figures."""

    command: ClassVar[str]
    """The command that makes it."""
    file: ClassVar[str]
    """What its document is called in a folder."""

    @abstractmethod
    def document(self, folder: Path | None = None) -> dict[str, Any]:
        """The result as plain data: just what the command prints with --json, and with --out for a `folder`."""

    @abstractmethod
    def _draw_all(self, folder: Path) -> list[dict[str, Any]]:
        """Write every figure; returns what a manifest says of each."""

    @abstractmethod
    def _scenarios(self) -> list[Model]:
        """The scenarios that it is about."""

    @in_python
    def save(self, folder: str | Path, *, overwrite: bool = False) -> Path:
        """Keep numbers and figures in a folder, which appears whole or not at all; returns where it is.

        Raises InputError where something else lies there, TalksError where it cannot be written.
        """
        where = arguments.path(folder)
        made_by = {
            "command": self.command,
            "document": self.document(),
            "scenarios": [resolved(one) for one in self._scenarios()],
        }
        with keep(where, made_by=made_by, overwrite=overwrite) as kept:
            self.write(kept, where)
        return where

    def write(self, kept: ResultFolder, folder: Path) -> None:
        """Write numbers and figures into what becomes `folder`."""
        kept.write(self.file, {**self.document(folder), "figures": drawn(self._draw_all, kept.path)})


class OfOneScenario(Analysis):
    """An analysis of one scenario, with the luck of one seed."""

    scenario: Scenario
    seed: int

    @property
    def _name(self) -> str:
        """What figures call it."""
        return f"{self.scenario.name} ({self._basis})"

    @property
    def _title(self) -> str:
        """What tables call it."""
        return f"{self.scenario.title} ({self._basis})"

    @property
    def _basis(self) -> str:
        return basis(self.scenario, self.seed)

    def _scenarios(self) -> list[Model]:
        return [self.scenario]
