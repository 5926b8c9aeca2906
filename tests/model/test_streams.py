"""Streams: named streams that nothing in the talks can shift."""

import numpy as np
import pytest

from sim.model import BLOCK, TalksModel
from sim.model.streams import Streams
from sim.scenario import load, with_changes
from sim.values import Normal, Triangle


def drawn_by(scenario, monkeypatch):
    """Every draw that a whole run makes: stream id -> all its numbers, in order."""
    draws = {}
    original = Streams._streams

    class Spy:
        def __init__(self, stream_id, stream):
            self.stream_id, self.stream = stream_id, stream

        def __getattr__(self, kind):
            def draw(*shape):
                numbers = getattr(self.stream, kind)(*shape)
                draws.setdefault(self.stream_id, []).append(numbers.copy())
                return numbers

            return draw

    with monkeypatch.context() as patch:
        patch.setattr(Streams, "_streams", lambda streams, stream_id: [Spy(stream_id, stream) for stream in original(streams, stream_id)])
        model = TalksModel(scenario, seed=1, blocks=range(1))
        while model.running:
            model.step()
    return draws


@pytest.mark.parametrize(
    ("setting", "value", "own"),
    [
        ("parties.hamas.trust.israel.mean", 0.8, None),
        ("parties.israel.stances.permanence.position", 30, "israel/permanence/position"),
        ("parties.hamas.no_deal.expected", {"low": 0.3, "mode": 0.4, "high": 0.6}, None),
        ("parties.israel.attendance.cost_of_being_seen", 3, None),
        ("mediators.united_states.guarantee.strength", 2, None),
        ("events.accident.rate_per_day", 0.1, None),
        ("calendar.sessions", "every 3 days", None),
    ],
)
def test_a_changed_setting_changes_no_draw_but_its_own(setting, value, own, monkeypatch):
    """Two runs that differ in one setting make the same draws, number for number, but for the quantity that is no longer drawn.

    A stream may be read further in one of them, never otherwise.
    """
    scenario = load("doha-2024-08").scenario
    before, after = (drawn_by(changed, monkeypatch) for changed in (scenario, with_changes(scenario, {setting: value})))
    assert before.keys() - after.keys() == ({own} if own else set())
    assert after.keys() <= before.keys()
    for stream_id, numbers in after.items():
        assert all(np.array_equal(one, two) for one, two in zip(before[stream_id], numbers, strict=False)), stream_id


def test_a_stream_has_its_own_name_seed_and_block():
    """Another stream id, seed or block gives other numbers; the same gives the same."""
    one = Streams(1, range(2)).once("here")
    assert np.array_equal(one, Streams(1, range(2)).once("here"))
    for other in (Streams(1, range(2)).once("there"), Streams(2, range(2)).once("here"), Streams(1, range(2, 4)).once("here")):
        assert not np.isin(other, one).any()
    assert not np.array_equal(one[:BLOCK], one[BLOCK:])


def test_days_do_not_depend_on_how_many_there_are():
    """Chunks drawn day by day are what one bulk draw would have given, far beyond a chunk."""
    daily = Streams(1, range(1)).uniform("here")
    days = np.stack([daily[day] for day in range(300)])
    stream = Streams(1, range(1))._streams("here")[0]
    assert np.array_equal(days, stream.random((300, BLOCK)))


def test_spreads_are_what_they_say():
    """A plain number stays, a normal spread has its mean and sd, a triangle its bounds and mean."""
    streams = Streams(1, range(40))
    assert (streams.spread("a", 3.0, "path") == 3.0).all()
    normal = streams.spread("a", Normal[float](mean=2.0, sd=0.5), "path")
    assert abs(normal.mean() - 2.0) < 0.02
    assert abs(normal.std() - 0.5) < 0.02
    triangle = streams.spread("a", Triangle[float](low=0.0, mode=1.0, high=5.0), "path")
    assert 0.0 <= triangle.min() <= triangle.max() <= 5.0
    assert abs(triangle.mean() - 2.0) < 0.05
