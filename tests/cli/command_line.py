"""What tests of the command share: where things are, and how a command left."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "sim" / "cli" / "templates"


@dataclass(frozen=True)
class Outcome:
    """How a command left, and what it said where."""

    code: int
    out: str
    err: str


def everything_in(folder: Path) -> list[str]:
    """All that lies below a folder, hidden files too, as paths from there."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def names_in(folder: Path) -> list[str]:
    """What lies directly in a folder, by name."""
    return sorted(path.name for path in folder.iterdir())
