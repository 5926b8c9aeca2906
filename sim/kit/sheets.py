"""The pages that everybody gets: briefing, agenda, prediction sheet, exercises, debrief, and the plan of the lesson; nothing confidential is in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from sim.endings import CAUSE, ENDING, ENDINGS
from sim.modules.registry import modules
from sim.report.words import CAUSE_LABELS, ENDING_LABELS, counted, listed, one_line, percent, scale_points, written
from sim.scenario.schema import Scenario, Try

from .coding import Statement
from .commands import Commands
from .literal import code
from .opening import before
from .wording import by_label, called, exactly

OWED = {
    "captives": "To take hostages is forbidden in every war (International Committee of the Red Cross, Customary IHL, Rule 96); whoever is held as one is owed "
    "release, whatever is agreed or not.",
    "prisoners": "Whether those imprisoned by law are released early is for the parties to agree; that nobody is held without lawful grounds, and that all are "
    "treated humanely, is owed (International Covenant on Civil and Political Rights, Articles 9 and 10; Rules 87 and 99 in war).",
    "need": "Civilians in need are owed relief, and it must be let through without delay (Rule 55), whatever is agreed or not.",
}
"""What law says of each kind of issue about persons."""
SEATS = 5
FOOTER = "A teaching model, not a forecast. The numbers are those of whoever wrote the file, and each can be changed."


# --- before ------------------------------------------------------------------------------------------------------------


def briefing(scenario: Scenario) -> str:
    """What everybody knows."""
    return "\n".join(_briefing(scenario)) + "\n"


def _briefing(scenario: Scenario) -> Iterator[str]:
    about = scenario.information
    yield f"# {one_line(scenario.title)}: public briefing\n"
    if scenario.as_of:
        later = "" if about.what_happened else " Nothing that came to be known later is used."
        yield f"*As things stood on {written(scenario.as_of)}.{later}*\n"
    if scenario.content_note:
        yield f"> {one_line(scenario.content_note)}\n"
    if about.instead:
        yield f"> Nobody has to play this. Take another case instead, without giving reasons: {' or '.join(map(code, about.instead))}.\n"
    yield f"{one_line(about.what_is_it or scenario.summary)}\n"
    known = [event for event in before(scenario) if event.known_to == "everybody" and event.on]
    if known:
        yield "## What has happened\n"
        yield from (f"- {written(event.on)}: {one_line(event.label or '')}." for event in known if event.on)
        yield ""
    yield "## Who is at the table, or kept in mind\n"
    for name in by_label(scenario, scenario.parties):
        needed = "; its signature is needed" if name in scenario.required else ""
        yield f"- **{called(scenario, name)}**, a party{needed}."
    for name in by_label(scenario, scenario.mediators):
        host = ", host of the talks" if scenario.mediators[name].host else ""
        yield f"- **{called(scenario, name)}**, a mediator{host}."
    for name in by_label(scenario, scenario.outside_actors):
        yield f"- **{called(scenario, name)}**, from outside."
    yield "\n## When and how\n"
    yield from _procedure(scenario)
    if scenario.reference_text:
        yield from _readings(scenario)
    owed = dict.fromkeys(issue.persons for issue in scenario.issues.values() if issue.persons)
    if owed:
        yield "\n## What is not for sale\n"
        yield from (OWED[kind] for kind in OWED if kind in owed)
        yield "It stands on the agenda because the parties put it there; a settlement that trades it is not thereby right, and nothing here sets a price on anybody."


_TABLING = {
    "mediated_text": "A mediator tables a text, the parties answer it",
    "alternating_offers": "The parties table offers in turn",
    "simultaneous_offers": "All parties make their offers at once; the text lies between them",
}


def _procedure(scenario: Scenario) -> Iterator[str]:
    """When they meet, who tables texts, and what makes a deal of one."""
    calendar, protocol = scenario.calendar, scenario.protocol
    yield f"- The model follows the talks from {written(calendar.start)} to {written(calendar.end)}; sessions {calendar.sessions}."
    if calendar.deadline:
        yield f"- The deadline that the parties are taken to see is {written(calendar.deadline)}."
    yield f"- {_TABLING[protocol.kind]}."
    if protocol.quota is not None:
        whole = sum(party.capability for party in scenario.parties.values())
        weights = [f"{called(scenario, name)} {percent(scenario.parties[name].capability / whole)}" for name in by_label(scenario, scenario.parties)]
        besides = (
            "Besides the signatures named above a text needs the consent of those with"
            if scenario.required
            else "A text is agreed once those who accept it have"
        )
        yield f"- {besides} {100 * protocol.quota:.4g} % of all votes. The votes: {', '.join(weights)}."
    phases = sorted({issue.phase for issue in scenario.issues.values()})
    if scenario.on("carrying_out") and len(phases) > 1:
        first = scenario.carrying_out.phases.get(phases[0])
        while_it_lasts = f", for {counted(first.lasts, 'day')}," if first else ""
        yield f"- The deal has {len(phases)} phases; the agenda says what belongs to which. A first signature settles phase 1 alone. While that is carried out{while_it_lasts} the next is negotiated; if it is not agreed in time, the deal may lapse."


def _readings(scenario: Scenario) -> Iterator[str]:
    text = scenario.reference_text
    if text is None:
        return
    yield f"\n## The text they point to: {text.name}\n"
    if len(text.readings) > 1:
        yield "They read it in different ways, and both readings count.\n"
    for issue, about in scenario.issues.items():
        readings = [f"{called(scenario, party)}: {exactly(scenario, issue, points[issue])}" for party, points in text.readings.items() if issue in points]
        if readings:
            yield f"- {one_line(about.label)}. {'; '.join(readings)}."


def agenda(scenario: Scenario) -> str:
    """The issues with the points of their scales."""
    lines = [f"# {one_line(scenario.title)}: agenda", "", "A scale counts a quantity; neither end is the better one.", ""]
    for issue in scenario.issues.values():
        phase = f" (phase {issue.phase})" if len({other.phase for other in scenario.issues.values()}) > 1 else ""
        lines += [f"## {one_line(issue.label)}{phase}", "", "| point | means |", "|---:|:---|"]
        lines += [f"| {point:g} | {words or 'end of the scale'} |" for point, words in scale_points(issue).items()]
        lines += [""]
    return "\n".join(lines)


def predictions(scenario: Scenario, commands: Commands) -> str:
    """The sheet on which players say beforehand how the talks will end."""
    one_phase = not scenario.on("carrying_out") or len({issue.phase for issue in scenario.issues.values()}) == 1
    means = {name: ending.told_before for name, ending in ENDING.items()} | (
        {"agreement": "a deal stands at the end", "partial": "cannot come about here, since the deal has one phase"} if one_phase else {}
    )
    rows = "\n".join(f"| {ENDING_LABELS[ending]} | {means[ending]} | |" for ending in ENDINGS)
    table = commands.table("predictions.csv")
    causes = "\n".join(f"| | {CAUSE_LABELS[cause]} | {CAUSE[cause].means} |" for cause in _causes(scenario))
    return f"""# {one_line(scenario.title)}: what do you expect?

