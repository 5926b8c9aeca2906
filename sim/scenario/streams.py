"""From which streams of random draws agents, issues and events draw, and in which order they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeVar


class Drawing(Protocol):
    """Settings of something that draws, which may name its streams."""

    @property
    def stream_id(self) -> str | None:
        """The name of its streams where that is not its own."""


T = TypeVar("T", bound=Drawing)


def stream_id(name: str, settings: Drawing) -> str:
    """The name of the streams that something draws from: its own name, unless the scenario keeps another."""
    return settings.stream_id or name


def by_stream(settings: Mapping[str, T]) -> dict[str, T]:
    """Settings by name in the order of the names of their streams, so that renaming something leaves results as they are."""
    return dict(sorted(settings.items(), key=lambda item: stream_id(*item)))
