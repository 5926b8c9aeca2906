"""A folder with the results of a command that is no run: it appears whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.errors import InputError, TalksError


class Results:
    """A folder being filled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, document: dict[str, Any]) -> None:
        """Write a document as JSON."""
        (self.path / name).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


@contextmanager
def keep(out: Path | None, *, overwrite: bool, sign: str) -> Iterator[Results | None]:
    """The folder that becomes `out` when all is done, told by a file named `sign`; None where nothing is to be kept.

    Raises InputError where it may not be made, TalksError where it cannot be written.
    """
    if out is None:
        yield None
        return
    from sim.ensemble import check_destination, locked  # noqa: PLC0415 - help does without

    check_destination(out, overwrite=overwrite, sign=sign)
    beside = out.with_name(f".{out.name}.half")
    half = beside / "results"
    try:
        beside.mkdir(parents=True, exist_ok=True)
        lock = (beside / "lock").open("a")
    except OSError as error:
        raise InputError(f"{out}: cannot write there ({error.strerror}); choose another folder with --out") from None
    with lock:
        if not locked(lock):
            raise InputError(f"{out}: another command is at work there; wait for it, or choose another folder with --out")
        try:
            shutil.rmtree(half, ignore_errors=True)  # what a command that was killed has left
            half.mkdir()
            yield Results(half)
            if out.exists():
                shutil.rmtree(out)
            half.rename(out)
        except OSError as error:
            raise TalksError(f"{out}: the results could not be written ({error.strerror}); nothing was kept") from None
        finally:
            shutil.rmtree(beside, ignore_errors=True)
