"""The exercises of a scenario, done: what their commands run, with the same luck, and whether it comes out as the file expects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from sim.analysis.beyond_noise import beyond_noise
from sim.analysis.compare import Variant, compare, why_unpaired
from sim.analysis.intervals import Difference, means_apart, means_paired, shares_apart, shares_paired
from sim.analysis.sweep import Sweep, sweep
from sim.analysis.varied import Varied, parse
from sim.ensemble.columns import output
from sim.ensemble.run import Run, simulate
from sim.errors import InputError, ScenarioError
from sim.report.summary import Summary, summarise
from sim.scenario import Loaded
from sim.scenario.command_lines import command_line
from sim.scenario.exercises import sides_of
from sim.scenario.mistakes import Mistake, located
from sim.scenario.schema import Try

from .literal import in_literal_words, literal
from .sheets import chosen, reversals

HISTORIES, SEED = 1000, 1  # what a command takes if nothing else is said


@dataclass(frozen=True)
class Answer:
    """What came of an exercise: of `run` and `compare` the run that is named first and what is laid beside it, of `sweep` its points, of other commands nothing."""

    n: int
    seed: int
    base: Run | None = None
    variants: tuple[Variant, ...] = ()
    swept: Sweep | None = None


@dataclass(frozen=True)
class Results:
    """The scenario as it is, run, and beside it what each exercise changes, by its command."""

    run: Run
    summary: Summary
    answers: dict[str, Answer]


@dataclass
class _Runs:
    """Runs that are made once, by their scenario's file, number of histories and seed."""

    kept: dict[tuple[Path, int, int], Run] = field(default_factory=dict)

    def of(self, loaded: Loaded, n: int, seed: int, *, changed: bool = False) -> Run:
        key = loaded.path.resolve(), n, seed
        if changed or key not in self.kept:
            name = f"{loaded.name} changed" if changed else loaded.name
            run = simulate(in_literal_words(loaded.scenario), name=literal(name), n=n, seed=seed)
            if changed:
                return run
            self.kept[key] = run
        return self.kept[key]


def answered(loaded: Loaded, *, n: int = HISTORIES, seed: int = SEED) -> Results:
    """Run the scenario and its exercises with the same luck, all words literal.

    A command that states a number of histories or a seed has its own. Raises ScenarioError and InputError where one names what is not there.
    """
    trials = [*chosen(loaded.scenario), *reversals(loaded.scenario)]
    sides = {trial.command: sides_of(loaded, trial) for trial in trials}  # all are read before the first is run
    varied = {trial.command: _varied(loaded, trial) for trial in trials}
    runs = _Runs()
    run, answers = runs.of(loaded, n, seed), dict[str, Answer]()
    for text, side in sides.items():
        command = command_line(text)
        answer = Answer(command.number("-n", n), command.number("--seed", seed))
        by_hand = command.values("--variant") or command.values("--without")  # many variants at once are looked at, not taught by the key
        if command.name in {"run", "compare"} and not by_hand:
            base = runs.of(side.first, answer.n, answer.seed)
            others = [runs.of(other, answer.n, answer.seed, changed=bool(other.overridden)) for other in side.others]
            answer = replace(answer, base=base, variants=tuple(compare(base, others).variants))
        elif command.name == "sweep":
            answer = replace(answer, swept=_swept(side.others[-1] if side.others else side.first, varied[text], answer))
        answers[text] = answer
    return Results(run, summarise(run), answers)


def _varied(loaded: Loaded, trial: Try) -> list[Varied]:
    """The settings that a sweep of an exercise varies; raises ScenarioError with its place where they are none."""
    try:
        return [parse(text) for text in command_line(trial.command).values("--vary")]
    except InputError as error:
        place = loaded.scenario.information.things_to_try.index(trial)
        raise ScenarioError(located([Mistake(("information", "things_to_try", place, "command"), str(error))], loaded.places)) from None


def _swept(loaded: Loaded, varied: list[Varied], answer: Answer) -> Sweep:
    return sweep(in_literal_words(loaded.scenario), varied, n=answer.n, seed=answer.seed)


# --- what was expected -------------------------------------------------------------------------------------------------

_MORE_OR_FEWER = re.compile(r"^(?:(?:some|many|far|much|slightly|clearly|a|few|lot) )*(more|fewer) (?:deals|agreements)\b", re.IGNORECASE)
_SOONER_OR_LATER = re.compile(r"^(?:the )?deals? (?:come|comes|are signed) (?:\w+ )?(earlier|sooner|later)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Verdict:
    """An output that an exercise is expected to move, and what came: `as expected`, `the other way`, or nothing beyond noise."""

    output: str
    expected: str
    found: Difference
    came: str


AS_EXPECTED, OTHER_WAY, NOTHING = "as expected", "the other way", "nothing beyond noise"


def expected_moves(trial: Try) -> dict[str, str]:
    """The outputs that an exercise is expected to move, and which way: as its file lists them, and as the start of its words has it."""
    said: dict[str, str] = {}
    if found := _MORE_OR_FEWER.match(trial.expect.strip()):
        said["any_deal"] = "up" if found[1].lower() == "more" else "down"
    if found := _SOONER_OR_LATER.match(trial.expect.strip()):
        said["deal_day"] = "up" if found[1].lower() == "later" else "down"
    return said | dict(trial.moves)


def verdicts(trial: Try, answer: Answer) -> Iterator[Verdict]:
    """Whether each output moved as expected, where the exercise lays a changed scenario beside another."""
    if answer.base is None or not answer.variants:
        return
    for name, way in expected_moves(trial).items():
        variant = answer.variants[-1]
        changed = variant.run
        if name.partition("=")[0] not in changed.histories or name.partition("=")[0] not in answer.base.histories:
            continue  # an issue or party that one of the two has not got
        found = movement(answer.base, changed, name)
        clear = stands_out(variant, name, found)
        came = NOTHING if not clear else AS_EXPECTED if ((found.difference or 0.0) > 0) == (way == "up") else OTHER_WAY
        yield Verdict(name, way, found, came)


def turned_round(trial: Try, answer: Answer) -> bool:
    """Whether an exercise of reversal brings the mean of its output to the other side of the middle, as it says."""
    if trial.reverses is None or answer.base is None or not answer.variants:
        return True
    middle = 50.0 if trial.reverses.startswith("term.") else 0.5
    before, after = (_mean(run, trial.reverses) for run in (answer.base, answer.variants[-1].run))
    return (before - middle) * (after - middle) < 0


def _mean(run: Run, name: str) -> float:
    values = output(run.histories, name)
    there = values[~np.isnan(values)]
    return float(there.mean()) if len(there) else np.nan


def stands_out(variant: Variant, name: str, found: Difference) -> bool:
    """Whether an output that is `found` to differ does so beyond noise, when it is looked at beside all that is compared."""
    rows = variant.rows()
    return name in variant.beyond if name in rows else beyond_noise([found, *rows.values()])[0]


def is_share(name: str) -> bool:
    """Whether an output comes about in a history or not, so that its mean is a share of histories."""
    return "=" in name or name in {"any_deal", "escalated"}


def movement(run: Run, changed: Run, name: str) -> Difference:
    """How an output differs between two runs, history by history where they share their luck."""
    one, other = output(run.histories, name), output(changed.histories, name)
    paired = why_unpaired(run, changed) is None
    if is_share(name):
        return (shares_paired if paired else shares_apart)(one > 0, other > 0)
    return (means_paired if paired else means_apart)(one, other)
