"""From the words that somebody typed to an exit code: one command carried out, every error put into words."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click
from click.shell_completion import shell_complete

from sim.api.listening import heard_by
from sim.environment import how_to_enter
from sim.errors import RuleError, ScenarioError, TableError, TalksError

from . import terminal
from .commands import COMPLETION, talks
from .terminal import note, spell_out

_GARBAGE = 200_000  # new objects that bring on a search for garbage: Python's own 700 take a tenth of the time of a command that draws figures


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Carry out one command and leave: 0 done, 1 the work failed, 2 the command line or a file is wrong, 130 interrupted."""
    gc.set_threshold(_GARBAGE)
    atexit.register(gc.freeze)  # the search for garbage on the way out would take a tenth of the time of a run with figures
    os.environ["MPLBACKEND"] = "agg"  # figures become files: what a notebook sets for its own windows would stop the import of matplotlib
    streams = [stream for stream in (sys.stdout, sys.stderr) if stream is not None]  # None if the caller has closed it
    spell_out(streams)
    try:
        code = _exit_code(list(sys.argv[1:] if arguments is None else arguments))
        for stream in streams:
            stream.flush()
    except BrokenPipeError:
        # Whoever reads along (`| head`) has seen enough; what Python still holds back must not complain on the way out.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in streams:
            os.dup2(nowhere, stream.fileno())
        code = 0
    sys.exit(code)


def _exit_code(arguments: list[str]) -> int:
    try:
        _carry_out(arguments)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as mistake:
        mistake.show()
        return mistake.exit_code
    except BrokenPipeError:
        raise
    except (TalksError, KeyboardInterrupt, OSError, MemoryError, ModuleNotFoundError) as error:
        message, code = _in_words(error)
        note(message)
        return code
    return 0


def _carry_out(arguments: list[str]) -> None:
    if COMPLETION in os.environ:
        raise click.exceptions.Exit(shell_complete(talks, {}, "talks", COMPLETION, os.environ[COMPLETION]))
    with heard_by(terminal), talks.make_context(_program(Path(sys.argv[0])), arguments) as context:
        talks.invoke(context)


def _program(started: Path) -> str:
    """What the program is called by whoever started it, from the file that Python was given."""
    if started.name == "run_sim.py":
        return "python run_sim.py"
    return "python -m sim" if started.parts[-2:] == ("sim", "__main__.py") else "talks"


def _in_words(error: BaseException) -> tuple[str, int]:
    """What went wrong, for the person at the keyboard, and the exit code; raises what is a defect of the program."""
    match error:
        case ScenarioError() | TableError() | RuleError():
            return str(error), error.exit_code  # each line starts with file:line:column, where editors look for it
        case TalksError():
            return f"Error: {error}", error.exit_code
        case KeyboardInterrupt():
            return f"\nInterrupted; {str(error) or 'nothing was kept'}.", 130
        case OSError():
            return f"Error: {error.strerror or error}{f': {error.filename}' if error.filename else ''}", 1
        case MemoryError():
            return "Error: there is not enough memory for that; try fewer histories (-n).", 1
        case ModuleNotFoundError(name=str(name)) if name.partition(".")[0] != "sim":
            return how_to_enter(name), 1
    raise error
