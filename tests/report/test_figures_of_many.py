"""The figures of sweeps, comparisons, levers and sensitivity."""

import itertools
import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from legible import assert_legible
from legible import texts_of as all_texts_of
from matplotlib.colors import same_color
from synthetic_run import a_run, with_columns

from sim.analysis.beyond_noise import by_chance
from sim.analysis.compare import compare
from sim.analysis.factors import Factor
from sim.analysis.intervals import shares_paired, wilson
from sim.analysis.levers import Lever, Search, Tried
from sim.analysis.sensitivity import Effect, Part, Sensitivity
from sim.analysis.sweep import Point, Sweep
from sim.analysis.varied import Varied
from sim.endings import OUTCOMES
from sim.report.figures import compared, levers, sensitivity, swept
from sim.report.figures.style import INNER, SMALL, VERMILLION, width_of
from sim.report.words import CAVEAT

PATH = "mediators.united_states.guarantee.strength"
LONG_PATH = "parties.hamas_and_its_partners.factions.leadership_in_gaza.stances.returnee_screening_at_the_corridor.position.mean"
N = 250


def a_sweep(*varied, seed=1, **about):
    """A sweep over the values of these (path, values), in which some deals are partial unless `alike`."""
    alike, luck = about.pop("alike", False), np.random.default_rng(seed)

    def point(values):
        deals = int(luck.integers(60, 190))
        partial = 0 if alike else deals // 4
        counts = dict.fromkeys(OUTCOMES, 0) | {"any_deal": deals, "agreement": deals - partial, "partial": partial, "stalemate": N - deals}
        flags = np.arange(N) < deals
        return Point(values, {name: wilson(count, N) for name, count in counts.items()}, {name: shares_paired(flags, flags) for name in counts}, 30.0)

    grid = itertools.product(*(values for _, values in varied))
    return Sweep(tuple(Varied(path, tuple(values)) for path, values in varied), N, seed, point(()), [point(values) for values in grid], **about)


def tried(*acts, count=120, far=None, base=100):
    """What these (holder, act) do together."""
    made = tuple(Lever("positions", holder, words, lambda far: {"x": far}) for holder, words in acts)
    flags = np.arange(N)
    return Tried(made, far or (1.0,) * len(acts), wilson(count, N), shares_paired(flags < base, flags < count))


def a_search(bounds, level=0.5, pairs=()):
    """A search that found these."""
    return Search("any_deal", level, N, wilson(100, N), list(bounds), [], list(pairs))


def a_sensitivity(*sizes, path="constants.shape"):
    """Effects of these sizes, of stances and constants by turns."""
    effects = [
        Effect(Factor(f"{path}_{k}", ("stance", "constant")[k % 2], (0.0, 1.0)), size, size, -size if k % 3 else 0.0, 0.1) for k, size in enumerate(sizes)
    ]
    return Sensitivity("any_deal", 76, effects, {"stances": Part(0.2, 0.1, 0.3), "luck": Part(0.8, 0.7, 0.9)})


def a_comparison(*variants, names=None, **base):
    """The synthetic run beside others."""
    return compare(a_run(n=60, **base), variants, names or [f"variant {k}" for k in range(len(variants))])


def elsewhere(run, **changes):
    """The same run under another scenario: issues renamed, or another start."""
    if "start" in changes:
        start = changes["start"]
        calendar = run.scenario.calendar.model_copy(update={"start": start, "end": start + timedelta(days=run.scenario.days - 1)})
        return replace(run, scenario=run.scenario.model_copy(update={"calendar": calendar}))
    issues = {f"other_{name}": issue for name, issue in run.scenario.issues.items()}
    columns = {f"term.other_{name}": run.histories[f"term.{name}"] for name in run.issues}
    return replace(run, scenario=run.scenario.model_copy(update={"issues": issues}), issues=list(issues), histories=run.histories | columns)


def no_deals(run):
    """The run without its deals."""
    return with_columns(run, deal_day=np.full(run.n, np.nan), **{f"term__{name}": np.full(run.n, np.nan) for name in run.issues})


