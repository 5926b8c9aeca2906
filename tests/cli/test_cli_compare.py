"""`compare`, and `explain --why`."""

import json
import shlex
from pathlib import Path

import pytest
from command_line import names_in

PAIR = ["one-mediator", "--set", "parties.lowmere.demand.beta=4"]


def test_a_changed_setting_is_compared_with_the_scenario_as_it_is(talks, tmp_path):
    """Numbers, the changed setting, what is noise, and commands that tell of flipped histories; figures and numbers are kept."""
    outcome = talks("compare", *PAIR, "-n", "300", "--out", "kept")
    assert outcome.code == 0
    assert "parties.lowmere.demand.beta: 1 -> 4" in outcome.out
    assert "with the same luck" in outcome.out
    assert "A teaching model, not a forecast" in outcome.out
    kept = names_in(tmp_path / "kept")
    assert {f"{name}.{kind}" for name in ("endings", "differences", "deals_by_day", "terms", "attendance") for kind in ("png", "svg", "csv")} | {
        "comparison.json",
        "contents.json",
    } == set(kept)
    document = json.loads((tmp_path / "kept" / "comparison.json").read_text(encoding="utf-8"))
    assert [figure["name"] for figure in document["figures"]] == ["endings", "differences", "deals_by_day", "terms", "attendance"]
    assert all(figure["alt"] for figure in document["figures"])


def test_commands_for_flipped_histories_can_be_run(talks):
    """The `explain` commands that are printed tell of the histories that they name."""
    said = talks("compare", *PAIR, "-n", "300", "--out", "kept").out
    commands = [line.strip().removeprefix("talks ") for line in said.splitlines() if " explain " in line and line.startswith("  ")]
    assert len(commands) == 6
    base, contrast = (shlex.split(command) for command in commands[:2])
    assert talks(*base).out.startswith("One mediator: history")
    assert " part on " in talks(*contrast).out


def test_days_terms_and_attendance_are_weighed_against_noise_too(talks):
    """What stands beyond noise among all rows is named and starred; what does not is counted, and listed with what would settle it when asked."""
    said = talks("compare", *PAIR, "-n", "300", "--out", "kept").out
    beyond = next(line for line in said.splitlines() if line.startswith("Beyond noise, allowing for the 12 rows looked at (Holm 1979, at 5 %): "))
    found = json.loads(Path("kept/comparison.json").read_text(encoding="utf-8"))
    (variant,) = found["variants"]
    assert (found["rows_looked_at"], found["beyond_noise_by"]) == (12, "Holm 1979, at 5 %")
    assert ("the day of the first deal" in beyond) == ("deal_day" in variant["beyond_noise"])
    assert ("any deal" in beyond) == ("any_deal" in variant["beyond_noise"])
    assert sum(" * " in line for line in said.splitlines()) == len(variant["beyond_noise"])
    assert "Lowmere in person" in said
    assert ("Within noise:" in said, "would settle it" in said) == (True, False)
    assert "would settle it" in talks("compare", *PAIR, "-n", "300", "--out", "all", "--all").out


TWO_HELPERS = """
title: Two helpers
calendar: {start: 2025-01-01, end: 2025-03-31, sessions: every 7 days}
protocol: {kind: mediated_text}
modules: [mediation, events]
issues: {water: {label: Water}}
reference_text: {name: Draft, readings: {a: {water: 50}}, assured_by: [near, far]}
parties:
  a: {label: A, stances: {water: {wants: more, position: 80, salience: 1}}, no_deal: {expected: 0.2}, trust: {b: {mean: 0.5}}}
  b: {label: B, stances: {water: {wants: less, position: 20, salience: 1}}, no_deal: {expected: 0.2}, trust: {a: {mean: 0.5}}}
mediators:
  near: {label: Near, guarantee: {strength: 2, credible_to: {a: 1, b: 1}}}
  far: {label: Far, channel_to: [a]}
events:
  leaves: {on: 2025-02-01, effects: [{target: mediators.far.attendance, set: withdrawn}]}
  storm: {on: 2025-02-01, effects: [{target: mediators.near.guarantee, multiply: 0.5}, {target: parties.a.no_deal.expected, add: 0.1}]}
"""


