"""`calibrate`: from what was reported to stances."""

from __future__ import annotations

import datetime as dt
from importlib.util import find_spec
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.environment import how_to_install
from sim.errors import InputError, TalksError
from sim.home import own_folder

from . import options, terminal
from .calibrate_people import PEOPLE, calibrate_people
from .commands import Examples
from .results import asked, keep

if TYPE_CHECKING:
    from sim.calibration.evidence import Evidence
    from sim.calibration.records import Case
    from sim.calibration.stances import Fit


@click.command(
    cls=Examples,
    help="Work out positions and saliences from a case's reports, with the spread that the reports leave, and draw how they moved. "
    "Needs the extra `calibration`; scenarios that use the stances do not.",
    examples=[
        ("calibrate gaza --as-of 2024-08-15", "from what was reported up to that day"),
        ("calibrate gaza --as-of 2024-08-15 --without CBC", "and leave an outlet out"),
        ("calibrate gaza --as-of 2024-08-15 --bias high", "if public demands overstate a lot"),
        ("calibrate gaza --agreement", "how far two coders agree"),
        ("calibrate people", "how people bargain, and what that says of behaviour; takes some minutes"),
        ("calibrate --new river", "start a case of your own, here"),
        ("calibrate ./river --keep", "and work it out"),
    ],
)
@click.argument("case", required=False)
@click.option("--as-of", metavar="DATE", help="The last day whose reports count, as 2024-08-15.  [default: the day on which the record ends]")
@click.option("--without", multiple=True, metavar="SOURCE", help="Leave out a report (its id) or an outlet; may be given again.")
@click.option("--bias", type=click.Choice(["low", "middle", "high"]), default="middle", show_default=True, help="How far public demands overstate.")
@click.option("--agreement", is_flag=True, help="Show how far the second coding agrees with the first, and stop.")
@click.option("--new", metavar="CASE", help="Lay out a folder for a case of your own, here or at a path, and stop.")
@click.option("--keep", "kept", is_flag=True, help="Also put the stances beside the reports, where scenarios take them from.")
@click.option("--simulations", type=click.IntRange(60), default=2200, show_default=True, help="With `people`: how many times the game is simulated.")
@options.cases
@options.seed
@options.out("stances and figures", "runs/calibrate-CASE-DATE")
@options.overwrite
def command(
    case: str | None,
    as_of: str | None,
    without: tuple[str, ...],
    bias: str,
    agreement: bool,
    new: str | None,
    kept: bool,
    simulations: int,
    seed: int,
    out: Path | None,
    overwrite: bool,
) -> None:
    """Check everything first, then fit, then show."""
    if new is not None:
        _lay_out(new)
        return
    if case == PEOPLE:
        _for_reports_only(as_of, without, bias, agreement=agreement)
        calibrate_people(simulations, seed=seed, out=out, overwrite=overwrite, kept=kept)
        return
    folder, record = _record(case)
    if agreement:
        _agree(record)
        return
    day = _day(as_of, record)
    _sources_exist(record, without)
    from sim.calibration.layout import check_keepable

    if kept:
        check_keepable(folder)
    _able_to_fit()
    from sim.calibration.stance_file import name_of, stances, written

    found_evidence, name = _evidence(record, day, without), name_of(day, bias, without)
    out = out or own_folder("runs") / f"calibrate-{record.name}-{name}"
    with keep(out, made_by=asked(), overwrite=overwrite) as results:
        found = _fitted(found_evidence, record, bias, seed)
        data = stances(found, case=record.name, without=without, seed=seed)
        text = written(data, _words(record, day, without, bias))
        assert results is not None  # noqa: S101 - for the type checker: a folder was asked for
        (results.path / "stances.yaml").write_text(text, encoding="utf-8")
        _draw(record, found, results.path)
        place = _kept(text, folder / "stances" / f"{name}.yaml") if kept else None
    _show(data, record, out, place)


def _for_reports_only(as_of: str | None, without: tuple[str, ...], bias: str, *, agreement: bool) -> None:
    """Raise InputError where an option is given that means something only for a case that rests on reports."""
    given = {"--as-of": as_of is not None, "--without": bool(without), "--bias": bias != "middle", "--agreement": agreement}
    if wrong := [name for name, there in given.items() if there]:
        raise InputError(f"{', '.join(wrong)}: only for a case that rests on reports; calibrate {PEOPLE} takes --simulations, --keep, --seed, --out")


def _lay_out(new: str) -> None:
    """Make the folder of a new case, and say where it is."""
    from sim.calibration.layout import lay_out

    folder = lay_out(new)
    terminal.say(f"The case {folder.name} has a folder now: {folder}. Its README.md says what to write where.")


def _able_to_fit() -> None:
    """Raise InputError where what fits is not installed."""
    if find_spec("numpyro") is None or find_spec("arviz") is None:
        raise InputError(f"calibrate needs the extra `calibration`: {how_to_install('calibration')}")


def _show(data: dict[str, Any], record: Case, out: Path, place: Path | None) -> None:
    """Print the table of the stances, and where they are kept."""
    from sim.report.stances import StancesTable

    terminal.results().print(StancesTable(data, {**record.setting.parties, **{name: scale["label"] for name, scale in record.negotiable.items()}}))
    terminal.say(f"\nThe stances and the figures are kept in {out}")
    if place:
        terminal.say(f"Scenarios can take them from {place}")


def _words(record: Case, day: dt.date, without: tuple[str, ...], bias: str) -> str:
    """The command that works the same stances out again."""
    left_out = [f"--without '{one}'" for one in without]
    return " ".join(["calibrate", record.name, "--as-of", str(day), *left_out, *([] if bias == "middle" else ["--bias", bias])])


