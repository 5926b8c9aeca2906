"""A scenario as a person reads it in a terminal, section by section."""

from __future__ import annotations

from rich.text import Text

from sim.report.words import ENDING_LABELS, in_words
from sim.scenario.exercises import typed
from sim.scenario.isolates import isolated

from .others import events, helpers
from .page import Page
from .parties import parties
from .phrases import joined, listed, number, sources_of

_INFORMATION = {
    "what_is_it": "What is it?",
    "how_it_works": "How it works",
    "how_to_use_it": "How to use it",
    "things_to_notice": "Things to notice",
    "extending": "Extending",
    "related": "Related",
    "credits": "Credits",
}
"""What a reader is told, in this order; what happened stands after the settings, so that nobody reads the end first."""

_KINDS = {
    "mediated_text": "a mediator tables texts",
    "alternating_offers": "the parties make offers in turn",
    "simultaneous_offers": "the parties make offers at once, through a mediator",
}


def introduce(page: Page, name: str) -> None:
    """Print what it is about, in some lines."""
    scenario, calendar = page.scenario, page.scenario.calendar
    page.console.print(Text(scenario.title, style="bold"))
    page.prose(scenario.summary)
    if scenario.content_note:
        page.prose(f"Note: {scenario.content_note}", style="italic")
    page.console.print()
    kind = _KINDS[scenario.protocol.kind]
    required = f"needs {listed(page.label(party) for party in scenario.required) or 'nobody by name'}"
    quota = "" if scenario.protocol.quota is None else f", and {number(scenario.protocol.quota)} of all capability"
    page.facts(
        [
            ("Name", name),
            ("As of", str(scenario.as_of or "")),
            ("Calendar", f"{calendar.start} to {calendar.end} ({scenario.days} days), sessions {calendar.sessions}"),
            ("Deadline", str(calendar.deadline or "")),
            ("Protocol", f"{kind}; a deal {required}{quota}"),
            ("Modules", ", ".join(scenario.modules) or "none: the core of the model alone"),
            ("About", ", ".join(scenario.information.about)),
            ("Instead", ", ".join(scenario.information.instead)),
        ],
        indent=0,
    )


def tell(page: Page) -> None:
    """Print everything else but where it comes from."""
    _information(page)
    _issues(page)
    parties(page)
    helpers(page)
    events(page)
    _rest(page)
    _what_happened(page)


def _information(page: Page) -> None:
    information = page.scenario.information
    for field, title in _INFORMATION.items():
        if content := getattr(information, field):
            page.heading(title)
            if isinstance(content, str):
                page.prose(content)
            else:
                page.items(content)
        if field == "things_to_notice" and information.things_to_try:
            page.heading("Things to try")
            for trial in information.things_to_try:
                page.prose(trial.question)
                page.console.print(Text(f"  {page.program} {typed(page.loaded, trial)}{page.plugins}", style="cyan"), soft_wrap=True)
                page.prose(f"Expect: {trial.expect}", indent=2)


def _issues(page: Page) -> None:
    page.heading("Issues")
    for name, issue in page.scenario.issues.items():
        phase = f", phase {issue.phase}" if issue.phase > 1 else ""
        page.console.print(Text.assemble((isolated(issue.label), "bold"), f" ({name}{phase})"))
        page.facts(((f"{point:>5g}", words) for point, words in sorted(issue.scale.items())), indent=0)
        page.facts([("Rests on", sources_of(issue))])
    text = page.scenario.reference_text
    if text is None:
        return
    page.heading(f"Reference text: {text.name}")
    table = page.table(["Issue", *(f"as {page.label(party)} reads it" for party in text.readings)])
    for name, issue in page.scenario.issues.items():
        table.add_row(issue.label, *(number(reading[name]) if name in reading else "-" for reading in text.readings.values()))
    page.console.print(table)
    page.facts([("Assured by", listed(map(page.label, text.assured_by))), ("Rests on", sources_of(text))])


def _rest(page: Page) -> None:
    scenario = page.scenario
    if scenario.on("escalation"):
        page.heading("Escalation")
        start = f"starts at {number(scenario.escalation.start)}, {number(scenario.escalation.decay_per_day)} of it fades each day"
        page.prose(f"{start}; above {number(scenario.escalation.threshold)} a history counts as escalated")
    if scenario.on("carrying_out"):
        page.heading("Carrying out")
        for place, phase in sorted(scenario.carrying_out.phases.items()):
            over = page.each(phase.hands_over)
            steps = f"{phase.lasts} days in {phase.tranches} {'step' if phase.tranches == 1 else 'steps'}"
            agreed = f"next phase thought likely by {page.each(phase.next_agreed)}" if phase.next_agreed else ""
            page.facts([(f"Phase {place}", joined([isolated(phase.label or ""), steps, f"hands over of its no-deal value: {over}" if over else "", agreed]))])
        page.prose(f"A phase that ends before the next is agreed is extended once with probability {number(scenario.carrying_out.extension)}.")
    constants = {name: (getattr(scenario.constants, name), field.default) for name, field in type(scenario.constants).model_fields.items()}
    if changed := {name: value for name, (value, default) in constants.items() if value != default}:
        page.heading("Constants that differ from their defaults")
        page.facts((name, number(value)) for name, value in changed.items())


def _what_happened(page: Page) -> None:
    happened, sources = page.scenario.information.what_happened, page.scenario.information.sources
    if happened:
        page.heading("What happened")
        page.prose(happened.told)
        ending = ENDING_LABELS[happened.ending] + (f", in force on {happened.on}" if happened.on else "")
        terms = ((page.issue(issue), f"{number(point)}  {in_words(page.scenario.issues[issue], point)}") for issue, point in happened.terms.items())
        page.facts([("Comes nearest to", ending), *terms, ("Rests on", sources_of(happened))])
        page.prose("The model does not use it, and one ending that resembles it proves nothing.")
    if sources:
        page.heading("Sources")
        told = (
            (name, joined([f'{source.by}, "{source.title}", {source.date}', source.address or "", source.caution or ""])) for name, source in sources.items()
        )
        page.facts(told)
