"""The kit as files: Markdown for those who want to change it, one HTML page for those who print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt

from sim.report.words import one_line
from sim.scenario import Loaded
from sim.scenario.exercises import cautions_for_class
from sim.scenario.mistakes import Mistake, located
from sim.scenario.schema import Scenario

from . import sheets
from .answers import contradictions, in_short, key
from .coding import placed
from .commands import PROGRAM, commands_of
from .literal import in_literal_words
from .opening import opening
from .roles import home_sheet, sheet
from .trials import HISTORIES, SEED, Results, answered
from .wording import by_label, called

TEACHER = "For the teacher"
_UNUSED = ["autolink", "entity", "html_block", "html_inline", "image", "link", "reference"]
"""What sheets never use, so that no word of a file can become it; a second bolt behind literal words."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a browser may load for the page: nothing from anywhere."""
_STYLE = """
body { font: 11pt/1.45 Georgia, "Times New Roman", serif; color: #111; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 .6rem; } h2 { font-size: 1.1rem; margin: 1.2rem 0 .4rem; }
section { border-top: 3px solid #111; padding-top: 1rem; margin-top: 3rem; }
section:first-of-type { margin-top: 1rem; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-size: .93em; } th, td { border: 1px solid #999; padding: .2rem .45rem; text-align: left; vertical-align: top; }
th { background: #eee; } code, pre { font: .85em/1.4 Consolas, "DejaVu Sans Mono", monospace; } code { overflow-wrap: anywhere; }
pre { background: #f4f4f4; border: 1px solid #ccc; padding: .5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
blockquote { border-left: 4px solid #999; margin: .8rem 0; padding: .1rem .8rem; background: #f6f6f6; }
footer { font-size: .8rem; color: #444; margin-top: 1.5rem; border-top: 1px solid #999; padding-top: .3rem; }
nav ul { columns: 2; }
@media print { @page { margin: 18mm; } body { margin: 0; max-width: none; } section { break-before: page; border: 0; margin: 0; } nav { break-after: auto; } tr, li, h2 { break-inside: avoid; } h2 { break-after: avoid; } thead { break-after: avoid; } }
"""


@dataclass(frozen=True)
class Page:
    """One page of the kit: its file, its heading in the list of pages, its Markdown."""

    file: str
    title: str
    text: str


@dataclass(frozen=True)
class Kit:
    """All pages of a kit, the tables to be filled in, and the results behind the answers."""

    title: str
    pages: list[Page]
    tables: dict[str, str]
    results: Results
    warnings: tuple[str, ...] = ()
    """What the file leaves open or leads one to expect wrongly, each with its place."""

    def files(self) -> Iterator[tuple[str, str]]:
        """Names and contents of all files."""
        for page in self.pages:
            yield page.file, f"{page.text.rstrip()}\n\n---\n\n*{sheets.FOOTER}*\n"
        yield from self.tables.items()
        yield "kit.html", self.html()

    def write(self, folder: Path) -> None:
        """Write all files into a folder."""
        for name, content in self.files():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, encoding="utf-8")

    def html(self) -> str:
        """All pages as one, each beginning a sheet of paper when printed."""
        markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(_UNUSED)
        anchors = {page.file: Path(page.file).with_suffix("").as_posix().replace("/", "-") for page in self.pages}
        listed = "".join(f'<li><a href="#{anchors[page.file]}">{escape(page.title)}</a></li>' for page in self.pages)
        bodies = "".join(
            f'<section id="{anchors[page.file]}">\n{markdown.render(page.text)}<footer>{escape(sheets.FOOTER)}</footer>\n</section>\n' for page in self.pages
        )
        head = f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(self.title)}: teaching kit</title>\n<style>{_STYLE}</style>'
        return f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n<nav>\n<h1>{escape(self.title)}: teaching kit</h1>\n<ul>{listed}</ul>\n</nav>\n{bodies}</body>\n</html>\n'


def kit_of(loaded: Loaded, *, n: int = HISTORIES, seed: int = SEED, folder: Path | None = None, program: str = PROGRAM) -> Kit:
    """Everything for a lesson on a scenario, the answers worked out by running its exercises; raises ScenarioError where one of them cannot be run.

    `folder` is where it will be kept, `program` what this program is called where its commands are typed.
    """
    size = () if (n, seed) == (HISTORIES, SEED) else ("-n", str(n), "--seed", str(seed))
    commands = commands_of(loaded, program=program, folder=folder, size=size)
    warnings, statements = cautions_for_class(loaded), [told.literal() for told in placed(loaded.scenario, loaded.case)]
    scenario, results = in_literal_words(loaded.scenario), answered(loaded, n=n, seed=seed)
    exercises = sheets.exercises(scenario, commands, statements)
    pages = [
        Page("briefing.md", "Public briefing", sheets.briefing(scenario)),
        Page("agenda.md", "Agenda", sheets.agenda(scenario)),
        *_roles(loaded.scenario, scenario),
        Page("predictions.md", "Predictions", sheets.predictions(scenario, commands)),
        *([Page("exercises.md", "Exercises", exercises)] if exercises else []),
        Page("debrief.md", f"{TEACHER}: debrief", sheets.debrief(scenario, commands, in_short(results))),
        Page("lesson-50.md", f"{TEACHER}: lesson of 50 minutes", sheets.lesson(scenario, commands, statements, sheets.SHORT)),
        Page("lesson-90.md", f"{TEACHER}: lesson of 90 minutes", sheets.lesson(scenario, commands, statements, sheets.LONG)),
        Page("answers.md", f"{TEACHER}: answer key", key(scenario, commands, results, statements)),
    ]
    tables = {"predictions.csv": sheets.prediction_table()} | ({"coding.csv": sheets.coding_table(statements)} if statements else {})
    return Kit(one_line(loaded.scenario.title), pages, tables, results, (*warnings, *_contradicted(loaded, results)))


def _roles(told: Scenario, scenario: Scenario) -> Iterator[Page]:
    """A page a role: `scenario` in literal words for the sheets, `told` as the file has it for the list of pages, which is no Markdown."""
    start = opening(scenario)
    for role in (*by_label(told, told.parties), *by_label(told, told.mediators)):
        yield Page(f"roles/{role}.md", f"Role: {called(told, role)} (confidential)", sheet(scenario, role, start))
    for party in sheets.at_home(told):
        yield Page(f"roles/{party}--home.md", f"Role: home front of {called(told, party)} (confidential)", home_sheet(scenario, party, start))


def _contradicted(loaded: Loaded, results: Results) -> list[str]:
    """The expectations of the file that its own answers do not bear out, each with its place."""
    found = [
        Mistake(("information", "things_to_try", place, "reverses" if trial.reverses else "expect"), flag)
        for place, trial in enumerate(loaded.scenario.information.things_to_try)
        if trial.command in results.answers
        for flag in contradictions(loaded.scenario, trial, results.answers[trial.command])
    ]
    return located(found, loaded.places)
