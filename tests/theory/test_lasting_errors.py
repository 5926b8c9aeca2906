"""Lasting errors of judgement: on one text more sessions bring no more deals, while fresh errors bring one at last."""

from functools import cache
from itertools import pairwise

import numpy as np
from claims import Claim, played, scenario
from curves import panel, share

from sim.analysis.intervals import shares_paired
from sim.report.figures.style import Drawing, in_house_style

CLAIM = Claim(
    title="A lasting error of judgement is not outwaited; a fresh one is",
    says=(
        "Who errs anew each time says yes at last, if asked often enough: twice as many sessions over one text bring many more deals. "
        "Who always errs in the same way gives the same answer again, and twice as many sessions bring none."
    ),
    kind="pattern",
    conditions=(
        "On one text that does not change: demands that stay as they are, a mediator who knows what both want, everybody at every session. "
        "There it is exact, history by history. The same half year is divided into few sessions or many; "
        "either errors last (rule `judged`, no fresh error) or they are fresh (rule `logistic`)."
    ),
    sources={
        "Kahneman, Sibony & Sunstein 2021": (
            "Daniel Kahneman, Olivier Sibony and Cass R. Sunstein, Noise: a flaw in human judgment, Little, Brown: "
            "errors of judgement have a part that lasts and a part that passes with the occasion."
        ),
        "McFadden & Train 2000": (
            "Daniel McFadden and Kenneth Train, Mixed MNL models for discrete response, Journal of Applied Econometrics 15(5), 447-470: "
            "tastes that persist beside errors that are drawn anew."
        ),
    },
    rules=("sim/model/judgement.py:Judgement", "sim/rules/acceptance/judged.py:Judged"),
    reverses=(
        "Where texts move after each refusal and parties hold out for less as time goes by, more sessions bring more deals with lasting errors too: "
        "it is then not the same text that is answered again."
    ),
)
EVERY = [20, 10, 5]
"""Days from one session to the next."""
ERRORS = {"judged": "errors last", "logistic": "errors are fresh each time"}
ONE_TEXT = {
    **{f"parties__{name}__demand": {"rule": "fixed", "share": 0.3} for name in ("north", "south")},
    "mediators__hill__bridging__rule": "weighted_mean",
    "mediators__hill__estimate_error": 0.0,
    "constants__temptation": 0.0,
    "constants__attendance_readiness": 50.0,
    "constants__mediator_presence": 1.0,
}


@cache
def signed(rule, every, *, moving=False):
    """Where a text is signed, of 500 histories with a session every so many days, (R,)."""
    own = {f"parties__{name}__acceptance": rule for name in ("north", "south")}
    error = {"behaviour__lasting_error": 0.6 if rule == "judged" else 0.0}
    talks = scenario("lasting_errors", calendar__sessions=f"every {every} days", **({} if moving else ONE_TEXT), **own, **error)
    return played(talks, blocks=2).tally.signatures > 0


def test_on_one_text_more_sessions_bring_nothing_where_errors_last():
    """The very same histories are signed, however many sessions there are; some are and some are not."""
    for every in EVERY[1:]:
        assert np.array_equal(signed("judged", every), signed("judged", EVERY[0]))
    assert 0.0 < signed("judged", EVERY[0]).mean() < 1.0


def test_on_one_text_more_sessions_bring_deals_where_errors_are_fresh():
    """Twice as many sessions bring more deals, beyond chance, each time."""
    for few, many in pairwise(EVERY):
        assert shares_paired(signed("logistic", few), signed("logistic", many)).low > 0.05


def test_where_texts_move_more_sessions_help_either_way():
    """The claim is about one text: where texts move, more sessions bring deals with lasting errors too."""
    assert shares_paired(signed("judged", 20, moving=True), signed("judged", 5, moving=True)).low > 0.1


@in_house_style
def draw() -> Drawing:
    """Share of histories signed by how often sessions are held, with lasting and with fresh errors."""
    words = {
        "about": "One text, half a year: 500 histories a point, seed 1; bars are 95 % intervals",
        "title": CLAIM.title,
        "note": "Share of histories signed, by how often the same text is answered: the further right, the more sessions.",
        "along": "days from one session to the next",
        "up": "share of histories signed",
    }
    low, middle, high = share(signed("logistic", 5))
    alt = (
        f"One panel. Where errors are fresh, {signed('logistic', 20).mean():.0%} of histories are signed with a session every 20 days, "
        f"{signed('logistic', 10).mean():.0%} with one every 10 and {middle:.0%} (interval {low:.0%} to {high:.0%}) with one every 5; "
        f"where they last, {signed('judged', 20).mean():.0%} each time. Where texts move as well (not drawn), lasting errors let "
        f"{signed('judged', 20, moving=True).mean():.0%}, {signed('judged', 10, moving=True).mean():.0%} and {signed('judged', 5, moving=True).mean():.0%} through."
    )
    return panel(words, ERRORS, EVERY, signed, alt)
