"""Recompute the studies of robustness and bands, draw them and fill their pages: `make docs-studies`; `--draw` only draws and fills."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import bands
import robustness
import shown_bands
import shown_robustness
from playing import play_all, players

from sim.report.figures import write_picture

ROOT = Path(__file__).parents[2]
PAGES, PICTURES = ROOT / "docs/explanation", ROOT / "docs/images/studies"
SHOWN = {"robustness": shown_robustness, "bands": shown_bands}


def compute(workers: int | None) -> None:
    """Play everything anew and keep it in docs/data."""
    with players(workers) as over:
        play = partial(play_all, over)
        _keep("robustness_bases", robustness.based(play))
        _keep("robustness_crossed", robustness.crossed(play))
        effects = _keep("robustness_screened", robustness.screened(play))
        scans = _keep("robustness_scanned", robustness.scanned(play, effects))
        _keep("robustness_refined", robustness.refined(play, scans))
        _keep("robustness_compared", robustness.compared(play))
        _keep("bands_followed", bands.followed(over))
        _keep("bands_paired", bands.paired(over))


def _keep(name: str, rows: Iterable[robustness.Row]) -> list[robustness.Row]:
    kept = robustness.write(name, rows)
    print(f"{name}: {len(kept)} rows", flush=True)
    return kept


def filled(page: str) -> str:
    """A page with what its study found between the marks `<!-- generated: NAME -->` and `<!-- end -->`."""
    says = SHOWN[page].SAYS
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    return re.sub(
        r"<!-- generated: ([^>]+?) -->.*?<!-- end -->", lambda mark: f"<!-- generated: {mark[1]} -->\n{says[mark[1]]()}\n<!-- end -->", text, flags=re.DOTALL
    )


def main(words: list[str]) -> int:
    """Compute unless told only to draw; then draw every figure and fill every page."""
    if "--draw" not in words:
        compute(int(words[0]) if words else None)
    for page, shown in SHOWN.items():
        for name, draw in shown.DRAWS_FIGURES.items():
            write_picture(name, draw(), PICTURES)
        (PAGES / f"{page}.md").write_text(filled(page), encoding="utf-8")
        print(f"{page}: written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
