"""What each history drew from the spreads of its scenario is kept beside its row."""

import json

import numpy as np
import pytest

from sim.ensemble import RunFolder, plan_of, read_run, simulate
from sim.errors import InputError
from sim.model import TalksModel, dissolve
from sim.scenario import load, resolved, with_changes
from sim.scenario.reading import dotted, value_at
from sim.scenario.shape import SCENARIO, leaves
from sim.values import SPREADS


@pytest.fixture(scope="module")
def doha():
    return load("doha-2024-08").scenario


def kept(run, path):
    with RunFolder.create(path, plan_of(run.scenario, seed=run.seed, n=run.n)) as folder:
        folder.write(run)
    return path


def spreads(scenario):
    """The paths of all spreads that a scenario states."""
    data = resolved(scenario)
    for keys, _, _ in leaves(SCENARIO, data):
        spread = value_at(data, keys)
        if isinstance(spread, dict) and tuple(spread) in SPREADS and spread.get("sd") != 0 and spread.get("low", 0) != spread.get("high", 1):
            yield dotted(keys)


@pytest.mark.parametrize("name", ["doha-2024-08", "two-level-game"])
def test_every_stated_spread_is_kept_under_its_path_and_nothing_else(name):
    """The columns of draws are the settings that have a spread, those of groups at home among them."""
    scenario = load(name).scenario
    assert set(simulate(scenario, name=name, n=10).draws) == set(spreads(scenario))


def test_what_is_kept_is_what_the_history_starts_from(doha):
    """Draws of positions and expectations are those of the agents."""
    model = TalksModel(doha, seed=1, blocks=range(1))
    drawn = model.streams.drawn
    for party in model.parties:
        assert np.array_equal(drawn[f"parties.{party.name}.no_deal.expected"], party.expectation.astype(np.float32))
        for issue, values in zip(model.issue_names, party.changed_position, strict=True):
            path = f"parties.{party.name}.stances.{issue}.position"
            assert path not in drawn or np.array_equal(drawn[path], values.astype(np.float32))
    dissolve(model)


def test_a_setting_changed_to_what_a_history_drew_gives_that_history_its_ending():
    """In a scenario with one spread, the number that a history drew, written into the file, plays that history again."""
    scenario = load("one-mediator").scenario
    one = next(iter(simulate(scenario, name="x", n=1).draws))
    others = {path: values.tolist()[0] for path, values in simulate(scenario, name="x", n=1).draws.items() if path != one}
    alone = with_changes(scenario, others)
    run = simulate(alone, name="x", n=40)
    assert list(run.draws) == [one]
    for history in (0, 7, 39):
        again = simulate(with_changes(alone, {one: float(run.draws[one][history])}), name="x", n=40)
        assert again.draws == {}
        for column in ("ending", "sessions", "texts"):
            assert again.histories[column][history] == run.histories[column][history]


def test_draws_survive_the_folder_to_the_bit(doha, tmp_path):
    """What is read back is what was drawn."""
    run = simulate(doha, name="talks", n=300)
    back = read_run(kept(run, tmp_path / "run"))
    assert list(back.draws) == list(run.draws)
    for path, values in run.draws.items():
        assert back.draws[path].dtype == np.float32
        assert np.array_equal(back.draws[path], values), path


def test_batches_workers_and_resuming_change_no_draw(tmp_path):
    """However the work is divided, and whether a part was kept from before, each history has its draws."""
    talks = load("one-mediator").scenario
    whole = simulate(talks, name="talks", n=600, workers=1).draws
    narrow = simulate(talks, name="talks", n=600, workers=2, batch=1).draws
    with RunFolder.create(tmp_path / "run", plan_of(talks, seed=1, n=600)) as folder:
        simulate(talks, name="talks", n=600, batch=1, checkpoint=folder.checkpoint)
        again = simulate(talks, name="talks", n=600, batch=1, checkpoint=folder.checkpoint)
        folder.write(again)
    for path, values in whole.items():
        assert np.array_equal(values, narrow[path])
        assert np.array_equal(values, again.draws[path])


def test_a_run_of_an_older_version_is_run_again(doha, tmp_path, monkeypatch):
    """A folder of an older form is not read half-way: the message says to run the scenario again."""
    folder = kept(simulate(doha, name="talks", n=20), tmp_path / "run")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["format"] -= 1
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    monkeypatch.setattr("sim.ensemble.folder.altered", lambda _: None)  # what was written then is what lies there
    with pytest.raises(InputError, match="written by another version, or not to its end; run the scenario again"):
        read_run(folder)


def test_without_a_spread_there_are_no_draws(tmp_path):
    """A scenario that leaves nothing open keeps an empty table of draws."""
    scenario = load("one-mediator").scenario
    fixed = with_changes(scenario, {path: values.tolist()[0] for path, values in simulate(scenario, name="x", n=1).draws.items()})
    assert read_run(kept(simulate(fixed, name="x", n=20), tmp_path / "run")).draws == {}
