import pytest
from scenario_builder import TALKS, changed, mistakes

from sim.scenario import load


def _set(*overrides):
    return load(TALKS, overrides).scenario


def test_a_number_is_set():
    """The plainest override changes one number and nothing else."""
    scenario = _set("parties.upland.demand.beta=0.3")
    assert scenario.parties["upland"].demand.beta == 0.3
    assert scenario == load(TALKS).scenario.model_copy(update={"parties": scenario.parties})


@pytest.mark.parametrize(
    ("override", "read"),
    [
        ("parties.upland.stances.water.position={mean: 30, sd: 5}", lambda s: s.parties["upland"].stances["water"].position.sd == 5),
        ("parties.upland.stances.water.position=35", lambda s: s.parties["upland"].stances["water"].position == 35),
        ("parties.upland.stances.water.position.mean=35", lambda s: s.parties["upland"].stances["water"].position.model_dump() == {"mean": 35, "sd": 5}),
        ("modules=[events]", lambda s: s.modules == ["events"]),
        ("parties.upland.preconditions.0.weight=3", lambda s: [item.weight for item in s.parties["upland"].preconditions] == [3, 2]),
        ("parties.upland.preconditions.1.requires.absent=upland", lambda s: s.parties["upland"].preconditions[1].requires.absent == "upland"),
        ("events.recall.effects.0.for=2 weeks", lambda s: s.events["recall"].effects[0].for_ == 14),
        ("constants.shape=1.5", lambda s: s.constants.shape == 1.5),
        ("parties.lowland.attendance.cost_of_being_seen=2", lambda s: s.parties["lowland"].attendance.cost_of_being_seen == 2),
        ("parties.lowland.government.fall_per_day=0.1", lambda s: s.parties["lowland"].government.fall_per_day == 0.1),
        ("parties.lowland.trust.upland.mean=0.2", lambda s: s.parties["lowland"].trust["upland"].mean == 0.2),
        ("mediators.observers.bias.lowland=-0.5", lambda s: s.mediators["observers"].bias == {"upland": 0.1, "lowland": -0.5}),
        ("carrying_out.phases.2.lasts=9 days", lambda s: (s.carrying_out.phases[1].lasts, s.carrying_out.phases[2].lasts) == (30, 9)),
        ("issues.water.scale.50=a half", lambda s: s.issues["water"].scale == {0: "none", 50: "a half", 100: "all"}),
        ("calendar.deadline=null", lambda s: s.calendar.deadline is None),
        ("calendar.sessions=when ripe", lambda s: s.calendar.sessions.every is None),
        ("mediators.observers.leverage={}", lambda s: s.mediators["observers"].leverage == {}),
        ("events.flood={on: 2030-03-01, effects: [{target: escalation, add: 0.2}]}", lambda s: list(s.events)[-1] == "flood"),
        (" title = A = B ", lambda s: s.title == "A = B"),
    ],
)
def test_overrides_reach_every_kind_of_setting(override, read):
    """Spreads, lists and their items, defaults, new entries, points of a scale: all by the same path."""
    assert read(_set(override))


