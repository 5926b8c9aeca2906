"""A lesson from a scenario: briefing, role sheets, predictions, exercises, debrief and answer key, all generated from the file."""

from .pages import Kit, kit_of

__all__ = ["Kit", "kit_of"]
