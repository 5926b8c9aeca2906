"""Counts per day and the histories that are followed closely, held against the rows."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))

from broad_priors import drawn

from sim import events
from sim.ensemble import simulate
from sim.ensemble.record import WATCHED
from sim.scenario import load, with_changes

N = 300
_MARKS = (events.SESSION, events.TABLED, events.SIGNED, events.IN_FORCE, events.BROKEN, events.WITHDRAWAL)
SESSION, TABLED, SIGNED, IN_FORCE, ENDED, WENT = (mark.bit for mark in _MARKS)
CASES = {"a drawn scenario": 1, "another": 3}


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES)
def run(request):
    """Three hundred histories, the last two hundred of a block that does not count in full."""
    return simulate(drawn(request.param), name="drawn", n=N)


def watched(run, column):
    """A column of the rows of the histories that are followed."""
    return run.histories[column][:WATCHED]


def days_with(run, bit):
    """Number of days on which something happened in each followed history."""
    return ((run.series["watched_events"] & bit) > 0).sum(axis=1)


# --- counts --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["escalation", "position", "limit"])
def test_every_history_counts_once(run, name):
    """On every day, for every party and issue, as many histories are counted as were run."""
    assert np.all(run.series[name].sum(axis=-1) == N)


@pytest.mark.parametrize("name", ["text", "demand"])
def test_no_history_counts_twice(run, name):
    """Texts and demands are counted at most once a history, and demands once there has been a session, alike for all issues."""
    counted = run.series[name].sum(axis=-1)
    assert counted.max() <= N
    if name == "demand":
        assert np.all(np.diff(counted, axis=-1) >= 0)
        assert np.all(counted == counted[:1, :1])
        assert np.all(counted[..., -1] == (run.histories["sessions"] > 0).sum())


def test_attendance_counts_every_session_of_every_party(run):
    """For each session held, each party came, was reached or was absent; all sessions of all histories add up to the rows."""
    counted = run.series["attendance"].sum(axis=-1)
    assert np.all(counted == counted[0])
    assert np.all(np.diff(counted[0]) <= 0)
    assert counted[0].sum() == run.histories["sessions"].sum()
    for place, party in enumerate(run.parties):
        for kind, name in enumerate(("in_person", "channel", "absent")):
            assert run.series["attendance"][place, :, kind].sum() == run.histories[f"{name}.{party}"].sum()
        rows = sum(run.histories[f"{name}.{party}"] for name in ("in_person", "channel", "absent"))
        assert np.array_equal(rows, run.histories["sessions"])


def test_moves_of_mediators_are_counted_day_by_day():
    """With the module `reasons` all moves add up to the rows, at most one a session; without it there are no such counts."""
    talks = drawn(1)
    on = simulate(with_changes(talks, {"modules": [*(name for name in talks.modules if name != "reasons"), "reasons"]}), name="drawn", n=N)
    off = simulate(with_changes(talks, {"modules": [name for name in talks.modules if name != "reasons"]}), name="drawn", n=N)
    assert on.series["moves"].sum() == on.histories["moves"].sum() > 0
    assert on.series["sessions"].sum() == on.histories["sessions"].sum()
    assert np.all(on.series["moves"].sum(axis=(1, 2)) <= on.series["sessions"])
    assert not {"moves", "sessions"} & set(off.series)


def test_counts_of_more_histories_are_no_fewer():
    """Adding histories adds counts in every bin."""
    few, many = (simulate(drawn(1), name="drawn", n=n).series for n in (100, 260))
    for name, counts in few.items():
        if not name.startswith("watched") and name != "attendance":
            assert np.all(many[name] >= counts), name


# --- ranges --------------------------------------------------------------------------------------------------------------

VILLAGES = Path(__file__).parent / "two_villages.yaml"


def villages(*, guarantee=True, **changes):
    """A run of two villages whose deal only a guarantor makes worth signing."""
    without = {} if guarantee else {"mediators.bishop.guarantee": None}
    return simulate(with_changes(load(VILLAGES).scenario, changes | without), name="villages", n=50)


def test_ranges_are_measured_once_guarantees_count():
    """With a guarantor whom both believe the ranges meet in every history, at the middle too; without it in none."""
    assert villages().series["meet"].tolist() == [50, 50]
    assert villages().series["common"][0, 50] == 50
    assert villages(guarantee=False).series["meet"].tolist() == [0, 0]


def test_a_quota_asks_only_enough_to_meet():
    """A third that can sign nothing is in the way where all must sign, not where two of three are enough."""
    one_of_three = {
        "label": "Oak", "stances": {"price": {"wants": "less", "position": 0, "salience": 1}}, "no_deal": {"expected": 1.0},
        "trust": {"ash": {"mean": 0.05}, "elm": {"mean": 0.05}},
    }  # fmt: skip
    assert villages(**{"parties.oak": one_of_three}).series["meet"].tolist() == [0, 0]
    assert villages(**{"parties.oak": one_of_three, "protocol.required": [], "protocol.quota": 0.6}).series["meet"].tolist() == [50, 50]


def test_ranges_meet_where_some_point_is_common(run):
    """As many histories at least as have any one point in common, and on all issues no more than on each."""
    meet, common = run.series["meet"], run.series["common"]
    assert np.all(meet[:-1] >= common.max(axis=-1))
    assert np.all(meet[-1] <= meet[:-1])
    assert meet.max() <= N


# --- histories followed closely --------------------------------------------------------------------------------------------


def test_as_many_are_followed_as_there_are():
    """At most forty histories are followed, from the first on, the same whatever the number and the width."""
    few = simulate(drawn(1), name="drawn", n=7).series
    many = simulate(drawn(1), name="drawn", n=251, batch=1).series
    for name in few:
        if name.startswith("watched"):
            assert len(few[name]) == 7
            assert len(many[name]) == WATCHED
            assert np.array_equal(few[name], many[name][:7], equal_nan=many[name].dtype.kind == "f"), name


def test_followed_sessions_and_texts_are_those_of_the_rows(run):
    """Days with a session, and with a text tabled, are as many as the row says."""
    assert np.array_equal(days_with(run, SESSION), watched(run, "sessions"))
    assert np.array_equal(days_with(run, TABLED), watched(run, "texts"))


def test_followed_deals_are_those_of_the_rows(run):
    """The first day in force is the day of the deal, there are as many as deals, and none where there is no deal."""
    in_force = (run.series["watched_events"] & IN_FORCE) > 0
    first = np.where(in_force.any(axis=1), in_force.argmax(axis=1), np.nan)
    assert np.array_equal(first, watched(run, "deal_day"), equal_nan=True)
    assert np.array_equal(in_force.sum(axis=1), watched(run, "deals"))
    assert np.array_equal(in_force.any(axis=1), watched(run, "any_deal"))
    assert np.all(days_with(run, SIGNED) >= days_with(run, IN_FORCE))


def test_followed_endings_are_those_of_the_rows(run):
    """A broken history has its last breach or lapse on the day that its row gives."""
    for history in np.flatnonzero(watched(run, "ending") == "broken"):
        ended = np.flatnonzero(run.series["watched_events"][history] & ENDED)
        assert ended[-1] == watched(run, "ended_day")[history]


def test_followed_escalation_peaks_as_the_row_says(run):
    """No day is above the peak of the row, which is reached on a day or was there at the start."""
    highest = run.series["watched_escalation"].max(axis=1)
    assert np.all(highest <= watched(run, "escalation_peak") + 1e-6)
    start = run.scenario.escalation.start
    assert np.allclose(np.maximum(highest, start), watched(run, "escalation_peak"), atol=1e-6)


def test_what_stands_at_the_end_are_the_terms_of_the_row(run):
    """Where a deal stands at the horizon, the text followed shows its terms on every settled issue."""
    stands = np.isin(watched(run, "ending"), ["agreement", "partial"])
    assert stands.any()
    for place, issue in enumerate(run.issues):
        terms, text = watched(run, f"term.{issue}"), run.series["watched_text"][:, place, -1]
        settled = stands & ~np.isnan(terms)
        assert np.allclose(text[settled], terms[settled], atol=1e-4)


def test_followed_lines_stay_on_their_scales(run):
    """Texts and demands lie between 0 and 100, values of no deal between 0 and 1."""
    for name, low, high in (("watched_text", 0, 100), ("watched_demand", 0, 100), ("watched_no_deal", 0, 1), ("watched_escalation", 0, 1)):
        values = run.series[name]
        assert np.nanmin(values) >= low - 1e-4, name
        assert np.nanmax(values) <= high + 1e-4, name


# --- rows ----------------------------------------------------------------------------------------------------------------


def test_rows_are_in_keeping_with_themselves(run):
    """A deal has a day and terms, a history without one has neither; only broken and broken-down histories have a day of ending."""
    rows = run.histories
    deal = rows["any_deal"]
    assert np.array_equal(deal, rows["deals"] > 0)
    assert np.array_equal(deal, ~np.isnan(rows["deal_day"]))
    assert np.all(deal[np.isin(rows["ending"], ["agreement", "partial", "broken"])])
    assert not np.any(deal[np.isin(rows["ending"], ["stalemate", "breakdown"])])
    for issue in run.issues:
        assert not np.any(~np.isnan(rows[f"term.{issue}"]) & ~deal)
    assert np.array_equal(~np.isnan(rows["ended_day"]), np.isin(rows["ending"], ["broken", "breakdown"]))
    assert np.array_equal(rows["broken_by"] != "", rows["ending"] == "broken")


def test_progress_is_told(run):
    """Whoever asks is told how many histories are done, in rising numbers up to all."""
    told = []
    simulate(run.scenario, name="drawn", n=N, batch=1, progress=lambda done, of: told.append((done, of)))
    assert told == [(250, N), (N, N)]
