"""`new`: a scenario of one's own, from a commented template."""

from __future__ import annotations

import shlex
from importlib.resources import files
from pathlib import Path

import click

from sim.errors import InputError

from . import terminal
from .commands import Examples

TEMPLATES = {
    "two-parties": "two parties who make offers in turn",
    "mediator": "two parties and a mediator who drafts the text",
    "full": "everything a scenario can say",
}


@click.command(
    cls=Examples,
    help="Start a scenario of your own: writes a small one, ready to run, in which comments explain every part.",
    examples=[("new my-talks.yaml", "two parties and a mediator"), *((f"new my-talks.yaml --template {name}", meaning) for name, meaning in TEMPLATES.items())],
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--template", type=click.Choice(list(TEMPLATES)), default="mediator", show_default=True, help="What to start from.")
@click.pass_context
def command(context: click.Context, file: Path, template: str) -> None:
    """Write the template; what is there already stays."""
    if file.suffix not in {".yaml", ".yml"}:
        raise InputError(f"The name of a scenario file ends in .yaml, found {str(file)!r}; try {file}.yaml.")
    if not file.parent.is_dir():
        raise InputError(f"There is no folder {file.parent}; make it first, or choose another place.")
    text = files("sim.cli").joinpath("templates", f"{template}.yaml").read_text(encoding="utf-8")
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        raise InputError(f"{file} is there already and stays as it is; choose another name.") from None
    program = context.find_root().info_name
    terminal.say(f"Wrote {file}\nNext: {program} run {shlex.quote(str(file))} -n 200")
