"""A lesson from a scenario: briefing, role sheets, predictions, exercises, debrief and answer key, all generated from the file."""

from .answers import answered
from .coding import coded, placed
from .forecasts import forecasts, scored
from .pages import Kit, kit_of

__all__ = ["Kit", "answered", "coded", "forecasts", "kit_of", "placed", "scored"]
