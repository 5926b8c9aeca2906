"""Letters of any script, in figures and in sentences."""

import io
import time
import warnings
from dataclasses import replace
from pathlib import Path

import pytest
from legible import assert_legible, texts_of
from matplotlib import get_data_path
from matplotlib.font_manager import FontEntry
from rich.console import Console
from synthetic_run import a_run

from sim.analysis.compare import compare
from sim.analysis.levers import levers
from sim.api.folders import drawn
from sim.ensemble.columns import column_dictionary
from sim.report.figures import FIGURES, compared, draw_all, letters, write
from sim.report.figures.style import BODY, FINE, LINES, SMALL, house_style, shortened, width_of, wrapped
from sim.report.story import tell
from sim.report.summary import summarise
from sim.report.table import render
from sim.scenario.isolates import CLOSE, OPEN, balanced, isolated

HEBREW, ARABIC = "מועצת העיר התחתונה", "حركة المدينة العليا"
SCRIPTS = {
    "Chinese": "北京水村",
    "Korean": "상하수도",
    "Devanagari": "पानी का मामला",
    "Thai": "เมืองบน",
    "Amharic": "ውሃ",
    "emoji": "\U0001fae8\U0001f9ff\U0001fab4",
    "no letter at all": "\U000e0041\ue000\ufffe",
}


def labelled(run, *, title=None, parties=(), issues=()):
    """The run with other labels for its title, its first parties and its first issues."""
    scenario = run.scenario

    def called(agents, labels):
        named = dict(zip(agents, labels, strict=False))
        return {name: agent.model_copy(update={"label": named.get(name, agent.label)}) for name, agent in agents.items()}

    changed = {"title": title or scenario.title, "parties": called(scenario.parties, parties), "issues": called(scenario.issues, issues)}
    return replace(run, scenario=scenario.model_copy(update=changed))


@pytest.fixture
def without_other_fonts(monkeypatch):
    """A machine that has no font but the one that comes with matplotlib."""
    only(monkeypatch)


def only(monkeypatch, *fonts):
    """A machine with these fonts beside it."""
    monkeypatch.setattr(letters, "installed", lambda: list(fonts))
    monkeypatch.setattr(letters, "_NOT_DRAWN", set())
    letters._elsewhere.cache_clear()


@pytest.fixture(autouse=True)
def fonts_looked_up_anew():
    """No test sees the fonts of another."""
    yield
    letters._elsewhere.cache_clear()


# --- letters that the font lacks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", SCRIPTS.values(), ids=SCRIPTS.keys())
@pytest.mark.usefixtures("without_other_fonts")
def test_letters_that_no_font_has_stop_no_figure(tmp_path, words):
    """A figure with such a title, name of a file, and labels is drawn and written."""
    run = replace(labelled(a_run(n=5, issues=1, days=20), title=words, parties=[words], issues=[words]), name=words)
    with letters.drawn_for(letters.words_of(run)):
        for each in (run, letters.legible(run)):
            assert write("terms", FIGURES["terms"](each, summarise(run)), tmp_path)
        assert write("endings", compared.endings(compare(run, [run], [f"{words} changed"])), tmp_path)
    assert write("terms", FIGURES["terms"](run, summarise(run)), tmp_path)  # by somebody who has not looked for fonts


@pytest.mark.usefixtures("without_other_fonts")
def test_a_name_of_the_file_stands_for_a_label_that_cannot_be_drawn(tmp_path):
    """The picture shows the name of the issue, the small print names the letter, and so does what the person is told."""
    (*_, entry) = (entry for entry in draw_all(labelled(a_run(n=20, issues=1), issues=["水"]), tmp_path) if entry["name"] == "terms")
    written = (tmp_path / "terms.svg").read_text(encoding="utf-8")
    assert ">i0<" in written
    assert "U+6C34" in written
    assert "水" not in written
    assert "i0" in entry["alt"]
    assert "U+6C34" in letters.not_drawn()


@pytest.mark.usefixtures("without_other_fonts")
def test_the_small_print_fits_with_its_note():
    """What is said of letters is legible like all else."""
    run = labelled(a_run(n=20, issues=2), title="北京水村上海", issues=["水", "村"])
    with letters.drawn_for(letters.words_of(run)):
        drawing = FIGURES["endings"](letters.legible(run), summarise(run))
    assert_legible(texts_of(drawing.figure), drawing.figure)
    assert any("No installed font has" in words for words, _ in texts_of(drawing.figure))


@pytest.mark.usefixtures("without_other_fonts")
def test_figures_of_others_are_not_held_against_those_to_come(tmp_path):
    """Who has drawn something with letters that no font has is told of it then, and not again with figures that lack nothing."""
    draw_all(labelled(a_run(n=20, issues=1), issues=["水"]), tmp_path)
    with warnings.catch_warnings(record=True) as notes:
        warnings.simplefilter("always")
        drawn(draw_all, a_run(n=20, issues=1), tmp_path)
    assert not notes


