"""Write the generated tables into the description of the model, the page of all settings and the schemas for editors: `make docs-figures`."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import draw

from sim.columns import column_of
from sim.endings import ENDING
from sim.ensemble.columns import column_dictionary
from sim.ensemble.series import SERIES
from sim.model import STAGES, Stage
from sim.modules.registry import modules
from sim.report.figures.registry import figures_of
from sim.rules.registry import kinds, rules
from sim.scenario import schema
from sim.scenario.constants import Constants
from sim.scenario.json_schema import write_schemas
from sim.scenario.shape import SCENARIO, Group, Items, Leaf, Member, Named, Shape, group

ROOT = Path(__file__).parents[1]
MODEL, RESULTS, SETTINGS = ROOT / "docs/explanation/model.md", ROOT / "docs/reference/results.md", ROOT / "docs/reference/settings.md"
GLOSSARY = ROOT / "docs/reference/glossary.md"
FILLED = (MODEL, RESULTS, GLOSSARY)
"""The pages that hold generated parts."""
_MARKED = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_SHAPE = re.compile(r"[;,]? \((?:\w+, )?R,?\)(?: in \[0, 1\])?|; broadcast shape")
_NUMBER = re.compile(r"^(_?[A-Z_]+) = ([\d.e-]+)  # (.*)$", re.MULTILINE)
_SPREADS = """Everything that a scenario file may say, section by section. `NAME` stands for a name that the file chooses.
`python run_sim.py describe SCENARIO --settings` lists those that have an effect in one scenario, with their values and where each comes from;
`python run_sim.py describe SCENARIO --settings patience` only those that a word names or means. Where a spread is allowed, write a number,
`{mean: 20, sd: 5}` or `{low: 10, mode: 20, high: 40}`; a value is then drawn once per history. A red line may also say how likely it is to be
real: `{low: 25, mode: 40, high: 50, firm: 0.7}`, or at a point `{at: 40, firm: 0.5}`.

Every number has a range, far wider than any scenario needs, inside which no arithmetic overflows. What lies outside is refused in words.
A spread's `sd` may be 0 to 100. A quantity that events move stays inside its range."""
_SOURCES = """Any part with numbers may also carry `reports` (ids of the reports that they rest on) and `judgement` (why these numbers, where no report fixes
them)."""
_NO_FORMULAS = {"fitting.py", "guarding.py", "offers.py", "plugins.py", "registry.py"}
"""Files beside the formulas that always hold: parties' own offers, and what finds the rules that a scenario chooses by name."""


def claims() -> str:
    """The findings that the model has to show, with the files in which their mechanisms stand."""
    rows = []
    for name, module in draw.claims().items():
        files = sorted({rule.partition(":")[0] for rule in module.CLAIM.rules})
        rows.append([f"[{module.CLAIM.title}](theory/{name}.md)", module.CLAIM.kind, ", ".join(_to(path) for path in files)])
    return _table(["finding", "kind", "mechanism"], rows)


def stages() -> str:
    """The stages of a day, in the order in which the model walks them, and where each stands."""
    rows = [
        [str(k), f"`{stage.name}`", _safe(stage.says.rstrip(".")), f"`{stage.module}`" if stage.module else "always", _to(place_of(stage))]
        for k, stage in enumerate(STAGES, 1)
    ]
    return _table(["", "stage", "what happens", "module", "file"], rows)


def place_of(stage: Stage) -> str:
    """The file in which a stage stands."""
    return Path(inspect.getfile(stage.run)).relative_to(ROOT).as_posix()


def parts_of_model() -> str:
    """The modules: what each adds, where in a day it acts, and what counts only where it is on."""
    rows = [
        [
            f"`{one.name}`",
            _safe(one.adds.rstrip(".")),
            *(", ".join(f"`{name}`" for name in names) or "-" for names in (one.acts, one.every_setting, one.constants, one.every_event, one.every_column)),
        ]
        for one in modules().values()
    ]
    return _table(["module", "what it adds", "stages", "settings", "constants", "happenings", "columns"], rows)


