"""What the page on Python and the examples show can be run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import sim

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "python.md"
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


def test_the_blocks_of_the_page_run(capsys):
    """One after the other, in one program; the last says what is wrong with n = 0."""
    pytest.importorskip("xarray")
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        exec(block, names)  # noqa: S102 - the page is ours
    said = capsys.readouterr().out
    assert said.endswith("n must be a whole number from 1 to 10,000,000; found 0\n")
    assert "History 7 of one-mediator changed (here), beside its twin in one-mediator (there)" in " ".join(said.split())


def test_the_page_names_every_call():
    """Each public function has its row, and no row names another."""
    rows = re.findall(r"^\| `sim\.(\w+)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    functions = {name for name in sim.__all__ if name.islower() and not name.startswith("_")}
    assert sorted(rows) == sorted(functions)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_an_example_runs(example, tmp_path):
    """As a script, without a guard, in an empty folder, which it leaves empty."""
    done = subprocess.run(
        [sys.executable, example], cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()
    assert list(tmp_path.iterdir()) == []
