"""Files of a user's own rules: loaded, refused with file and line, taken along to workers."""

import pickle
import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from sim import errors
from sim.ensemble.run import simulate
from sim.rules import plugins, registry
from sim.rules.bridging import BridgingRule
from sim.rules.plugins import load_plugin
from sim.rules.registry import find
from sim.scenario import load, resolved, with_changes

GOOD = '''"""Rules of somebody's own."""

import sim
from pydantic import Field
from sim.rules.bridging import BridgingRule
from sim.rules.registry import RuleSettings


class Way(RuleSettings):
    """How far it goes."""

    far: float = Field(1.0, ge=0, le=1, description="The share of the way that it goes.")
    cautious: bool = Field(False, description="Whether it goes half of that.")


@sim.rule
class Middle(BridgingRule):
    """Propose the point halfway between all, or a part of the way back to where nothing is agreed. Source: assumption."""

    name = "middle"
    Settings = Way

    def text(self, draft):
        far = self.settings.far * (0.5 if self.settings.cautious else 1.0)
        return draft.bargain.lower + far * (draft.bargain.middle - draft.bargain.lower)
'''


@pytest.fixture
def written(tmp_path):
    """Write a file of rules; whatever it registered is gone after the test."""

    def write(text, name="own.py"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    yield write
    for plugin in plugins.plugins():
        plugins._forget(plugin)


@pytest.fixture
def talks(tmp_path, written):
    """A scenario whose mediator drafts by the rule of that file."""
    load_plugin(written(GOOD))
    return scenario(tmp_path, "{rule: middle, far: 0.9}")


def scenario(tmp_path, bridging):
    path = tmp_path / "talks.yaml"
    path.write_text(f"extends: one-mediator\nmediators:\n  judge:\n    bridging: {bridging}\n", encoding="utf-8")
    return path


def mistakes(path):
    """What is wrong with a scenario, from the line on."""
    with pytest.raises(errors.ScenarioError) as caught:
        load(path)
    return [line.rpartition("talks.yaml:")[2] for line in caught.value.mistakes]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import sim\nclass A:\n  def f(\n", "own.py:3:8: is not Python: '(' was never closed"),
        ("x = 1\n\ny = x / 0\n", "own.py:3: fails as it is imported (ZeroDivisionError: division by zero)"),
        ("import no_such_package_here\n", "own.py:1: needs the package 'no_such_package_here', which is not installed"),
        ("import sys\nsys.exit(3)\n", "own.py:2: leaves the program as it is imported"),
        ("x = 1\n", "own.py: holds no rule; write @sim.rule above a class"),
        (b"\xff\xfe", "own.py: is no text in UTF-8"),
        (GOOD.replace('"middle"', '"nash"'), "own.py:16: the rule Middle has the name 'nash', as a bridging rule that is shipped has already"),
        (GOOD.replace(" Source: assumption.", ""), "own.py:16: the rule Middle must have a docstring"),
        (GOOD.replace("def text", "def texts"), "own.py:16: the rule Middle must have the method `text`"),
        (GOOD.replace("far:", "favours:"), "own.py:16: the rule Middle has a setting 'favours', as the rule 'one_sided' has"),
    ],
    ids=["syntax", "fails", "package", "leaves", "empty", "bytes", "doubled", "unsourced", "method", "setting"],
)
def test_a_file_that_cannot_be_loaded_is_refused_with_its_line(written, text, said):
    """Whatever is wrong is told with file and line, as a mistake of the person's and not of the program, and leaves no rule behind."""
    before = [rule.name for rule in registry.rules(BridgingRule)]
    with pytest.raises(errors.RuleError) as caught:
        load_plugin(written(text))
    assert said in str(caught.value)
    assert caught.value.exit_code == 2
    assert [rule.name for rule in registry.rules(BridgingRule)] == before


def test_a_file_that_is_not_there_is_told(tmp_path):
    """Nor is a folder one."""
    for path in (tmp_path / "nowhere.py", tmp_path):
        with pytest.raises(errors.RuleError, match="cannot be read"):
            load_plugin(path)


def test_two_files_cannot_have_the_same_rule(written):
    """Which of them is meant could not be told; the same file twice is one."""
    first = load_plugin(written(GOOD))
    assert load_plugin(first.path) == first
    assert [rule.name for rule in registry.rules(BridgingRule)].count("middle") == 1
    with pytest.raises(errors.RuleError, match=r"other\.py:16: .* has the name 'middle', as a bridging rule of .*own\.py:16 has already"):
        load_plugin(written(GOOD + "\n", "other.py"))


def test_a_file_that_has_changed_takes_the_place_of_itself(written):
    """Somebody at work on a rule loads it again and again."""
    load_plugin(written(GOOD))
    load_plugin(written(GOOD.replace("le=1", "le=2")))
    assert find(BridgingRule, "middle").Settings.model_validate({"far": 2.0}).far == 2.0


