"""Commands with rules of a user's own."""

import json
import re

import pytest
from command_line import ROOT, names_in

from sim.cli.commands import COMMANDS
from sim.rules import plugins

PAGE = (ROOT / "docs/how-to/add-a-rule.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))
LOADED = ("--plugin", "my_rules.py")


@pytest.fixture
def own(talks, tmp_path):
    """The files of the how-to, where commands are called; nothing stays registered."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def call(*words):
        for plugin in plugins.plugins():
            plugins._forget(plugin)
        return talks(*words)

    yield call
    for plugin in plugins.plugins():
        plugins._forget(plugin)


def test_every_command_that_reads_scenarios_takes_plugins(talks):
    """The option is one for all; only what works on reports does without."""
    assert {name for name in COMMANDS if "--plugin FILE" not in talks(name, "--help").out} == {"calibrate"}


def test_a_plugin_that_fails_is_told_like_a_mistake_in_a_file(own, tmp_path):
    """One line with file and line, exit code 2, no traceback, nothing written."""
    (tmp_path / "bad.py").write_text("import sim\n\n1 / 0\n", encoding="utf-8")
    before = names_in(tmp_path)
    outcome = own("run", "turns.yaml", "--plugin", "bad.py")
    assert (outcome.code, outcome.err) == (2, "bad.py:3: fails as it is imported (ZeroDivisionError: division by zero)\n")
    assert names_in(tmp_path) == before


def test_a_run_wants_its_plugin_back(own, tmp_path):
    """The manifest names the file with its hash; explain says which is missing, or that it is another, and shows the run again with the same."""
    words = ("run", "turns.yaml", "-n", "10", "--no-figures", "--out", "runs/turns")
    assert own(*words, *LOADED).code == 0
    digest = json.loads((tmp_path / "runs/turns/manifest.json").read_text(encoding="utf-8"))["plugins"]["my_rules.py"]
    assert len(digest) == 64
    alone = own("explain", "runs/turns")
    assert (alone.code, alone.err) == (2, "Error: runs/turns: was run with the plug-in my_rules.py, which is not loaded; add --plugin my_rules.py\n")
    assert "kept already" in own(*words, *LOADED).err
    assert "tables a text" in own("explain", "runs/turns", *LOADED).out
    with (tmp_path / "my_rules.py").open("a", encoding="utf-8") as file:
        file.write("# a change\n")
    changed = own("explain", "runs/turns", *LOADED)
    assert changed.code == 2
    assert f"was run with another version of the plug-in my_rules.py (sha256 {digest[:12]}" in changed.err
    assert "holds results of other settings" in own(*words, *LOADED).err


def test_a_run_is_not_resumed_with_another_plugin(own, tmp_path):
    """What was begun with one file of rules is not finished with a changed one: it is said which changed."""
    words = ("run", "turns.yaml", "-n", "10", "--no-figures", "--out", "runs/turns")
    assert own(*words, *LOADED).code == 0
    beside = tmp_path / "runs" / "turns.unfinished"
    (beside / "batches").mkdir(parents=True)
    scenario = json.loads((tmp_path / "runs/turns/manifest.json").read_text(encoding="utf-8"))
    from sim.ensemble.checkpoint import plan_of
    from sim.scenario import from_resolved

    plugins.load_plugin("my_rules.py")
    plan = plan_of(from_resolved(scenario["scenario"]), seed=1, n=10)
    plan["plugins"]["my_rules.py"] = "0" * 64
    (beside / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    (beside / "batches" / "0.part").write_bytes(b"")
    (tmp_path / "runs/turns").rename(tmp_path / "elsewhere")
    outcome = own(*words, *LOADED, "--resume")
    assert outcome.code == 2
    assert "the plug-in my_rules.py was another, or was not there" in outcome.err


def test_settings_of_an_own_rule_are_shown_and_set(own):
    """Describe lists them with what they mean and where they come from, --set changes them, the description says whom the mediator favours."""
    shown = own("describe", "turns.yaml", "--settings", "turns", *LOADED).out
    assert "mediators.judge.bridging.turns\t[highfold, lowmere]\ta list of text\tturns.yaml:5\t" in shown
    assert "For taking_turns: the parties that it favours, one after the other." in shown
    assert "beta" not in own("describe", "turns.yaml", "--settings", "bridging", *LOADED).out
    outcome = own("describe", "turns.yaml", "--set", "mediators.judge.bridging.turns=[lowmere, highfold]", *LOADED)
    assert "taking turns, turns Lowmere, Highfold" in outcome.out
    wrong = own("check", "turns.yaml", "--set", "x=1", *LOADED)
    assert wrong.code == 2


def test_scenarios_with_own_rules_are_listed_and_changed(own, tmp_path):
    """List shows their titles, and new writes a change of one; without the plug-in the rule is told to be unknown, with its line."""
    assert "A mediator that takes turns" in own("list", *LOADED).out
    assert "turns.yaml:5:16" in own("list").out
    outcome = own("new", "more.yaml", "--from", "turns.yaml", *LOADED)
    assert (outcome.code, outcome.err) == (0, "")
    assert "compare turns.yaml more.yaml -n 200 --plugin my_rules.py" in outcome.out
    assert own("new", "other.yaml", "--from", "turns.yaml").code == 2
    assert not (tmp_path / "other.yaml").exists()
