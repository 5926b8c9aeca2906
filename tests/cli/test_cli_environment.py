"""Started with a Python that lacks what the simulator needs, the command says how to enter its environment."""

import os
import re
import subprocess
import sys

import pytest
from command_line import ROOT

from sim.environment import how_to_enter, how_to_install, too_old


def test_a_python_without_the_packages_is_told_how_to_enter(tmp_path):
    """With the system's own Python: no traceback, the way in for every shell, exit code 1."""
    done = subprocess.run([sys.executable, "-S", str(ROOT / "run_sim.py"), "list"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    for words in ("is missing", "make demo", "source .venv/bin/activate", ".venv\\Scripts\\activate"):
        assert words in done.stderr


def test_an_environment_that_is_there_is_entered_rather_than_made(tmp_path):
    """The first advice fits what lies in the folder."""
    assert "Set it up once" in how_to_enter("click", tmp_path)
    (tmp_path / ".venv").mkdir()
    assert "Enter its environment first" in how_to_enter("click", tmp_path)


@pytest.mark.parametrize(("version", "is_too_old"), [((3, 10, 4), True), ((3, 11, 0), False), ((3, 14, 1), False)])
def test_a_python_that_is_too_old_is_told_so(version, is_too_old):
    """In words, before anything else can fail."""
    assert bool(too_old(version)) == is_too_old


def test_make_demo_says_what_it_does_and_how_long():
    """Before it starts, in plain words."""
    demo = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ndemo:")[2].partition("\n\n")[0]
    assert "@echo" in demo
    assert "minute" in demo


def test_the_way_out_is_not_searched_for_garbage():
    """When a command has been carried out, Python does not look through all of its objects once more before it leaves."""
    code = "import atexit, gc\natexit.register(lambda: print(gc.get_freeze_count() > 1000))\nfrom sim.cli import main\nmain(['--version'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "True"


@pytest.mark.parametrize(
    ("checkout", "pip", "command"),
    [
        (True, True, "python -m pip install -e '.[frames]'"),
        (False, True, "python -m pip install 'proximity-talks[frames]'"),
        (True, False, "uv pip install -e '.[frames]'"),
    ],
)
def test_an_extra_is_installed_as_it_can_be_here(monkeypatch, checkout, pip, command):
    """From the files of a checkout, else to what is installed; with uv where there is no pip."""
    monkeypatch.setattr("sim.environment.in_checkout", lambda: checkout)
    monkeypatch.setattr("sim.environment.find_spec", lambda _: pip or None)
    assert how_to_install("frames") == command


def test_every_message_about_an_extra_asks_the_same_function():
    """No other file of the program writes how an extra is installed."""
    writing = [path.name for path in (ROOT / "sim").rglob("*.py") if re.search(r"pip install[^`]*\[", path.read_text(encoding="utf-8"))]
    assert writing == []


def test_a_package_that_an_installed_program_lacks_is_told_without_a_checkout(monkeypatch):
    """There is no make there."""
    monkeypatch.setattr("sim.environment.in_checkout", lambda: False)
    said = how_to_enter("mesa")
    assert "pip install proximity-talks" in said
    assert "make" not in said


def test_the_module_is_the_command(tmp_path):
    """`python -m sim` says what `python run_sim.py` says, under its own name."""
    clean = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    said = [
        subprocess.run([sys.executable, *words, "--help"], cwd=tmp_path, env=clean, capture_output=True, text=True, check=True).stdout
        for words in (["-m", "sim"], [str(ROOT / "run_sim.py")])
    ]
    names = ("python -m sim", "python run_sim.py")
    assert all(name in text for name, text in zip(names, said, strict=True))
    assert said[0].split() == said[1].replace(names[1], names[0]).split()
