"""Cases as folders: where they lie, where stances may be kept, and a new one with the codebook, scales to fill in, and tables with nothing but heads."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from tempfile import TemporaryFile

from sim.errors import InputError
from sim.home import own_cases
from sim.scenario.mistakes import near
from sim.shipped import CASES, in_checkout
from sim.values import NAME

from .records import Answer, Event, KnownText, Row, Source, Statement, Term, case_names

_NAMING = "a case is named in small letters, digits and _, starting with a letter"
_TABLES: dict[str, type[Row]] = {
    "sources.csv": Source,
    "statements.csv": Statement,
    "texts.csv": KnownText,
    "text_terms.csv": Term,
    "answers.csv": Answer,
    "events.csv": Event,
}

_CASE = """\
# Who speaks in this case, and where its record ends: no row may be dated later.
title: {name}
record_ends: 2026-12-31

# The parties whose stances are worked out.
principals: [north, south]

# Everybody whose position or act a row may report: a short name, and what readers call it.
parties:
  north: North
  south: South

# Voices that are no party's.
voices:
  press: a newsroom
"""

_ISSUES = """\
# What is negotiated, as 0-100 scales that count a quantity; neither end is the better one.
# wants: which way a principal is reported to pull: more (towards 100) or less (towards 0).
# basis of an anchor: document, public record or judgement; from: the rows it rests on; worded_after: the day its wording became known.
negotiable:
  water:
    label: Water for the lower fields
    wants: {north: less, south: more}
    unit: share of the river
    counts: how much of the river is let through
    anchors:
      0: {text: none, basis: judgement}
      25: {text: a quarter, basis: judgement}
      50: {text: half, basis: judgement}
      75: {text: three quarters, basis: judgement}
      100: {text: all, basis: judgement}

process:
  context:
    label: Background
    unit: none
    counts: nothing; never placed
    anchors: {}
"""

_README = """\
# {name}

1. `case.yaml`: who speaks. `issues.yaml`: what is negotiated, as scales.
2. `sources.csv`: a row a report (outlet, headline, date, cautions).
3. `statements.csv`: a row for each thing that a report says somebody wants, as `codebook.md` tells.
4. `texts.csv`, `text_terms.csv`, `answers.csv`: proposals that were on the table, what they said, who answered how. May stay empty.
5. `events.csv`: dated events. May stay empty.
6. `talks calibrate ./{name} --keep`, typed where this folder lies, checks every row, works out the stances and keeps them for scenarios.
7. In a scenario, beside this folder: `stances_from: {{case: {name}}}`, and a stance `{{}}` wherever a number should come from here.
"""


def find_case(reference: str) -> Path:
    """The folder of a case: the one at a path, else the user's own or the shipped one of that name; raises InputError."""
    path = Path(reference)
    if len(path.parts) != 1 or reference.startswith("."):
        if not _is_case(path):
            raise InputError(f"{reference}: there is no case; a case is a folder with a case.yaml, and `calibrate --new` lays one out")
        return path
    found = [folder / reference for folder in _folders() if reference in case_names(folder)]
    if len(found) > 1:
        typed = [str(folder) if folder.is_absolute() else f".{os.sep}{folder}" for folder in found]
        raise InputError(f"{reference!r} is the name of several cases: write {' or '.join(typed)}")
    if not found:
        raise InputError(f"there is no case {reference!r}{near(reference, all_cases())}; there is {', '.join(all_cases())}")
    return found[0]


def all_cases() -> list[str]:
    """Names of the user's own cases and of the shipped ones."""
    return sorted({name for folder in _folders() for name in case_names(folder)})


def _folders() -> list[Path]:
    """Where cases lie: the user's own, then the shipped."""
    own = own_cases()
    return [CASES] if own.resolve() == CASES else [own, CASES]


def _is_case(folder: Path) -> bool:
    return (folder / "case.yaml").is_file()


def check_keepable(folder: Path) -> None:
    """Raise InputError where stances of a case cannot be kept beside its reports, or no scenario would find them there; nothing is left behind."""
    name = folder.resolve().name
    if folder.resolve().parent == CASES:
        if not in_checkout():
            raise InputError(
                f"--keep: the case {name} is part of the installed simulator, and nothing is written there; --out keeps the stances elsewhere, "
                "and a copy of its folder under a name of your own, where you stand, is a case of yours"
            )
    elif not re.fullmatch(NAME, name):
        raise InputError(f"--keep: scenarios could not name the case {name!r}; {_NAMING}")
    elif (CASES / name).is_dir():
        raise InputError(f"--keep: {name!r} is also the name of a case that comes with the simulator; give the folder {folder} another name")
    stances = folder / "stances"
    try:
        with TemporaryFile(dir=stances if stances.exists() else folder):
            pass
    except OSError as error:
        raise InputError(f"--keep: nothing can be written to {folder} ({error.strerror}); --out keeps the stances elsewhere") from None


def lay_out(reference: str) -> Path:
    """Make the folder of a new case, at a path or among the user's own, and return it; raises InputError where the name will not do or is taken."""
    path = Path(reference)
    name, parent = path.name, path.parent if len(path.parts) > 1 else own_cases()
    if not re.fullmatch(NAME, name):
        raise InputError(f"--new: {_NAMING}; found {reference!r}")
    if name in case_names(CASES):
        raise InputError(f"--new: a case that comes with the simulator is called {name!r}; choose another name")
    folder = parent / name
    if folder.exists():
        raise InputError(f"--new: there is a folder {name!r} already: {folder}")
    files = {file: ",".join(row.model_fields) + "\n" for file, row in _TABLES.items()} | {
        "case.yaml": _CASE.format(name=name),
        "issues.yaml": _ISSUES,
        "README.md": _README.format(name=name),
        "codebook.md": (CASES / "codebook.md").read_text(encoding="utf-8"),
    }
    try:
        folder.mkdir()
    except OSError as error:
        raise InputError(f"--new: the folder {folder} cannot be made ({error.strerror})") from None
    try:
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
    except BaseException:
        shutil.rmtree(folder)  # half a case would also stand in the way of the next attempt
        raise
    return folder