def test_each_mediator_is_left_out_alone(talks, tmp_path):
    """What spoke of it goes with it; all share their luck; the printed settings of each variant make just that scenario."""
    (tmp_path / "talks.yaml").write_text(TWO_HELPERS, encoding="utf-8")
    document = json.loads(talks("compare", "talks.yaml", "--without", "mediators", "-n", "100", "--json").out)
    assert [variant["name"] for variant in document["variants"]] == ["without Near", "without Far"]
    assert document["paired"]
    assert document["impossible"] == []
    gone = {change["path"] for change in document["variants"][1]["changed"]}
    assert gone == {"mediators.far", "reference_text.assured_by", "events.leaves"}
    said = talks("compare", "talks.yaml", "--without", "mediators.near", "-n", "100", "--all", "--out", "kept").out
    command = next(line.strip() for line in said.splitlines() if " explain " in line and " --set " in line and "mediators.near=null" in line)
    assert talks(*shlex.split(command)[1:]).out.startswith("History ")


def test_what_cannot_be_left_out_says_why(talks):
    """Talks by a mediated text need a mediator: the variant is impossible, and if it is the only one so is the comparison."""
    outcome = talks("compare", "one-mediator", "--without", "mediators", "-n", "50")
    assert outcome.code == 2
    assert "needs at least one mediator" in outcome.err
    both = json.loads(talks("compare", "one-mediator", "--without", "mediators", "--set", "constants.shape=2", "-n", "50", "--json").out)
    assert "needs at least one mediator" in both["impossible"][0]["why"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--without", "mediator"], "did you mean 'mediators'?"),
        (["--without", "mediators.nobody"], "there is no such part"),
        (["--without", "events"], "has no events to leave out"),
        (["--variant", "Hasty parties.lowmere.demand.beta=4"], "NAME: PATH=VALUE"),
        (["--variant", "Hasty:"], "NAME: PATH=VALUE"),
        (["--variant", "Hasty: parties.lowmere.demand.bita=4"], "beta"),
    ],
)
def test_variants_that_are_none_are_named(talks, tmp_path, words, said):
    """Exit code 2, and nothing written."""
    outcome = talks("compare", "one-mediator", *words)
    assert (outcome.code, list(tmp_path.iterdir())) == (2, [])
    assert said in outcome.err


def test_variants_have_names_of_their_own(talks):
    """Any number, each with one setting or more, whose values may hold blanks; names stand in table, document and figures."""
    variants = ["--variant", "Hasty: parties.lowmere.demand.beta=4 calendar.sessions=every 3 days", "--variant", "Both: constants.shape=1.5"]
    said = talks("compare", "one-mediator", *variants, "-n", "100", "--out", "kept").out
    document = json.loads(Path("kept/comparison.json").read_text(encoding="utf-8"))
    assert [variant["name"] for variant in document["variants"]] == ["Hasty", "Both"]
    assert {change["path"] for change in document["variants"][0]["changed"]} == {"parties.lowmere.demand.beta", "calendar.sessions"}
    assert said.count("Hasty") >= 3
    assert "Hasty" in Path("kept/differences.csv").read_text(encoding="utf-8")


def test_what_only_one_scenario_has_is_not_spelt_out(talks):
    """A party or an issue that the other lacks is named as such, and terms that cannot be compared are listed."""
    said = talks("compare", "one-mediator", "deadline", "-n", "50", "--out", "kept").out
    assert "parties.crews: only in the variant" in said
    assert "Terms not compared, since only one has the issue" in said
    assert "Not paired, since their calendars differ" in said


def test_it_runs_on_doha(talks):
    """The large case and a variant of it, paired."""
    document = json.loads(talks("compare", "doha-2024-08", "doha-2024-08/hamas-attends", "-n", "100", "--json").out)
    assert document["paired"]
    assert document["variants"][0]["changed"]


def test_a_run_is_called_by_its_folder(talks, a_scenario):
    """The first run is named as it was typed, like the others."""
    for name in ("one", "other"):
        talks(a_scenario, "-n", "50", "--out", name, "--no-figures")
    assert json.loads(talks("compare", "one", "other", "--json").out)["baseline"] == "one"


def test_runs_are_compared_without_simulating_again(talks, a_scenario):
    """Two run folders give the same numbers as their scenarios; nothing is simulated."""
    for name, more in {"one": (), "other": ("--set", "parties.upper_town.no_deal.cost_per_day=0.003")}.items():
        talks(a_scenario, "-n", "100", "--out", name, "--no-figures", *more)
    kept = json.loads(talks("compare", "one", "other", "--json").out)
    fresh = json.loads(talks("compare", a_scenario, "--set", "parties.upper_town.no_deal.cost_per_day=0.003", "-n", "100", "--json").out)
    assert kept["variants"][0]["endings"] == fresh["variants"][0]["endings"]
    assert kept["histories"] == 100


