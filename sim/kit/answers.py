"""The answer key: every command of the exercises run, and what came of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.analysis.compare import Variant, compare, why_unpaired
from sim.analysis.intervals import Difference, means_apart, means_paired
from sim.endings import ENDINGS
from sim.ensemble.columns import column_dictionary, output
from sim.ensemble.run import Run, simulate
from sim.report.compared import in_words as compared_in_words
from sim.report.compared import signed
from sim.report.summary import Summary, summarise
from sim.report.words import ENDING_LABELS, in_words, interval, one_line, percent
from sim.scenario import Loaded, load
from sim.scenario.schema import Scenario, Try

from .coding import Statement
from .sheets import chosen, reversals
from .wording import THIS_FILE, typed

_SHARES = {
    "ending": "share of histories that end in",
    "broken_by": "share of histories whose last deal was ended by",
    "refused_last": "share of histories in which the last refusal was by",
    "refused_over": "share of histories in which the last refusal was over",
}


_HISTORIES, _SEED = 1000, 1  # what a command takes if nothing else is said


@dataclass(frozen=True)
class Answer:
    """What came of an exercise: the run that its command names first, and what is changed beside it."""

    base: Run
    variant: Variant


@dataclass(frozen=True)
class Results:
    """The scenario as it is, run, and beside it what each exercise changes."""

    run: Run
    summary: Summary
    answers: dict[str, Answer]


def sides_of(loaded: Loaded, trial: Try) -> tuple[Loaded, Loaded]:
    """What a command sets side by side: the scenario that it names first, and another or the same one changed; raises ScenarioError and InputError."""
    words = shlex.split(trial.command)[1:]
    settings = [words[k + 1] for k, word in enumerate(words[:-1]) if word == "--set"]
    names = list(words[: next((k for k, word in enumerate(words) if word.startswith("--")), len(words))])
    own = {loaded.name, loaded.path.name, str(loaded.path), THIS_FILE}
    first = loaded if names[0] in own else load(names[0])
    return first, load(first.path, settings) if settings else load(names[-1])


def answered(loaded: Loaded, *, n: int = _HISTORIES, seed: int = _SEED) -> Results:
    """Run the scenario and its exercises with the same luck; raises ScenarioError and InputError where a command names what is not there."""
    scenario = loaded.scenario
    trials = [*chosen(scenario), *reversals(scenario)]
    sides = {trial.command: sides_of(loaded, trial) for trial in trials}  # all are read before the first is run
    runs = {loaded.path: simulate(scenario, name=loaded.name, n=n, seed=seed)}
    answers = {}
    for command, (first, other) in sides.items():
        base = runs.get(first.path) or runs.setdefault(first.path, simulate(first.scenario, name=first.name, n=n, seed=seed))
        changed = simulate(other.scenario, name=other.name if other.path != first.path else f"{first.name} changed", n=n, seed=seed)
        answers[command] = Answer(base, compare(base, [changed], [changed.name]).variants[0])
    run = runs[loaded.path]
    return Results(run, summarise(run), answers)


def in_short(results: Results) -> str:
    """The result of the scenario as it is, in a table and a sentence."""
    return "\n".join(_in_short(results)) + "\n"


def _in_short(results: Results) -> Iterator[str]:
    summary = results.summary
    yield f"Of {summary.n:,} histories with other luck each (intervals show simulation error only):\n"
    yield "| ending | share | 95 % interval |\n|:---|---:|---:|"
    for ending, share in summary.endings.items():
        yield f"| {ENDING_LABELS[ending]} | {percent(share.share)} | {interval(share)} |"
    yield f"| any deal | {percent(summary.any_deal.share)} | {interval(summary.any_deal)} |"
    if any(found.n for found in summary.terms.values()):
        yield "\nTerms where there is a deal: half of the deals lie below these points, half above.\n"
        for issue in results.run.scenario.issues:
            found = summary.terms[issue]
            if found.p50 is not None and found.p10 is not None and found.p90 is not None:
                about = results.run.scenario.issues[issue]
                words = f", {in_words(about, found.p50)}" if about.scale else ""
                yield f"- {one_line(about.label)}: {found.p50:.0f}{words} (a tenth below {found.p10:.0f}, a tenth above {found.p90:.0f})"


def key(scenario: Scenario, name: str, results: Results, statements: Sequence[Statement]) -> str:
    """The answers to the exercises, as Markdown."""
    return "\n".join(_key(scenario, name, results, statements)) + "\n"


def _key(scenario: Scenario, name: str, results: Results, statements: Sequence[Statement]) -> Iterator[str]:
    yield f"# {one_line(scenario.title)}: answer key\n"
    usual = results.run.n == _HISTORIES and results.run.seed == _SEED
    same = "run them again" if usual else f"add `-n {results.run.n} --seed {results.run.seed}` to them"
    yield f"For the teacher. Every command below was run with seed {results.run.seed} and {results.run.n:,} histories; {same} and you get the same.\n"
    yield f"## The scenario as it is: `run {name}`\n"
    yield in_short(results)
    number = 0
    for number, trial in enumerate(chosen(scenario), 1):
        yield f"## {number}. {one_line(trial.question)}\n"
        yield f"Expected: {one_line(trial.expect)}\n"
        yield from _came_out(results, trial)
    if statements:
        number += 1
        yield f"## {number}. Coding\n"
        two = any(len(told.codings) > 1 for told in statements)
        both = " Where two people coded a statement, both are shown; where they differ, so may your class." if two else " Your class may see it otherwise."
        yield f"Where the project placed them.{both}\n"
        yield "| no. | who, when | issue | placed between |\n|---:|:---|:---|:---|"
        for k, told in enumerate(statements, 1):
            yield f"| {k} | {told.by}, {told.on} | {told.issue} | {' and '.join(dict.fromkeys(map(_span, told.codings)))} |"
        yield ""
    for trial in reversals(scenario):
        number += 1
        yield f"## {number}. Reversal: {one_line(trial.question)}\n"
        yield f"One answer of many: `{typed(trial, name)}`. Expected: {one_line(trial.expect)}\n"
        yield from _came_out(results, trial)


def _span(ends: tuple[float, float]) -> str:
    low, high = ends
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _came_out(results: Results, trial: Try) -> Iterator[str]:
    base, variant = results.answers[trial.command].base, results.answers[trial.command].variant
    yield f"| outcome | {base.name} | changed | difference in points, with 95 % interval |\n|:---|---:|---:|---:|"
    rows = [("any deal", variant.any_deal), *((ENDING_LABELS[ending], variant.endings[ending]) for ending in ENDINGS)]
    for label, change in (row for row in rows if row[1].baseline or row[1].variant):
        yield f"| {label} | {percent(change.baseline or 0.0)} | {percent(change.variant or 0.0)} | {_points(change.difference, change.low, change.high)} |"
    yield ""
    clear = ["deal_day"] if not variant.deal_day.noise else []
    clear += [f"term.{issue}" for issue, term in variant.terms.items() if not term.noise]
    for name in dict.fromkeys([*trial.moves, *([trial.reverses] if trial.reverses else []), *clear]):
        if name not in {"any_deal", *(f"ending={ending}" for ending in ENDINGS)}:
            yield f"- {told(base.scenario, name)}: {_moved(movement(base, variant.run, name), share='=' in name)}"
    yield ""
    yield " ".join(sentence for sentence in compared_in_words(variant) if not sentence.startswith(("Within noise", "Differences of shares")))
    yield ""


def movement(run: Run, changed: Run, name: str) -> Difference:
    """How an output differs between two runs, history by history where they share their luck."""
    means = means_paired if why_unpaired(run, changed) is None else means_apart
    return means(output(run.replicates, name), output(changed.replicates, name))


def told(scenario: Scenario, name: str) -> str:
    """What an output is, in words."""
    column, _, word = name.partition("=")
    parties, issues = ({key: one_line(part.label) for key, part in parts.items()} for parts in (scenario.parties, scenario.issues))
    if word:
        return f"{_SHARES[column]} {({**parties, **issues}).get(word, word)}"
    return column_dictionary(parties, issues)[column].partition(";")[0].removesuffix(", 0 to 100")


def _moved(change: Difference, *, share: bool) -> str:
    if change.baseline is None or change.variant is None or change.difference is None:
        return "no number to compare"
    if share:
        return f"{percent(change.baseline)} becomes {percent(change.variant)}, difference in points {_points(change.difference, change.low, change.high)}"
    sure = "" if change.low is None or change.high is None else f", 95 % interval of the difference {change.low:+.3g} to {change.high:+.3g}"
    return f"on average {change.baseline:.3g} becomes {change.variant:.3g}{sure}"


def _points(difference: float | None, low: float | None, high: float | None) -> str:
    if difference is None or low is None or high is None:
        return "none"
    return f"{signed(100 * difference)} ({signed(100 * low)} to {signed(100 * high)})"