The computer will play these talks many times, with other luck each time. Of a hundred such histories, how many end in which way?
Fill this in after the briefing and before anything is played: not how your own table will end{"" if scenario.invented else ", nor what really happened"}. The five numbers make 100.
Nobody is graded by it: it is there so that afterwards you can see what surprised you.

| ending | which means | of 100 |
|:---|:---|---:|
{rows}

- Name or number: ____________________
- Which issue will be the hardest to settle? ____________________
- What would have to be different for it to end otherwise? ____________________

And if there is no deal, what will be the commonest cause? Mark one. It says what stands in the way, not who is to blame.

| mark | cause | which means |
|:---:|:---|:---|
{causes}

Type the numbers into {code(table)} (a line for each person), and afterwards: {code(commands.of("kit", commands.scenario, "--score", table, *commands.size))}.
It prints for each person the Brier score: the squared distance between what was expected and what came, 0 at best, 2 at worst; spreading chances evenly gives 0.8.
"""


def _causes(scenario: Scenario) -> list[str]:
    """The causes of no deal that can be told here: nothing is stopped at home, or late there, where nobody at home can stop a deal."""
    return [name for name, cause in CAUSE.items() if at_home(scenario) or not cause.at_home]


def prediction_table() -> str:
    """An empty table for the predictions of a class, as CSV."""
    return "\n".join([",".join(["who", *ENDINGS]), "an even guess,20,20,20,20,20"]) + "\n"


# --- exercises ---------------------------------------------------------------------------------------------------------


def experiments(scenario: Scenario) -> list[Try]:
    """The experiments that are shown whole: all but the exercise of reversal."""
    return [trial for trial in scenario.information.things_to_try if trial.reverses is None]


def reversals(scenario: Scenario) -> list[Try]:
    """The exercises of reversal; their commands are answers."""
    return [trial for trial in scenario.information.things_to_try if trial.reverses is not None]


def chosen(scenario: Scenario) -> list[Try]:
    """The experiments of the lesson: three at most, so that with coding and reversal there are five exercises at most."""
    return experiments(scenario)[:3]


def exercises(scenario: Scenario, commands: Commands, statements: Sequence[Statement]) -> str:
    """The exercises without their answers, as Markdown; empty where there are none."""
    given = list(_exercises(scenario, commands, statements))
    return "\n".join([f"# {one_line(scenario.title)}: exercises\n", *given]) + "\n" if given else ""


def _exercises(scenario: Scenario, commands: Commands, statements: Sequence[Statement]) -> Iterator[str]:
    number = 0
    if chosen(scenario):
        yield "Before each command, write down which way you expect the result to go. Then run it, and say in a sentence why it went that way.\n"
    for number, trial in enumerate(chosen(scenario), 1):
        yield f"## {number}. {one_line(trial.question)}\n\n```console\n{commands.tried(trial)}\n```\n"
        yield "I expect: ____________________  It came out: ____________________\n"
    if statements:
        number += 1
        yield f"## {number}. Coding: where would you place it?\n"
        yield "Positions in the model come from statements that somebody placed on scales. Place these yourself, each between a lowest and a highest point that it"
        yield "could mean, alone and without talking. Then compare with the others, and with the project.\n"
        yield "| no. | who, when | issue | what was said | low | high |\n|---:|:---|:---|:---|---:|---:|"
        for k, told in enumerate(statements, 1):
            yield f"| {k} | {told.by}, {told.when} | {told.issue} | {told.says} | | |"
        table = commands.table("coding.csv")
        yield f"\nType them into {code(table)} (a line for each person and statement; lines left empty do not count), and then:"
        yield f"{code(commands.of('kit', commands.scenario, '--coding', table))}.\n"
    for trial in reversals(scenario):
        number += 1
        yield f"## {number}. Reversal: {one_line(trial.question)}\n"
        yield f"{code(commands.of('describe', commands.scenario))} says what each number rests on and between which limits it may lie, where the file says so;"
        yield f"{code(commands.of('describe', commands.scenario, '--settings'))} says what each is called. Change as few as you can, none beyond its limits, and compare:"
        yield f"{code(commands.trying())}. Who would have to believe what, for that to be right?\n"


def coding_table(statements: Sequence[Statement]) -> str:
    """An empty table for the codings of a class, as CSV."""
    return "\n".join(["who,number,low,high", *(f",{k},," for k in range(1, len(statements) + 1))]) + "\n"


# --- after -------------------------------------------------------------------------------------------------------------


def debrief(scenario: Scenario, commands: Commands, results: str) -> str:
    """The conversation afterwards: out of role first; `results` says what the model makes of it."""
    return "\n".join(_debrief(scenario, commands, results)) + "\n"


def _debrief(scenario: Scenario, commands: Commands, results: str) -> Iterator[str]:
    yield f"# {one_line(scenario.title)}: debrief\n"
    yield "## 1. Step out of role\n"
    yield "Put the sheets face down. Everybody stands up, changes seats, and says by their own name one thing that the role believed and they themselves do not."
    yield "Whoever felt pushed, insulted or touched says so now or to the teacher later. Only then go on.\n"
    yield "## 2. What happened at your table\n"
    yield "- What was agreed, on which day, and what had stood in its way until then? Or what kept you from agreeing: limits that left no text, doubt whether it would be kept, those at home, or holding out too long?"
    yield "- Show the sheets now. What did each of you not know of the other? Would it have changed your answer?"
    yield "- Which move helped most? Was it a concession, an assurance, a threat, or time?\n"
    yield "## 3. What happened then\n"
    yield from _what_happened(scenario)
    yield "## 4. What the model makes of it\n"
    yield f"{results}\nTo talk about:\n"
    yield "- Look at your prediction sheets. What surprised you? Was the surprise in the talks, or in how the file describes them?"
    yield "- Which cause of no deal did you expect most often, and what does the model name? What would have had to change for it to fall away, and on which sides?"
    for noticed in scenario.information.things_to_notice:
        yield f"- {one_line(noticed)}"
    yield "\n## 5. What the model leaves out\n"
    yield from (f"- {gap}" for gap in _gaps(scenario))
    yield "\n## 6. Whose voice is missing?\n"
    yield "- Who lives with the result and had no seat? Name three groups. What would they have put on the agenda?"
    yield f"- Sheets were written for {len(scenario.parties) + len(scenario.mediators) + len(at_home(scenario))} roles. Who inside each of them disagrees, and where does the file say so?"
    yield f"- {_whose_numbers(scenario)}\n"
    yield "## 7. What would change your mind?\n"
    yield "- Write down one thing you would bet on after this, and one piece of evidence that would make you withdraw the bet."
    yield f"- Which single number in the file would you question first? Change it and look: {code(commands.trying())}."
    yield f"- Where do the numbers come from? {code(commands.of('describe', commands.scenario))} lists them with their sources."
    if scenario.information.related:
        yield f"- What lies near: {one_line(scenario.information.related)}"


def _what_happened(scenario: Scenario) -> Iterator[str]:
    """How it ended, a gap for the teacher where a file on real talks does not tell, and for an invented place that there is nothing to tell."""
    happened = scenario.information.what_happened
    if happened:
        yield f"{one_line(happened.told)}\n"
        for issue, point in happened.terms.items():
            yield f"- {one_line(scenario.issues[issue].label)}: {exactly(scenario, issue, point)}"
        cited = [scenario.information.sources[name] for name in happened.cites if name in scenario.information.sources]
        if cited:
            yield f"\nAs told by: {'; '.join(f'{one_line(source.by)}, {one_line(source.title)} ({one_line(source.date)})' for source in cited)}."
        yield ""
    elif scenario.invented:
        yield "The place is invented; nothing happened there but what you made of it.\n"
    else:
        stops = f" It stops at {written(scenario.as_of)}, and nothing later is used in it." if scenario.as_of else ""
        yield f"> **To be filled in by the teacher:** how these talks ended, on which day and on what terms, and who says so. The file does not tell.{stops}\n"
        yield "- Ending: ____________________  Day: ____________________"
        yield "- Terms: ____________________________________________________________"
        yield "- Says who: ____________________________________________________________\n"


def _whose_numbers(scenario: Scenario) -> str:
    if scenario.invented:
        return "Who invented this place, and whose interests came easily to them?"
    if scenario.stances_from or scenario.information.sources:
        return "Whose words fill the reports behind the numbers, and in which language were they published?"
    return "Who set the numbers in the file, on whose word, and whose word did they not hear?"


def _gaps(scenario: Scenario) -> Iterator[str]:
    yield "Words. Nobody persuades anybody here; only interests, beliefs, refusals and time move a position. What did talk do at your table?"
    yield "New ideas. The agenda is fixed; at a real table somebody may put a new issue on it, or take one off."
    yield "Law and right. The model weighs what parties want, not what they are owed or owe."
    yield "Persons. Fear, grief, pride and friendship enter, if at all, as a number somebody guessed."
    yield from (module.absent for module in modules().values() if module.absent and not scenario.on(module.name))


# --- the lesson --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """Who sits where at a table of five, and which roles come in where there are more seats or a role is left to the teacher."""

    seats: list[str]
    more: list[str]


def seats(scenario: Scenario) -> Table:
    """Five seats, a role each: those whose signature is needed first, of the others the weightiest, then who drafts or hosts, then home fronts and a reporter."""
    pen = [name for name, mediator in scenario.mediators.items() if name == scenario.chair or mediator.host]
    parties = sorted(scenario.parties, key=lambda name: (name not in scenario.required, -scenario.parties[name].capability))
    order = [*parties, *pen, *(name for name in scenario.mediators if name not in pen)]
    roles = [called(scenario, name) for name in order]
    spare = [_home_front(scenario, name) for name in at_home(scenario)]
    spare += ["reporter: keeps the time, writes down offers and refusals, and tells the story afterwards"]
    spare += [f"a second player for {role}" for role in roles[:SEATS]]
    return Table([*roles, *spare][:SEATS], roles[SEATS:])


def _home_front(scenario: Scenario, name: str) -> str:
    return f"home front of {called(scenario, name)}"


def at_home(scenario: Scenario) -> list[str]:
    """The parties with somebody at home who can stop what they sign, by their labels."""
    divided = [name for name, party in scenario.parties.items() if any(faction.veto for faction in party.factions.values())]
    return by_label(scenario, divided) if scenario.on("ratification") else []


def lesson(scenario: Scenario, commands: Commands, statements: Sequence[Statement], minutes: int) -> str:
    """A plan for a lesson of 50 or 90 minutes at tables of five."""
    return "\n".join(_lesson(scenario, commands, statements, minutes)) + "\n"


def _lesson(scenario: Scenario, commands: Commands, statements: Sequence[Statement], minutes: int) -> Iterator[str]:
    yield f"# {one_line(scenario.title)}: a lesson of {minutes} minutes\n"
    yield "## Seats at a table of five\n"
    table = seats(scenario)
    yield from (f"{k}. {role}" for k, role in enumerate(table.seats, 1))
    if table.more:
        yield f"\nA bigger table adds, in this order: {', '.join(table.more)}. At a table of five these stay away, and the teacher tables a text where somebody without a seat would."
    yield "\nWith more or fewer people, double the last seats or leave them empty; the parties whose signature is needed must be there."
    unseated = [front for front in (_home_front(scenario, name) for name in at_home(scenario)) if front not in table.seats]
    if unseated:
        yield f"\nSheets are there too for {listed(unseated)}: give them to further people, or keep them and answer yourself when a text is signed. They are not for those at the table."
    if scenario.information.instead:
        others = " or ".join(map(code, scenario.information.instead))
        yield f"\nHave a table with {others} ready for whoever would rather not play this one: {code(commands.of('kit', 'NAME'))} makes a kit."
    yield "\n## Before\n"
    yield f"- Print `kit.html` (each sheet starts a page), or hand out the files. Read `answers.md`; run {code(commands.of('run', commands.scenario))} once on the machine you will use."
    if scenario.information.how_to_use_it:
        yield f"- The file says of its use: {one_line(scenario.information.how_to_use_it)}"
    yield "- Hand out the role sheets a lesson earlier if you can: with many issues, phases or a home front one takes ten minutes to read."
    yield f"- {'Read the content note aloud a lesson earlier, and say' if scenario.content_note else 'Say'} that nobody has to play.\n"
    yield "## Plan\n"
    yield "| minutes | what | with |\n|---:|:---|:---|"
    plan = _PLANS[minutes](_exercises_of_a_lesson(scenario, statements, minutes), "; what is signed goes home for a yes or a no" if at_home(scenario) else "")
    ends = list(accumulate(length for length, _, _ in plan))
    yield from (f"| {end - length}-{end} | {what} | {sheet} |" for end, (length, what, sheet) in zip(ends, plan, strict=True))
    trial = next(iter(chosen(scenario)), None)
    if trial:
        yield f"\nThe experiment to show: {one_line(trial.question)}\n\n```console\n{commands.tried(trial)}\n```"
    yield "\nIf time runs short, drop a round of talks, never the debrief."


def _exercises_of_a_lesson(scenario: Scenario, statements: Sequence[Statement], minutes: int) -> str:
    """What is done of the exercises in a lesson; empty where there are none."""
    trials, turned = len(chosen(scenario)), bool(reversals(scenario))
    if not trials:
        return "Coding: each alone, then compared" if statements else "Reversal, in pairs: who finds settings that turn the result round?" if turned else ""
    if minutes == SHORT:
        return "One experiment on the screen: guess first, then run"
    later = " or ".join(what for what, there in (("coding", statements), ("reversal", turned)) if there)
    pairs = "Two experiments" if trials > 1 else "One experiment"
    return f"{pairs} in pairs: guess first, then run{f'; {later} as homework' if later else ''}"


_ROUND = "a text after each, a yes or a no and the issue that hurts most"
_AFTERWARDS = "Debrief: out of role first, then what happened, why, and what is left out"
SHORT, LONG = 50, 90
"""Minutes of a lesson."""

Plan = list[tuple[int, str, str]]
"""Minutes, what is done, and with which sheets."""


def _short_plan(exercises: str, signed: str) -> Plan:
    rounds = "two rounds of seven minutes" if exercises else "two rounds of nine minutes"
    return [
        (8, "Briefing; questions about facts only", "briefing, agenda"),
        (4, "Predictions, alone", "predictions"),
        (4, "Role sheets, in silence", "roles"),
        (14 if exercises else 18, f"Talks: {rounds}, {_ROUND}{signed}", "roles, agenda"),
        (12 if exercises else 14, _AFTERWARDS, "debrief"),
        *([(6, exercises, "exercises")] if exercises else []),
        (2, "One line each: what would change your mind?", "debrief"),
    ]


def _long_plan(exercises: str, signed: str) -> Plan:
    rounds = "three rounds of ten minutes" if exercises else "three rounds of twelve minutes"
    return [
        (10, "Briefing; questions about facts only", "briefing, agenda"),
        (5, "Predictions, alone", "predictions"),
        (7, "Role sheets, in silence; those with the same role at other tables may confer", "roles"),
        (30 if exercises else 38, f"Talks: {rounds}, {_ROUND}{signed}", "roles, agenda"),
        (18 if exercises else 24, _AFTERWARDS, "debrief"),
        *([(14, exercises, "exercises")] if exercises else []),
        (6, "Scores of the predictions; one line each: what would change your mind?", "predictions, debrief"),
    ]


_PLANS = {SHORT: _short_plan, LONG: _long_plan}
