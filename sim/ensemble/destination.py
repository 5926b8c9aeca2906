"""Where results go: a folder that appears whole, takes the place of nothing but its own like, and keeps what people have put into it.

A folder of results lists what was written into it, with hashes, in `contents.json`: what is not listed there, or has changed since, is
somebody's, and is never removed. While a command works, everything lies in a folder beside the one to come (`NAME.unfinished`).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any

from sim.errors import InputError, TalksError

CONTENTS = "contents.json"
"""The list of what a command wrote into a folder."""
_FORMAT = 1
_UNDATED = ("times.json",)  # differs from run to run: known by its name alone
_MAKING, _OLD, _LOCK = "making", "old", "lock"
_OURS = {_MAKING, _OLD, _LOCK, "plan.json", "batches"}


@dataclass(frozen=True)
class Contents:
    """What a command has written into a folder: which command, a hash of its settings, and of every file its hash (None: known by name alone)."""

    command: str
    settings: str
    files: Mapping[str, str | None]

    def unchanged(self, folder: Path, name: str) -> bool:
        """Whether a file of the folder is one of these, as it was written."""
        return name == CONTENTS or (name in self.files and self.files[name] in (None, _hash(folder / name)))


def fingerprint(settings: Any) -> str:
    """A hash of plain data that no other data has."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def contents_of(folder: Path) -> Contents | None:
    """What a command wrote into a folder; None where none did, or its list is damaged."""
    try:
        found = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
        if found["format"] != _FORMAT:
            return None
        files = {str(name): None if digest is None else str(digest) for name, digest in found["files"].items()}
        return Contents(str(found["command"]), str(found["settings"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def altered(folder: Path) -> str | None:
    """The first of the files that a command wrote into a folder which is gone, or is not as it was written; None if all are."""
    known = contents_of(folder)
    return CONTENTS if known is None else next((name for name in sorted(known.files) if not known.unchanged(folder, name)), None)


class Destination:
    """A folder being made, in `making`, that becomes `final` when all is done; `temporary` is where the work goes on meanwhile."""

    def __init__(self, final: Path, command: str, settings: Any, *, overwrite: bool, fill_in: Collection[str] = ()) -> None:
        """`fill_in` names tables for people to fill in: once changed they stay in their place. Raises InputError where `final` may not be made."""
        self.final, self.command, self.settings, self.overwrite, self.fill_in = _resolved(final), command, fingerprint(settings), overwrite, fill_in
        self.temporary = self.final.with_name(f"{self.final.name}.unfinished")
        self.making = self.temporary / _MAKING
        self.kept: list[str] = []
        """Files of the folder before that no command had written, or that had been changed since: they lie in the new one under these names."""
        self._refuse()
        self._was_there = self.final.exists()

    def _refuse(self) -> None:
        """Raise InputError where something lies at `final` that may not be replaced."""
        final, known = self.final, contents_of(self.final)
        if not final.exists():
            return
        if not final.is_dir():
            raise InputError(f"{final}: is a file, not a folder; choose another place with --out")
        if known is None and any(final.iterdir()):
            raise InputError(f"{final}: is not empty and holds no results of this version; choose another folder with --out")
        if known is not None and known.command != self.command:
            raise InputError(f"{final}: holds what `{known.command}` wrote, not `{self.command}`; choose another folder with --out")
        if not self.overwrite and (known is None or known.settings != self.settings):
            told = "exists already" if known is None else "holds results of other settings"
            raise InputError(f"{final}: {told}; replace it with --overwrite or choose another folder with --out")

    @contextmanager
    def work(self) -> Iterator[None]:
        """Have the folder beside for oneself; raises InputError where it is another command's, or not of this program."""
        try:
            self._take()
            lock = (self.temporary / _LOCK).open("a")
        except OSError as error:
            raise InputError(f"{self.final}: cannot write there ({error.strerror}); choose another folder with --out") from None
        with lock:
            if not locked(lock):
                raise InputError(f"{self.final}: another command is at work there; wait for it, or choose another folder with --out")
            self._recover()
            yield

    def _take(self) -> None:
        temporary = self.temporary
        if temporary.is_symlink() or (temporary.exists() and not (temporary.is_dir() and {path.name for path in temporary.iterdir()} <= _OURS)):
            raise InputError(f"{temporary}: is in the way and not of this program; move it away, or choose another folder with --out")
        temporary.mkdir(parents=True, exist_ok=True)

    def _recover(self) -> None:
        """Put back what a command had taken away when it was killed."""
        old = self.temporary / _OLD
        if old.is_dir():
            if self.making.is_dir() and self.final.exists():  # somebody made another meanwhile
                old.rename(_free(self.final.with_name(f"{self.final.name}.before")))
            elif self.making.is_dir():
                old.rename(self.final)
                self._was_there = True
                self._refuse()
            else:  # the new folder is in its place already
                shutil.rmtree(old)
        shutil.rmtree(self.making, ignore_errors=True)

    def begin(self) -> None:
        """Make room for what is to be written."""
        self.making.mkdir()

    def finish(self) -> None:
        """List what was written and put it in its place; raises TalksError where somebody made a folder there meanwhile."""
        listed = {name: None if name in _UNDATED else _hash(self.making / name) for name in _files(self.making)}
        document = {"format": _FORMAT, "command": self.command, "settings": self.settings, "files": listed}
        (self.making / CONTENTS).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        if not self.final.exists():
            self.making.rename(self.final)
            return
        if not self._was_there:
            raise TalksError(f"{self.final}: has appeared while this command was at work, and is left as it is; choose another folder with --out")
        self._carry_over()
        old = self.temporary / _OLD
        self.final.rename(old)
        self.making.rename(self.final)
        shutil.rmtree(old, ignore_errors=True)

    def _carry_over(self) -> None:
        """Copy into the new folder what people have put into the one that it replaces."""
        known = contents_of(self.final)
        for name in _files(self.final):
            if known is not None and known.unchanged(self.final, name):
                continue
            target = self.making / name
            if target.exists() and name not in self.fill_in:
                target = _free(target.with_name(f"{target.stem}.before{target.suffix}"))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            shutil.copy2(self.final / name, target, follow_symlinks=False)
            self.kept.append(target.relative_to(self.making).as_posix())

    def clear(self, *, entirely: bool) -> None:
        """Take away what was being made, and with `entirely` the folder beside; what is not of this program stays."""
        shutil.rmtree(self.making, ignore_errors=True)
        if entirely:
            with suppress(OSError):
                shutil.rmtree(self.temporary / "batches", ignore_errors=True)
                for name in ("plan.json", _LOCK):
                    (self.temporary / name).unlink(missing_ok=True)
                self.temporary.rmdir()


def _resolved(path: Path) -> Path:
    """Where a folder of results is to lie, links followed; raises InputError where none can."""
    if not path.name or path.name == "..":
        raise InputError(f"{path}: is the folder you are in, or has no name of its own; choose another with --out")
    if path.is_symlink():
        if not path.exists():
            raise InputError(f"{path}: is a link to what is not there; choose another folder with --out")
        return path.resolve()
    return path


def _files(folder: Path) -> list[str]:
    """The names of all files in a folder and below, links included and never followed, in their order."""
    found = []
    for place, folders, files in os.walk(folder):
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        found += [(Path(place) / name).relative_to(folder).as_posix() for name in (*files, *linked)]
    return sorted(found)


def _free(path: Path) -> Path:
    """The path, or the first with a number behind its stem where nothing lies."""
    if not path.exists():
        return path
    return next(other for k in count(2) if not (other := path.with_name(f"{path.stem}-{k}{path.suffix}")).exists())


def _hash(path: Path) -> str:
    """The hash of a file's bytes; of what is no ordinary file, nothing that a list could hold."""
    if path.is_symlink() or not path.is_file():
        return "not an ordinary file"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def locked(file: IO[str]) -> bool:
    """Lock a file for this process until it is closed; False where another process has it."""
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 - exists there only

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl  # noqa: PLC0415 - exists here only

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
