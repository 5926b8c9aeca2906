"""A folder for a case of one's own: the codebook, the scales to fill in, and tables with nothing but their heads."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from sim.errors import InputError
from sim.shipped import CASES

from .records import Answer, Event, KnownText, Row, Source, Statement, Term

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
6. `python run_sim.py calibrate {name} --keep` checks every row, works out the stances and keeps them for scenarios.
7. In a scenario: `stances_from: {{case: {name}}}`, and a stance `{{}}` wherever a number should come from here.
"""


def not_where_installed(option: str, cases: Path = CASES) -> None:
    """Raise InputError where the program is an installed copy: what is written beside it is lost when it is installed anew."""
    if not (cases.parent / "pyproject.toml").is_file():
        raise InputError(
            f"{option}: cases are kept beside the program, and this one is installed in {cases.parent}, where the next installation may remove them; "
            "work in a copy of the project's repository instead (pip install -e . there)"
        )


def lay_out(name: str, cases: Path = CASES) -> Path:
    """Make the folder of a new case and return it; raises InputError where the name will not do or is taken."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise InputError(f"--new: a case is named in small letters, digits and _, starting with a letter; found {name!r}")
    folder = cases / name
    if folder.exists():
        raise InputError(f"--new: there is a case {name!r} already: {folder}")
    files = {file: ",".join(row.model_fields) + "\n" for file, row in _TABLES.items()} | {
        "case.yaml": _CASE.format(name=name),
        "issues.yaml": _ISSUES,
        "README.md": _README.format(name=name),
        "codebook.md": (CASES / "codebook.md").read_text(encoding="utf-8"),
    }
    folder.mkdir()
    try:
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
    except BaseException:
        shutil.rmtree(folder)  # half a case would also stand in the way of the next attempt
        raise
    return folder
