"""Spreads that are drawn together."""

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.model import TalksModel
from sim.scenario import load, resolved
from sim.scenario.loading import from_resolved, with_changes

TALKS = load("one-mediator").scenario
PARTY, OTHER = TALKS.parties
ISSUE, SECOND, *_ = TALKS.issues
PATHS = [f"parties.{name}.stances.{issue}.position" for name in (PARTY, OTHER) for issue in (ISSUE, SECOND)]
SPREAD = {path: {"mean": 50, "sd": 8} for path in PATHS}


def drawn(correlation, paths=PATHS):
    """The first positions of both parties on two issues in 5,000 histories, in the order of PATHS."""
    scenario = with_changes(TALKS, SPREAD)
    if correlation is not None:
        scenario = from_resolved({**resolved(scenario), "together": {"of": paths, "correlation": correlation}})
    model = TalksModel(scenario, seed=1, blocks=range(20))
    place = [model.issue_names.index(issue) for issue in (ISSUE, SECOND)]
    return np.stack([model.party[name].changed_position[i] for name in (PARTY, OTHER) for i in place])


def test_draws_go_together_as_far_as_they_are_told():
    """Correlations come out as written, and every spread keeps its own mean and width."""
    wanted = [[1.0], [0.8, 1.0], [-0.5, -0.3, 1.0], [0.0, 0.2, 0.4, 1.0]]
    found = drawn(wanted)
    for row, line in enumerate(wanted):
        assert np.allclose(np.corrcoef(found)[row, : row + 1], line, atol=0.05)
    assert np.allclose(found.mean(axis=1), 50, atol=0.5)
    assert np.allclose(found.std(axis=1), 8, atol=0.4)


def test_what_is_not_named_is_drawn_as_before():
    """Positions that go with no other are the same draws, to the last bit; so is the first of those that do."""
    alone, some = drawn(None), drawn([[1.0], [0.9, 1.0]], PATHS[:2])
    assert np.array_equal(alone[[0, 2, 3]], some[[0, 2, 3]])
    assert not np.array_equal(alone[1], some[1])
    assert np.array_equal(drawn([[1.0], [0.0, 1.0]], PATHS[:2]), alone)


@pytest.mark.parametrize(
    ("together", "message"),
    [
        ({"of": PATHS[:2], "correlation": [[1.0]]}, "must have a row for each path"),
        ({"of": PATHS[:2], "correlation": [[1.0], [0.5, 0.9]]}, "ending in 1"),
        ({"of": [PATHS[0], PATHS[0]], "correlation": [[1.0], [0.5, 1.0]]}, "must name each path once"),
        ({"of": PATHS[:2], "correlation": [[1.0], [1.5, 1.0]]}, "less than or equal to 1|at most 1|between"),
    ],
    ids=["too few rows", "no one at the end", "twice", "beyond one"],
)
def test_what_cannot_be_is_refused(together, message):
    """A triangle that is none, a path named twice, a correlation beyond 1."""
    with pytest.raises(ScenarioError, match=message):
        from_resolved({**resolved(TALKS), "together": together})


@pytest.mark.parametrize(
    ("of", "correlation", "message"),
    [
        (PATHS[:2], "[[1], [1, 1]]", "these numbers contradict each other"),
        (PATHS[:3], "[[1], [0.9, 1], [0.9, -0.9, 1]]", "these numbers contradict each other"),
        ([PATHS[0], f"parties.{PARTY}.no_deal.expected"], "[[1], [0.5, 1]]", "is not the position or salience of anybody"),
    ],
    ids=["the same draw", "at odds", "not a stance"],
)
def test_a_file_with_what_cannot_be_is_refused(tmp_path, of, correlation, message):
    """The check of a file names the place."""
    path = tmp_path / "talks.yaml"
    base = load("one-mediator").path.read_text(encoding="utf-8")
    path.write_text(f"{base}\ntogether:\n  of: [{', '.join(of)}]\n  correlation: {correlation}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=message):
        load(path)
