"""Ensembles: many histories of one scenario, and the folder they are kept in."""

from .checkpoint import plan_of
from .destination import Destination
from .folder import RunFolder, default_folder, other_versions, read_run, same_run
from .run import Run, simulate
from .size import size

__all__ = ["Destination", "Run", "RunFolder", "default_folder", "other_versions", "plan_of", "read_run", "same_run", "simulate", "size"]
