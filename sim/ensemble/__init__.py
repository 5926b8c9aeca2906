"""Ensembles: many histories of one scenario, and the folder they are kept in."""

from .folder import RunFolder, check_destination, default_folder, other_versions, read_run
from .run import Run, simulate
from .unfinished import locked, plan_of

__all__ = ["Run", "RunFolder", "check_destination", "default_folder", "locked", "other_versions", "plan_of", "read_run", "simulate"]
