from __future__ import annotations

import subprocess
import sys

import pytest
from command_line import ROOT

from sim import __version__
from sim.cli.commands import COMMANDS

SLOW_TO_IMPORT = ("mesa", "matplotlib", "pandas", "scipy")


def modules_after(*words):
    """Names of the top-level modules that a command has imported when it leaves."""
    code = "import sys\nfrom sim.cli import main\ntry:\n    main(sys.argv[1:])\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return set(done.stderr.split())


@pytest.mark.parametrize("name", [[], *([name] for name in COMMANDS)], ids=lambda words: "".join(words) or "all")
def test_help_starts_with_examples(talks, name):
    """Examples stand before the usage and the options, since they are what most people look for."""
    help_text = talks(*name, "--help").out
    assert 0 < help_text.index("Examples:") < help_text.index("Usage:") < help_text.index("Options:")
    assert max(map(len, help_text.splitlines())) <= 80


def test_help_names_every_command(talks):
    """The help lists all commands with a line each, and says how to switch on completion."""
    help_text = talks("--help").out
    assert all(f"  {name} " in help_text and meaning in help_text for name, meaning in COMMANDS.items())
    assert "_TALKS_COMPLETE=bash_source" in help_text


def test_the_version_is_told(talks):
    """Whoever reports a defect can say with which version."""
    assert talks("--version").out == f"proximity-talks, version {__version__}\n"


def test_no_words_show_the_help(talks):
    """Called with nothing at all, the command explains itself."""
    outcome = talks()
    assert outcome.code == 2
    assert "Examples:" in outcome.out + outcome.err


def test_help_imports_next_to_nothing():
    """Help needs neither the model nor the schema, so it appears at once."""
    assert modules_after("--help").isdisjoint((*SLOW_TO_IMPORT, "numpy", "pydantic", "yaml", "rich.console"))


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_imports_next_to_nothing(name):
    """So does the help of each command."""
    assert modules_after(name, "--help").isdisjoint((*SLOW_TO_IMPORT, "numpy", "pydantic"))


@pytest.mark.parametrize(
    "words",
    [
        ("check", "tests/scenario/broken/party-called-everybody.yaml"),
        ("list",),
        ("describe", "sim/cli/templates/full.yaml"),
        ("schema",),
        ("new", "sim/cli/templates/full.yaml"),
        ("nonsense",),
    ],
    ids=lambda words: words[0],
)
def test_reading_needs_no_model(words):
    """What only reads scenarios imports neither Mesa nor Matplotlib nor NumPy; `check` does once a file has no mistakes, to see who would sign."""
    assert modules_after(*words).isdisjoint((*SLOW_TO_IMPORT, "numpy"))


def test_completion_offers_commands_options_and_settings(process, a_scenario):
    """The Tab key completes commands, options and the paths of settings."""

    def complete(line):
        words = line.split(" ")
        return process(_TALKS_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1)).out

    assert "plain,describe" in complete("talks desc")
    assert "plain,--seed" in complete("talks run x --se")
    assert "plain,calendar.start=" in complete(f"talks run {a_scenario} --set calendar.st")
    assert "plain,calendar.start=" in complete(f"talks {a_scenario} --set calendar.st")
    assert "file," in complete("talks check no-scenario-starts-like-this")


def test_completion_source_is_for_the_installed_name(process):
    """The script for the shell completes `talks`, whatever started it."""
    assert "complete" in process(_TALKS_COMPLETE="bash_source").out
    assert "talks" in process(_TALKS_COMPLETE="zsh_source").out