ACT = ("Northern League", "move its position on Presence on the border by 25 points towards the others")
LONG_ACT = ("The League and the territories administered under the interim arrangement", "hold out for half as much beyond its limit on everything")
NAMED = ["time_dependent", "reciprocal", "fixed", {"strength": 0.5, "credible_to": {"north": 0.5}}]

FIGURES = {
    "lines": lambda: swept.lines(a_sweep((PATH, np.linspace(0, 2, 5).tolist())), "toy", "any_deal"),
    "lines, all deals agreements": lambda: swept.lines(a_sweep((PATH, [0.5, 1, 2]), alike=True, as_of=date(2024, 8, 15)), "toy", "any_deal"),
    "lines, one value": lambda: swept.lines(a_sweep((PATH, [1])), "toy", "agreement"),
    "lines, a hundred values": lambda: swept.lines(a_sweep((LONG_PATH, np.linspace(1e-6, 2e-6, 100).tolist())), "toy", "stalemate"),
    "lines, names": lambda: swept.lines(a_sweep((LONG_PATH, NAMED)), "toy", "any_deal"),
    "lines, many names": lambda: swept.lines(a_sweep((PATH, [f"a_rule_of_some_name_{k}" for k in range(25)])), "toy", "any_deal"),
    "lines, very many names": lambda: swept.lines(a_sweep((PATH, [f"a_rule_{k}" for k in range(200)])), "toy", "any_deal"),
    "map": lambda: swept.heat_map(a_sweep((LONG_PATH, [50, 70, 90]), (PATH, [0.5, 1, 2])), "toy", "any_deal"),
    "map, long paths": lambda: swept.heat_map(a_sweep((f"{LONG_PATH}.{PATH}", [50, 90]), (f"{LONG_PATH}.{PATH}", [1])), "toy", "any_deal"),
    "map, twelve columns": lambda: swept.heat_map(a_sweep((PATH, [1, 2]), ("b", np.linspace(0, 10, 12).tolist())), "toy", "any_deal"),
    "map, large numbers": lambda: swept.heat_map(a_sweep((PATH, [1, 2]), ("b", np.linspace(1e5, 9e5, 20).tolist())), "toy", "any_deal"),
    "map, sixty columns": lambda: swept.heat_map(a_sweep((PATH, [1, 2]), ("b", np.linspace(0, 1, 60).tolist())), "toy", "any_deal"),
    "map, sixty rows": lambda: swept.heat_map(a_sweep((PATH, np.linspace(0, 1, 60).tolist()), ("b", [1, 2])), "toy", "any_deal"),
    "map, names": lambda: swept.heat_map(a_sweep((PATH, NAMED), (LONG_PATH, NAMED)), "toy", "any_deal"),
    "map, many names": lambda: swept.heat_map(a_sweep((PATH, [True, False]), ("b", [f"rule_{k}" for k in range(30)])), "toy", "any_deal"),
    "levers": lambda: levers.acts(a_search([tried(ACT, count=150), tried(ACT, count=101)], 0.75), "toy"),
    "levers, none": lambda: levers.acts(a_search([], 1.0), "toy"),
    "levers, many": lambda: levers.acts(a_search([tried(LONG_ACT, count=240 - k) for k in range(60)], 1.0), "toy"),
    "levers, pairs": lambda: levers.acts(
        a_search([tried(ACT), tried(LONG_ACT)], 0.75, [tried(ACT, LONG_ACT, count=190 - k, far=(0.5, 1.0)) for k in range(9)]), "toy"
    ),
    "sensitivity": lambda: sensitivity.tornado(a_sensitivity(0.7, 0.4, 0.1, 0.0), "toy"),
    "sensitivity, nothing": lambda: sensitivity.tornado(a_sensitivity(0.0, 0.0), "toy"),
    "sensitivity, many": lambda: sensitivity.tornado(a_sensitivity(*np.linspace(0.4, 0.01, 60), path=LONG_PATH), "toy"),
}
COMPARISONS = {
    "two": lambda: a_comparison(a_run(n=60, pace=0.1)),
    "another calendar": lambda: a_comparison(elsewhere(a_run(n=60), start=date(2025, 1, 1)), a_run(n=60, days=300)),
    "other issues": lambda: a_comparison(elsewhere(a_run(n=60))),
    "no deals": lambda: a_comparison(no_deals(a_run(n=60))),
    "nine": lambda: a_comparison(*(a_run(n=60, pace=0.02 * k) for k in range(1, 9))),
    "long names": lambda: a_comparison(*[a_run(n=60)] * 3, names=[f"{k} a name {'of some length ' * 9}" for k in range(3)], long_labels=True, issues=8),
}
OF_RUNS = {"endings": compared.endings, "shares": compared.shares, "deals_by_day": compared.deals_by_day, "terms": compared.terms}
FIGURES |= {
    f"compared, {case}, {name}": (lambda made=made, draw=draw: draw(made()))
    for (case, made), (name, draw) in itertools.product(COMPARISONS.items(), OF_RUNS.items())
    if (case, name) != ("other issues", "terms")
}


