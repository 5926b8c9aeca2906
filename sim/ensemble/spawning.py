"""Worker processes that know nothing of the program that starts them.

Python's own way of spawning runs the caller's main module once more in every worker, which is why a script has to start below
`if __name__ == "__main__":` elsewhere. Tasks of this package need nothing from there, so its workers leave it alone: a plain script, a
notebook, `python -c` and a program read from stdin may all ask for workers.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

_starting = threading.Lock()


class _Process(SpawnProcess):
    """A process that is started while this one seems to have no main module to run again."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 - the name that multiprocessing gave it
        with _main_has_no_file():
            return SpawnProcess._Popen(process_obj)  # noqa: SLF001 - where a process is started


class WithoutMain(SpawnContext):
    """Spawns processes that do not run the caller's main module."""

    Process = _Process


@contextmanager
def _main_has_no_file() -> Iterator[None]:
    """Take from the main module what says where it came from, as long as a process is being started; it stays importable itself."""
    main = sys.modules["__main__"]
    with _starting:
        kept: dict[str, Any] = {name: value for name, value in vars(main).items() if name in {"__spec__", "__file__"}}
        main.__spec__ = None
        vars(main).pop("__file__", None)
        try:
            yield
        finally:
            vars(main).update(kept)
