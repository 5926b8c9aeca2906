"""What is kept of a run while it is under way, so that whatever stops it costs at most the batches in flight."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from sim.bounds import BLOCK
from sim.errors import InputError
from sim.scenario import from_resolved, resolved
from sim.scenario.differences import differences
from sim.scenario.own_rules import plugin_files
from sim.scenario.schema import Scenario

from .batches import blocks_at_once
from .columns import as_words
from .destination import Destination, fingerprint
from .versions import versions

if TYPE_CHECKING:
    from .record import Record

_PARTS = ("rows", "counts", "watched", "draws")
_PART = ".part"  # how files of kept batches end
_SEAL = hashlib.sha256().digest_size


class Checkpoint:
    """What is kept of a run under way, in the folder beside the one to come: its plan, and the batches that are done."""

    def __init__(self, path: Path, plan: dict[str, Any]) -> None:
        self.path, self.plan = path, plan
        self._batches = path / "batches"
        self._key = fingerprint(plan)

    @classmethod
    @contextmanager
    def open(cls, destination: Destination, plan: dict[str, Any], *, resume: bool) -> Iterator[Self]:
        """What is kept, for as long as the work goes on; it is removed when the work is done, or if nothing was kept yet.

        Raises InputError where another command is at work there, or has left a run that may be neither resumed nor restarted.
        """
        with destination.work():
            folder = cls(destination.temporary, plan)
            if folder._batches.is_dir():
                folder._take_over(resume=resume, restart=destination.overwrite)
            done = False
            try:
                folder._batches.mkdir(exist_ok=True)
                (folder.path / "plan.json").write_text(json.dumps(plan, ensure_ascii=False) + "\n", encoding="utf-8")
                yield folder
                done = True
            finally:
                destination.clear(entirely=done or not folder.done)

    def _take_over(self, *, resume: bool, restart: bool) -> None:
        if restart and not resume:
            shutil.rmtree(self._batches, ignore_errors=True)
            return
        if not self.done:
            return
        if not resume:
            raise InputError(f"{self.path}: {self.progress()}; finish it with --resume, or start again with --overwrite")
        try:
            before = json.loads((self.path / "plan.json").read_text(encoding="utf-8"))
            mistakes = list(_unlike(before, self.plan))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise InputError(f"{self.path}: cannot be resumed, its plan is missing or damaged. Start again with --overwrite") from None
        if mistakes:
            raise InputError(f"{self.path}: cannot be resumed, {'; '.join(mistakes)}. Start again with --overwrite, or choose another folder with --out")

    @property
    def done(self) -> dict[int, Path]:
        """The batches that are kept, by the number of their first block."""
        firsts = range(0, -(-self.plan["histories"] // self.plan["block"]), self.plan["histories_a_batch"] // self.plan["block"])
        return {first: path for first in firsts if (path := self._batches / f"{first}{_PART}").is_file()}

    def progress(self) -> str:
        """How far the run has come, in words."""
        return f"{self.histories:,} of {self.plan['histories']:,} histories are kept"

    @property
    def histories(self) -> int:
        """How many histories are done."""
        width, n = self.plan["histories_a_batch"], self.plan["histories"]
        return sum(min(width, n - first * self.plan["block"]) for first in self.done)

    def outlook(self) -> str:
        """What is kept and what to do with it, in words for somebody whose run was stopped."""
        return f"{self.progress()}: add --resume to the same command to finish" if self.done else "nothing was kept"

    def keep(self, first: int, record: Record) -> None:
        """Keep a batch for good, at once and whole."""
        partial = self._batches / f"writing-{first}"
        arrays = {
            f"{part}.{name}": values.astype(str) if values.dtype == object else values for part in _PARTS for name, values in getattr(record, part).items()
        }
        content = io.BytesIO()
        np.savez_compressed(content, **arrays)
        partial.write_bytes(self._seal(first, content.getvalue()) + content.getvalue())
        partial.replace(self._batches / f"{first}{_PART}")

    def _seal(self, first: int, content: bytes) -> bytes:
        """What a kept batch begins with: a hash of its bytes, its place and the plan that it is a part of."""
        return hashlib.sha256(f"{self._key} {first} ".encode() + content).digest()

    def kept(self, first: int) -> Record | None:
        """The record of a batch, if it is there, sound, and of this place and plan."""
        from .record import Record  # noqa: PLC0415 - the model is not needed to look whether there is anything

        try:
            whole = (self._batches / f"{first}{_PART}").read_bytes()
            seal, content = whole[:_SEAL], whole[_SEAL:]
            if seal != self._seal(first, content):
                return None
            with np.load(io.BytesIO(content), allow_pickle=False) as stored:
                parts: dict[str, dict[str, Any]] = {part: {} for part in _PARTS}
                for key in stored.files:
                    part, _, name = key.partition(".")
                    values = stored[key]
                    parts[part][name] = as_words(values) if values.dtype.kind == "U" else values
        except Exception:  # noqa: BLE001 - a batch that cannot be read, for whatever reason, is simulated once more
            return None
        return Record(**parts)


def plan_of(scenario: Scenario, *, seed: int, n: int) -> dict[str, Any]:
    """What decides the bytes of a run: its scenario, its luck, its size, and the versions of what computes it."""
    return {
        "histories": n,
        "seed": seed,
        "histories_a_batch": blocks_at_once(scenario, n) * BLOCK,
        "block": BLOCK,
        "versions": versions(),
        "plugins": plugin_files(scenario),
        "scenario": resolved(scenario),
    }


def _unlike(before: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    """Why a run that was begun by one plan cannot be finished by another, in words."""
    words = {"histories": "-n", "seed": "--seed", "histories_a_batch": "the size of a batch", "block": "the size of a block"}
    for key, name in words.items():
        if before[key] != now[key]:
            yield f"{name} was {before[key]} and is {now[key]}"
    for package, number in now["versions"].items():
        if before["versions"].get(package) != number:
            yield f"{package} was {before['versions'].get(package)} and is {number}"
    plugins = before.get("plugins", {})
    if plugins != now["plugins"]:
        files = sorted(name for name in {*plugins, *now["plugins"]} if plugins.get(name) != now["plugins"].get(name))
        yield f"the plug-in {', '.join(files)} was another, or was not there"
    elif before["scenario"] != now["scenario"]:
        changed = [change.path for change in differences(from_resolved(before["scenario"]), from_resolved(now["scenario"]))]
        yield f"the scenario has changed ({', '.join(changed[:3]) or 'its words'}{f' and {len(changed) - 3} more' if len(changed) > 3 else ''})"