@pytest.fixture(scope="module", params=FIGURES.values(), ids=FIGURES.keys())
def drawing(request):
    """Each figure of each edge case."""
    return request.param()


def texts_of(figure):
    """Every text that is drawn, with its box; matplotlib also keeps labels for places beyond the ends of an axis."""
    found = all_texts_of(figure)
    axes = [axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)]
    beyond = [
        tick.label1
        for axis in axes
        for tick in axis.get_major_ticks()
        if not axis.get_view_interval().min() <= tick.get_loc() <= axis.get_view_interval().max()
    ]
    unseen = {(label.get_text(), label.get_window_extent().bounds) for label in beyond}
    return [(words, box) for words, box in found if (words, box.bounds) not in unseen]


def words_of(drawing):
    """All that is written in a figure, on one line."""
    return " ".join(words for words, _ in texts_of(drawing.figure)).replace("\n", " ").replace("\u00a0", " ")


def test_no_text_meets_another_or_leaves_the_page(drawing):
    """Whatever was found, all that is written can be read."""
    assert_legible(texts_of(drawing.figure), drawing.figure)


def test_small_print_is_there(drawing):
    """Every figure says how many histories it rests on and that it is no forecast."""
    assert re.search(r"\d histories", words_of(drawing))
    assert CAVEAT in words_of(drawing)


def test_alternative_text_and_rows_are_there(drawing):
    """Words for those who cannot see the figure, without numbers that are none, and a table with at least one row."""
    assert len(re.findall(r"[.](?: |$)", drawing.alt)) >= 2
    assert not re.search(r"\b(nan|None)\b", drawing.alt)
    assert len({tuple(row) for row in drawing.rows}) == 1


# --- sweeps ------------------------------------------------------------------------------------------------------------


def test_a_map_names_its_settings_level():
    """Both paths of a heat map stand upright to read, one above and one below it."""
    drawing = FIGURES["map"]()
    assert f"down: {LONG_PATH}" in words_of(drawing).replace(". ", ".")
    assert f"across: {PATH}" in words_of(drawing)
    assert not any(text.get_rotation() for text in drawing.figure.texts)


def test_numbers_have_three_digits_or_as_many_as_tell_them_apart():
    """Values at an axis are short, and never two the same."""
    assert swept._spelt([0, 10 / 11, 100 / 11, 1234.5]) == ["0", "0.909", "9.09", "1234"]
    assert swept._spelt([0.10001, 0.10002]) == ["0.10001", "0.10002"]
    assert swept._spelt([True, 1.0]) == ["true", "1"]


def test_labels_below_an_axis_are_thinned_before_they_touch():
    """Of many numbers every so many is labelled, with room between any two."""
    names = swept._names(np.linspace(0, 1, 60).tolist(), 6.0)
    assert 10 < len(names.at) < 60
    assert max(width_of(word, names.size) for word in names.words) < (names.at[1] - names.at[0]) * 0.1


def test_any_deal_shows_where_all_deals_are_agreements():
    """Its line is wider than the one that lies on it, and its marks larger."""
    lines = FIGURES["lines, all deals agreements"]().figure.axes[0].lines
    any_deal, agreement, *_ = lines
    assert (any_deal.get_ydata() == agreement.get_ydata()).all()
    assert any_deal.get_linewidth() > 2 * agreement.get_linewidth()
    assert any_deal.get_markersize() > 1.5 * agreement.get_markersize()


