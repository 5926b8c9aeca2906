"""`calibrate people`: from counts of bargains to behaviour."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.home import own_folder
from sim.shipped import CASES

from . import terminal
from .results import asked, keep

if TYPE_CHECKING:
    from sim.grid import Grid

PEOPLE = "people"
"""The case that is no record of reports: how people bargain."""
_TRIES = 150  # simulations whose behaviour is known that are fitted in their turn (numerical accuracy)
_PREDICTED = 200  # draws from the posterior that are played again (numerical accuracy)


def calibrate_people(simulations: int, *, seed: int, out: Path | None, overwrite: bool, kept: bool) -> None:
    """Fit behaviour to people's bargains, show it and keep it."""
    from sim.calibration.layout import check_keepable
    from sim.calibration.people import fit
    from sim.report.figures import write_picture
    from sim.report.people import draw

    if kept:
        check_keepable(CASES / PEOPLE)
    out = out or own_folder("runs") / "calibrate-people"
    with keep(out, made_by=asked(), overwrite=overwrite) as results:
        assert results is not None  # noqa: S101 - for the type checker: a folder was asked for
        seen = fit.of_people(CASES / PEOPLE).as_vector()
        numbers, rows = fit.table(simulations, seed, _counting("simulating the game", simulations))
        draws, weight = fit.posterior(numbers, rows, seen)
        again = fit.predicted(draws, weight, min(_PREDICTED, simulations), seed, _counting("playing the posterior", min(_PREDICTED, simulations)))
        covers = fit.covered(numbers, rows, _TRIES)
        found = fit.written(draws, weight, again, seen, covers, {"simulations": simulations, "seed": seed, "pairs": fit.PAIRS})
        text = json.dumps(found, indent=1) + "\n"
        (results.path / "posterior.json").write_text(text, encoding="utf-8")
        write_picture("people", draw(found), results.path)
        if kept:
            (CASES / PEOPLE / "posterior.json").write_text(text, encoding="utf-8")
    _show(found, out)


def _counting(what: str, of: int) -> Any:
    """What says from time to time how far it is."""

    def tell(done: int) -> None:
        if done % max(of // 10, 1) == 0:
            terminal.say(f"{what}: {done} of {of}")

    return tell


def _show(found: dict[str, Any], out: Path) -> None:
    """Print the posterior, and the model beside people."""
    console = terminal.results()
    numbers, counts = _table("behaviour", "5 %", "middle", "95 %", "contraction", "covered"), _table("count", "people", "model", "90 % of draws")
    for name, one in found["numbers"].items():
        numbers.add_row(name, *(f"{one[part]:.3f}" for part in ("low", "middle", "high")), f"{one['contraction']:.2f}", f"{one['covered']:.2f}")
    for one in found["counts"]:
        counts.add_row(one["what"], f"{one['people']:.3f}", f"{one['model']:.3f}", f"{one['low']:.3f} to {one['high']:.3f}")
    console.print(numbers)
    console.print("Contraction: by how much the counts narrow what was thought beforehand (variance); near 0 they say nothing of it.")
    console.print("Covered: how often 90 % intervals hold the true number, over simulations whose behaviour is known.\n")
    console.print(counts)
    console.print("A teaching model, not a forecast.")
    terminal.say(f"\nThe posterior and the figure are kept in {out}")


def _table(*heads: str) -> Grid:
    from sim.grid import Grid

    made = Grid("bold")
    for place, head in enumerate(heads):
        made.add_column(head, justify="left" if place == 0 else "right")
    return made
