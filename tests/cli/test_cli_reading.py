"""check, list, describe, schema, new: what can be done without running anything."""

from __future__ import annotations

import csv
import json
import re

import pytest
from command_line import TEMPLATES

from sim.scenario import Entry, load
from sim.scenario.dials import dials
from sim.scenario.naming import files

LIBRARY = [path for _, _, path in files()]
LINE_OF_BETA = 1 + next(i for i, line in enumerate((TEMPLATES / "mediator.yaml").read_text(encoding="utf-8").splitlines()) if "beta: 1" in line)
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def entry(name, base=None, note=None):
    """A line of the library."""
    return Entry(TEMPLATES / f"{name}.yaml", name, "towns", f"Title of {name}", f"Summary of {name}", note, base)


@pytest.fixture
def a_terminal(monkeypatch):
    """Let results believe that they reach a terminal of a certain width."""

    def of(width):
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("COLUMNS", str(width))

    return of


# --- check ---------------------------------------------------------------------------------------------------------------


def test_check_counts_what_is_in_a_good_file(talks):
    """A good file gets one line with what it holds."""
    outcome = talks("check", TEMPLATES / "full.yaml")
    assert outcome.code == 0
    counted = "2 parties, 3 issues, 2 mediators, 6 modules; of format 1, which --upgrade rewrites and says what changes"
    assert outcome.out == f"OK {TEMPLATES / 'full.yaml'}: {counted}\n"
    assert not outcome.err


def test_check_goes_on_after_a_bad_file(talks, tmp_path):
    """One bad file does not keep the others from being checked, but decides the exit code."""
    (tmp_path / "bad.yaml").write_text("title: Bad\n", encoding="utf-8")
    outcome = talks("check", "bad.yaml", "missing.yaml", TEMPLATES / "mediator.yaml")
    assert outcome.code == 2
    assert outcome.out.startswith("OK ")
    assert "bad.yaml:1:1" in outcome.err
    assert "missing.yaml" in outcome.err


def test_check_spells_out_a_pattern_itself(talks):
    """A pattern that no shell has spelt out stands for all the files that fit."""
    assert talks("check", TEMPLATES / "*.yaml").out.count("OK ") == 3


def test_check_tells_warnings_without_failing(talks):
    """What is allowed but probably not meant is a warning on stderr."""
    outcome = talks("describe", TEMPLATES / "full.yaml", "--set", "modules=[]")
    assert outcome.code == 0
    assert "has no effect" in outcome.err


# --- list ----------------------------------------------------------------------------------------------------------------


def test_list_puts_what_differs_below_what_it_differs_from(talks, monkeypatch):
    """Scenarios stand below their folder, each followed by those that change it, indented, and notes are shown once."""
    known = [entry("river"), entry("harbour", note="Sad."), entry("river/late", "river"), entry("harbour/early", "harbour", "Sad.")]
    monkeypatch.setattr("sim.scenario.library", lambda: known)
    lines = [line.rstrip() for line in talks("list").out.splitlines()]
    assert lines[0] == "towns"
    assert [line.split()[0] for line in lines[1:]] == ["river", "river/late", "harbour", "Note:", "harbour/early"]
    assert lines[2].startswith("    river/late")
    assert "Title of river: Summary of river" in lines[1]


def test_list_about_a_word(talks, monkeypatch):
    """`--about` keeps what has the word in its name or anywhere in its file, whatever its case."""
    monkeypatch.setattr("sim.scenario.library", lambda: [entry("river"), entry("harbour")])
    assert "harbour" in talks("list", "--about", "HARB").out
    assert "river" not in talks("list", "--about", "HARB").out
    nothing = talks("list", "--about", "moon")
    assert (nothing.code, nothing.out) == (0, "")
    assert "'moon'" in nothing.err


def test_list_about_a_theme_keeps_what_is_about_it(talks):
    """What has a word among its themes goes before what merely mentions it, and an unknown word is answered with the themes there are."""
    found = talks("list", "--about", "backward induction").out
    assert "split-the-pie" in found
    assert "doha" not in found
    assert "Themes: " in talks("list", "--about", "gardening").err


