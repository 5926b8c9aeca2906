"""Which red lines move with a position: whoever moves one in an analysis asks here, so that a line lies where it does where positions are drawn.

In a file of format 1 a red line that is a plain number is a point of the scale, and the model keeps it as a width from the position: in every
history the line lies as far from the position that was drawn as it does in the file from the middle of the spread. All other lines are drawn on
their own; one that crosses the position is mended: it lies there. A group at home that states no position stands where its party does; one that
states no red line has that of its party, as far from its own position, or at the same point where it is drawn on its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.values import PARTS_OF_SPREADS, AnyLine, AnySpread, Normal, Triangle, centre, firmness

from .formats import hangs_on_its_position
from .schema import Scenario, Wants

_REACH: dict[Wants, tuple[float, float]] = {"more": (1.0, 100.0), "less": (0.0, 99.0), "peak": (0.0, 100.0)}
"""Between which points of a scale the model keeps the position of somebody who wants that: there is always a point to lose."""


def may_be_soft(scenario: Scenario) -> bool:
    """Whether a red line of the scenario, a party's or a faction's, may be a price and no limit."""
    held = [stance.red_line for party in scenario.parties.values() for stance in party.stances.values()]
    at_home = [faction for party in scenario.parties.values() for faction in party.factions.values()]
    held += [own.red_line for faction in at_home for own in faction.stances.values()]
    return any(line is not None and firmness(line) < 1.0 for line in held)


def with_lines(scenario: Scenario, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes by path, and with every position among them the red lines that hang on it; a line that is changed itself stays where it was put."""
    along: dict[str, Any] = {}
    for name, party in scenario.parties.items():
        for issue in party.stances:
            along |= _of_party(scenario, name, issue, changes)
            for faction in party.factions:
                along |= _of_faction(scenario, name, faction, issue, changes)
    moved = {**changes, **{path: value for path, value in along.items() if not path.endswith(".red_line") or path not in changes}}
    return moved | dict(_mended(scenario, moved))


def lines_of(scenario: Scenario, path: str) -> list[str]:
    """The red lines that move with the position at `path`, by path; none where it is the path of something else."""
    *stance, last = path.split(".")
    if last != "position":
        return []
    party = scenario.parties[stance[1]]
    shared = party.stances[stance[-1]]
    own = party.factions[stance[3]].stances[stance[-1]] if stance[2] == "factions" else shared
    middle = centre(shared.position if own.position is None else own.position)
    inwards = 1.0 if middle < 50.0 else -1.0
    here, there = (with_lines(scenario, {path: middle + step * inwards}) for step in (1.0, 2.0))
    return [line for line in here if line != path and here[line] != there[line] and not isinstance(here[line], dict)]


def _hanging(scenario: Scenario, line: AnyLine | None) -> float | None:
    """Where the file puts a line that keeps its distance from a position; None of one that does not."""
    return centre(line) if line is not None and hangs_on_its_position(line, scenario.format) else None