def test_a_line_runs_from_the_least_value_to_the_largest():
    """Values may be given in any order."""
    line = swept.lines(a_sweep((PATH, [2, 0.5, 1])), "toy", "any_deal").figure.axes[0].lines[0]
    assert list(line.get_xdata()) == [0.5, 1.0, 2.0]


def test_a_sweep_says_as_of_when_and_with_what_luck():
    """The small print names date and seed, and says so where a point has other luck."""
    assert "toy: as of 15 Aug 2024, 250 histories a point, seed 1, the same luck at every point." in words_of(FIGURES["lines, all deals agreements"]())
    apart = a_sweep((PATH, [1, 2]), ("b", [1]), unpaired="their calendars differ")
    assert "not the same luck in every cell" in words_of(swept.heat_map(apart, "toy", "any_deal"))


def test_where_cells_are_too_narrow_for_numbers_there_is_a_key_of_shades():
    """A map of very many columns can be read too."""
    assert "in per cent" in words_of(FIGURES["map, twelve columns"]())
    wide = swept.heat_map(a_sweep(("a", [1]), ("b", list(range(120)))), "toy", "any_deal")
    assert "0 % 25 % 50 %" in words_of(wide)
    assert not wide.figure.axes[0].texts


# --- comparisons -------------------------------------------------------------------------------------------------------


def test_a_clear_paired_difference_is_seen_beside_the_baseline():
    """The interval of a difference that leaves out zero leaves out the upright line of the baseline, however wide the intervals of the two shares are."""
    base = a_run(n=60)
    ending = base.histories["ending"].copy()
    ending[np.flatnonzero(ending == "stalemate")[:6]] = "breakdown"
    comparison = compare(base, [with_columns(base, ending=ending)], ["changed"])
    rows = {(row["ending"], row["run"]): row for row in compared.endings(comparison).rows}
    before, after = rows["stalemate", "synthetic"], rows["stalemate", "changed"]
    assert before["low"] < after["high"]
    assert after["difference_high"] < 0
    axes = compared.endings(comparison).figure.axes[0]
    upright = [line.get_xdata()[0] for line in axes.lines if len(set(line.get_xdata())) == 1 and len(line.get_xdata()) == 2]
    across = [tuple(line.get_xdata()) for line in axes.lines if len(set(line.get_xdata())) == 2 and line.get_marker() == "|"]
    assert before["share"] in upright
    assert any(after["share"] <= high < before["share"] for _, high in across)


def test_days_have_dates_only_where_all_runs_start_on_the_same():
    """Where a variant starts on another day, only the numbers of days stand at the axis."""
    assert "15 Aug 2024" in words_of(FIGURES["compared, no deals, deals_by_day"]()).split("as of")[0]
    words = words_of(FIGURES["compared, another calendar, deals_by_day"]())
    assert "15 Aug 2024" not in words.replace("as of 15 Aug 2024", "")
    assert "Days are counted from the start of each." in words


def test_days_beyond_the_end_of_a_run_are_empty():
    """The table goes to the last day of the longest run."""
    rows = FIGURES["compared, another calendar, deals_by_day"]().rows
    assert len(rows) == 300
    assert [row["synthetic"] is None for row in rows].index(True) == 140


def test_without_a_common_issue_there_is_no_figure_of_terms(tmp_path):
    """An empty chart is not drawn."""
    assert [entry["name"] for entry in compared.draw_all(COMPARISONS["other issues"](), tmp_path)] == ["endings", "differences", "deals_by_day", "attendance"]
    assert [entry["name"] for entry in compared.draw_all(COMPARISONS["two"](), tmp_path)] == ["endings", "differences", "deals_by_day", "terms", "attendance"]


def test_issues_without_deals_are_said_to_have_none():
    """A row without marks says why."""
    assert words_of(FIGURES["compared, no deals, terms"]()).count("no deals to compare") == 3


@pytest.mark.parametrize("draw", OF_RUNS.values(), ids=OF_RUNS.keys())
def test_more_runs_than_can_be_told_apart_are_left_out(draw):
    """Seven are drawn, those that differ most clearly from the first, and the note says how many are not."""
    comparison = COMPARISONS["nine"]()
    words = words_of(draw(comparison))
    assert "2 runs that differ less clearly are left out." in words
    clearest = {variant.name: min(map(by_chance, variant.rows().values())) for variant in comparison.variants}
    drawn = [name for name in clearest if name in words]
    assert len(drawn) == 6
    assert max(clearest[name] for name in drawn) <= min(chance for name, chance in clearest.items() if name not in drawn)


