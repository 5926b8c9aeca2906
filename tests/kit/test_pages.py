"""The kit as a whole: complete, neutral, the same for all, and its key worked out by running."""

import re
from html.parser import HTMLParser

import pytest

from sim.kit import kit_of
from sim.kit.sheets import FOOTER
from sim.scenario import load
from sim.scenario.naming import find

VOID = {"meta", "br", "hr", "img"}


@pytest.fixture(scope="module")
def kit():
    return kit_of(load("one-mediator"), n=250)


class Outline(HTMLParser):
    """Collects anchors, links and unclosed elements."""

    def __init__(self):
        super().__init__()
        self.open, self.anchors, self.links = [], [], []

    def handle_starttag(self, tag, attributes):  # noqa: D102 - the parser's own name
        given = dict(attributes)
        self.anchors += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):  # noqa: D102 - the same
        assert self.open.pop() == tag


def test_everybody_finds_their_page(kit):
    """A sheet for each party and mediator, and one of each other page."""
    files = [page.file for page in kit.pages]
    roles = ["roles/highfold.md", "roles/lowmere.md", "roles/judge.md"]
    assert files == ["briefing.md", "agenda.md", *roles, "predictions.md", "exercises.md", "debrief.md", "lesson-50.md", "lesson-90.md", "answers.md"]


def test_every_page_says_that_it_is_a_teaching_model(kit):
    """The footer stands on every page, in Markdown and in print."""
    assert all(FOOTER in content for name, content in kit.files() if name.endswith(".md"))
    assert kit.html().count(FOOTER) == len(kit.pages)


def test_the_printed_page_is_sound(kit):
    """Elements are closed, every link has its target, and what it says is what the Markdown says."""
    outline = Outline()
    outline.feed(kit.html())
    assert outline.open == []
    assert {link.removeprefix("#") for link in outline.links if link.startswith("#")} == set(outline.anchors)
    for page in kit.pages:
        assert re.search(r"^# (.+)$", page.text, re.MULTILINE)[1].split(":")[0].split("&")[0] in kit.html()


def test_the_debrief_begins_out_of_role(kit):
    """Stepping out comes before what happened, and what happened before what the model makes of it."""
    debrief = next(page.text for page in kit.pages if page.file == "debrief.md")
    order = [
        debrief.index(words) for words in ("Step out of role", "What happened", "What the model makes of it", "leaves out", "Whose voice", "change your mind")
    ]
    assert order == sorted(order)


def test_answers_are_not_among_the_exercises(kit):
    """Expected directions and the commands that reverse the result stand in the key alone."""
    texts = {page.file: page.text for page in kit.pages}
    for trial in kit.results.run.scenario.information.things_to_try:
        assert " ".join(trial.expect.split()) not in " ".join(texts["exercises.md"].split())
        if trial.reverses:
            assert trial.command not in texts["exercises.md"]
            assert " ".join(trial.command.split()) in texts["answers.md"]


def test_there_are_three_to_five_exercises_among_them_coding_and_reversal(kit):
    """As many as a lesson holds."""
    headings = re.findall(r"^## \d\. (\w+)", next(page.text for page in kit.pages if page.file == "exercises.md"), re.MULTILINE)
    assert 3 <= len(headings) <= 5
    assert {"Coding", "Reversal"} <= set(headings)


def test_a_kit_repeats_itself(kit):
    """The same scenario and seed give the same files to the last letter."""
    assert dict(kit.files()) == dict(kit_of(load("one-mediator"), n=250).files())


def test_a_live_case_names_another_for_those_who_would_rather_not():
    """The scenario to take instead exists and is not live itself."""
    instead = load("doha-2024-08").scenario.information.instead
    briefing = next(page.text for page in kit_of(load("doha-2024-08"), n=10).pages if page.file == "briefing.md")
    for case in instead:
        assert find(case).is_file()
        assert not load(case).scenario.information.instead
        assert case in briefing