def _of_party(scenario: Scenario, name: str, issue: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What hangs on a party's position: its own line, and those of groups that stand where it does; those of others stay."""
    party = scenario.parties[name]
    stance, path = party.stances[issue], f"parties.{name}.stances.{issue}.position"
    line, middle = _hanging(scenario, stance.red_line), centre(stance.position)
    point = _moved_to(stance.position, path, changes, stance.wants)
    if point is None or point == middle:
        return {}
    found: dict[str, Any] = {}
    if line is not None:
        found[f"parties.{name}.stances.{issue}.red_line"] = _kept(stance.wants, line, middle, point)
    for faction, settings in party.factions.items():
        own = settings.stances.get(issue)
        if own is None:
            continue
        its_line = _hanging(scenario, own.red_line)
        if own.position is None and its_line is not None:
            found[f"parties.{name}.factions.{faction}.stances.{issue}.red_line"] = _kept(own.wants or stance.wants, its_line, middle, point)
        elif own.position is not None and own.red_line is None and line is not None:
            found[f"parties.{name}.factions.{faction}.stances.{issue}.red_line"] = line
    return found | _inside(path, changes, stance.wants) if found else {}


def _of_faction(scenario: Scenario, name: str, faction: str, issue: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What hangs on a position that a group at home states itself: the line that it states, or has of its party."""
    party, where = scenario.parties[name], f"parties.{name}.factions.{faction}"
    own, shared, path = party.factions[faction].stances.get(issue), party.stances[issue], f"{where}.stances.{issue}.position"
    line = None if own is None else _hanging(scenario, shared.red_line if own.red_line is None else own.red_line)
    if own is None or own.position is None or line is None:
        return {}
    wants = own.wants or shared.wants
    point = _moved_to(own.position, path, changes, wants)
    if point is None or point == centre(own.position):
        return {}
    return {f"{where}.stances.{issue}.red_line": _kept(wants, line, centre(own.position), point)} | _inside(path, changes, wants)


def _mended(scenario: Scenario, changes: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, float]]]:
    """Lines drawn on their own that changes leave beyond the position, put there; a plain number that is given for a line stays, to be refused."""
    for name, party in scenario.parties.items():
        for issue, stance in party.stances.items():
            path = f"parties.{name}.stances.{issue}"
            yield from _mended_one(scenario, path, (stance.red_line, stance.position, path, stance.wants), changes)
            for faction, settings in party.factions.items():
                own = settings.stances.get(issue)
                if own is not None:
                    at_home = f"parties.{name}.factions.{faction}.stances.{issue}"
                    position, whose = (stance.position, path) if own.position is None else (own.position, at_home)
                    yield from _mended_one(scenario, at_home, (own.red_line, position, whose, own.wants or stance.wants), changes)


def _mended_one(
    scenario: Scenario, path: str, held: tuple[AnyLine | None, AnySpread, str, Wants], changes: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, float]]]:
    line, position, whose, wants = held
    given = changes.get(f"{path}.red_line", line)
    point = _moved_to(position, f"{whose}.position", changes, wants)
    if given is None or wants == "peak" or (point is None and given is line) or (given is line and _hanging(scenario, line) is not None):
        return
    if f"{path}.red_line" in changes and not isinstance(given, dict):
        return
    at, firm = (_middle(given), float(given.get("firm", 1.0))) if isinstance(given, dict) else (centre(given), firmness(given))
    stands = _kept_within(centre(position), wants) if point is None else point
    if at is not None and (at > stands if wants == "more" else at < stands):
        yield f"{path}.red_line", {"at": stands, "firm": firm}


def _middle(line: Mapping[str, Any]) -> float | None:
    """The middle of a line as a file writes it; None of what is none."""
    numbers = [value for name, value in line.items() if name not in {"firm", "sd"}]
    whole = numbers and all(isinstance(number, int | float) for number in numbers)
    return sum(map(float, numbers)) / len(numbers) if whole else None


def _moved_to(spread: AnySpread, path: str, changes: Mapping[str, Any], wants: Wants) -> float | None:
    """The middle to which changes move a position; None where they leave it, or say what is no spread."""
    if path in changes:
        value = changes[path]
    else:
        parts = dict(_parts(path, changes))
        if not parts or not isinstance(spread, Normal | Triangle):
            return None
        value = {**spread.model_dump(), **parts}
    numbers = list(value.values()) if isinstance(value, dict) else [value]
    if not numbers or any(isinstance(number, bool) or not isinstance(number, int | float) for number in numbers):
        return None
    if not isinstance(value, dict):
        return _kept_within(float(value), wants)
    if "mean" in value:
        return float(value["mean"])
    return sum(map(float, numbers)) / 3.0 if value.keys() == Triangle.model_fields.keys() else None


def _parts(path: str, changes: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for part in PARTS_OF_SPREADS:
        if f"{path}.{part}" in changes:
            yield part, changes[f"{path}.{part}"]


def _inside(path: str, changes: Mapping[str, Any], wants: Wants) -> dict[str, float]:
    """A single point at the end of a scale as the model takes it, so that a red line can lie behind it."""
    value = changes.get(path)
    return {path: _kept_within(float(value), wants)} if isinstance(value, int | float) and _kept_within(float(value), wants) != value else {}


def _kept_within(value: float, wants: Wants) -> float:
    low, high = _REACH[wants]
    return min(max(value, low), high)


def _kept(wants: Wants, line: float, middle: float, point: float) -> float:
    """Where a line lies that was as far from `middle` as it is now from `point`, or at the end of the scale: nothing is ruled out then."""
    width = abs(middle - line)
    if wants == "more":
        return max(point - width, 0.0)
    if wants == "less":
        return min(point + width, 100.0)
    side = 1.0 if line > middle else -1.0  # a peak has a line on either side, and the file names one of the two
    within = [end for end in (point + side * width, point - side * width) if 0.0 <= end <= 100.0]
    return within[0] if within else 0.0 if point > 50.0 else 100.0
