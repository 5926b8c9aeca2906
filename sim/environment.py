"""The environment that the simulator is installed in, and what to say where another Python was started; needs nothing but Python itself."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from .shipped import in_checkout

NEWEST_TOO_OLD = (3, 10)


def how_to_enter(package: str, folder: Path | None = None) -> str:
    """What to do where a package is missing: enter the environment in `folder` (that of the project) if there is one, else make it."""
    folder = Path(__file__).resolve().parents[1] if folder is None else folder
    lines = [f"Error: the package {package!r} is missing: the simulator is not installed for this Python ({sys.executable})."]
    if not in_checkout():
        lines.append(f"Complete the installation: `{sys.executable} -m pip install proximity-talks`.")
    elif (folder / ".venv").is_dir():
        lines.append(
            "Enter its environment first: `source .venv/bin/activate` (Windows: `.venv\\Scripts\\activate`); if that does not help, `make demo` completes it."
        )
    else:
        lines.append("Set it up once with `make demo`, then enter it in each new terminal with `source .venv/bin/activate`.")
        lines.append("On Windows: `py -m venv .venv`, `.venv\\Scripts\\python -m pip install -e .`, then `.venv\\Scripts\\activate`.")
    return "\n".join(lines)


def how_to_install(extra: str) -> str:
    """The command that adds an extra to this installation: in a checkout from its files, else to what is installed."""
    what = f"-e '.[{extra}]'" if in_checkout() else f"'proximity-talks[{extra}]'"
    return f"{'python -m pip' if find_spec('pip') else 'uv pip'} install {what}"


def too_old(version: tuple[int, ...]) -> str | None:
    """What to say to a Python that is too old; None where it is not."""
    if tuple(version[:2]) > NEWEST_TOO_OLD:
        return None
    return f"Error: Python 3.11 or newer is needed, and this is {'.'.join(map(str, version[:3]))}. If a newer one is installed: `make PYTHON=python3.11 demo`."
