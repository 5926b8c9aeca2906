"""Names, the order of the file and the side of the table decide nothing; only luck ids do."""

import sys
from pathlib import Path

import numpy as np
import pytest
from pydantic import BaseModel

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))

from broad_priors import drawn
from talks import played

from sim.endings import TOGETHER
from sim.ensemble.record import rows_of
from sim.model import TalksModel
from sim.model.streams import Streams
from sim.scenario import from_resolved, library, load, resolved, schema

QUICK = ("doha-2024-08", "one-mediator", "split-the-pie", "two-level-game")
SHIPPED = [pytest.param(entry.name, marks=[] if entry.name in QUICK else [pytest.mark.long]) for entry in library()]
SETTINGS = {name for part in vars(schema).values() if isinstance(part, type) and issubclass(part, BaseModel) for name in part.model_fields}
DRAWN = [2, 7, 21, 22, 36]


def scenario(case):
    return load(case).scenario if isinstance(case, str) else drawn(case)


def renamed(data, names):
    """The data with names replaced wherever they stand, as keys, values or parts of targets; luck ids are spelt out beforehand.

    What an issue about persons is about is a word of the schema, and an issue may have that word for a name.
    """
    if isinstance(data, dict):
        return {names.get(key, key): value if key in ("luck_id", "persons") else renamed(value, names) for key, value in data.items()}
    if isinstance(data, list):
        return [renamed(value, names) for value in data]
    if isinstance(data, str):
        return ".".join(names.get(part, part) for part in data.split("."))
    return data


def with_luck_ids(data):
    """The data with every luck id written out."""
    for section in ("issues", "parties", "mediators", "outside_actors", "events"):
        for name, agent in data[section].items():
            agent["luck_id"] = agent["luck_id"] or name
            for faction, settings in agent.get("factions", {}).items():
                settings["luck_id"] = settings["luck_id"] or faction
    return data


def rows(case, names=None):
    """Rows of 250 histories, under the old names."""
    old = {new: name for name, new in (names or {}).items()}

    def before(word):
        every = [".".join(old.get(part, part) for part in name.split(".")) for name in word.split(TOGETHER)] if isinstance(word, str) else []
        return TOGETHER.join(sorted(every)) if every else word

    found = rows_of(played(case, blocks=1))
    return {".".join(old.get(part, part) for part in column.split(".")): np.array(list(map(before, values.tolist()))) for column, values in found.items()}


def same(one, two):
    assert one.keys() == two.keys()
    for column, values in one.items():
        assert np.array_equal(values, two[column], equal_nan=values.dtype.kind == "f"), column


@pytest.mark.parametrize("case", [*SHIPPED, *DRAWN])
def test_new_names_change_nothing_but_names(case):
    """With luck ids kept, renaming every party, issue, mediator, actor and event gives the same histories."""
    data = with_luck_ids(resolved(scenario(case)))
    every = [name for section in ("issues", "parties", "mediators", "outside_actors", "events") for name in data[section] if name not in SETTINGS]
    names = {name: f"{'zyx'[k % 3]}{k}_renamed" for k, name in enumerate(every)}
    same(rows(from_resolved(data)), rows(from_resolved(renamed(data, names)), names))


@pytest.mark.parametrize("case", [*SHIPPED, *DRAWN])
def test_the_order_of_the_file_changes_nothing(case):
    """Every mapping of the file written backwards gives the same histories."""

    def backwards(part):
        return {key: backwards(value) for key, value in reversed(part.items())} if isinstance(part, dict) else part

    data = resolved(scenario(case))
    same(rows(from_resolved(data)), rows(from_resolved(backwards(data))))


@pytest.mark.parametrize("case", ["doha-2024-08", "one-mediator", *DRAWN])
def test_swapping_two_parties_swaps_their_results(case):
    """Two parties that change names, with their luck, change places in the results and nothing else."""
    data = with_luck_ids(resolved(scenario(case)))
    one, two = list(data["parties"])[:2]
    names = {one: two, two: one}
    same(rows(from_resolved(data)), rows(from_resolved(renamed(data, names)), names))


@pytest.mark.parametrize("case", ["one-mediator", *DRAWN])
def test_no_side_is_first(case):
    """Turning the order of luck ids round, every stream kept, leaves all histories as they were but for rounding."""
    played_as_is, turned = (played_with(scenario(case), turn) for turn in (False, True))
    same_deals = played_as_is.deal.first_day == turned.deal.first_day
    assert same_deals.mean() > 0.99


def played_with(case, turned):
    """A scenario played with every stream named as it is, but the parties sorted the other way round where `turned`."""
    data = with_luck_ids(resolved(case))
    if data["mediators"]:
        next(iter(data["mediators"].values()))["holds_the_pen"] = True
    names = sorted(data["parties"], reverse=turned)
    back = {f"{k} {data['parties'][name]['luck_id']}": data["parties"][name]["luck_id"] for k, name in enumerate(names)}
    for new, old in back.items():
        next(party for party in data["parties"].values() if party["luck_id"] == old)["luck_id"] = new
    streams = Streams._streams

    def as_before(self, stream_id):
        return streams(self, "/".join(back.get(part, part) for part in stream_id.split("/")))

    try:
        Streams._streams = as_before
        return played(from_resolved(data), blocks=1)
    finally:
        Streams._streams = streams


@pytest.mark.parametrize("case", [*SHIPPED, *DRAWN])
def test_the_width_of_a_batch_changes_nothing(case):
    """Blocks stepped side by side give the same bits as one by one."""
    together = rows_of(played(scenario(case), blocks=2))
    alone = [rows_of(played_block(scenario(case), block)) for block in (0, 1)]
    same(together, {column: np.concatenate([part[column] for part in alone]) for column in together})


def played_block(case, block):
    model = TalksModel(case, seed=1, blocks=range(block, block + 1))
    while model.running:
        model.step()
    return model