def endings() -> str:
    """The endings and what they mean."""
    return _table(["ending", "at the horizon"], [[f"`{name}`", ending.means] for name, ending in ENDING.items()])


def rules_by_name() -> str:
    """The rules that a scenario chooses by name."""
    rows = [[f"`{kind.place}`", f"`{rule.name}`", _first(rule), _source(rule)] for kind in kinds() for rule in rules(kind)]
    return _table(["setting", "rule", "what it does", "source"], rows)


def rules_in_the_field() -> str:
    """The same rules, with what the literature calls them."""
    found = sorted((rule for kind in kinds() for rule in rules(kind)), key=lambda rule: rule.name)
    rows = [[rule.name, rule.known_as or rule.name.replace("_", " "), f"{_first(rule)}."] for rule in found]
    return _table(["our word", "the field's word", "what it is"], rows)


def modules_in_the_field() -> str:
    """Modules, with what the literature calls what they model."""
    found = sorted(modules().values(), key=lambda module: module.name)
    rows = [[module.name, module.known_as or module.name.replace("_", " "), module.adds] for module in found]
    return _table(["our word", "the field's word", "what it is"], rows)


def figures() -> str:
    """The figures of a run, by the name of their files."""
    rows = [[f"`{name}`", _safe(_first(inspect.getmodule(one.drawn)).rstrip("."))] for name, one in figures_of("run").items()]
    return _table(["figure", "what it shows"], rows)


def rules_for_all() -> str:
    """The formulas that hold in every scenario, file by file."""
    rows = []
    for path in sorted((ROOT / "sim/rules").glob("[a-z]*.py")):
        module = importlib.import_module(f"sim.rules.{path.stem}")
        if path.name not in _NO_FORMULAS:
            rows += [[_to(f"sim/rules/{path.name}"), f"`{name}`", _first(rule), _source(rule)] for name, rule in _functions(module)]
    return _table(["file", "function", "what it gives", "source"], rows)


def constants() -> str:
    """Every constant of behaviour."""
    rows = []
    for name, field in Constants.model_fields.items():
        said: Any = field.json_schema_extra
        low, high = said["range"]
        may_be = _allowed(group(Constants).members[name].shape)
        rows.append([f"`{name}`", f"{field.default:g}", f"{low:g} to {high:g}", may_be, said["unit"], field.description or "", said["source"]])
    return _table(["constant", "default", "range", "may be", "unit", "what it is", "source"], rows)


