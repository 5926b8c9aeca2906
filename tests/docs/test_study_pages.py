"""The pages of the studies say what the files of their results hold."""

import csv
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs/studies"))

import bases
import robustness
import shown_bands
import shown_robustness
import study

from sim.scenario import load, resolved
from sim.values import centre

AGAIN = "fill the pages again with `make docs-studies`, or only with `python docs/studies/study.py --draw`"
FIGURES = {**shown_robustness.DRAWS_FIGURES, **shown_bands.DRAWS_FIGURES}


@pytest.mark.parametrize("page", study.SHOWN)
def test_a_page_says_what_was_found(page):
    """Every sentence and table between the marks is what the results give, and everything that a study says stands on its page."""
    text = (study.PAGES / f"{page}.md").read_text(encoding="utf-8")
    assert study.filled(page) == text, AGAIN
    assert all(f"<!-- generated: {name} -->" in text for name in study.SHOWN[page].SAYS)


def test_figures_and_pages_belong_together():
    """Each figure is there with its numbers, is shown on a page, and no figure is left over."""
    shown = "".join((study.PAGES / f"{page}.md").read_text(encoding="utf-8") for page in study.SHOWN)
    assert {path.stem for path in study.PICTURES.iterdir()} == set(FIGURES)
    assert all(f"images/studies/{name}.png" in shown for name in FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_has_the_numbers_of_the_results(name):
    """The numbers kept beside a figure are those that it would be drawn with today."""
    with (study.PICTURES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))
    assert kept == [{key: str(value) for key, value in row.items()} for row in FIGURES[name]().rows], AGAIN


def test_results_name_scenarios_and_constants_that_exist():
    """No result is of a constant or a scenario that is gone."""
    rows = [row for name in ("crossed", "screened", "scanned", "refined") for row in robustness.read(f"robustness_{name}")]
    assert {row["constant"] for row in rows if "constant" in row} <= set(bases.NAMES)
    assert {row["constant"] for row in robustness.read("robustness_screened")} == set(bases.NAMES), AGAIN


def test_a_fixed_scenario_has_no_spread_and_keeps_its_red_lines_where_they_were():
    """With every spread fixed to a draw, only plain numbers are left, and red lines stay as far from positions as they were."""
    doha = load("doha-2024-08").scenario
    fixed = bases.fixed(doha, np.random.default_rng(1))
    assert not {"'sd'", "'mode'"} & set(str(resolved(fixed)["parties"]).replace(":", " ").split())
    for name, party in fixed.parties.items():
        for faction_name, faction in party.factions.items():
            before = doha.parties[name].factions[faction_name]
            for issue, stance in faction.stances.items():
                if stance.red_line is not None:
                    own = before.stances[issue].position or doha.parties[name].stances[issue].position
                    now = stance.position if stance.position is not None else party.stances[issue].position
                    assert abs(stance.red_line - now) == pytest.approx(abs(before.stances[issue].red_line - centre(own)))


@pytest.mark.slow
def test_fixed_stances_are_the_scenario_one_draw_at_a_time():
    """On average over draws, fixed scenarios have the share of deals of the scenario with its spreads, within two standard errors and a half."""
    scenario = load("one-mediator").scenario
    draws = [bases.shares(bases.fixed(scenario, np.random.default_rng(k)), seed=k)[0] for k in range(60)]
    whole = bases.shares(scenario, blocks=4)[0]
    assert abs(np.mean(draws) - whole) < 2.5 * np.std(draws, ddof=1) / np.sqrt(len(draws))


def test_what_the_page_on_robustness_says_by_hand_is_so():
    """Luck has most of one history in the median scenario, Doha hangs on stances, `shape` adds deals, defaults mostly have fewest, temptation is steepest."""
    spreads = shown_robustness.spreads()
    usual = {row["base"]: row["any_deal"] for row in robustness.read("robustness_bases")}
    assert np.median([one.shares[3] for one in spreads.values()]) > 0.5
    assert spreads[shown_robustness.DOHA].shares[0] > 0.5
    assert all(one.mean > usual[base] for base, one in spreads.items() if base != shown_robustness.DOHA)
    assert abs(spreads[shown_robustness.DOHA].mean - usual[shown_robustness.DOHA]) < 0.02
    assert all(row["any_deal"] >= 0 for row in robustness.read("robustness_screened") if row["constant"] == "shape")
    assert sum(change.other_way for change in shown_robustness.changes() if abs(change.usual) > 3.0) == 0
    steepest, temptation = shown_robustness.edges()[0], shown_robustness.moves("others")["temptation"]
    assert steepest.constant == "temptation"
    assert steepest.change > 0
    assert temptation.spread > temptation.size


def test_what_the_page_on_bands_says_by_hand_is_so():
    """Raw and paired comparisons of mediators differ widely; mediated crises last longer, mostly by selection; failures are few at first."""
    found = shown_bands.mediation()
    assert found["raw deals"].high < found["paired deals"].low
    assert found["raw days"].low > found["paired days"].high > 0
    assert found["raw days"].middle > 2 * found["paired days"].middle
    assert not shown_bands.failures(30).holds(shown_bands.FAILED[30])
    assert all(shown_bands.failures(days).holds(shown_bands.FAILED[days]) for days in (365, 730, 1825))
    assert shown_bands.twins("partial", 365)["failed"].low > 0
    assert shown_bands.twins("partial")["failed"].low < 0 < shown_bands.twins("partial")["failed"].high
    assert shown_bands.twins("full, guaranteed")["failed"].high < 0 < shown_bands.twins("full, guaranteed")["deals"].low