def test_the_last_override_counts_and_all_are_kept():
    """They apply in order and are listed as given."""
    given = ("parties.upland.demand.beta=0.3", "parties.upland.demand.beta=0.4")
    loaded = load(TALKS, given)
    assert loaded.scenario.parties["upland"].demand.beta == 0.4
    assert loaded.overridden == given
    assert loaded.places["parties", "upland", "demand", "beta"] == "--set parties.upland.demand.beta=0.4"
    assert loaded.data["parties"]["upland"]["demand"]["beta"] == 0.4


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("parties.upland.demnd.beta=0.3", "there is no setting 'parties.upland.demnd.beta' (did you mean 'parties.upland.demand.beta'?)"),
        ("parties.uplnd.demand.beta=0.3", "there is no setting 'parties.uplnd.demand.beta' (did you mean 'parties.upland.demand.beta'?)"),
        ("parties.upland.stances.watr.position=3", "(did you mean 'parties.upland.stances.water.position'?)"),
        ("constants.shap=1", "(did you mean 'constants.shape'?)"),
        ("titel=x", "(did you mean 'title'?)"),
        ("zzz=1", "there is no setting 'zzz'"),
        ("parties..demand=1", "there is no setting 'parties..demand'"),
        ("extends=other.yaml", "there is no setting 'extends'"),
        ("title.x=1", "there is no setting 'title.x' (did you mean 'title'?)"),
        ("parties.upland.preconditions.2.weight=1", "parties.upland.preconditions has no entry '2'; entries are counted from 0 to 1"),
        ("parties.lowland.preconditions.0.weight=1", "parties.lowland.preconditions has no entry '0'; it is empty"),
        ("parties.upland.preconditions.first.weight=1", "has no entry 'first'"),
        ("parties.upland.demand.beta", "must be PATH=VALUE, such as parties.NAME.demand.beta=0.3"),
        ("=3", "must be PATH=VALUE"),
        ("title=", "a value is missing after '=' (null deletes what the file sets)"),
        ("modules=[events", "not valid YAML: a ',' or ']' is missing before this"),
        ("title=!!str x", "the tag '!!str' is not allowed"),
        ("parties.upland.demand.beta=-1", "parties.upland.demand.beta: must be between 0.01 and 100, found -1"),
        ("parties.upland.demand.beta=null", None),
        ("parties.lowland.trust.uplnd.mean=0.5", "parties.lowland.trust.uplnd: unknown party 'uplnd' (did you mean 'upland'?)"),
        ("parties.upland.stances.water.red_line=10", "parties.upland.stances.water.red_line: must lie above the position (20)"),
        ("events.flood={on: 2030-03-01}", "events.flood.effects: is required"),
        ("parties.upland.label=null", "parties.upland.label: is required"),
        ("mediators.observers.guarantee={strength: 1}", "mediators.observers.guarantee.credible_to: is required"),
    ],
)
def test_a_wrong_override_is_named_with_its_remedy(override, said):
    """The message begins with the override as it was given."""
    if said is None:
        load(TALKS, [override])
        return
    found = mistakes(TALKS, override)
    assert len(found) == 1
    assert found[0].startswith(f"--set {override}: ")
    assert said in found[0]


def test_what_cannot_be_printed_is_spelt_out():
    """A message stays one line and changes nothing on the screen."""
    assert mistakes(TALKS, "title=a\x1bb") == ["--set title=a\\x1bb: the character '\\x1b' is not allowed"]
    assert mistakes(TALKS, "tit\nle=x\udcff") == ["--set tit\\nle=x\\udcff: the character '\\udcff' is not allowed"]
    assert mistakes(TALKS, "tit\nle=x") == ["--set tit\\nle=x: there is no setting 'tit\\nle' (did you mean 'title'?)"]


def test_all_wrong_overrides_are_named_at_once(tmp_path):
    """Together with the mistakes of the file, theirs first."""
    path = tmp_path / "talks.yaml"
    path.write_text(TALKS.read_text(encoding="utf-8").replace("capability", "").replace("phase: 2", "phase: 0"), encoding="utf-8")
    said = mistakes(path, "titel=x", "as_of=soon", "parties.upland.demand.beta=2")
    assert [line.split(": ")[0] for line in said] == ["--set titel=x", "--set as_of=soon", f"{path}:15:5"]


def test_an_override_may_mend_the_file(tmp_path):
    """Only what is there in the end is checked."""
    path = tmp_path / "talks.yaml"
    path.write_text(TALKS.read_text(encoding="utf-8").replace("phase: 2", "phase: 0"), encoding="utf-8")
    assert load(path, ["issues.dams.phase=2"]).warnings == ()


def test_an_override_that_changes_nothing_is_pointed_out(tmp_path):
    """Also if it says the same in other words, or states a default."""
    given = ["parties.upland.demand.beta=0.50", "parties.upland.factions.millers.lag=3", "constants.shape=1", "summary=New", "issues.water.scale.50=half"]
    said = load(TALKS, given).warnings
    assert [line.split(": ")[0] for line in said] == [f"--set {override}" for override in given if override != "summary=New"]
    assert said[1] == "--set parties.upland.factions.millers.lag=3: changes nothing, since it is 3 already"
    assert changed(tmp_path, "", "summary=Newer").warnings == ()
