"""`levers`."""

import json

import pytest
from command_line import names_in


def test_acts_their_holders_and_an_answer(talks, tmp_path):
    """A table of acts, what is enough or nearest, the settings to try it with, and the figure."""
    outcome = talks("levers", "one-mediator", "--target", "any_deal=0.7", "-n", "30", "--out", "kept")
    assert outcome.code == 0
    for part in ("Highfold", "Judge", "--set 'parties.", "Violence, threats and what is withheld never are", "A teaching model"):
        assert part in outcome.out
    assert names_in(tmp_path / "kept") == ["contents.json", "levers.csv", "levers.json", "levers.png", "levers.svg"]


@pytest.mark.slow
def test_it_runs_on_doha_and_finds_the_line_at_home(talks):
    """The large case too: what those at home rule out is among the acts, and named with its holder."""
    document = json.loads(talks("levers", "doha-2024-08", "--target", "any_deal=0.75", "-n", "250", "--no-pairs", "--json").out)
    assert any(act["holder"] == "Israel, Coalition partners" for one in document["singles"] for act in one["acts"])
    assert all(one["fresh"] for one in document["singles"][:5])


def test_where_no_act_raises_it_that_is_said(talks):
    """Nothing is called nearest that changes nothing."""
    outcome = talks("levers", "split-the-pie", "--target", "breakdown=0.1", "-n", "20", "--no-pairs", "--out", "kept")
    assert "none raises it" in outcome.out
    assert "The nearest" not in outcome.out


def test_json_alone_writes_nothing(talks, tmp_path):
    """One document on stdout, nothing on disk."""
    document = json.loads(talks("levers", "split-the-pie", "--target", "stalemate=0.5", "-n", "20", "--json", "--no-pairs").out)
    assert document["schema"] == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["--target", "peace=1"], ["--target", "agreement=2"], []], ids=["no such outcome", "no such level", "nothing"])
def test_slips_are_named(talks, words):
    """Exit code 2 and what is wrong."""
    outcome = talks("levers", "one-mediator", *words)
    assert outcome.code == 2
    assert "--target" in outcome.err
