"""Damaged input of every kind is refused in words or runs: no traceback, no complaint of numpy, nothing half-written, no lack of time or memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
KINDS = ["structure", "text", "setting", "table", "case", "kept", "stances", "command"]
A_KIND, A_KIND_LONG = 38, 375  # 300 and 3,000 in all

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits on memory and time are those of POSIX")


def wrong(kind, first, last, folder) -> list[str]:
    """What went wrong with the mutants of a kind, in a process that may use 1 GB and 20 seconds for each."""
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
    arguments = [sys.executable, str(HERE / "mutants.py"), kind, str(first), str(last), str(folder)]
    done = subprocess.run(arguments, capture_output=True, text=True, env=environment, cwd=HERE.parents[1], check=False)
    return [*done.stdout.splitlines(), *([done.stderr[-2000:]] if done.returncode else [])]


@pytest.mark.parametrize("kind", KINDS)
def test_mutants_are_refused_in_words_or_run(kind, tmp_path):
    """The first few hundred mutants, the same every time."""
    assert not wrong(kind, 0, A_KIND, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_thousands_of_mutants_are_refused_in_words_or_run(kind, tmp_path):
    """Three thousand more."""
    assert not wrong(kind, 1000, 1000 + A_KIND_LONG, tmp_path)
