"""`schema`: the JSON Schema of scenario files."""

from __future__ import annotations

import click

from . import options, terminal
from .commands import Examples


@click.command(
    cls=Examples,
    help="Print the JSON Schema of scenario files. An editor that knows it completes settings, explains them and underlines mistakes.",
    examples=[("schema > scenario.schema.json", "for whole scenarios"), ("schema --overlay > overlay.schema.json", "for files that extend another")],
)
@click.option("--overlay", is_flag=True, help="The schema of files with `extends:`, which say only what they change.")
@options.plugins
def command(overlay: bool) -> None:
    """Print it."""
    from sim.scenario import json_schema

    terminal.print_json(json_schema(overlay=overlay))
