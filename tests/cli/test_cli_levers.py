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
    assert names_in(tmp_path / "kept") == ["levers.csv", "levers.json", "levers.png", "levers.svg"]


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
