"""The page of results tells of everything that a run leaves."""

import re
from pathlib import Path

import pytest

from sim.ensemble import RunFolder, plan_of, simulate
from sim.report.figures import draw_all
from sim.report.summary import as_document, summarise
from sim.scenario import load, with_changes

PAGE = (Path(__file__).parents[2] / "docs/reference/results.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A run and its folder, with figures."""
    plain, folder = load("one-mediator").scenario, tmp_path_factory.mktemp("runs") / "kept"
    scenario = with_changes(plain, {"modules": [*plain.modules, "reasons"]})  # with which there are all figures
    with RunFolder.create(folder, plan_of(scenario, seed=1, n=100)) as made:
        run = simulate(scenario, name="one-mediator", n=100, workers=1)
        made.write(run)
        made.add_figures(draw_all(run, made.path))
        made.add_times({})
    return run, folder


def test_every_file_of_a_run_stands_on_the_page(kept):
    """Tables by their whole name, figures by their stem; nothing is named there that a run does not leave."""
    figures = {re.sub(r"_\d+$", "", path.stem) for path in kept[1].glob("*.svg")}
    others = {path.name for path in kept[1].iterdir() if re.sub(r"_\d+$", "", path.stem) not in figures}
    files = PAGE.partition("## The folder of a run")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([\w.]+)` \|", files, re.MULTILINE)) == figures | others


def test_every_key_of_the_document_stands_on_the_page(kept):
    """In the table of keys, and no other."""
    run, folder = kept
    keys = PAGE.partition("## The document of")[2]
    told = {name for cell in re.findall(r"^\| (`.*?) \|", keys, re.MULTILINE) for name in re.findall(r"`(\w+)`", cell)}
    assert told == set(as_document(summarise(run), run, folder, 0.0))


def test_every_cause_of_no_deal_is_explained(kept):
    """Those that the document counts are told with the column that holds them."""
    column = next(line for line in PAGE.splitlines() if line.startswith("| `why_no_deal` |") and "first that holds" in line)
    assert [cause for cause in summarise(kept[0]).why_no_deal if f"{cause} (" not in column] == []
