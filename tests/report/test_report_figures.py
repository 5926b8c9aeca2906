"""The figures of a run."""

import csv
import itertools
import re
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest
from legible import assert_legible, texts_of
from matplotlib.colors import to_rgb
from synthetic_run import BROKEN, IN_FORCE, a_run, with_columns

from sim.endings import ENDINGS, REASONS, TOLD
from sim.report.figures import FIGURES, draw_all, drawings
from sim.report.figures.endings_by_day import shares_by_day
from sim.report.figures.histories import sorting
from sim.report.figures.marks import times_in_force
from sim.report.figures.moves import shares_by_week
from sim.report.figures.style import ENDING_LOOKS, apart, looks, width_of, wrapped
from sim.report.figures.terms import reach_of, room_of
from sim.report.summary import summarise
from sim.report.words import CAVEAT, percent

CASES = {
    "usual": {},
    "one history": {"n": 1},
    "no deal": {"n": 60, "pace": 0},
    "all deals on one day": {"n": 80, "pace": 0.2, "one_day": 40},
    "one issue, ranges apart": {"n": 60, "issues": 1, "gap": 40},
    "three parties": {"n": 60, "parties": 3, "issues": 2},
    "ten parties, eight issues": {"n": 60, "parties": 10, "issues": 8},
    "long labels": {"n": 60, "parties": 4, "issues": 4, "long_labels": True},
    "long labels, two parties": {"n": 60, "parties": 2, "issues": 2, "long_labels": True},
    "five days": {"n": 60, "days": 5, "every": 1},
    "eight hundred days": {"n": 60, "days": 800, "pace": 0.01, "walkout": 0.005},
    "a session a day": {"n": 60, "days": 200, "every": 1, "pace": 0.01},
    "no text": {"n": 60, "texts": False, "pace": 0},
    "no session": {"n": 60, "sessions": False},
    "no words, no date": {"n": 60, "anchors": False, "as_of": False},
}


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES.keys())
def run(request):
    """A run for each edge case."""
    return a_run(**request.param)


@pytest.fixture(scope="module", params=FIGURES.values(), ids=FIGURES.keys())
def drawing(request, run):
    """Each figure of it."""
    if not request.param.where(run, summarise(run)):
        pytest.skip("nothing to draw")
    return request.param(run, summarise(run))


def test_no_text_meets_another_or_leaves_the_page(drawing):
    """Whatever the run, all that is written can be read."""
    assert_legible(texts_of(drawing.figure), drawing.figure)


def test_small_print_says_what_a_figure_rests_on(run, drawing):
    """Title of the scenario, date, n, seed, and that it is no forecast."""
    small_print = " ".join(text.get_text() for text in drawing.figure.texts).replace("\n", " ").replace("\u00a0", " ")
    assert run.scenario.title in small_print
    assert f"{run.n:,} histor" in small_print
    assert f"seed {run.seed}" in small_print
    assert CAVEAT in small_print
    assert ("as of 15 Aug 2024" in small_print) == (run.scenario.as_of is not None)


def test_alternative_text_and_rows_are_there(drawing):
    """Words for those who cannot see the figure, without numbers that are none, and a table with at least one row."""
    assert len(drawing.title) > 10
    assert len(re.findall(r"[.](?: |$)", drawing.alt)) >= 2
    assert not re.search(r"\b(nan|None)\b", drawing.alt)
    assert drawing.rows
    assert len({tuple(row) for row in drawing.rows}) == 1


OTHER_SETTINGS = {
    "axes.grid": True,
    "axes.labelpad": 30.0,
    "axes.titlepad": 20.0,
    "axes.xmargin": 0.4,
    "figure.autolayout": True,
    "font.size": 30.0,
    "hatch.color": "red",
    "image.cmap": "jet",
    "lines.antialiased": False,
    "lines.dash_capstyle": "round",
    "lines.markeredgewidth": 4.0,
    "patch.linewidth": 5.0,
    "path.simplify": False,
    "path.sketch": (1.0, 100.0, 2.0),
    "savefig.facecolor": "pink",
    "savefig.transparent": True,
    "svg.fonttype": "path",
    "xtick.bottom": False,
    "xtick.direction": "in",
    "xtick.labeltop": True,
    "xtick.major.pad": 20.0,
    "ytick.labelright": True,
}
"""Settings that readers have in a matplotlibrc of their own."""


