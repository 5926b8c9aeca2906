"""The arguments that several commands share."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from sim.bounds import AUTO_WORKERS, LARGEST_SEED, MOST_HISTORIES, MOST_WORKERS
from sim.home import with_cases_in

F = TypeVar("F", bound=Callable[..., Any])


def given(context: click.Context, option: str) -> bool:
    """Whether somebody has given an option, rather than left it at its default."""
    return context.get_parameter_source(option) is not ParameterSource.DEFAULT


class Whole(click.ParamType):  # type: ignore[type-arg]  # click 8.2 knows no type arguments
    """A whole number within bounds, both included."""

    name = "number"

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number that `value` spells."""
        try:
            number = int(value)
        except ValueError:
            number = self.low - 1
        if not self.low <= number <= self.high:
            self.fail(f"must be a whole number from {self.low:,} to {self.high:,}; found {value!r}.", param, ctx)
        return number


def scenario_names(ctx: click.Context, param: click.Parameter | None, incomplete: str) -> list[CompletionItem]:
    """What a half-typed scenario may become: a name in the library, else a file."""
    del ctx, param
    from sim.scenario.naming import files, own_files

    found = [CompletionItem(name) for _, name, _ in (*own_files(), *files()) if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def setting_paths(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What a half-typed `--set` may become, once the scenario is known."""
    del param
    from sim.errors import TalksError
    from sim.scenario import load, settings

    # Click has not yet told arguments apart while the value of an option is missing.
    reference = ctx.params.get("scenario") or next(iter(ctx.args), None)
    try:
        found = settings(load(reference)) if reference else []
    except TalksError:
        return []
    return [CompletionItem(f"{setting.path}=", help=setting.description) for setting in found if setting.path.startswith(incomplete)]


def _cases(context: click.Context, option: click.Parameter, value: Path | None) -> None:
    del option
    if value is not None:
        context.with_resource(with_cases_in(value))


cases = click.option(
    "--cases",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    is_eager=True,
    expose_value=False,
    callback=_cases,
    help="Where cases of your own lie, if not here or beside the scenario.",
)

scenario = click.argument("scenario", shell_complete=scenario_names)

overrides = click.option(
    "--set",
    "overrides",
    metavar="PATH=VALUE",
    multiple=True,
    shell_complete=setting_paths,
    help="Change one setting for this time; may be given again. `describe SCENARIO --settings` lists them all.",
)


def _plugins(context: click.Context, option: click.Parameter, files: tuple[Path, ...]) -> None:
    del option
    if files and not context.resilient_parsing:
        from sim.rules.plugins import load_plugin

        for file in files:
            load_plugin(file)


def plugins_as_typed() -> str:
    """The options with which plug-ins were loaded, to go behind a command that is printed; starts with a blank unless empty."""
    from sim.rules.plugins import as_typed

    return "".join(f" {shlex.quote(word)}" for word in as_typed())


plugins = click.option(
    "--plugin",
    type=click.Path(path_type=Path),
    metavar="FILE",
    multiple=True,
    expose_value=False,
    is_eager=True,
    callback=_plugins,
    help="A Python file with rules of your own, which the scenario may name then; may be given again.",
)

histories = click.option("-n", "n", type=Whole(1, MOST_HISTORIES), metavar="N", default=1000, show_default=True, help="How many histories: 1 to 10,000,000.")


def _auto_workers(context: click.Context, option: click.Parameter, value: int | None) -> int:
    del context, option
    return AUTO_WORKERS if value is None else value


workers = click.option(
    "--workers",
    type=Whole(1, MOST_WORKERS),
    metavar="W",
    callback=_auto_workers,
    help=f"How many processes share the work, 1 to {MOST_WORKERS}; chosen by itself if left out. Results are the same.",
)


def _cluster(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    del context, option
    if value is not None:
        from sim.ensemble.cluster import check

        check(value)
    return value


scheduler = click.option(
    "--scheduler",
    metavar="ADDRESS",
    callback=_cluster,
    help="Let a Dask cluster do the work: the address of its scheduler, the file that names it, or `local` for one on this machine. Results are the same.",
)


def out(what: str, default: str) -> Callable[[F], F]:
    """Where `what` is kept: `default` if left out, and nowhere with --json."""
    return click.option("--out", type=click.Path(path_type=Path), metavar="FOLDER", help=f"Where to keep {what}.  [default: {default}; with --json nowhere]")


as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of a table. Without --out nothing is written to disk.")

overwrite = click.option("--overwrite", is_flag=True, help="Replace what the same command wrote there with other settings; your own files there stay.")

seed = click.option(
    "--seed", type=Whole(0, LARGEST_SEED), metavar="S", default=1, show_default=True, help="Where chance starts: the same seed repeats the same results."
)