def _evidence(record: Case, day: dt.date, without: tuple[str, ...]) -> Evidence:
    """What counts of a record; raises InputError where it places nobody."""
    from sim.calibration.evidence import evidence

    try:
        return evidence(record, day, record.setting.measurement, without=without)
    except ValueError as error:
        raise InputError(str(error)) from None


def _fitted(found: Evidence, record: Case, bias: str, seed: int) -> Fit:
    """The fit; raises TalksError where the chains disagree."""
    from sim.calibration.stances import fit

    terminal.say(f"Fitting {len(set(found.ids))} statements and {len(found.answer_ids)} answers; this takes a minute or two ...")
    fitted = fit(found, record.setting.measurement, bias=bias, seed=seed)  # type: ignore[arg-type]
    if not fitted.diagnostics.good:
        bad = fitted.diagnostics
        raise TalksError(
            f"MCMC did not converge (R-hat {bad.rhat:.3f}, bulk ESS {bad.ess:.0f}, divergences per chain {', '.join(map(str, bad.divergences))}), "
            "so nothing was written; try another --seed"
        )
    return fitted


def _kept(text: str, place: Path) -> Path:
    """Put stances beside the reports of their case, whole or not at all."""
    place.parent.mkdir(exist_ok=True)
    partial = place.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    return partial.replace(place)


def _record(case: str | None) -> tuple[Path, Case]:
    """The folder of a case and its record; raises InputError with all that is wrong with it."""
    from sim.calibration.layout import all_cases, find_case
    from sim.calibration.records import read_case

    if case is None:
        raise InputError(f"say which case to calibrate; there is {', '.join(all_cases())}")
    folder = find_case(case)
    try:
        return folder, read_case(folder.resolve().name, folder.resolve().parent)
    except ValueError as error:
        raise InputError(str(error)) from None


def _day(as_of: str | None, record: Case) -> dt.date:
    """The day asked for; raises InputError if it is none, or after the record."""
    ends = record.setting.record_ends
    if as_of is None:
        return ends
    try:
        day = dt.date.fromisoformat(as_of)
    except ValueError:
        raise InputError(f"--as-of: must be a date written as year-month-day, such as {ends}; found {as_of!r}") from None
    if day > ends:
        raise InputError(f"--as-of: the record of {record.name} ends on {ends}; found {day}")
    return day


def _sources_exist(record: Case, without: tuple[str, ...]) -> None:
    """Raise InputError for a source that the record does not know."""
    from difflib import get_close_matches

    names = sorted({row.source_id for row in record.sources} | {row.outlet for row in record.sources})
    for name in without:
        if name not in names:
            near = get_close_matches(name, names, 1)
            hint = f" (did you mean '{near[0]}'?)" if near else ""
            raise InputError(f"--without: no report and no outlet of {record.name} is called {name!r}{hint}")


def _agree(record: Case) -> None:
    """Show how far two coders agree."""
    from rich.text import Text

    from sim.calibration.agreement import agreement
    from sim.grid import Grid

    if not record.recodings:
        raise InputError(f"the case {record.name} has no second coding")
    terminal.results().print(Text(f"Agreement of two coders: {record.name}", style="italic"))
    table = Grid("bold")
    for head in ("what", "units", "Krippendorff's alpha"):
        table.add_column(head, justify="left" if head == "what" else "right")
    for one in agreement(record):
        table.add_row(one.what, str(one.units), "-" if isnan(one.alpha) else f"{one.alpha:.2f}")
    terminal.results().print(table)


def _draw(record: Case, found: Fit, folder: Path) -> None:
    """A figure for each issue on which somebody was placed."""
    import numpy as np

    from sim.calibration.stances import points, predictive
    from sim.report.figures import write
    from sim.report.figures.stances import Expected, Mark, Way, draw, draw_predictive

    ev = found.evidence
    days = [ev.as_of - dt.timedelta(days=found.given.days_a_knot * (ev.knots - 1 - k)) for k in range(ev.knots)]
    statements = {row.statement_id: row for row in record.statements}
    about = f"Stances of {record.name} as of {ev.as_of}: {len(set(ev.ids))} statements, {len(ev.answer_ids)} answers, bias {found.bias_prior}."
    for issue, scale in record.negotiable.items():
        places = [k for k, one in enumerate(ev.series) if one.issue == issue]
        marks = [
            Mark(places.index(int(of)), day, *(statements[name].span or (0.0, 100.0)), statements[name].kind)
            for name, of, day in dict.fromkeys(zip(ev.ids, map(int, ev.of), ev.days, strict=True))
            if of in places
        ]
        paths = []
        for k in places:
            one = ev.series[k]
            position = points(found.position[:, k])
            low, middle, high = np.quantile(position, [0.05, 0.5, 0.95], axis=0)
            signs = float(np.median(points(found.position[:, k, -1] - one.direction * found.tolerance[:, k])))
            paths.append(Way(record.setting.parties[one.party], days, low, middle, high, signs))
        anchors = {float(point): anchor["text"] for point, anchor in scale["anchors"].items()}
        write(issue, draw(scale["label"], anchors, paths, marks, about), folder)
    parties, scales = record.setting.parties, record.negotiable
    predicted = predictive(found)
    expected = [Expected(f"{parties[one.series.party]}: {scales[one.series.issue]['label']}", one.before, one.after, one.reported) for one in predicted]
    met = sum(one.met * len(one.reported) for one in predicted) / sum(len(one.reported) for one in predicted)
    write("predictive", draw_predictive(expected, met, about), folder)
