"""The settings that have an effect in a scenario as it is: no labels, no words for readers, nothing of a part that is switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.rules.registry import owners
from sim.values import Sourced

from .cautions import cautions, idle_constants
from .reading import Keys
from .settings import Setting, settings
from .switched import owner_that_is_off
from .synonyms import fits, in_words, meant_by, meant_nearly_by

if TYPE_CHECKING:
    from .loading import Loaded
    from .ruled import Ruled
    from .schema import Scenario

_FOR_READERS = {*Sourced.model_fields, "label", "luck_id", "scale", "persons", "known_to", "invented"}
_SECTIONS_FOR_READERS = {"format", "title", "summary", "content_note", "as_of", "information", "stances_from", "together", "invented"}
_OF_OFFERS = ("protocol.offers", "protocol.proposer", "protocol.first", "protocol.discount")


def dials(loaded: Loaded, word: str = "") -> list[Setting]:
    """The settings of a scenario that change something in it, all or those that a word names, describes or means; raises InputError where none does."""
    scenario = loaded.scenario
    idle = [keys for keys, text in cautions(scenario, loaded.data) if "has no effect" in text]
    found = [setting for setting in settings(loaded) if _is_dial(setting.path, scenario) and not _is_idle(setting.path, idle)]
    if not word:
        return found
    chosen = _chosen(found, word, meant_by(word)) or _chosen(found, word, meant_nearly_by(word))
    if not chosen:
        others = in_words(meant_nearly_by(word))
        why = f"; in other scenarios, or with another module or rule, there is one{others}" if others else "; without a word, --settings lists them all"
        raise InputError(f"no dial of {loaded.name} has to do with {word!r}{why}")
    return chosen


def _chosen(found: list[Setting], word: str, meant: list[str]) -> list[Setting]:
    plain = word.casefold()
    return [one for one in found if plain in one.path.casefold() or plain in one.description.casefold() or any(fits(one.path, path) for path in meant)]


def _is_idle(path: str, idle: list[Keys]) -> bool:
    words = path.split(".")
    return any(words[: len(keys)] == [str(key) for key in keys] for keys in idle)


def _is_dial(path: str, scenario: Scenario) -> bool:
    words = path.split(".")
    if words[0] in _SECTIONS_FOR_READERS or _FOR_READERS & set(words) or path == "reference_text.name":
        return False
    if owner_that_is_off(scenario, path) is not None:
        return False
    if scenario.protocol.kind != "alternating_offers" and any(fits(path, part) for part in _OF_OFFERS):
        return False
    if words[0] == "constants":
        return words[1] not in idle_constants(scenario)
    part = _ruled(words, scenario)
    rules = owners(part.kind, words[3]) if part else []
    return part is None or not rules or part.rule in rules


def _ruled(words: list[str], scenario: Scenario) -> Ruled | None:
    """The part with a rule whose setting a path names, if it names one."""
    match words:
        case ["parties", name, "demand", _]:
            return scenario.parties[name].demand
        case ["mediators", name, "bridging", _]:
            return scenario.mediators[name].bridging
    return None
