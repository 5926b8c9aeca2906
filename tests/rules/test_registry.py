"""The register of rules: what makes a rule, what is refused, and that nothing escapes it."""

import ast
import re
from pathlib import Path

import pytest
from pydantic import Field

import sim
from sim.errors import InputError
from sim.rules.acceptance import AcceptanceRule
from sim.rules.bridging import BridgingRule
from sim.rules.demand import DemandRule, DemandSettings
from sim.rules.registry import RuleSettings, chosen, forget, kinds, own_settings, rules, usual
from sim.scenario.shape import SCENARIO, Group, Items, Leaf, Named, shape_at

ROOT = Path(sim.__file__).parent
EVERY = [rule for kind in kinds() for rule in rules(kind)]
HOMONYMS = {
    "fixed": ("sim/scenario/schema.py", "sim/model", "sim/analysis", "sim/cli", "sim/report/dead_inputs.py"),  # a proposer; a number that cannot be changed
    "equilibrium": ("sim/scenario", "sim/model"),  # the offers of a protocol
    "weighted_mean": ("sim/report",),  # a baseline beside the terms
    "weighted_median": ("sim/report",),  # the same
}
"""Words that also mean something else, and where."""


@pytest.fixture(autouse=True)
def _forgotten():
    """Rules of a test are gone after it."""
    yield
    forget(__name__)


def made(base=BridgingRule, method="text", **parts):
    """A class that would be a rule, but for the parts that are given."""

    def does(self, *given):
        return self, given

    parts = {"name": "a_new_one", "__doc__": "Do something. Source: assumption.", "__module__": __name__, method: does, **parts}
    return type("New", (base,), {name: part for name, part in parts.items() if part is not None})


def test_a_rule_is_registered_under_its_name_and_kind():
    """`@sim.rule` returns the class itself, which is then found by name among those of its kind, and nowhere else."""
    new = made()
    assert sim.rule(new) is new
    assert chosen(BridgingRule, "a_new_one") is new
    with pytest.raises(InputError, match=r"no demand rule 'a_new_one'; there are equilibrium, expected_gain, fixed"):
        chosen(DemandRule, "a_new_one")


class Own(RuleSettings):
    """Settings that may not be."""

    rule: int = Field(1, description="Taken.")


class Undescribed(RuleSettings):
    """Settings that nobody understands."""

    pull: float = 1.0


class Clashing(DemandSettings):
    """Settings of another rule, with another meaning."""

    beta: int = Field(1, description="Something else.")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": None}, "must have a `name`"),
        ({"name": "Not This"}, "must have a `name` of small letters"),
        ({"name": "nash"}, "has the name 'nash', as a bridging rule that is shipped has already"),
        ({"__doc__": ""}, "must have a docstring"),
        ({"__doc__": "Do something."}, "`Source: ...` or `Source: assumption`"),
        ({"text": None}, "must have the method `text`"),
        ({"base": object}, "must derive from one of AcceptanceRule, BridgingRule, DemandRule"),
        ({"Settings": Own}, "has a setting 'rule', a name that every scenario needs"),
        ({"Settings": Undescribed}, "must describe its setting 'pull'"),
        ({"Settings": dict}, "must derive its Settings from RuleSettings"),
        ({"base": DemandRule, "method": "share", "Settings": Clashing}, "has a setting 'beta', as the rule 'time_dependent' has"),
        ({"base": AcceptanceRule, "method": "accepts", "Settings": Undescribed}, "no place for those of acceptance rules"),
    ],
    ids=lambda wrong: " ".join(wrong) if isinstance(wrong, dict) else "",
)
def test_what_lacks_something_is_no_rule(wrong, said):
    """A class without a kind, a name of its own, a method, a docstring with its source, or with settings that clash is refused, with the reason."""
    with pytest.raises(InputError, match=re.escape(said)):
        sim.rule(made(**wrong))


def test_a_class_written_again_takes_the_place_of_itself():
    """Running a notebook's cell once more replaces the rule instead of calling its name taken."""
    sim.rule(made())
    again = sim.rule(made())
    assert chosen(BridgingRule, "a_new_one") is again


# --- that nothing escapes ----------------------------------------------------------------------------------------------


def test_every_file_in_a_folder_of_rules_holds_one_that_can_be_chosen():
    """A class of a kind that is not registered, or a file without a rule, would be one that nobody can choose."""
    for kind in kinds():
        files = {path.stem for path in (ROOT / "rules" / kind.kind).glob("[a-z]*.py")}
        assert files == {rule.__module__.rpartition(".")[2] for rule in rules(kind)}
        assert [rule for rule in rules(kind) if rule.usual] == [usual(kind)]

        def below(base):
            return {base, *(one for inner in base.__subclasses__() for one in below(inner))}

        shipped = {one for one in below(kind) if one.__module__.startswith("sim.rules.")} - {kind}
        assert shipped == set(rules(kind))


