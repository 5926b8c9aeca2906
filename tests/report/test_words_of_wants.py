"""Which way somebody wants an issue is told in the words of its scale, wherever a reader meets it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.kit.opening import opening
from sim.kit.roles import home_sheet, sheet
from sim.kit.sheets import at_home
from sim.report.words import one_line, towards
from sim.scenario import load
from sim.scenario.naming import files
from sim.scenario.schema import Issue
from sim.shipped import SCENARIOS as LIBRARY

SCENARIOS = sorted(path.stem for path in LIBRARY.glob("*/*.yaml"))


@pytest.mark.parametrize(
    ("scale", "more", "less"),
    [
        ({}, "towards 100", "towards 0"),
        ({0: "all", 100: "none"}, 'towards "none"', 'towards "all"'),
        ({10: "a few", 80: "most"}, 'towards "most"', 'towards "a few"'),
        ({20: "a few"}, "towards 100", 'towards "a few"'),
        ({50: "half"}, "towards 100", "towards 0"),
    ],
)
def test_a_direction_is_told_by_the_end_of_the_scale(scale, more, less):
    """By the words of the end, those of the anchor nearest to it on its half of the scale, or the number of the end."""
    issue = Issue(label="Posts", scale={float(point): words for point, words in scale.items()})
    assert (towards(issue, "more"), towards(issue, "less"), towards(issue, "peak")) == (more, less, "a certain point")


@given(st.dictionaries(st.integers(0, 100).map(float), st.text("abc", min_size=1, max_size=3), max_size=6))
def test_a_scale_turned_round_turns_the_words_round(scale):
    """Whoever wants more of a scale is told the same as whoever wants less of its mirror image, where no two anchors are equally near."""
    there, back = Issue(label="Posts", scale=scale), Issue(label="Posts", scale={100.0 - point: words for point, words in scale.items()})
    assert towards(there, "more").replace("100", "0") == towards(back, "less")


@pytest.mark.parametrize("name", SCENARIOS)
def test_sheets_say_neither_more_nor_less_of_an_issue(name):
    """No sheet tells a want or a line as more, less, above or below; each names the end of the scale that the party pulls to."""
    scenario = load(name).scenario
    start = opening(scenario)
    for party, settings in scenario.parties.items():
        told = sheet(scenario, party, start)
        assert not re.search(r"want more|want less|lies above|lies below|nothing above|nothing below|or more,|or less,", told)
        for issue, stance in settings.stances.items():
            line = next(line for line in told.splitlines() if line.startswith(f"- **{one_line(scenario.issues[issue].label)}.**"))
            end = 100.0 if stance.wants == "more" else 0.0
            if stance.wants != "peak" and "does not matter" not in line:
                assert towards(scenario.issues[issue], stance.wants) in line or f"({end:g})" in line
        if party in at_home(scenario):
            assert not re.search(r"lies above|lies below", home_sheet(scenario, party, start))


def test_hamas_wants_the_boundary_left_and_israel_wants_to_stay():
    """The scale that once told both the wrong way round."""
    scenario = load("doha-2024-08").scenario
    start = opening(scenario)
    lines = {
        party: next(line for line in sheet(scenario, party, start).splitlines() if line.startswith("- **Israeli withdrawal from the Gaza-Egypt boundary.**"))
        for party in ("hamas", "israel")
    }
    assert 'or further towards "complete"' in lines["hamas"]
    assert 'or further towards "none, a full presence without end date"' in lines["israel"]


def test_no_shipped_label_runs_against_its_scale_and_the_ones_that_did_would_be_named():
    """The library is free of such labels; presence, screening and posts, as they once stood, are found."""
    assert not [line for _, _, path in files() for line in load(path).warnings if "runs against" in line]
    once = {
        "doha-2024-08": {
            "border_presence": ("Israeli presence on the Gaza-Egypt boundary", "full and without end date", "none"),
            "returnee_screening": ("Screening of people who return north", "the army searches everybody", "free movement"),
        },
        "divided-island": {"harbour_posts": ("Uplands posts on the harbour road", "all and without end date", "none")},
    }
    for name, issues in once.items():
        changed = {}
        for issue, (label, bottom, top) in issues.items():
            changed |= {f"issues.{issue}.label": label, f"issues.{issue}.scale.0": bottom, f"issues.{issue}.scale.100": top}
        said = load(name, [f"{path}={value}" for path, value in changed.items()]).warnings
        assert [re.search(r"issues\.(\w+)\.label", line)[1] for line in said if "runs against" in line] == list(issues)
