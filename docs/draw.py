"""Draw the figure and write the page of every claim of the literature, or of those named: `make docs-figures CLAIM=red_lines`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

from sim.report.figures import write_picture

ROOT = Path(__file__).parents[1]
THEORY, PAGES, PICTURES = ROOT / "tests/theory", ROOT / "docs/explanation/theory", ROOT / "docs/images/theory"
SHOWS = "## What the figure shows"
sys.path.insert(0, str(THEORY))


def claims() -> dict[str, ModuleType]:
    """The modules of all claims by name, in alphabetical order."""
    found = {path.stem.removeprefix("test_"): importlib.import_module(path.stem) for path in sorted(THEORY.glob("test_*.py"))}
    return {name: module for name, module in found.items() if hasattr(module, "CLAIM")}


def page(name: str, module: ModuleType) -> str:
    """The page of a claim, down to where it says what its figure shows."""
    claim = module.CLAIM
    test, talks = f"tests/theory/test_{name}.py", f"tests/theory/{name}.yaml"
    kind = [f"- **Kind:** {claim.kind}", f"- **Conditions:** {claim.conditions}", *([f"- **Where it reverses:** {claim.reverses}"] if claim.reverses else [])]
    links = [f"- **In the model:** {', '.join(linked(rule) for rule in claim.rules)}", f"- **Test:** {linked(test)}", f"- **Scenario:** {linked(talks)}"]
    parts = [
        f"# {claim.title}",
        claim.says,
        "\n".join(kind + links),
        "## Source",
        "\n".join(f"- {full}" for full in claim.sources.values()),
        "## Draw it, run it",
        f"```console\nmake docs-figures CLAIM={name}\npython run_sim.py run {talks} -n 250\n```",
        f"{SHOWS}\n",
    ]
    return "\n\n".join(parts)


def linked(place: str) -> str:
    """A link from the page of a claim to a file of the project; `path:name` points to something in it."""
    path, _, inside = place.partition(":")
    return f"[`{inside or path}`](../../../{path})"


def table(found: dict[str, ModuleType]) -> str:
    """One row a claim."""
    lines = ["| claim | kind | source | test | figure |", "|---|---|---|---|---|"]
    for name, module in found.items():
        claim = module.CLAIM
        links = f"[test](../../tests/theory/test_{name}.py) | [figure](../images/theory/{name}.png)"
        lines.append(f"| [{claim.title}](theory/{name}.md) | {claim.kind} | {'; '.join(claim.sources)} | {links} |")
    return "\n".join(lines)


def main(wanted: list[str]) -> int:
    """Draw and write the claims of these names, or all, and the table of all."""
    found = claims()
    for name in wanted or found:
        if name not in found:
            print(f"There is no claim {name}; there are {', '.join(found)}.", file=sys.stderr)
            return 2
        drawing = found[name].draw()
        write_picture(name, drawing, PICTURES)
        (PAGES / f"{name}.md").write_text(f"{page(name, found[name])}\n![{drawing.alt}](../../images/theory/{name}.png)\n\n{drawing.alt}\n", encoding="utf-8")
        print(f"{name}: {drawing.title}")
    index = PAGES.parent / "theory.md"
    head, _, _ = index.read_text(encoding="utf-8").partition("| claim |")
    index.write_text(f"{head}{table(found)}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