def test_same_run_same_bytes(tmp_path):
    """Drawn twice, every file is the same, whatever the reader's own settings of matplotlib."""
    run = a_run(n=120, issues=2)
    entries = draw_all(run, tmp_path / "first")
    with mpl.rc_context(OTHER_SETTINGS):
        draw_all(a_run(n=120, issues=2), tmp_path / "second")
        assert mpl.rcParams["font.size"] == 30.0
    files = [name for entry in entries for name in (*entry["files"], entry["data"])]
    assert len(files) == 3 * len(FIGURES)
    for name in files:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes(), name


def test_dollar_signs_are_no_formulas(tmp_path):
    """A title may hold dollar signs and underscores."""
    draw_all(a_run(n=3, title="Aid of $1_bn or $2_bn"), tmp_path)
    assert "Aid of $1_bn or $2_bn" in (tmp_path / "endings.svg").read_text(encoding="utf-8")


def test_files_hold_words_and_numbers_but_no_versions(tmp_path):
    """SVG text is text, the alternative text travels with the picture, the table has the rows of the drawing."""
    run = a_run(n=120)
    for entry in draw_all(run, tmp_path):
        png, svg = (tmp_path / name for name in entry["files"])
        assert "<text" in svg.read_text(encoding="utf-8")
        assert "Matplotlib" not in svg.read_text(encoding="utf-8")
        assert b"Software" not in png.read_bytes()
        assert entry["alt"][:40].encode() in png.read_bytes()
        with (tmp_path / entry["data"]).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(dict(drawings(run, summarise(run)))[entry["name"]].rows)
        assert not any(value == "nan" for row in rows for value in row.values())


def test_alternative_texts_hold_the_numbers_they_describe():
    """Shares, medians and dates of the summary stand in the words."""
    run = a_run(n=1000)
    summary = summarise(run)
    alt = {name: draw(run, summary).alt for name, draw in FIGURES.items()}
    assert all(percent(ending.share) in alt["endings"] for ending in summary.endings.values())
    assert f"day {summary.deal_day.p50:.0f}" in alt["deal_day"]
    assert f"{summary.deal_day.n:,} of 1,000 histories" in alt["deal_day"]
    assert f"median of {summary.terms['i0'].p50:.0f}" in alt["terms"]
    assert percent(summary.attendance["p1"].absent) in alt["attendance"]
    assert percent(summary.endings["breakdown"].share) in alt["endings_by_day"]
    assert "40 histories" in alt["histories"]


def test_states_of_a_day_are_all_histories():
    """On every day the shares sum to one, and on the last they are those of the endings."""
    run = a_run(n=500)
    shares, endings = shares_by_day(run), summarise(run).endings
    assert sum(shares.values()) == pytest.approx(np.ones(run.scenario.days))
    assert all((share >= -1e-12).all() for share in shares.values())
    assert shares["in_force"][-1] == pytest.approx(endings["agreement"].share + endings["partial"].share)
    assert shares["broken"][-1] == pytest.approx(endings["broken"].share)
    assert shares["over"][-1] == pytest.approx(endings["breakdown"].share)


def test_an_end_without_a_day_counts_at_the_horizon():
    """A breakdown whose day is not known is one on the last day, not before."""
    run = with_columns(a_run(n=2), ending=["breakdown", "stalemate"], deal_day=[np.nan] * 2, ended_day=[np.nan] * 2)
    assert shares_by_day(run)["over"][[-2, -1]].tolist() == [0, 0.5]


def test_ranges_reach_in_the_direction_a_party_cares_for():
    """From the limit to the end it wants, or around the point it wants."""
    run = a_run(n=400, parties=5)
    more, less, peak = (room_of(run, party, "i0") for party in ("p0", "p1", "p4"))
    assert (more.low, more.high) == (more.limit, 100)
    assert (less.low, less.high) == (0, less.limit)
    assert peak.low == max(0, 2 * peak.position - peak.limit)


def test_where_ranges_meet_is_counted_history_by_history():
    """Title and words give shares of histories; parties whose signature is not needed do not count."""
    run = a_run(n=200, issues=1, gap=15)
    drawing, meet = FIGURES["terms"](run, summarise(run)), run.series["meet"][0] / run.n
    assert 0 < meet < 0.5
    assert drawing.title == f"Ranges meet in {percent(meet)} of histories on the first day"
    assert f"ranges meet in {percent(meet)} of histories" in drawing.alt
    alone = a_run(n=200, issues=1, gap=40, required=["p0"])
    assert FIGURES["terms"](alone, summarise(alone)).title == "Ranges meet in every history on the first day"


