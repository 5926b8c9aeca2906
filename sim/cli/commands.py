"""The list of commands, each read from its file only when it is asked for, and how help is laid out."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from sim.errors import InputError
from sim.version import __version__

COMMANDS = {
    "run": "Run a scenario many times and show how the talks end.",
    "compare": "Show how scenarios or runs differ from the first one.",
    "sweep": "Run a scenario over a range of one or two settings.",
    "sensitivity": "Show which numbers matter most, and how much is luck.",
    "levers": "Look for diplomatic acts that raise an outcome to a level.",
    "calibrate": "Work out stances from what was reported, with their spread.",
    "explain": "Tell the story of one history, day by day.",
    "list": "List the scenarios of the library.",
    "describe": "Show what a scenario says: who wants what, and who helps.",
    "check": "Find mistakes in scenario files, and numbers that move nothing.",
    "kit": "Make a lesson of a scenario: role sheets, exercises, answers.",
    "new": "Start a scenario of your own from a commented template.",
    "schema": "Print the JSON Schema of scenario files, for editors.",
}
"""Every command in the order of the help, with its line there; command `x` is `command` in `sim/cli/x.py`."""

COMPLETION = "_TALKS_COMPLETE"

_WIDTH = 100


class Examples(click.Command):
    """A command whose help starts with examples: pairs of what to type after the program's name, and what it does."""

    def __init__(self, *args: Any, examples: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.context_settings = {"help_option_names": ["-h", "--help"], "max_content_width": _WIDTH}
        self.examples = examples

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What it does, examples, and only then the usage and the options."""
        formatter.write_text(self.help or "")
        lines = [(f"{ctx.find_root().info_name} {words}", meaning) for words, meaning in self.examples]
        left = max(len(line) for line, _ in lines)
        side_by_side = left + max(len(meaning) for _, meaning in lines) + 5 <= formatter.width
        with formatter.section("Examples"):
            for line, meaning in lines:
                formatter.write(f"  {line:<{left}}   {meaning}\n" if side_by_side else f"  {line}\n      {meaning}\n")
        formatter.write_paragraph()
        self.format_usage(ctx, formatter)
        self.format_options(ctx, formatter)
        self.format_epilog(ctx, formatter)


class Talks(Examples, click.Group):
    """All commands; whatever names a scenario instead is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in the order of the help."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, read from its file now."""
        del ctx
        return import_module(f"sim.cli.{cmd_name}").command if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """A line a command, without reading their files."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options without a command are those of `run`."""
        own = {name for option in self.get_params(ctx) for name in option.opts}
        if args and args[0].startswith("-") and args[0] not in own and not ctx.resilient_parsing:
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named first; a scenario named first is run."""
        word = args[0]
        if word not in COMMANDS and _names_a_scenario(word):
            return super().resolve_command(ctx, ["run", *args])
        if word in COMMANDS or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        raise click.UsageError(f"{word!r} is neither a command nor a scenario.{_nearest(word)}", ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands, and scenarios, which may stand in their place."""
        from .options import scenario_names

        commands = [CompletionItem(name, help=meaning) for name, meaning in COMMANDS.items() if name.startswith(incomplete)]
        return commands or scenario_names(ctx, None, incomplete)


def _names_a_scenario(word: str) -> bool:
    if "/" in word or "\\" in word or word.endswith((".yaml", ".yml")) or Path(word).exists():
        return True  # meant as one, at least: `run` says what is wrong with it
    from sim.scenario import find

    try:
        find(word)
    except InputError:
        return False
    return True


def _nearest(word: str) -> str:
    from difflib import get_close_matches

    from sim.scenario.naming import files, own_files

    names = [name for _, name, _ in (*files(), *own_files())]
    near = get_close_matches(word, COMMANDS) + get_close_matches(word, names)
    near += [name for name in names if word.lower() in name.lower() and name not in near]
    return f" Did you mean {' or '.join(near[:3])}?" if near else " `--help` shows the commands, `list` the scenarios."


talks: Talks = click.version_option(__version__, prog_name="proximity-talks")(
    Talks(
        subcommand_metavar="COMMAND|SCENARIO [ARGS]...",
        options_metavar="",
        help="Write a negotiation down, run it thousands of times, look at how the talks end. A teaching model, not a forecast.",
        examples=[
            ("list", "what there is"),
            ("new my-talks.yaml", "start one yourself"),
            ("check my-talks.yaml", "mistakes in it"),
            ("my-talks.yaml -n 200", "run it 200 times"),
            ("describe my-talks.yaml --settings", "what can be changed"),
            ("my-talks.yaml --set PATH=VALUE", "run it changed"),
            ("explain my-talks.yaml --history 7", "one history's story"),
        ],
        epilog=f"""\b
The Tab key completes commands, scenarios and settings where the program is
typed as `talks` and the shell is told so:
  bash, in ~/.bashrc:  eval "$({COMPLETION}=bash_source talks)"
  zsh, in ~/.zshrc:    eval "$({COMPLETION}=zsh_source talks)"
  fish, in ~/.config/fish/config.fish:
    {COMPLETION}=fish_source talks | source
  PowerShell, in the file that $PROFILE names:
    $env:{COMPLETION} = 'powershell_source'
    talks | Out-String | Invoke-Expression; Remove-Item Env:{COMPLETION}
""",
    )
)
