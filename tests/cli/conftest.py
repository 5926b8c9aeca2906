"""The command, called in this process or, where the process itself is under test, in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import ROOT, TEMPLATES, Outcome

from sim.cli import main


@pytest.fixture
def talks(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """Call the command in an empty folder, with neither colours nor a width from outside."""
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "_TALKS_COMPLETE"):
        monkeypatch.delenv(name, raising=False)

    def call(*words: str | Path) -> Outcome:
        capsys.readouterr()
        with pytest.raises(SystemExit) as leaving:
            main([str(word) for word in words])
        said = capsys.readouterr()
        return Outcome(int(leaving.value.code or 0), said.out, said.err)

    return call


@pytest.fixture
def process(tmp_path: Path) -> Callable[..., Outcome]:
    """Call the command in a process of its own; `then` is what follows the command in a shell."""

    def call(*words: str | Path, then: str = "", **environment: str) -> Outcome:
        command = [sys.executable, str(ROOT / "run_sim.py"), *map(str, words)]
        keep = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "FORCE_COLOR", "PYTHONUTF8"}}
        run = [*(["bash", "-c", f'"$@" {then}', "bash"] if then else []), *command]
        done = subprocess.run(run, cwd=tmp_path, env=keep | environment, capture_output=True, check=False)
        return Outcome(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))

    return call


@pytest.fixture
def a_scenario() -> Path:
    """A small scenario with a mediator."""
    return TEMPLATES / "mediator.yaml"


@pytest.fixture
def an_overlay(tmp_path: Path) -> Path:
    """A scenario that differs from the template with a mediator in one number and one event."""
    (tmp_path / "town.yaml").write_text((TEMPLATES / "mediator.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "town").mkdir()
    overlay = tmp_path / "town" / "storm.yaml"
    overlay.write_text(
        "extends: ../town.yaml\ntitle: Two towns and a storm\nmodules: [events]\n"
        "parties:\n  upper_town: {no_deal: {cost_per_day: 0.002}}\n"
        "events:\n  storm: {on: 2025-04-01, effects: [{target: escalation, add: 0.2}]}\n",
        encoding="utf-8",
    )
    return overlay
