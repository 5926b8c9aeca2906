"""The result as a table for the terminal."""

import io
import itertools

import pytest
from rich.cells import cell_len
from rich.console import Console
from synthetic_run import ISSUES, LONG, PARTIES, a_run, with_columns

from sim.endings import CAUSES
from sim.report.summary import summarise
from sim.report.table import render
from sim.report.words import CAUSE_LABELS, CAVEAT, in_words


def printed(run, width=None, encoding="utf-8", *, terminal=True):
    """What the console shows, without trailing blanks."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=stream, width=width if terminal else 100_000, force_terminal=terminal, color_system=None, legacy_windows=False)
    console.print(render(summarise(run), run))
    stream.seek(0)
    return [line.rstrip() for line in stream.read().splitlines()]


def words_of(lines):
    """All words in reading order, column by column as far as names go."""
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize("width", [60, 80, 200])
def test_names_and_numbers_are_whole_at_any_width(width):
    """Nothing is cut, nothing is wider than the terminal."""
    run = a_run(n=1000, issues=8, parties=10)
    lines = printed(run, width)
    assert max(cell_len(line) for line in lines) <= width
    text = words_of(lines)
    assert "\u2026" not in text
    assert all(word in text for label in [*ISSUES, *PARTIES] for word in label.split())
    assert all(party in text for party in PARTIES)
    assert f"{summarise(run).endings['agreement'].count:,}" in text
    assert CAVEAT in text


@pytest.mark.parametrize("width", [60, 80])
def test_long_names_are_wrapped_between_words(width):
    """Every word of a long label is there in full."""
    text = words_of(printed(a_run(n=50, issues=2, long_labels=True), width))
    assert all(word in text.split() for word in LONG.split()[:-1])
    assert "\u2026" not in text


def test_what_is_not_a_terminal_gets_whole_lines():
    """A pipe has no width: a label of any length stays on its line, without colour or bars of lines."""
    lines = printed(a_run(n=50, issues=1, long_labels=True), terminal=False)
    assert any(line.startswith(ISSUES[0] + LONG) for line in lines)
    assert not any("\x1b" in line for line in lines)


@pytest.mark.parametrize("terminal", [True, False])
def test_ascii_console_shows_everything(terminal):
    """Where only ASCII can be written, bars are made of # and nothing fails."""
    lines = printed(a_run(), 80, encoding="ascii", terminal=terminal)
    assert any("##" in line for line in lines)


def test_parties_stand_in_the_order_of_their_labels():
    """Not in that of the file."""
    text = words_of(printed(a_run(parties=4), 80)).split("Attendance")[1]
    assert [text.index(label) for label in ("Eastern Union", "Lowland", "Northern League", "Upland")] == sorted(
        text.index(label) for label in ("Eastern Union", "Lowland", "Northern League", "Upland")
    )


def test_labels_are_not_read_as_markup():
    """Square brackets in a title are just that."""
    assert "Round [bold] of [/] talks" in printed(a_run(n=3, title="Round [bold] of [/] talks"), 80)


def test_causes_come_in_their_order_and_those_concerned_largest_first():
    """Each cause with its share of the histories without a deal, all told; below it whom it concerns, twelve told apart and the rest summed."""
    run = a_run(n=2000, issues=8, parties=4, pace=0)
    lines = printed(run, 200)
    start, end = (next(k for k, line in enumerate(lines) if line.startswith(words)) for words in ("of 2,000 histories without", CAVEAT))
    rows = [(line.removesuffix("%").rsplit(None, 1)) for line in lines[start + 1 : end] if line.endswith("%")]
    causes = [(words, int(share)) for words, share in rows if not words.startswith(" ")]
    assert [words for words, _ in causes] == [CAUSE_LABELS[cause] for cause in CAUSES]
    assert sum(share for _, share in causes) == pytest.approx(100, abs=4)
    of_lines = [int(share) for words, share in itertools.takewhile(lambda row: row[0].startswith("  "), rows[1:]) if "other" not in words]
    assert len(of_lines) > 1
    assert of_lines == sorted(of_lines, reverse=True)
    assert "other combination" in " ".join(lines)


def test_all_histories_with_a_deal():
    """There is then no lack of a deal to explain."""
    run = a_run(n=3)
    assert "Every history saw a deal come into force." in printed(with_columns(run, any_deal=[True] * 3), 80)


def test_points_in_words():
    """The nearest named point, or the two that a point lies between."""
    issue = a_run(n=1).scenario.issues["i0"]
    assert in_words(issue, 52) == 'near "a dated exit"'
    assert in_words(issue, 60) == 'between "a dated exit" and "a third party with an alarm"'
    assert in_words(a_run(n=1, anchors=False).scenario.issues["i0"], 52) == ""