def leaves_with_rules(shape, place=()):
    """The settings of a scenario that name a rule."""
    match shape:
        case Leaf() if shape.rules is not None:
            yield ".".join(place), shape
        case Group():
            for name, member in shape.members.items():
                yield from leaves_with_rules(member.shape, (*place, name))
        case Named():
            yield from leaves_with_rules(shape.of, (*place, "NAME"))
        case Items():
            yield from leaves_with_rules(shape.of, place)


def test_the_words_of_a_scenario_are_the_rules_of_the_register():
    """Every kind stands where it says in a scenario, and what is allowed there is what is registered, no word more."""
    found = {place: leaf for place, leaf in leaves_with_rules(SCENARIO) if "factions" not in place}
    assert set(found) == {kind.place for kind in kinds()}
    for kind in kinds():
        assert found[kind.place].rules is kind
        assert list(found[kind.place].choices) == [rule.name for rule in rules(kind)]


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: f"{rule.kind}-{rule.name}")
def test_every_setting_is_read_by_its_rule(rule):
    """What a rule has of its own, and what it says that it reads, stands in its file as `settings.NAME`; and a scenario has a place for it."""
    source = (ROOT / "rules" / rule.kind / f"{rule.__module__.rpartition('.')[2]}.py").read_text(encoding="utf-8")
    for name in [*own_settings(rule), *rule.reads]:
        by_the_model = name == "deadline" and "elapsed" in source  # the model turns it into the time elapsed
        assert by_the_model or re.search(rf"settings\.{name}\b", source), name
        part = shape_at(("parties", "a", "demand") if rule.kind == "demand" else ("mediators", "a", "bridging"))
        assert name in part.members


def test_every_setting_that_rules_share_is_read_by_one():
    """A setting that every rule of a kind may have, and none reads, would be dead."""
    for kind in kinds():
        assert kind.Settings.model_fields.keys() <= {name for rule in rules(kind) for name in rule.reads}


def words_of(path):
    """The strings of a file that are neither docstrings nor descriptions in several words."""
    return {node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_no_name_of_a_rule_stands_twice():
    """The name of a rule stands in its own file and nowhere else in the code, so that nothing has to be kept in step with it."""
    names = {rule.name for rule in EVERY}
    own = {ROOT / "rules" / rule.kind / f"{rule.__module__.rpartition('.')[2]}.py" for rule in EVERY}
    for path in sorted(ROOT.rglob("*.py")):
        place = path.relative_to(ROOT.parent).as_posix()
        allowed = {word for word, parts in HOMONYMS.items() if place.startswith(parts)}
        if path not in own:
            assert not (words_of(path) & names) - allowed, place


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: f"{rule.kind}-{rule.name}")
def test_rules_import_what_computes_inside_their_method(rule):
    """At the head of a file of rules stands neither NumPy nor what needs it (but for type checkers), so that reading a scenario stays quick."""
    source = (ROOT / "rules" / rule.kind / f"{rule.__module__.rpartition('.')[2]}.py").read_text(encoding="utf-8")
    heads = {
        getattr(node, "module", None) or name.name for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom) for name in node.names
    }
    assert not {name for name in heads if name.startswith(("numpy", "sim.arrays", "sim.reference"))}, "import it inside the method"


def choices(shape, place=()):
    """The settings of a scenario that are one of some words, with the words; those that name a rule apart."""
    match shape:
        case Leaf() if shape.words and shape.rules is None:
            yield ".".join(place), shape.words
        case Group():
            for name, member in shape.members.items():
                yield from choices(member.shape, (*place, name))
        case Named():
            yield from choices(shape.keys, (*place, "KEY"))
            yield from choices(shape.of, (*place, "NAME"))
        case Items():
            yield from choices(shape.of, place)


def test_every_word_of_a_choice_means_something():
    """Each word that a setting may be is known to the code beside the schema, but for two that are done where no other word of theirs is said."""
    trees = [ast.parse(path.read_text("utf-8")) for path in ROOT.rglob("*.py") if path != ROOT / "scenario" / "schema.py"]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    known = {node.value for node in nodes if isinstance(node, ast.Constant)} | {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    dead = {(place, word) for place, words in choices(SCENARIO) for word in words if word not in known}
    assert dead <= {("protocol.pen", "most_access"), ("protocol.offers", "concession")}
