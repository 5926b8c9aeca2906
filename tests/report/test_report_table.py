"""The result as a table for the terminal."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console
from synthetic_run import ISSUES, LONG, PARTIES, a_run, with_columns

from sim.report.summary import summarise
from sim.report.table import render
from sim.report.words import CAVEAT, in_words


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


def test_reasons_come_largest_first_and_the_rest_is_summed():
    """Twelve reasons are told apart; with the rest and the histories in which nobody refused they are all."""
    lines = printed(a_run(n=2000, issues=8, parties=4, pace=0), 80)
    start = next(k for k, line in enumerate(lines) if line.startswith("of 2,000 histories without"))
    shares = [int(line.split()[-2]) for line in lines[start + 1 : start + 15]]
    assert shares[:12] == sorted(shares[:12], reverse=True)
    assert "other reasons" in lines[start + 13]
    assert sum(shares) == pytest.approx(100, abs=7)


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
