"""Every setting of a scenario that can be changed: its value, what is allowed, and where the value comes from."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import ScenarioError

from .loading import resolved
from .reading import Keys, dotted, read_value, value_at
from .shape import SCENARIO, Group, Items, Leaf, Member, Named, Shape, leaves

if TYPE_CHECKING:
    from .loading import Loaded

DEFAULT = "default"
"""How the origin of a setting begins that no file sets; its source follows, or that it is an assumption."""
_PLACE = re.compile(r"^(?P<file>.*):(?P<line>\d+):\d+$", re.DOTALL)


@dataclass(frozen=True)
class Setting:
    """One path that `--set` takes, its value as one would write it (`-`: not set), what it may be and where it was set."""

    path: str
    value: str
    allowed: str
    origin: str
    unit: str
    source: str
    description: str


def settings(loaded: Loaded) -> list[Setting]:
    """Every setting of a scenario, defaults included, in the order of the schema."""
    whole = resolved(loaded.scenario)
    return [_setting(loaded, keys, shape, member, value_at(whole, keys)) for keys, shape, member in leaves(SCENARIO, whole)]


def _setting(loaded: Loaded, keys: Keys, shape: Shape, member: Member | None, value: Any) -> Setting:
    given = value_at(loaded.data, keys)
    if given is None and value is not None and isinstance(shape, Leaf) and shape.kind == "duration":
        value = f"{value} days"
    return Setting(
        path=dotted(keys),
        value=in_yaml(value if given is None else given),
        allowed=_allowed(shape),
        origin=_origin(loaded.places, keys) if given is not None else _default(value, member),
        unit=member.unit if member else "",
        source=member.source if member else "",
        description=member.description if member else "",
    )


def _default(value: Any, member: Member | None) -> str:
    return f"{DEFAULT}: not set" if value is None else f"{DEFAULT}: {member.source if member and member.source else 'assumption'}"


def _origin(places: dict[Keys, str], keys: Keys) -> str:
    place = next(places[keys[:i]] for i in range(len(keys), -1, -1) if keys[:i] in places)
    match = _PLACE.match(place)
    if match:
        return f"{Path(match['file']).name}:{match['line']}"
    return "--set" if place.startswith("--set") else f"calibrated from reports: {Path(place).name}"


def in_yaml(value: Any) -> str:
    """A value as one would write it in a file or after `--set PATH=`; `-` where it is not set."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {in_yaml(entry)}' for name, entry in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(in_yaml, value))}]"
    if isinstance(value, str):
        return value if _is_plain(value) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "-" if value is None else str(value).lower()


def _is_plain(text: str) -> bool:
    """Whether a text reads as itself without quotes, alone and in a list."""
    try:
        return bool(read_value(text, "") == text and read_value(f"[{text}]", "") == [text])
    except ScenarioError:
        return False


def _allowed(shape: Shape) -> str:
    match shape:
        case Leaf():
            return shape.allowed
        case Items(of=Leaf(choices=[_, *_] as choices)):
            return f"a list of any of {', '.join(choices)}"
        case Items():
            return f"a list of {_allowed(shape.of)}"
        case Named():
            return f"names, each with {_allowed(shape.of)}"
        case Group():
            return f"{{{', '.join(shape.own_members)}}}"