def test_deals_beyond_the_ranges_of_the_first_day_are_said_to_be():
    """Where the median deal lies where hardly any history had room, the words say that the ranges had moved by then."""
    run = a_run(n=200, issues=1)
    moved = with_columns(run, term__i0=np.where(np.isfinite(run.histories["term.i0"]), 99.0, np.nan))
    assert not reach_of(run, summarise(run), "i0").beyond
    assert "by the time of the deals they had moved" in FIGURES["terms"](moved, summarise(moved)).alt


def test_attendance_is_a_share_of_the_sessions_that_are_held():
    """Bands are full at every session, however many histories still meet; how many do is drawn apart, and sessions that hardly any holds are left out."""
    run = a_run(n=200, walkout=0.3)
    drawing = FIGURES["attendance"](run, summarise(run))
    held = run.series["attendance"][0].sum(axis=-1)
    shown = int((held >= 10).sum())
    top, *parties = drawing.figure.axes
    assert held[shown] > 0
    assert np.allclose(top.patches[0].get_data().values, held[:shown] / run.n)
    for panel in parties:
        assert np.allclose(panel.patches[-1].get_data().values, 1.0)
        assert len(panel.patches[-1].get_data().values) == shown
    assert f"Sessions after number {shown}" in written_in(drawing)


def test_every_ending_can_be_seen_and_told_apart():
    """None is nearly white or black, and any two differ in grey by a tenth of the way or by their hatch."""

    def grey(look):
        return float(np.dot(to_rgb(look["facecolor"]), (0.299, 0.587, 0.114)))

    assert all(0.25 <= grey(look) <= 0.8 for look in ENDING_LOOKS.values())
    for one, other in itertools.combinations(ENDING_LOOKS.values(), 2):
        assert abs(grey(one) - grey(other)) >= 0.1 or one["hatch"] != other["hatch"]


def test_histories_are_sorted_by_ending_then_day():
    """Endings in their fixed order, and within each the earlier first."""
    run = a_run(n=200)
    order = sorting(run, 40)
    endings = [ENDINGS.index(ending) for ending in run.histories["ending"][order]]
    days = np.nan_to_num(run.histories["deal_day"][order], nan=np.nan_to_num(run.histories["ended_day"][order]))
    assert endings == sorted(endings)
    assert all(one <= other for (a, one), (b, other) in itertools.pairwise(zip(endings, days, strict=True)) if a == b)


def test_times_in_force():
    """From entry into force to breach, or to the end; a second deal has its own time."""
    events = np.zeros(20, np.uint8)
    events[[3, 10, 15]] = IN_FORCE, BROKEN, IN_FORCE
    assert times_in_force(events) == [(3, 10), (15, 19)]


def test_one_history_may_be_chosen():
    """The timeline is of the history asked for, not only of a typical one."""
    run = a_run()
    drawing = FIGURES["one_history"](run, summarise(run), 7)
    assert drawing.title.startswith("History 7 ends in")
    assert len(drawing.rows) == run.scenario.days


def test_parties_keep_their_look():
    """Colour, line and marker follow the alphabet of labels; ten parties all differ without colour."""
    of_ten = looks(a_run(n=1, parties=10))
    assert [look.label for look in of_ten] == sorted(look.label for look in of_ten)
    assert len({look.marker for look in of_ten}) == 10
    assert len({(look.colour, str(look.line)) for look in of_ten}) == 10


def test_texts_have_pictures_in_the_shape_of_a_slide():
    """Two issues each, sixteen to nine or a little higher, with a panel for the texts and one for each of up to three parties."""
    pictures = FIGURES["texts"].pictures(a_run(n=60, issues=5), None)
    assert list(pictures) == ["texts_1", "texts_2", "texts_3"]
    assert list(FIGURES["texts"].pictures(a_run(n=60, issues=2), None)) == ["texts"]
    for picture in pictures.values():
        width, height = picture.figure.get_size_inches()
        assert 1.5 < width / height < 1.95
    assert [{row["issue"] for row in picture.rows} for picture in pictures.values()] == [{"i0", "i1"}, {"i2", "i3"}, {"i4"}]