def fixed() -> str:
    """Numbers that stand in the code of the model and its rules, and that no scenario sets."""
    rows = []
    for folder in ("model", "rules"):
        for path in sorted((ROOT / "sim" / folder).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            rows += [[f"`{name}`", value, words, _to(place)] for name, value, words in _NUMBER.findall(path.read_text(encoding="utf-8"))]
    return _table(["number", "value", "what it is", "file"], rows)


def columns() -> str:
    """The columns of a table of histories."""
    words = column_dictionary({"PARTY": "PARTY"}, {"ISSUE": "ISSUE"}, list(modules()))
    units = {name: one.unit for name in words if (one := column_of(name))}
    return _table(["column", "in", "what it holds"], [[f"`{name}`", units[name], _safe(meaning)] for name, meaning in words.items()])


def series() -> str:
    """The arrays beside the table of histories."""
    return _table(["array", "axes", "what it holds"], [[f"`{name}`", " x ".join(one.axes), one.meaning] for name, one in SERIES.items()])


TABLES: dict[str, Callable[[], str]] = {
    "claims": claims,
    "stages": stages,
    "modules": parts_of_model,
    "endings": endings,
    "rules_by_name": rules_by_name,
    "rules_for_all": rules_for_all,
    "rules_in_the_field": rules_in_the_field,
    "modules_in_the_field": modules_in_the_field,
    "figures": figures,
    "constants": constants,
    "fixed": fixed,
    "columns": columns,
    "series": series,
}


def filled(page: str) -> str:
    """The page with every generated part written anew."""
    return _MARKED.sub(lambda part: f"{part[1]}{TABLES[part[2]]()}\n{part[3]}", page)


# --- the page of settings ----------------------------------------------------------------------------------------------


def settings() -> str:
    """The page of everything that a scenario file may say."""
    parts = ["# Settings of a scenario", _SPREADS, _SOURCES]
    for place, part in _groups("", SCENARIO):
        if place == "constants":
            words = "The constants stand, with their ranges and sources, in [the description of the model](../explanation/model.md#constants)."
        else:
            rows = [[f"`{name}`", _allowed(member.shape), _default(member), _safe(_meaning(member))] for name, member in _own(part).items()]
            words = _table(["setting", "may be", "if left out", "what it is"], rows)
        parts += [f"## {f'`{place}`' if place else 'The file'}", _safe(part.description), words]
    return "\n\n".join(parts) + "\n"


def _groups(place: str, shape: Shape) -> Iterator[tuple[str, Group]]:
    """Every part of a scenario with its place, a part before the parts inside it."""
    match shape:
        case Group():
            yield place, shape
            for name, member in _own(shape).items():
                yield from _groups(f"{place}.{name}".lstrip("."), member.shape)
        case Named():
            yield from _groups(f"{place}.{'NUMBER' if shape.keys.kind == 'whole' else 'NAME'}", shape.of)
        case Items():
            yield from _groups(f"{place}.NUMBER", shape.of)


def _own(group: Group) -> dict[str, Member]:
    return {name: group.members[name] for name in group.own_members}


def _meaning(member: Member) -> str:
    """What a setting is, and where it says so in what unit and on whose word."""
    return f"{member.description} In {member.unit}; source: {member.source}." if member.unit and member.source else member.description


def _allowed(shape: Shape) -> str:
    match shape:
        case Leaf():
            return _safe(shape.allowed)
        case Items():
            return f"a list of: {_allowed(shape.of)}"
        case Named():
            return f"names, each with {_allowed(shape.of)}"
    return "a section of its own"


def _default(member: Member) -> str:
    if member.required:
        return "must be given"
    value = member.default
    if value is None or isinstance(value, schema.Strict) or value in ({}, [], ""):
        return "-"
    return f"`{str(value).lower() if isinstance(value, bool) else f'{value:g}' if isinstance(value, float) else value}`"


# --- words of the code -------------------------------------------------------------------------------------------------


def _functions(module: ModuleType) -> Iterator[tuple[str, Any]]:
    for name, value in vars(module).items():
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_"):
            yield name, value


def _first(thing: Any) -> str:
    """The first sentence of what something says of itself, without shapes of arrays and source."""
    words = " ".join((inspect.getdoc(thing) or "").split())
    sentence = re.split(r"(?<=[\w)])\. |[;.] [Ss]ource: ", _SHAPE.sub("", words))[0]
    return _safe(sentence.rstrip(".").strip())


def _source(thing: Any) -> str:
    """The source that something names, or else the file it stands in."""
    module = sys.modules[thing.__module__]
    for words in (" ".join((inspect.getdoc(one) or "").split()) for one in (thing, module)):
        named = re.search(r"[Ss]ource: (.+?)\.?$", words)
        if named:
            return _safe(named[1])
        years = re.findall(r"\(([^()]*\b(?:19|20)\d\d\b[^()]*)\)", words)
        if years:
            return _safe("; ".join(years))
    return "-"


def _safe(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")


def _to(path: str) -> str:
    return f"[`{path}`](../../{path})"


def _table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def main() -> int:
    """Write the pages, and the schemas for editors."""
    for page in FILLED:
        page.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8")
    SETTINGS.write_text(settings(), encoding="utf-8")
    write_schemas(SETTINGS.parent)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
