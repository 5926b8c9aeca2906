"""Predictions and codings of a class."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.endings import ENDINGS
from sim.errors import InputError
from sim.kit.coding import coded, placed
from sim.kit.forecasts import Forecast, best, forecasts, scored
from sim.scenario import load

DOHA = load("doha-2024-08")
weights = st.lists(st.integers(0, 100), min_size=5, max_size=5).filter(any)


def shares(parts):
    """Shares of the endings from weights."""
    return {ending: part / sum(parts) for ending, part in zip(ENDINGS, parts, strict=True)}


@given(weights, st.lists(st.sampled_from(ENDINGS), min_size=1, max_size=30))
@settings(max_examples=50, deadline=None)
def test_the_score_is_the_mean_of_the_scores_of_single_histories(parts, endings):
    """Brier 1950: the squared distance between chances and what occurred, summed over endings, averaged over histories."""
    chances = shares(parts)
    by_hand = np.mean([sum((chances[ending] - (ending == came)) ** 2 for ending in ENDINGS) for came in endings])
    came = {ending: endings.count(ending) / len(endings) for ending in ENDINGS}
    assert scored([Forecast("a", chances)], came)[0].brier == pytest.approx(by_hand)


@given(weights, weights)
@settings(max_examples=50, deadline=None)
def test_nobody_does_better_than_who_expects_what_comes(expected, came):
    """The score is proper: the shares themselves are the best forecast."""
    assert scored([Forecast("a", shares(expected))], shares(came))[0].brier >= best(shares(came)) - 1e-12


def test_certainty_scores_nothing_or_two_and_an_even_guess_four_fifths():
    """The ends of the scale are as the sheet tells them."""
    certain, even = Forecast("a", shares([1, 0, 0, 0, 0])), Forecast("b", shares([1, 1, 1, 1, 1]))
    right, wrong = shares([1, 0, 0, 0, 0]), shares([0, 0, 0, 1, 0])
    assert [scored([certain], came, "agreement")[0].brier for came in (right, wrong)] == pytest.approx([0.0, 2.0])
    assert scored([even], wrong)[0].brier == pytest.approx(0.8)
    assert scored([certain], wrong, "agreement")[0].against_history == pytest.approx(0.0)


def written(folder, *lines):
    """A table that a class filled in."""
    path = folder / "class.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_table_of_predictions_is_read(tmp_path):
    """Chances in 100, a person a line; what is a little off 100 is scaled."""
    found, notes = forecasts(written(tmp_path, ",".join(["who", *ENDINGS]), "Ann,40,10,0,50,0", "Bo,33,33,33,0,0"))
    assert ([one.who for one in found], notes) == (["Ann", "Bo"], [])
    assert found[0].chances["stalemate"] == pytest.approx(0.5)
    assert sum(found[1].chances.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((",".join(["who", *ENDINGS]), "Ann,40,10,0,0,0"), ":2:5: the chances of the five endings must make 100 (or 1), found 50 in all"),
        ((",".join(["who", *ENDINGS]), "Ann,many,10,0,0,0"), ":2:5: agreement must be a number from 0 to 100, found 'many'"),
        (("who,agreement", "Ann,40"), ":1: has no column 'partial'"),
        ((",".join(["who", *ENDINGS]),), "holds no prediction"),
    ],
)
def test_a_mistake_in_predictions_is_named_with_its_line(tmp_path, lines, said):
    """What is wrong, where, and what is allowed."""
    with pytest.raises(InputError, match=r"class\.csv") as told:
        forecasts(written(tmp_path, *lines))
    assert said in str(told.value)


def test_statements_of_a_case_were_known_by_the_day_and_speak_of_the_agenda():
    """Ten of them, of both parties, on several issues, each placed by somebody."""
    scenario = DOHA.scenario
    statements = placed(scenario, DOHA.case)
    assert len(statements) == 10
    assert {told.by for told in statements} == {"Hamas", "Israel"}
    assert len({told.issue for told in statements}) >= 4
    assert all(told.on <= str(scenario.as_of) and told.codings for told in statements)
    assert all(re.fullmatch(r"\d{1,2} [A-Z][a-z]{2} \d{4}", told.when) for told in statements)
    assert any(len(told.codings) == 2 for told in statements)


def test_codings_of_a_class_are_laid_beside_those_of_the_project(tmp_path):
    """Means and spreads of the middles, and how many meet the project's interval."""
    statements = placed(DOHA.scenario, DOHA.case)
    low, high = statements[1].codings[0]
    found = coded(statements, written(tmp_path, "who,number,low,high", f"Ann,2,{low},{high}", "Bo,2,0,0", "Ann,1,20,40", "Bo,1,40,60"))
    assert [(one.middle, one.n) for one in found] == [(40.0, 2), ((low + high) / 4, 2)]
    assert found[0].spread == pytest.approx(np.std([30, 50], ddof=1))
    assert found[1].overlap >= 0.5


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Ann,11,0,100", "number must be a number from 1 to 10, found '11'"),
        ("Ann,1,60,40", "low must not be more than high"),
        ("Ann,1.5,0,1", "must be whole"),
        ("Ann,1,x,40", "found 'x'"),
    ],
)
def test_a_mistake_in_codings_is_named_with_its_line(tmp_path, line, said):
    """What is wrong, where, and what is allowed."""
    with pytest.raises(InputError) as told:
        coded(placed(DOHA.scenario, DOHA.case), written(tmp_path, "who,number,low,high", line))
    assert said in str(told.value)
    assert ":2:" in str(told.value)
