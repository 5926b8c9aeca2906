"""The answer key: every command of the exercises run, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.analysis.compare import Variant
from sim.analysis.intervals import Difference
from sim.analysis.sweep import Sweep
from sim.endings import ENDINGS
from sim.ensemble.columns import column_dictionary
from sim.ensemble.run import Run
from sim.report.compared import signed
from sim.report.findings import in_words as compared_in_words
from sim.report.summary import Summary, summarise
from sim.report.words import CAUSE_LABELS, ENDING_LABELS, OUTCOME_LABELS, WHY_NO_DEAL, concerned, histories, in_words, interval, one_line, percent
from sim.scenario.schema import Scenario, Try
from sim.scenario.settings import in_yaml

from .coding import Statement
from .commands import Commands
from .literal import code, literal
from .sheets import chosen, reversals
from .trials import AS_EXPECTED, HISTORIES, OTHER_WAY, SEED, Answer, Results, expected_moves, is_share, movement, stands_out, turned_round, verdicts

_SHARES = {
    "broken_by": "share of histories whose last deal was ended by",
    "why_no_deal": "share of histories that came to no deal for this cause:",
    "refused_last": "share of histories in which the last refusal was by",
    "refused_over": "share of histories in which the last refusal was over",
}

_MEANS = {
    "deal_day": "day of the first deal{}",
    "term": "terms on {}",
    "gain": "what the last signed text was worth to {} beyond no deal, of 100",
}
"""Outputs that are told shorter than in the table of histories."""


_CONCERNED = 3  # so many of those whom a cause of no deal concerns are named


def in_short(results: Results) -> str:
    """The result of the scenario as it is, in a table and a sentence."""
    return "\n".join(_in_short(results.run, results.summary)) + "\n"


def _in_short(run: Run, summary: Summary) -> Iterator[str]:
    yield f"Of {summary.n:,} histories with other luck each (intervals: what other luck would change, with these numbers):\n"
    yield "| ending | share | 95 % interval |\n|:---|---:|---:|"
    for ending, share in summary.endings.items():
        yield f"| {ENDING_LABELS[ending]} | {percent(share.share)} | {interval(share)} |"
    yield f"| any deal | {percent(summary.any_deal.share)} | {interval(summary.any_deal)} |"
    if any(found.n for found in summary.terms.values()):
        yield "\nTerms where there is a deal: half of the deals lie below these points, half above.\n"
        for issue in run.scenario.issues:
            found = summary.terms[issue]
            if found.p50 is not None and found.p10 is not None and found.p90 is not None:
                about = run.scenario.issues[issue]
                words = f", {in_words(about, found.p50)}" if about.scale else ""
                yield f"- {one_line(about.label)}: {found.p50:.0f}{words} (a tenth below {found.p10:.0f}, a tenth above {found.p90:.0f})"
    yield from _why_no_deal(run, summary)


def _why_no_deal(run: Run, summary: Summary) -> Iterator[str]:
    without = {cause: found for cause, found in summary.why_no_deal.items() if found.share}
    if not without:
        yield "\nThere was a deal in every history, so that there is no cause of no deal to tell."
    else:
        yield f"\nWhy there was no deal, in shares of the {histories(summary.n - summary.any_deal.count)} without one. {WHY_NO_DEAL}\n"
    for cause, found in without.items():
        told = [f"{concerned(run.scenario, cause, one.issue, one.whose)} {percent(one.share)}" for one in found.details[:_CONCERNED]]
        concerned_named = f" ({'; '.join(told)})" if told else ""
        yield f"- {CAUSE_LABELS[cause]}: {percent(found.share)}{concerned_named}"


def key(scenario: Scenario, commands: Commands, results: Results, statements: Sequence[Statement]) -> str:
    """The answers to the exercises, as Markdown."""
    return "\n".join(_key(scenario, commands, results, statements)) + "\n"


def _key(scenario: Scenario, commands: Commands, results: Results, statements: Sequence[Statement]) -> Iterator[str]:
    yield f"# {one_line(scenario.title)}: answer key\n"
    usual = results.run.n == HISTORIES and results.run.seed == SEED
    same = "run them again" if usual else f"add {code(' '.join(commands.size))} to them"
    yield f"For the teacher. Commands below were run with seed {results.run.seed} and {results.run.n:,} histories, unless they say otherwise; {same} and you get the same.\n"
    yield f"## The scenario as it is: {code(commands.of('run', commands.scenario))}\n"
    yield in_short(results)
    number = 0
    for number, trial in enumerate(chosen(scenario), 1):
        yield f"## {number}. {one_line(trial.question)}\n"
        yield f"Expected: {one_line(trial.expect)}\n"
        yield from _came_out(scenario, results, trial, commands)
    if statements:
        number += 1
        yield f"## {number}. Coding\n"
        two = any(len(told.codings) > 1 for told in statements)
        both = (
            " Where two people coded a statement and differ, both are shown, apart by a semicolon; so may your class differ."
            if two
            else " Your class may see it otherwise."
        )
        yield f"Where the project placed them.{both}\n"
        yield "| no. | who, when | issue | placed at, or between |\n|---:|:---|:---|:---|"
        for k, told in enumerate(statements, 1):
            yield f"| {k} | {told.by}, {told.when} | {told.issue} | {'; '.join(dict.fromkeys(map(_span, told.codings)))} |"
        yield ""
    for trial in reversals(scenario):
        number += 1
        yield f"## {number}. Reversal: {one_line(trial.question)}\n"
        yield f"One answer of many: {code(commands.tried(trial))}. Expected: {one_line(trial.expect)}\n"
        yield from _came_out(scenario, results, trial, commands)


def _span(ends: tuple[float, float]) -> str:
    low, high = ends
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _came_out(scenario: Scenario, results: Results, trial: Try, commands: Commands) -> Iterator[str]:
    answer = results.answers[trial.command]
    if (answer.n, answer.seed) != (results.run.n, results.run.seed):
        yield f"This command has a size of its own: {histories(answer.n)}, seed {answer.seed}.\n"
    if answer.swept is not None:
        yield from _swept(answer.swept)
    elif answer.base is None:
        yield f"This command was not run for the key. Run it before the lesson, and look what it prints: {code(commands.tried(trial))}.\n"
    elif not answer.variants:
        yield "It runs a scenario as it is and changes nothing; there is nothing to lay beside it. Of its histories:\n"
        yield "\n".join(_in_short(answer.base, summarise(answer.base))) + "\n"
    for variant in answer.variants:
        if answer.base is not None:
            yield from _beside(answer.base, variant, [*expected_moves(trial), *([trial.reverses] if trial.reverses else [])])
    for flag in contradictions(answer.base.scenario if answer.base else scenario, trial, answer):
        yield f"> **Not as expected.** {flag}. Mend the expectation in the file, or ask the class why.\n"


def _beside(base: Run, variant: Variant, named: Sequence[str]) -> Iterator[str]:
    """A variant beside what it is compared with: shares of endings, then every output that is expected to move or clearly moves."""
    yield f"| outcome | {base.name} | {'changed' if variant.name.endswith(' changed') else variant.name} | difference in points, with 95 % interval |\n|:---|---:|---:|---:|"
    rows = [("any deal", variant.any_deal), *((ENDING_LABELS[ending], variant.endings[ending]) for ending in ENDINGS)]
    for label, change in (row for row in rows if row[1].baseline or row[1].variant):
        noise = "" if any(variant.rows()[row] is change for row in variant.beyond) else ", within noise"
        yield f"| {label} | {percent(change.baseline or 0.0)} | {percent(change.variant or 0.0)} | {_points(change.difference, change.low, change.high)}{noise} |"
    yield ""
    clear = [row for row in variant.rows() if row in variant.beyond and not row.startswith("in_person.")]
    there = base.histories.keys() & variant.run.histories.keys()
    for name in dict.fromkeys([*named, *clear]):
        if name.partition("=")[0] in there and name.partition("=")[0] not in {"any_deal", "ending"}:
            change = movement(base, variant.run, name)
            noise = "" if stands_out(variant, name, change) else "; within noise"
            yield f"- {told(base.scenario, name)}: {_moved(change, name)}{noise}"
    yield ""
    yield " ".join(sentence for sentence in compared_in_words(variant) if not sentence.startswith(("Within noise", "Differences of shares")))
    yield ""


def _swept(found: Sweep) -> Iterator[str]:
    """A sweep, a line a combination of values."""
    yield f"| {' | '.join(literal(one.path) for one in found.varied)} | any deal | 95 % interval | {' | '.join(ENDING_LABELS[ending] for ending in ENDINGS)} |"
    yield f"|{'---:|' * (len(found.varied) + 2 + len(ENDINGS))}"
    for values, shares in [
        (("as it is",) * len(found.varied), found.as_it_is.shares),
        *((tuple(map(in_yaml, one.values)), one.shares) for one in found.points),
    ]:
        endings = " | ".join(percent(shares[ending].share) for ending in ENDINGS)
        yield f"| {' | '.join(map(literal, values))} | {percent(shares['any_deal'].share)} | {interval(shares['any_deal'])} | {endings} |"
    yield ""


def contradictions(scenario: Scenario, trial: Try, answer: Answer) -> Iterator[str]:
    """What an exercise leads one to expect and its answer does not bear out, each in a sentence without its stop."""
    for one in verdicts(trial, answer):
        if one.came != AS_EXPECTED:
            way = "rise" if one.expected == "up" else "fall"
            allowed = "" if one.found.noise else ", since many outcomes are looked at,"
            came = "it moves the other way" if one.came == OTHER_WAY else f"it does not move beyond noise{allowed}"
            yield f"Expected to {way}: {told(scenario, one.output)}; {came} with {histories(answer.n)}: {_moved(one.found, one.output)}"
    if not turned_round(trial, answer) and trial.reverses is not None:
        yield f"Expected to be turned round: {told(scenario, trial.reverses)}; it stays on its side of the middle with {histories(answer.n)}"


def told(scenario: Scenario, name: str) -> str:
    """What an output is, in words."""
    column, _, word = name.partition("=")
    if column in {"any_deal", "ending"}:
        return OUTCOME_LABELS[word or column]
    parties, issues = ({key: one_line(part.label) for key, part in parts.items()} for parts in (scenario.parties, scenario.issues))
    if word:
        return f"{_SHARES[column]} {({**parties, **issues, **CAUSE_LABELS}).get(word, word)}"
    kind, _, whose = column.partition(".")
    if kind in _MEANS:
        return _MEANS[kind].format({**parties, **issues}.get(whose, ""))
    return column_dictionary(parties, issues, scenario.modules)[column].partition(";")[0]


def _moved(change: Difference, name: str) -> str:
    """How the mean of an output moves; what a text gains a party is told in hundredths of all it wants, as its score on the sheets is."""
    if change.baseline is None or change.variant is None or change.difference is None:
        return "no number to compare"
    if is_share(name):
        return f"{percent(change.baseline)} becomes {percent(change.variant)}, difference in points {_points(change.difference, change.low, change.high)}"
    scale = 100 if name.startswith("gain.") else 1
    digits = 1 if max(abs(change.baseline), abs(change.variant)) * scale >= 3 else 2
    before, after = (f"{value * scale:.{digits}f}" for value in (change.baseline, change.variant))
    if change.low is None or change.high is None:
        return f"on average {before} becomes {after}"
    low, high = (f"{value * scale:+.{digits}f}" for value in (change.low, change.high))
    return f"on average {before} becomes {after} (95 % interval of the difference {low} to {high})"


def _points(difference: float | None, low: float | None, high: float | None) -> str:
    if difference is None or low is None or high is None:
        return "none"
    return f"{signed(100 * difference)} ({signed(100 * low)} to {signed(100 * high)})"