def test_describe_tells_what_happened_last(talks):
    """Where talks were held, their end is told after the settings, with its sources, and not as a forecast."""
    out = talks("describe", "camp-david-1978").out
    assert out.index("Where it comes from") < out.index("Parties") < out.index("What happened") < out.index("Sources")
    assert "proves nothing" in out


def test_list_shows_the_whole_library(talks):
    """Every scenario of the library has its line."""
    out = talks("list").out
    assert all(path.stem in out for path in LIBRARY)


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_list_fits_the_terminal_and_cuts_no_name(talks, a_terminal, width):
    """Where names and summaries have no room side by side they stand one below the other; a name, which is to be typed, is never cut."""
    a_terminal(width)
    lines = [ANSI.sub("", line).rstrip() for line in talks("list").out.splitlines()]
    names = {name for _, name, _ in files()}
    assert names <= {line.split()[0] for line in lines if line}
    assert [line for line in lines if len(line) > width and line.strip() not in names] == []
    beside = any(line.lstrip().startswith("doha-2024-08/no-killing ") for line in lines)
    assert beside == (width == 200)


# --- describe ------------------------------------------------------------------------------------------------------------


def test_describe_says_which_way_a_party_wants_an_issue(talks):
    """In the words of the scale's own end, of parties and of factions, never as more or less."""
    out = talks("describe", "doha-2024-08").out
    assert 'towards "complete"' in out
    assert 'towards "none, a full presence without end date"' in out
    assert not re.search(r"wants (more|less)|  (more|less)  ", out)


@pytest.mark.parametrize("path", [*LIBRARY, *TEMPLATES.glob("*.yaml")], ids=lambda path: path.stem)
def test_describe_tells_everything(talks, path):
    """Title, parties, issues and anchors of every scenario are shown whole and without colours when piped."""
    outcome = talks("describe", path)
    assert outcome.code == 0
    assert "\x1b" not in outcome.out
    scenario = load(path).scenario
    words = [scenario.title, *(party.label for party in scenario.parties.values())]
    words += [word for issue in scenario.issues.values() for word in (issue.label, *issue.scale.values())]
    words += [event.label for event in scenario.events.values() if event.label]
    flat = " ".join(outcome.out.split())
    assert [word for word in words if " ".join(word.split()) not in flat] == []


def test_describe_says_what_a_line_at_home_rests_on(talks):
    """The reason for each number of a group at home stands beside it, as for those of its party."""
    flat = " ".join(talks("describe", "divided-island").out.split())
    factions = [faction for party in load("divided-island").scenario.parties.values() for faction in party.factions.values()]
    reasons = [stance.judgement for faction in factions for stance in faction.stances.values()]
    assert len(reasons) == 4
    assert [reason for reason in reasons if " ".join(reason.split()) not in flat] == []


@pytest.mark.parametrize("path", [*LIBRARY, *TEMPLATES.glob("*.yaml")], ids=lambda path: path.stem)
@pytest.mark.parametrize("width", [60, 80, 200])
def test_describe_fits_the_terminal(talks, a_terminal, width, path):
    """No line but a command to copy is longer than the terminal is wide, and no value is cut."""
    a_terminal(width)
    lines = [ANSI.sub("", line) for line in talks("describe", path).out.splitlines()]
    assert [line for line in lines if len(line) > width and not line.startswith("  talks ")] == []
    assert "…" not in "".join(lines)


def test_describe_shows_what_an_overlay_changes(talks, an_overlay):
    """For a scenario that extends another: which files, and every difference with its line."""
    out = talks("describe", an_overlay).out
    assert "town.yaml" in out
    assert re.search(r"parties\.upper_town\.no_deal\.cost_per_day +0\.001 → 0\.002 +\[storm\.yaml:5\]", out)
    assert re.search(r"events\.storm\.on +added: 2025-04-01", out)
    assert "parties.lower_town.no_deal.expected" not in out


