"""What is made of the record before anything is fitted."""

import datetime as dt
import math
from dataclasses import fields, replace

import numpy as np
import pytest

from sim.calibration.agreement import interval_alpha, nominal_alpha
from sim.calibration.assumptions import Assumptions
from sim.calibration.evidence import Evidence, evidence, interval, log_odds
from sim.calibration.records import Case, Placed, read_case

GIVEN = Assumptions()
AUGUST = dt.date(2024, 8, 15)


@pytest.fixture(scope="module")
def gaza():
    """The record as shipped."""
    return read_case("gaza")


def same(one: Evidence, other: Evidence) -> bool:
    """Whether two bodies of evidence are equal in every number."""
    return all(np.array_equal(getattr(one, field.name), getattr(other, field.name)) for field in fields(Evidence))


def only(case: Case, keep) -> Case:
    """The case with some statements and answers only."""
    statements = tuple(row for row in case.statements if keep(row))
    ids = {row.statement_id for row in statements}
    recodings = tuple(row for row in case.recodings if row.statement_id in ids)
    return replace(case, statements=statements, recodings=recodings, answers=tuple(row for row in case.answers if keep(row)))


def test_nothing_reported_later_changes_a_number(gaza):
    """Taking every later row out of the record leaves the evidence as it is, to the last bit."""
    for day in (AUGUST, dt.date(2025, 3, 10)):
        earlier = only(gaza, lambda row, day=day: row.date <= day)
        assert len(earlier.statements) < len(gaza.statements)
        assert same(evidence(gaza, day, GIVEN), evidence(earlier, day, GIVEN))


def test_an_adversary_tells_of_itself(gaza):
    """What adversaries say about a party's position is no observation of it."""
    hostile = {row.statement_id for row in gaza.statements if row.attribution == "adversary"}
    assert hostile
    assert not hostile & set(evidence(gaza, gaza.setting.record_ends, GIVEN).ids)


def test_a_report_repeated_counts_once(gaza):
    """Rows that repeat another are left out; without the row that they repeat they would count."""
    day = gaza.setting.record_ends
    repeats = [row for row in gaza.statements if row.report_of and row.span and row.issue in gaza.negotiable and row.attribution != "adversary"]
    assert repeats
    found = evidence(gaza, day, GIVEN)
    assert not {row.statement_id for row in repeats} & set(found.ids)
    first = repeats[0]
    alone = only(gaza, lambda row: getattr(row, "statement_id", "") != first.report_of)
    assert first.statement_id in evidence(alone, day, GIVEN).ids


def test_two_codings_share_the_weight(gaza):
    """A statement weighs 1 in all if both coders placed it, a half if one of two did, and 1 if one alone coded it."""
    found = evidence(gaza, AUGUST, GIVEN)
    twice = {row.statement_id for row in gaza.recodings}
    weight = dict.fromkeys(found.ids, 0.0)
    for name, share in zip(found.ids, found.weight, strict=True):
        weight[name] += share
    assert {total for name, total in weight.items() if name not in twice} == {1.0}
    assert {total for name, total in weight.items() if name in twice} == {0.5, 1.0}


def test_leaving_a_source_out(gaza):
    """Without an outlet, none of its reports counts, and all others do."""
    outlet = {row.source_id: row.outlet for row in gaza.sources}
    of = {row.statement_id: outlet[row.source_id] for row in gaza.statements}
    whole, less = evidence(gaza, AUGUST, GIVEN), evidence(gaza, AUGUST, GIVEN, without=["GZERO Media"])
    assert "GZERO Media" in whole.outlets
    assert {of[name] for name in set(whole.ids) - set(less.ids)} == {"GZERO Media"}


def test_a_misdated_paragraph_of_march_2025_would_change_nothing(gaza):
    """The paragraph joined to the report of August 2024 places no principal on a negotiable issue, so even misdated it moves no stance."""
    rows = (row.model_copy(update={"date": AUGUST}) if row.source_id == "reuters_2025_03_05" else row for row in gaza.statements)
    misdated = replace(gaza, statements=tuple(rows))
    assert same(evidence(gaza, AUGUST, GIVEN), evidence(misdated, AUGUST, GIVEN))


def test_an_end_of_the_scale_means_at_least_so_far():
    """A place at 0 or 100 has no bound beyond; an anchor stands for half of the way to its neighbours, a number for less."""
    low, high = interval(Placed(pos=100.0), GIVEN)
    assert low == pytest.approx(math.log(87.5 / 12.5))
    assert high > 20
    low, high = interval(Placed(pos=50.0), GIVEN)
    assert (low, high) == pytest.approx((math.log(37.5 / 62.5), math.log(62.5 / 37.5)))
    narrow, wide = interval(Placed(pos=48.0), GIVEN), interval(Placed(pos_lo=25.0, pos_hi=75.0), GIVEN)
    assert narrow[1] - narrow[0] < high - low < wide[1] - wide[0]
    assert interval(Placed(), GIVEN) is None
    assert log_odds(0.0) == -log_odds(100.0)


def test_agreement_of_coders():
    """Alpha is 1 for coders that always agree, 0 on average for coders that place at random, and that of the textbook for a known table."""
    luck = np.random.default_rng(1)
    same_places = np.repeat(luck.uniform(0, 100, 50)[:, None], 2, axis=1)
    assert interval_alpha(same_places) == 1.0
    assert abs(np.mean([interval_alpha(luck.uniform(0, 100, (40, 2))) for _ in range(400)])) < 0.03
    assert nominal_alpha([("a", "a"), ("b", "b"), ("b", "b"), ("b", "b"), ("b", "b"), ("c", "c"), ("c", "c"), ("b", "a"), ("b", "b")]) == pytest.approx(
        1 - (1 / 9) / (1 - (3 * 2 + 11 * 10 + 4 * 3) / (18 * 17))
    )


def test_two_coders_of_the_record_agree_on_places(gaza):
    """Where both coders placed a statement on the same issue, they place it alike (alpha above 0.8, the usual bound)."""
    first = {row.statement_id: row for row in gaza.statements}
    pairs = [(first[row.statement_id], row) for row in gaza.recodings]
    both = np.array([[sum(row.span) / 2 for row in pair] for pair in pairs if pair[0].span and pair[1].span and pair[0].issue == pair[1].issue])
    assert len(both) > 100
    assert interval_alpha(both) > 0.8
