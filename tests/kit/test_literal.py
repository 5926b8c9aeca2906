"""Every word of a file is text on the sheets: never markup, a link, an image or a script."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sim.errors import ScenarioError
from sim.kit import kit_of
from sim.kit.literal import code, in_literal_words, literal
from sim.report.words import one_line
from sim.scenario import load, resolved, with_changes
from sim.scenario.reading import dotted
from sim.scenario.shape import SCENARIO, Items, Leaf, leaves

CASES = Path(__file__).parent / "cases"
TEMPLATE = Path(__file__).parents[2] / "sim/cli/templates/full.yaml"
HOSTILE = (
    "<script>document.title='owned'</script> <img src=https://evil.example/t.png onerror=alert(1)> <all> <!-- c --> &lt; &#106; "
    "[x](javascript:alert(1)) [y](http://evil.example) ![z](https://evil.example/i.png) <https://evil.example> [r]: http://evil.example "
    "_none_ **b** ~~s~~ `c` ``d`` # h | half | only \\| \\ $x$ \" ' </section> -- 1. 2) + = >"
)


class Parsed(HTMLParser):
    """The elements of a page with their attributes, and its words."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.words = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):  # noqa: D102 - the parser's own name
        self.elements.append((tag, attributes))

    def handle_comment(self, data):  # noqa: D102 - the same
        self.elements.append(("comment", data))

    def handle_data(self, data):  # noqa: D102 - the same
        self.words += data


def text_settings(scenario):
    """Every setting of a scenario that holds text for readers: not commands, outputs and the names of random draws."""
    data = resolved(scenario)
    for keys, shape, _ in leaves(SCENARIO, data):
        words = shape.of if isinstance(shape, Items) else shape
        if isinstance(words, Leaf) and words.kind == "text" and keys[-1] not in {"command", "reverses", "luck_id"}:
            yield keys


def for_readers(scenario):
    """The settings of a scenario that take any words."""
    for keys in text_settings(scenario):
        try:
            with_changes(scenario, {dotted(keys): wrapped(keys, "Any words")})
        except ScenarioError:  # the name of something else in the file
            continue
        yield keys


def wrapped(keys, words):
    """Words as a setting takes them."""
    return [words] if keys[-1] in {"about", "things_to_notice", "instead"} else words


def filled(scenario, places, folder, words):
    """The scenario with words in each of these settings, as a file that is loaded anew."""
    changed = with_changes(scenario, {dotted(keys): wrapped(keys, f"Zebra {k:03} {words} end") for k, keys in enumerate(places)})
    (folder / "file.yaml").write_text(json.dumps(resolved(changed)), encoding="utf-8")
    return load(str(folder / "file.yaml"))


@pytest.fixture
def everything():
    """A scenario that says everything there is to say, with one exercise and some statements."""
    scenario = load(str(TEMPLATE)).scenario
    issue, party = next(iter(scenario.issues)), next(iter(scenario.parties))
    happened = {"told": "It ended.", "ending": "stalemate"}
    said = [{"by": party, "issue": issue, "says": "so", "on": "May", "low": 0, "high": 10}]
    return with_changes(scenario, {"information.what_happened": happened, "information.reported": said, "invented": False, "information.instead": ["spoiler"]})


def test_hostile_words_in_every_text_of_a_scenario_stay_words(everything, tmp_path, monkeypatch):
    """The page has the elements and attributes that it has with tame words, shows what the file says letter by letter, and may load nothing."""
    monkeypatch.chdir(tmp_path)
    done = list(for_readers(everything))
    hostile, tame = (Parsed(kit_of(filled(everything, done, tmp_path, words), n=2).html()) for words in (HOSTILE, "tame"))
    assert len(done) > 30
    assert {"title", "label", "what_is_it", "told", "says", "expect", "question", "content_note"} <= {keys[-1] for keys in done}
    assert hostile.elements == tame.elements
    assert hostile.words.replace(one_line(HOSTILE), "tame") == tame.words
    assert hostile.words.count(one_line(HOSTILE)) > 30
    policy = [dict(attributes)["content"] for tag, attributes in hostile.elements if tag == "meta" and "http-equiv" in dict(attributes)]
    assert policy[0].startswith("default-src 'none'")
    assert not {"script", "img", "iframe", "object", "form", "link"} & {tag for tag, _ in hostile.elements}


MARKS = st.text("ab1 \\`*_[]()<>&|~#+-=.!:/'\"\n;x", max_size=30)
PLACES = ["{}", "- {}", "> {}", "# {}", "**x {}** y", "| a |\n|---|\n| {} |", "1. {}", "- **{}.** z", "x {}\n{} y"]


def shown(markdown):
    """The elements and words of Markdown as a reader that knows tables, links and raw HTML shows it."""
    return Parsed(MarkdownIt("commonmark").enable("table").render(markdown))


@given(MARKS.filter(str.strip), st.sampled_from(PLACES))
@settings(max_examples=300, deadline=None)
def test_literal_words_show_just_what_they_are(words, place):
    """Wherever they stand, they bring no element and lose no letter, in any reader of Markdown."""
    found, tame = shown(place.replace("{}", literal(words))), shown(place.replace("{}", "tame"))
    assert found.elements == tame.elements
    assert found.words == tame.words.replace("tame", one_line(words))


@given(MARKS.filter(lambda words: words.strip() and "|" not in words))
@settings(max_examples=100, deadline=None)
def test_code_cannot_be_closed_by_what_it_holds(words):
    """A command or name between marks of code is shown letter by letter."""
    found = shown(f"x {code(words)} y")
    assert [tag for tag, _ in found.elements] == ["p", "code"]
    assert found.words.strip() == f"x {one_line(words)} y"


@pytest.mark.parametrize("name", ["html_in_words", "markup_in_words"])
def test_words_that_were_once_markup_are_shown(name, monkeypatch):
    """A script, a remote image, a stroke in a cell: each is printed as the file has it."""
    monkeypatch.chdir(CASES)
    kit = kit_of(load(f"{name}.yaml"), n=2)
    page = Parsed(kit.html())
    assert not {"script", "img"} & {tag for tag, _ in page.elements}
    wanted = {
        "html_in_words": ["<script>document.title='owned'</script> <img src=https://evil.example/t.png onerror=alert(1)>"],
        "markup_in_words": ["half | but only in June", "all <of it>", "Upper <script>document.title='run'</script> Town"],
    }
    assert all(words in page.words for words in wanted[name])


def test_literal_words_change_no_result():
    """Names, commands and luck stay as they are: only words for readers are touched."""
    for name in ("doha-2024-08", "split-the-pie"):
        scenario = load(name).scenario
        told = in_literal_words(scenario)
        for part in ("calendar", "protocol", "modules", "constants", "together", "escalation", "carrying_out"):
            assert getattr(told, part) == getattr(scenario, part)
        assert [trial.command for trial in told.information.things_to_try] == [trial.command for trial in scenario.information.things_to_try]
        assert {path: party.stances[issue].position for path, party in told.parties.items() for issue in party.stances} == {
            path: party.stances[issue].position for path, party in scenario.parties.items() for issue in party.stances
        }