def test_describe_shows_what_set_changes(talks, a_scenario):
    """`--set` is told apart from what the file says."""
    out = talks("describe", a_scenario, "--set", "parties.upper_town.demand.beta=0.5").out
    assert re.search(r"parties\.upper_town\.demand\.beta +1 → 0\.5 +\[--set\]", out)


def test_settings_are_a_table_for_other_programs(talks, a_scenario):
    """Piped, `--settings` is tab-separated with a header, a line for each path that `--set` takes with effect."""
    rows = list(csv.DictReader(talks("describe", a_scenario, "--settings").out.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [row["path"] for row in rows] == [setting.path for setting in dials(load(a_scenario))]
    beta = next(row for row in rows if row["path"] == "parties.upper_town.demand.beta")
    assert (beta["value"], beta["allowed"], beta["origin"]) == ("1", "0.01 to 100", f"mediator.yaml:{LINE_OF_BETA}")
    assert None not in beta.values()


def test_settings_can_be_read_in_a_terminal(talks, a_terminal, a_scenario):
    """In a terminal each setting says what it means, what is allowed and where it comes from."""
    a_terminal(80)
    out = " ".join(ANSI.sub("", talks("describe", a_scenario, "--settings").out).split())
    assert "parties.upper_town.demand.beta = 1 " in out
    assert f"Allowed: 0.01 to 100. From: mediator.yaml:{LINE_OF_BETA}." in out


# --- schema and new ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["schema"], ["schema", "--overlay"]], ids=" ".join)
def test_schema_is_one_json_document(talks, words):
    """The schema on stdout can be saved as it is."""
    assert "properties" in json.dumps(json.loads(talks(*words).out))


@pytest.mark.parametrize("template", ["two-parties", "mediator", "full"])
def test_a_new_scenario_is_good_and_explained(talks, tmp_path, template):
    """Every template passes `check` without a warning, and every section is commented."""
    outcome = talks("new", "mine.yaml", "--template", template)
    assert outcome.code == 0
    assert "talks run mine.yaml" in outcome.out
    checked = talks("check", "mine.yaml")
    assert (checked.code, checked.err) == (0, "")
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert text.count("#") > 10


@pytest.mark.parametrize("template", ["two-parties", "mediator", "full"])
def test_what_a_template_suggests_can_be_tried(talks, template):
    """The commands under things to try name settings that exist."""
    talks("new", "FILE.yaml", "--template", template)
    for trial in load("FILE.yaml").scenario.information.things_to_try:
        changes = re.findall(r"--set (\S+)", trial.command)
        assert changes
        assert load("FILE.yaml", changes).warnings == ()


def test_new_overwrites_nothing(talks, tmp_path):
    """A file that is there already stays as it is."""
    (tmp_path / "mine.yaml").write_text("mine", encoding="utf-8")
    outcome = talks("new", "mine.yaml")
    assert outcome.code == 2
    assert "stays as it is" in outcome.err
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "mine"


def test_a_story_says_where_doubt_decided(talks):
    """Where a text would have been signed if it were sure to be kept, each refusal says so, and so does the end."""
    told = talks("explain", "commitment-problem", "--history", "12").out
    assert "if it were sure to be kept, the text would be worth" in told
    assert "Doubt decided most" in told
    assert "Doubt decided most" not in talks("explain", "no-overlap", "--history", "12").out


def test_a_story_says_that_it_is_none_of_the_world(talks):
    """Every story ends by saying that it is a model's."""
    assert "One history of many, told by a teaching model: none of it happened" in talks("explain", "good-friday-1998", "--history", "2").out


def test_days_that_repeat_each_other_are_told_once(talks):
    """Sessions that are called and cannot be held, again and again, take one paragraph."""
    told = talks("explain", "good-friday-1998", "--history", "2").out
    assert "times: A session is called, but no mediator comes." in told
    assert told.count("no mediator comes") < 40  # of some seventy