def test_the_title_states_what_stands_beyond_noise():
    """Who differs, how far and in what; or that nothing does. It names nothing that the rows do not name."""
    comparison = COMPARISONS["nine"]()
    beyond = {variant.name for variant in comparison.variants if "any_deal" in variant.beyond}
    title = compared.shares(comparison).title
    assert any(title.startswith(f"{name}: ") for name in beyond)
    assert "points fewer deals" in title or "points more deals" in title
    same = a_comparison(a_run(n=60), a_run(n=60))
    assert compared.shares(same).title == "Nothing differs beyond noise: endings and deals"
    assert compared.attendance(same).title == "Nothing differs beyond noise: who comes to the sessions"


def test_what_runs_rest_on_is_said_of_each_where_it_differs():
    """Date, number of histories and seed stand with those runs that have them."""
    other = replace(a_run(n=80, as_of=False), seed=7)
    words = words_of(compared.endings(a_comparison(a_run(n=60), other)))
    assert "synthetic and variant 0: as of 15 Aug 2024, 60 histories, seed 1; variant 1: 80 histories, seed 7; not all with the same luck." in words


# --- levers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [0.5, 0.75, 1.0])
def test_there_is_room_beside_the_level(level):
    """The line of the level asked for is whole where it ends the scale too."""
    axes = levers.acts(a_search([tried(ACT, count=101)], level), "toy").figure.axes[0]
    (line,) = (line for line in axes.lines if same_color(line.get_color(), VERMILLION))
    assert line.get_xdata()[0] < axes.get_xlim()[1] - 0.01


def test_pairs_stand_below_single_acts_in_the_words_of_both():
    """A pair says who does what and how far, and no more than five are drawn."""
    drawing = FIGURES["levers, pairs"]()
    words = words_of(drawing)
    pair = f"{ACT[0]}: {ACT[1]}, 50 % of the way and {LONG_ACT[0]}: {LONG_ACT[1]}"
    assert words.count(pair) == levers.PAIRS
    assert words.index("Two acts together") < words.index(pair)
    assert "4 pairs not shown do no more." in words
    assert [row["far"] for row in drawing.rows] == ["1", "1", *["0.5 and 1"] * 9]


def test_the_note_says_why_what_is_beyond_noise_may_cross_the_dashed_line():
    """The test is paired, the intervals are not."""
    words = words_of(FIGURES["levers"]())
    assert "a finer test than these intervals, so an act that is beyond noise may still cross the dashed line." in words


def test_a_search_without_acts_says_so():
    """There is no empty chart."""
    assert "The scenario leaves no diplomatic act to try." in words_of(FIGURES["levers, none"]())


# --- sensitivity -------------------------------------------------------------------------------------------------------


def test_where_nothing_moves_that_is_said():
    """The figure is not empty, and the table holds all settings."""
    drawing = FIGURES["sensitivity, nothing"]()
    assert "No setting moves any deal." in words_of(drawing)
    assert len(drawing.rows) == 2


def test_settings_without_a_bar_are_counted():
    """What does less, and what does nothing, is said in words."""
    assert "42 settings more move it less." in words_of(FIGURES["sensitivity, many"]())
    assert "1 setting does not move it." in words_of(FIGURES["sensitivity"]())


def test_no_share_moves_by_more_than_all():
    """Intervals end at a hundred points."""
    axes = FIGURES["sensitivity"]().figure.axes[0]
    assert max(line.get_xdata()[1] for line in axes.lines) == 100.0


def test_paths_are_broken_at_their_dots():
    """A path too long for its line stays readable."""
    words = [words for words, _ in texts_of(FIGURES["sensitivity, many"]().figure) if words.startswith("parties.")]
    assert words
    assert all(line.endswith(".") for text in words for line in text.split("\n")[:-1])
    assert all(width_of(line, SMALL) < INNER for text in words for line in text.split("\n"))
