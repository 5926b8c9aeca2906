"""`new`: a scenario of one's own, from a commented template or as a change of another scenario."""

from __future__ import annotations

import shlex
from importlib.resources import files
from pathlib import Path

import click

from sim.errors import InputError

from . import options, terminal
from .commands import Examples

TEMPLATES = {
    "two-parties": "two parties who make offers in turn",
    "mediator": "two parties and a mediator who drafts the text",
    "full": "everything a scenario can say",
}


@click.command(
    cls=Examples,
    help="Start a scenario of your own: writes a small one, ready to run, in which comments explain every part; or, with --from, a file that changes "
    "another scenario and says the difference only.",
    examples=[
        ("new my-talks.yaml", "two parties and a mediator"),
        *((f"new my-talks.yaml --template {name}", meaning) for name, meaning in TEMPLATES.items()),
        ("new my-doha.yaml --from doha-2024-08", "a scenario of the library, changed"),
    ],
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--template", type=click.Choice(list(TEMPLATES)), default="mediator", show_default=True, help="What to start from.")
@click.option(
    "--from",
    "base",
    metavar="SCENARIO",
    shell_complete=options.scenario_names,
    help="Write the change of this scenario: a name from `list`, or a file beside the new one.",
)
@options.cases
@options.plugins
@click.pass_context
def command(context: click.Context, file: Path, template: str, base: str | None) -> None:
    """Write the file; what is there already stays."""
    if base is not None and options.given(context, "template"):
        raise click.UsageError("--template starts a scenario anew, --from changes another: choose one.", context)
    if file.suffix not in {".yaml", ".yml"}:
        raise InputError(f"The name of a scenario file ends in .yaml, found {str(file)!r}; try {file}.yaml.")
    if not file.parent.is_dir():
        raise InputError(f"There is no folder {file.parent}; make it first, or choose another place.")
    text = _changing(base, file) if base else files("sim.cli").joinpath("templates", f"{template}.yaml").read_text(encoding="utf-8")
    schema = _write(file, text)
    program, name = context.find_root().info_name, shlex.quote(str(file))
    terminal.say(f"Wrote {file}; editors complete and check it by the schema that its first line names" if schema else f"Wrote {file}")
    if base is None:
        terminal.say(f"Next: {program} run {name} -n 200{options.plugins_as_typed()}")
    else:
        terminal.say(f"Next: change a number in it, then {program} compare {shlex.quote(base)} {name} -n 200{options.plugins_as_typed()}")


def _write(file: Path, text: str) -> str | None:
    """Write a file whole or not at all, and beside it the schema that its first line names to editors, which is returned.

    Raises InputError where such a file is there already.
    """
    from sim.scenario.json_schema import schema_beside

    try:
        new = file.open("x", encoding="utf-8")
    except FileExistsError:
        raise InputError(f"{file} is there already and stays as it is; choose another name.") from None
    try:
        with new:
            schema = schema_beside(file.parent)
            new.write(f"# yaml-language-server: $schema={schema}\n{text}" if schema else text)
    except BaseException:
        file.unlink(missing_ok=True)  # half a file would also stand in the way of the next attempt
        raise
    return schema


def _changing(base: str, file: Path) -> str:
    """The text of a file that changes a scenario of the library, or one that lies beside it."""
    from sim.scenario import find, load
    from sim.scenario.naming import name_for
    from sim.scenario.suggesting import overlay

    path = find(base)
    reference = name_for(path)
    if reference is None and path.resolve().parent != file.resolve().parent:
        raise InputError(f"{path} lies in another folder than {file}; a file changes one in its own folder, or a scenario of the library.")
    return overlay(load(path), reference or path.name)