def test_settings_of_an_own_rule_are_checked_line_by_line(tmp_path, talks):
    """Beside its name stand its own settings and no others; each mistake is told with its line, all of them at once."""
    assert load(talks).scenario.mediators["judge"].bridging.far == 0.9
    assert mistakes(scenario(tmp_path, "{rule: middle, far: 3, cautios: true, favours: highfold}")) == [
        "4:30: mediators.judge.bridging.far: must be between 0 and 1, found 3",
        "4:38: mediators.judge.bridging.cautios: unknown setting (did you mean 'cautious'?)",
        "4:53: mediators.judge.bridging.favours: unknown setting of the rule 'middle': it belongs to one_sided",
    ]
    (line,) = mistakes(scenario(tmp_path, "{rule: nash, far: 0.3}"))
    assert line == "4:28: mediators.judge.bridging.far: unknown setting of the rule 'nash': it belongs to middle"
    (line,) = mistakes(scenario(tmp_path, "{rule: midle}"))
    assert "must be one of 'equal_gains', " in line
    assert line.endswith("found 'midle' (did you mean 'middle'?)")


def test_without_its_file_a_rule_is_unknown_and_the_option_is_named(tmp_path):
    """Nothing else is said of what stands beside it."""
    (line,) = mistakes(scenario(tmp_path, "{rule: peculiar, strength: 3}"))
    assert line.endswith("found 'peculiar' (a rule of your own comes with --plugin FILE)")


def test_a_changed_rule_takes_along_what_the_new_one_has(talks):
    """Changing nothing but the rule leaves behind the settings that only the old one had, both ways."""
    own = load(talks).scenario
    assert with_changes(own, {"mediators.judge.bridging.rule": "nash"}).mediators["judge"].bridging.rule == "nash"
    back = with_changes(load("one-mediator").scenario, {"mediators.judge.bridging.rule": "middle", "mediators.judge.bridging.far": 0.2})
    assert back.mediators["judge"].bridging.far == 0.2
    assert pickle.loads(pickle.dumps(own)) == own  # noqa: S301 - made a moment ago
    assert resolved(own)["mediators"]["judge"]["bridging"]["far"] == 0.9


def test_workers_have_own_rules_too(talks):
    """Two worker processes, which read no file, give the same histories as one."""
    found = load(talks).scenario
    one, two = (simulate(found, name="talks", n=500, seed=1, workers=workers, batch=1) for workers in (1, 2))
    assert one.histories["ending"].tolist() == two.histories["ending"].tolist()
    other = simulate(load("one-mediator").scenario, name="talks", n=500, seed=1, workers=1, batch=1)
    assert one.histories["ending"].tolist() != other.histories["ending"].tolist()


def test_a_rule_of_a_program_goes_to_no_worker():
    """It works in the program's own process; where workers are asked for, it is said that the class needs a file of its own."""
    code = GOOD + (
        "found = sim.load('one-mediator', ['mediators.judge.bridging.rule=middle'])\n"
        "print(sim.run(found, n=3).n)\n"
        "try:\n    sim.run(found, n=300, workers=2)\nexcept sim.InputError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("3\nthe rule 'middle' stands in this program or notebook"), done.stderr


def test_installed_packages_offer_rules(written, monkeypatch):
    """An entry point of the group talks.rules is loaded when a name is asked for that is not shipped; one that fails is told."""
    path = written(GOOD, "offered_rules.py")
    monkeypatch.syspath_prepend(str(path.parent))
    monkeypatch.setattr(registry, "_READ", registry._READ - {"installed"})
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [EntryPoint("mine", "offered_rules", group)])
    assert find(BridgingRule, "middle").__module__ == "offered_rules"
    monkeypatch.setattr(registry, "_READ", registry._READ - {"installed"})
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [EntryPoint("mine", "no_such_module", group)])
    with pytest.raises(errors.RuleError, match=r"offers as 'mine' \(no_such_module\) cannot be loaded"):
        find(BridgingRule, "unknown")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("return draft.nothing", "own.py:25: the rule 'middle' fails (AttributeError: 'Draft' object has no attribute 'nothing')"),
        ("return draft.bargain.upper + 1.0", "own.py:23: the rule 'middle' leaves the bounds of the bargain"),
        ("return 3", "own.py:23: the rule 'middle' must give an array of the shape (3, "),
        ("return draft.bargain.middle / 0.0", "own.py:23: the rule 'middle' gives what is no finite number"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_a_rule_that_fails_in_a_run_is_named_with_its_line(tmp_path, written, line, said):
    """What it raises, and what it says that cannot be, is told as a fault of the file, not of the program."""
    load_plugin(written(GOOD.replace("return draft.bargain.lower + far * (draft.bargain.middle - draft.bargain.lower)", line)))
    with pytest.raises(errors.RuleError) as caught:
        simulate(load(scenario(tmp_path, "{rule: middle}")).scenario, name="talks", n=1)
    assert said in str(caught.value)
