"""Names of streams of draws, and the order that they give, are told by one function."""

from pathlib import Path
from types import SimpleNamespace

from sim.scenario.streams import by_stream, stream_id

SIM = Path(__file__).parents[2] / "sim"


def test_what_is_renamed_stays_in_its_place():
    """The order goes by the kept names of streams, not by the names in the file nor by their order there."""
    own = {"b": SimpleNamespace(luck_id=None), "renamed": SimpleNamespace(luck_id="a"), "c": SimpleNamespace(luck_id=None)}
    assert list(by_stream(own)) == ["renamed", "b", "c"]
    assert [stream_id(*item) for item in own.items()] == ["b", "a", "c"]


def test_nobody_else_makes_up_names_of_streams():
    """No other file says again what a missing name stands for."""
    assert [path.relative_to(SIM).as_posix() for path in SIM.rglob("*.py") if "luck_id or " in path.read_text(encoding="utf-8")] == ["scenario/streams.py"]
