"""Tables that never cut a number, whatever the width."""

import io
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from sim.analysis.compare import compare
from sim.analysis.levers import search
from sim.analysis.sensitivity import sensitivity
from sim.analysis.sweep import sweep
from sim.analysis.varied import parse
from sim.ensemble import simulate
from sim.grid import Grid
from sim.report import portrait
from sim.report.compared import ComparisonTable
from sim.report.levers import SearchTable
from sim.report.sensitivity import SensitivityTable
from sim.report.summary import summarise
from sim.report.swept import SweepTable
from sim.report.table import render
from sim.scenario import load, with_changes

WIDTHS = (40, 60, 80, 100)


def shown(table, width, *, watched=False):
    """What a console of that width shows."""
    file = io.StringIO()
    Console(file=file, width=width, force_terminal=watched, color_system=None, markup=False, emoji=False, highlight=False).print(table)
    return file.getvalue()


def numbers(said):
    """The numbers of a text, and how often each stands there."""
    return Counter(re.findall(r"\d[\d,.]*\d|\d", said))


def lost(table, width):
    """The numbers that a console with all the room shows, and one of that width does not."""
    narrow = shown(table, width)
    assert all(len(line.rstrip()) <= width for line in narrow.splitlines())
    assert "\u2026" not in narrow
    return numbers(shown(table, 2000)) - numbers(narrow)


cells = st.lists(st.tuples(st.text("abcdef ", min_size=1, max_size=30), st.integers(0, 10**9), st.floats(-1000, 1000)), min_size=1, max_size=5)


@given(cells, st.integers(24, 120))
def test_no_number_is_cut_at_any_width(rows, width):
    """Side by side or stacked, every number of every row is there in full."""
    grid = Grid()
    grid.add_column("what it is called")
    grid.add_column("histories in all", justify="right")
    grid.add_column("a difference", justify="right")
    for words, count, difference in rows:
        grid.add_row(Text(words), f"{count:,}", f"{difference:+.1f}")
    assert not lost(grid, width)


def one_mediator():
    """A small scenario."""
    return load("one-mediator").scenario


def a_comparison(*more):
    """It, beside itself changed."""
    changed = [with_changes(one_mediator(), {"parties.lowmere.demand.beta": beta}) for beta in more]
    runs = [simulate(scenario, name=f"run {k}", n=60) for k, scenario in enumerate([one_mediator(), *changed])]
    return ComparisonTable(compare(runs[0], runs[1:]), lambda _place, _history: [])


def a_run():
    """The table of a run."""
    run = simulate(one_mediator(), name="talks", n=60)
    return render(summarise(run), run)


TABLES = {
    "run": a_run,
    "compare one": lambda: a_comparison(4),
    "compare several": lambda: a_comparison(4, 0.2),
    "sweep": lambda: SweepTable(sweep(one_mediator(), [parse("parties.lowmere.demand.beta=0.2:3:3")], n=60), "Talks", "any_deal"),
    "sweep of two": lambda: SweepTable(
        sweep(one_mediator(), [parse("parties.lowmere.demand.beta=0.2:3:2"), parse("constants.shape=1:2:6")], n=30), "Talks", "any_deal"
    ),
    "levers": lambda: SearchTable(search(one_mediator(), "any_deal", 0.9, n=40, pairs=False), "Talks"),
    "sensitivity": lambda: SensitivityTable(sensitivity(load("split-the-pie").scenario, "any_deal", walks=2, sets=2), "Pie"),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_commands_lose_no_digit(name):
    """At forty, sixty, eighty and a hundred columns: numbers stand in full, columns that have no room are stacked."""
    table = TABLES[name]()
    for width in WIDTHS:
        assert not lost(table, width), width


@pytest.mark.parametrize("width", WIDTHS)
def test_describe_loses_no_digit(width):
    """Stances with their spreads, at every width; for a person who watches."""

    def told(columns):
        file = io.StringIO()
        console = Console(file=file, width=columns, force_terminal=True, color_system=None, markup=False, highlight=False)
        portrait.parties(portrait.Page(load("one-mediator"), console, 100, "talks", ""))
        return file.getvalue()

    assert not numbers(told(2000)) - numbers(told(width))
