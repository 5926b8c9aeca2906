"""`sensitivity`."""

import builtins
import json

import pytest
from command_line import names_in

QUICK = ["--trajectories", "2", "--sets", "2", "--workers", "1"]


def test_a_table_a_figure_and_their_numbers(talks, tmp_path):
    """The largest effects, how the spread divides, and both kept."""
    outcome = talks("sensitivity", "one-mediator", *QUICK, "--out", "kept")
    assert outcome.code == 0
    assert "constants." in outcome.out
    assert "points: how much the share changes on average" in outcome.out
    assert "A teaching model" in outcome.out
    assert names_in(tmp_path / "kept") == ["contents.json", "sensitivity.csv", "sensitivity.json", "sensitivity.png", "sensitivity.svg"]


def test_where_nothing_moves_that_is_said(talks):
    """In a bargain that always ends alike no setting has an effect, and no row of zeros is printed."""
    outcome = talks("sensitivity", "split-the-pie", *QUICK, "--out", "kept")
    assert outcome.code == 0
    assert "settings moves the outcome" in outcome.out
    assert "points of 250 histories: less than a minute" in outcome.err or "points of 250 histories: about" in outcome.err
    assert "constants." not in outcome.out


def test_no_share_moves_by_more_than_all(talks):
    """Effects are changes that were seen, so that none exceeds a hundred points."""
    document = json.loads(talks("sensitivity", "one-mediator", *QUICK, "--json").out)
    assert 0 < max(effect["size"] for effect in document["effects"]) <= 1


@pytest.mark.slow
def test_it_runs_on_doha(talks):
    """The large case too; its effects name stances and constants."""
    document = json.loads(talks("sensitivity", "doha-2024-08", "--trajectories", "2", "--sets", "2", "--json").out)
    assert {effect["kind"] for effect in document["effects"]} == {"stance", "constant"}


def test_without_the_extra_it_says_what_to_install(talks, tmp_path, monkeypatch):
    """The message names the command, and nothing is written."""
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.startswith("SALib"):
            raise ModuleNotFoundError(name=name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    outcome = talks("sensitivity", "split-the-pie", *QUICK, "--sobol", "2")
    assert outcome.code == 2
    assert "pip install -e '.[analysis]'" in outcome.err
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.filterwarnings("error")
def test_what_nothing_moves_is_taken_apart_without_a_warning(talks, tmp_path):
    """Where no number moves the outcome, Sobol's indices are not known, and no division by nothing is warned of."""
    (tmp_path / "settled.yaml").write_text(
        """
title: Settled
trust: {mean: 0.8}
parties:
  a: {label: A, stances: {i: {wants: less, position: 20, salience: 1}}, no_deal: {expected: 0.2}}
  b: {label: B, stances: {i: {wants: more, position: 80, salience: 1}}, no_deal: {expected: 0.2}}
issues: {i: {label: I, scale: {0: none, 100: all}}}
mediators: {m: {label: M}}
calendar: {start: 2025-01-01, end: 2025-06-01, sessions: every 7 days}
""",
        encoding="utf-8",
    )
    outcome = talks("sensitivity", "settled.yaml", *QUICK, "--sobol", "2", "--json")
    assert outcome.code == 0
    assert "Warning" not in outcome.err
    assert {effect["alone"] for effect in json.loads(outcome.out)["effects"]} == {None}
