"""What a YAML file may say, how it is read, extended and overridden, and what is wrong with it."""

from .json_schema import json_schema
from .library import Entry, library, own_scenarios
from .loading import Loaded, from_resolved, load, resolved, with_changes
from .naming import find
from .quantities import quantities
from .schema import Scenario
from .settings import Setting, settings

__all__ = [
    "Entry",
    "Loaded",
    "Scenario",
    "Setting",
    "find",
    "from_resolved",
    "json_schema",
    "library",
    "load",
    "own_scenarios",
    "quantities",
    "resolved",
    "settings",
    "with_changes",
]