def test_a_scenario_beside_a_run_shares_its_luck(talks, a_scenario):
    """It is run as often and with the same seed as the run, unless somebody asks otherwise."""
    talks(a_scenario, "-n", "100", "--seed", "3", "--out", "one", "--no-figures")
    beside = json.loads(talks("compare", "one", a_scenario, "--json").out)
    assert (beside["paired"], beside["variants"][0]["flipped"]) == (True, 0.0)
    other = json.loads(talks("compare", "one", a_scenario, "--seed", "4", "--json").out)
    assert (other["paired"], other["variants"][0]["flipped"]) == (False, None)


def test_a_run_beside_its_own_scenario_differs_in_nothing(talks):
    """What was kept has all the digits of what is simulated again: every difference is exactly none, of days and terms too."""
    talks("run", "doha-2024-08", "-n", "250", "--out", "kept", "--no-figures")
    (variant,) = json.loads(talks("compare", "kept", "doha-2024-08", "--json").out)["variants"]
    found = [*variant["endings"].values(), variant["any_deal"], variant["deal_day"], *variant["terms"].values()]
    assert [one["difference"] for one in found if one["n"]] == [0.0] * sum(one["n"] > 0 for one in found)


def test_json_alone_writes_nothing(talks, tmp_path):
    """One document on stdout, nothing on disk."""
    outcome = talks("compare", *PAIR, "-n", "50", "--json")
    assert json.loads(outcome.out)["out"] is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["one-mediator"], "nothing to compare with"),
        (["one-mediator", "split-the-pye"], "split-the-pie"),
        (["one-mediator", "--set", "parties.lowmere.demand.bita=4"], "beta"),
        ([], "Missing argument"),
    ],
    ids=["alone", "a slip", "a setting that is none", "nothing"],
)
def test_mistakes_are_named_before_anything_is_simulated(talks, tmp_path, words, said):
    """Exit code 2, what is wrong, and nothing written."""
    outcome = talks("compare", *words)
    assert outcome.code == 2
    assert said in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_earlier_results_are_not_replaced_in_silence(talks, tmp_path):
    """A folder of another comparison is replaced only with leave, and a folder of something else never."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    for words in (["--out", "mine"], ["--out", "mine", "--overwrite"]):
        assert talks("compare", *PAIR, "-n", "50", *words).code == 2
    assert talks("compare", *PAIR, "-n", "50", "--out", "kept").code == 0
    assert talks("compare", *PAIR, "-n", "60", "--out", "kept").code == 2
    assert talks("compare", *PAIR, "-n", "60", "--out", "kept", "--overwrite").code == 0


def test_why_names_the_day_and_the_decision(talks):
    """The contrast says what differs, when the two part, who decides otherwise and by which numbers, and how both end."""
    said = talks("explain", *PAIR, "--history", "5", "--why").out
    for part in (
        "parties.lowmere.demand.beta is 4 here and 1 there",
        "and part on 22 April 2025 (day 21)",
        "Here: Lowmere accepts",
        "There: Lowmere refuses",
        "What differs most is what it holds out for",
        "It ended in",
    ):
        assert part in said


def test_twins_that_decide_alike_never_part(talks):
    """A scenario beside itself has the same story to the end."""
    assert "They never part" in talks("explain", "one-mediator", "--history", "2", "--why", "one-mediator").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["one-mediator", "--why"], "needs something to contrast with"),
        (["one-mediator", "--why", "split-the-pie"], "another calendar"),
        (["one-mediator", "--seed", "2", "--why", "kept"], "histories with other luck are no twins"),
        (["kept", "--history", "50"], "numbered 0 to 49"),
    ],
    ids=["nothing to contrast with", "other days", "other luck", "no such history"],
)
def test_histories_that_are_no_twins_are_refused(talks, words, said):
    """The command says why, and leaves with 2."""
    talks("run", "one-mediator", "-n", "50", "--no-figures", "--out", "kept")
    outcome = talks("explain", *words)
    assert outcome.code == 2
    assert said in outcome.err