def test_demands_that_cross_are_explained():
    """Where the median demands change places, the note says that no deal need be at hand; elsewhere, and with one issue, there is nothing to explain."""
    words = "Demands that cross do not mean that a deal is at hand"
    run = a_run(n=60, issues=2)
    swapped = run.series["demand"].copy()
    swapped[:, :, 70:] = run.series["demand"][::-1, :, :70]
    crossing = replace(run, series=run.series | {"demand": swapped})
    assert words in written_in(FIGURES["texts"](crossing, summarise(crossing)))
    assert words not in written_in(FIGURES["texts"](run, summarise(run)))


def written_in(drawing):
    """All words of a drawing."""
    return " ".join(" ".join(text.get_text() for text in drawing.figure.texts).split())


def test_labels_are_moved_apart_and_no_further():
    """Labels keep their order, do not overlap, stay inside, and those with room stay where they are wanted."""
    assert apart([1.0, 5.0], [1, 1], 0, 10) == [1.0, 5.0]
    assert apart([5.0, 5.0], [1, 1], 0, 10) == [4.5, 5.5]
    assert apart([9.9, 0.0], [2, 2], 0, 10) == [9.0, 1.0]


def test_words_are_wrapped_to_a_width():
    """No line is wider than asked, no letter is lost, not even of a word that is itself too wide."""
    words = "a per cent sign stays with its number: 95 % and " + "x" * 60
    lines = wrapped(words, 1.5, 9).split("\n")
    assert all(width_of(line, 9) <= 1.5 for line in lines)
    assert "".join(lines).replace(" ", "").replace("\u00a0", "") == words.replace(" ", "")
    assert any("95\u00a0%" in line for line in lines)


def test_few_texts_are_not_drawn_as_bands():
    """What fewer than one history in twenty has on the table is noise; the words say how few, and hold no empty numbers."""
    run = a_run(n=200, issues=1)
    few = run.series["text"].copy()
    few[..., :] = 0
    few[0, :, 40] = 3
    drawing = FIGURES["texts"](replace(run, series=run.series | {"text": few}), summarise(run))
    assert "never more than 3 have a text" in drawing.alt
    assert all(row["p50"] is None for row in drawing.rows if row["who"] == "text")


# --- moves of mediators ----------------------------------------------------------------------------------------------------


def test_moves_are_shares_of_the_sessions_of_their_week():
    """By hand: eight sessions in a week at which one move is made twice, for two reasons, are an eighth each; a week without sessions has none."""
    run = a_run(n=8, days=21)
    moves, sessions = np.zeros_like(run.series["moves"]), np.zeros_like(run.series["sessions"])
    sessions[[0, 6, 20]] = 5, 3, 4
    moves[0, 1, 0] = moves[6, 1, 3] = 1
    names, shares, held = shares_by_week(replace(run, series=run.series | {"moves": moves, "sessions": sessions}))
    assert held.tolist() == [8, 0, 4]
    assert shares[0, 1].tolist() == [0.125, 0.0, 0.0, 0.125]
    assert np.isnan(shares[1]).all()
    assert shares[2].sum() == 0.0
    assert len(names) == shares.shape[1]


def test_the_figure_of_moves_has_a_panel_for_each_move_that_was_made():
    """Moves that nobody made are left out; the commonest stands first, and the data hold every move of every week."""
    run = a_run(n=8, days=21)
    moves = np.zeros_like(run.series["moves"])
    moves[0, 4, 1], moves[7, 2, 0] = 1, 3
    found = FIGURES["moves"](changed := replace(run, series=run.series | {"moves": moves}), summarise(changed))
    names = shares_by_week(run)[0]
    assert len(found.figure.axes) == 2
    assert names[2].replace("_", " ") in found.title
    assert sum(row[reason] for row in found.rows for reason in REASONS[:TOLD]) == 4
    assert len(found.rows) == 3 * len(names)


def test_there_is_no_figure_of_moves_where_none_was_made():
    """A run without the module, or one in which no move was made, has no such figure."""
    run = a_run(n=30)
    without = replace(run, series={name: values for name, values in run.series.items() if name != "moves"})
    idle = replace(run, series=run.series | {"moves": np.zeros_like(run.series["moves"])})
    for one in (without, idle):
        assert "moves" not in dict(drawings(one, summarise(one)))
    assert "moves" in dict(drawings(run, summarise(run)))