def test_an_installed_font_draws_what_the_first_lacks(monkeypatch, tmp_path):
    """A font found on the machine is named in the picture, nothing is replaced, and nobody is told of anything."""
    file = f"{get_data_path()}/fonts/ttf/LastResortHE-Regular.ttf"
    if not Path(file).exists():
        pytest.skip("this matplotlib comes without the font")
    only(
        monkeypatch, FontEntry(fname=file, name="Last Resort High-Efficiency", style="normal", variant="normal", weight=400, stretch="normal", size="scalable")
    )
    draw_all(labelled(a_run(n=20, issues=1), issues=["水"]), tmp_path)
    written = (tmp_path / "terms.svg").read_text(encoding="utf-8")
    assert "水" in written
    assert "Last Resort" in written
    assert letters.not_drawn() == ""


def test_latin_figures_name_one_font(tmp_path):
    """What other runs have needed leaves no trace."""
    with letters.drawn_for(["水"]):
        pass
    draw_all(a_run(n=20, issues=1), tmp_path)
    assert "Last Resort" not in (tmp_path / "terms.svg").read_text(encoding="utf-8")
    assert letters.families() == [letters.FAMILY]


# --- words of any length -------------------------------------------------------------------------------------------------


def test_labels_of_twenty_thousand_letters_are_drawn_in_seconds(tmp_path):
    """They are cut after some lines, whatever they are made of; the pictures stay of a size that can be looked at."""
    started = time.process_time()
    draw_all(
        labelled(a_run(n=20, issues=2), title="x" * 20_000, parties=["word " * 4_000, f"{'a' * 200}-" * 100], issues=["水" * 20_000, "y" * 20_000]), tmp_path
    )
    assert time.process_time() - started < 10  # three seconds where this was written
    assert max(path.stat().st_size for path in tmp_path.glob("*.png")) < 2_000_000


def test_long_words_are_broken_without_a_loss_and_cut_with_a_sign():
    """Each line fits; what is left out is shown by an ellipsis."""
    word = "abcdefghij" * 12
    assert "".join(wrapped(word, 1.0, BODY).split("\n")) == word
    lines = wrapped(word * 100, 1.0, BODY).split("\n")
    assert len(lines) == LINES
    assert lines[-1].endswith("\u2026")
    assert all(width_of(line, BODY) <= 1.0 for line in lines)
    assert width_of(shortened(word * 100, 2.0, SMALL), SMALL) <= 2.0


def test_a_letter_keeps_its_marks():
    """No line begins with an accent that belongs to the line before."""
    lines = wrapped("e\u0301" * 300, 1.0, BODY).split("\n")
    assert len(lines) > 1
    assert not any(line.startswith("\u0301") for line in lines)


# --- from right to left --------------------------------------------------------------------------------------------------


def test_words_from_right_to_left_are_isolated_once():
    """Words in other scripts stay as they are, and so does a sentence that holds isolated words."""
    assert isolated("Water") == "Water"
    assert isolated("Éau 水") == "Éau 水"
    once = isolated(HEBREW)
    assert once == f"{OPEN}{HEBREW}{CLOSE}"
    assert isolated(once) == once
    assert isolated(f"{once}: 250 histories, {isolated(ARABIC)}") == f"{once}: 250 histories, {isolated(ARABIC)}"


def test_isolates_go_on_over_a_line_break():
    """Every line closes what it opens."""
    assert balanced([f"{OPEN}one", f"two{CLOSE} three"]) == [f"{OPEN}one{CLOSE}", f"{OPEN}two{CLOSE} three"]
    with house_style():
        lines = wrapped(f"In person: {isolated(HEBREW * 3)} 97 %", 1.5, FINE).split("\n")
    assert all(line.count(OPEN) == line.count(CLOSE) for line in lines)


def only_isolated(words):
    """Whether every letter of a script from right to left stands between isolates."""
    return isolated(words) == words


def test_every_sentence_of_a_result_isolates_what_runs_from_right_to_left(tmp_path):
    """In the table, the pictures and their alternative texts, the columns the story and the acts of a search."""
    run = labelled(a_run(n=60, issues=2), title=HEBREW, parties=[HEBREW, ARABIC], issues=[ARABIC])
    screen = Console(file=io.StringIO(), width=100)
    screen.print(render(summarise(run), run))
    assert all(map(only_isolated, screen.file.getvalue().splitlines()))
    for entry in draw_all(run, tmp_path):
        assert only_isolated(entry["alt"]), entry["name"]
        assert only_isolated(entry["title"])
    labels = ({name: agent.label for name, agent in agents.items()} for agents in (run.scenario.parties, run.scenario.issues))
    assert all(map(only_isolated, column_dictionary(*labels).values()))
    assert all(map(only_isolated, tell(run.scenario, 1, 0)))
    assert all(map(only_isolated, (words for act in levers(run.scenario) for words in (act.holder, act.words))))


@pytest.mark.parametrize("name", FIGURES)
def test_pictures_isolate_what_runs_from_right_to_left(name):
    """Every line that is drawn, so that numbers stand beside the names to which they belong."""
    run = labelled(a_run(n=60, issues=2), title=HEBREW, parties=[HEBREW, ARABIC], issues=[ARABIC])
    drawing = FIGURES[name](run, summarise(run))
    assert all(only_isolated(line) for words, _ in texts_of(drawing.figure) for line in words.split("\n"))
