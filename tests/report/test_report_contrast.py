"""The contrast of a history with its twin, told of two histories that are written down by hand."""

import pytest

from sim.model import ABSENT, CHANNEL, IN_PERSON, Entry, TalksModel, dissolve
from sim.report import contrast as told
from sim.report.story import Story, Teller
from sim.scenario import load

SCENARIO = load("one-mediator").scenario
LAST = 182


@pytest.fixture
def contrast(monkeypatch):
    """The paragraphs that contrast two histories, each given by its entries, with their endings."""
    models = []

    def paragraphs(here, there, endings=("stalemate", "stalemate")):
        sides = []
        for entries, ending in zip((here, there), endings, strict=True):
            models.append(TalksModel(SCENARIO, seed=1, blocks=range(1)))
            sides.append(Story(0, sorted(entries, key=lambda entry: entry.day), ending, Teller(models[-1], 0, [])))
        left = iter(sides)
        monkeypatch.setattr(told, "story_of", lambda *_: next(left))
        return list(told.contrast(("one", SCENARIO), ("other", SCENARIO), 1, 0))

    yield paragraphs
    for model in models:
        dissolve(model)


def session(day, highfold=IN_PERSON, lowmere=IN_PERSON):
    return Entry(day, "session", "", {"held": True, "mediated": True, "presence": [highfold, lowmere]})


def tabled(day, herds=50.0):
    return Entry(day, "tabled", "", {"by": "judge", "text": [50.0, herds, 50.0], "guesses": [[0.5, 0.5]]})


def answer(day, who, kind):
    facts = {"through_channel": False, "value": 0.6, "no_deal": 0.5, "wanted": 0.7, "over": 0, "crossed": False, "point": 50.0, "text": [50.0] * 3}
    return Entry(day, kind, who, facts)


def turn(day, kind, who="", **facts):
    return Entry(day, kind, who, {"text": [50.0, 50.0, 50.0], "phase": 1, "value": 0.4, "no_deal": 0.5, **facts})


PARTED = [answer(7, "highfold", "accepted")], [answer(7, "highfold", "refused")]
"""Two histories that part over an answer on day 7."""


def that_starts(paragraphs, words):
    return next((paragraph for paragraph in paragraphs if paragraph.startswith(words)), None)


def test_texts_that_differ_before_the_parting_are_no_parting(contrast):
    """The moved number is told first, and how far they run alike apart from that, in one breath."""
    here, there = ([session(0), tabled(0, herds), session(7), *answers] for herds, answers in zip((40.0, 55.0), PARTED, strict=True))
    assert contrast(here, there)[2] == (
        "From 1 April 2025 on the texts differ, most on Lowmere's herds on the upper pastures: 40 here and 55 there. "
        "Apart from that they run alike through 1 session and part on 8 April 2025 (day 7)."
    )


@pytest.mark.parametrize("day", [7, 14], ids=["on the day of parting", "later"])
def test_texts_that_differ_no_earlier_are_not_told_before_the_parting(contrast, day):
    """Texts that first differ on the day of parting belong to the decision; those that do so later are not told at all."""
    here, there = ([session(0), tabled(0), session(7), tabled(day, herds), *answers] for herds, answers in zip((40.0, 55.0), PARTED, strict=True))
    paragraphs = contrast(here, there)
    assert paragraphs[2] == "They run alike through 1 session and part on 8 April 2025 (day 7)."
    told_with_it = "The texts of that day differ, most on Lowmere's herds on the upper pastures: 40 here and 55 there." in that_starts(
        paragraphs, "The decision"
    )
    assert told_with_it == (day == 7)


def test_twins_whose_texts_alone_differ_never_part(contrast):
    """A moved number that no decision follows from is told, and that there is no parting."""
    paragraphs = contrast([session(0), tabled(0, 40.0)], [session(0), tabled(0, 55.0)])
    assert paragraphs[2].startswith("From 1 April 2025 on the texts differ")
    assert paragraphs[2].endswith("Apart from that they never part: every decision is the same, and both end in stalemate.")
    assert len(paragraphs) == 3


@pytest.mark.parametrize(
    ("here", "there", "said"),
    [
        ((IN_PERSON, IN_PERSON), (CHANNEL, IN_PERSON), "whether Highfold comes: in person here, through a channel there."),
        ((IN_PERSON, ABSENT), (IN_PERSON, CHANNEL), "whether Lowmere comes: stays away here, through a channel there."),
        (
            (IN_PERSON, ABSENT),
            (CHANNEL, IN_PERSON),
            "whether Highfold comes: in person here, through a channel there; and whether Lowmere comes: stays away here, in person there.",
        ),
    ],
    ids=["one", "the other", "both"],
)
def test_who_comes_is_a_decision(contrast, here, there, said):
    """Where presence differs, it is named who decides on coming, and how each way; not the answers that follow from it."""
    paragraphs = contrast([session(0), session(7, *here), *PARTED[0]], [session(0), session(7, *there), *PARTED[1]])
    assert that_starts(paragraphs, "The decision") == f"The decision is {said}"


def test_many_turns_are_told_in_short(contrast):
    """Of more than five days with turns the first three and the last are told, and how many turns lie between them."""
    turns = [turn(14 * k, kind) for k in range(1, 4) for kind in ("signed", "in_force", "lapsed")]
    spread = [Entry(entry.day + k % 3, entry.kind, entry.who, entry.facts) for k, entry in enumerate(turns)]
    paragraphs = contrast([*PARTED[0], *spread], PARTED[1], ("broken", "stalemate"))
    assert that_starts(paragraphs, "Here, then").startswith(
        "Here, then: On 15 April 2025 all sign, on 16 April 2025 a deal comes into force, on 17 April 2025 the deal lapses, "
        "and after 5 more turns, on 15 May 2025, the deal lapses. It ended"
    )


def test_turns_of_one_day_share_its_date(contrast):
    """A day with two turns is named once."""
    paragraphs = contrast([*PARTED[0], turn(14, "signed"), turn(14, "in_force"), turn(30, "lapsed")], PARTED[1], ("broken", "stalemate"))
    assert "On 15 April 2025 all sign and a deal comes into force, and on 1 May 2025 the deal lapses. " in that_starts(paragraphs, "Here, then")


def test_what_makes_the_difference_may_come_later(contrast):
    """After the turns that both take, if on other days, the first that only one takes is named where the two end differently."""
    here = [*PARTED[0], turn(14, "signed"), turn(20, "in_force")]
    there = [*PARTED[1], turn(21, "signed"), turn(27, "in_force"), turn(60, "broke", "lowmere", value=0.4, no_deal=0.5)]
    paragraphs = contrast(here, there, ("agreement", "broken"))
    assert that_starts(paragraphs, "What then") == (
        "What then makes the difference: on 31 May 2025 Lowmere leaves the deal there; here nothing of the kind happens."
    )


def test_both_sides_of_the_difference_are_told(contrast):
    """Where each side takes a turn of its own on the day, both are named; if both end alike, it is no more than what differs."""
    signed = turn(14, "signed")
    here = [*PARTED[0], signed, turn(20, "in_force"), turn(40, "lapsed")]
    there = [*PARTED[1], signed, turn(20, "vetoed", "lowmere", crossed=False, over=0, point=50.0), turn(60, "signed"), turn(70, "in_force"), turn(90, "lapsed")]
    paragraphs = contrast(here, there, ("broken", "broken"))
    assert that_starts(paragraphs, "What then") == (
        "What then differs: on 21 April 2025 a deal comes into force here; what was signed is blocked by Lowmere there."
    )


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ([turn(7, "signed"), turn(7, "in_force")], []),
        ([turn(14, "signed"), turn(20, "in_force")], [turn(40, "signed"), turn(46, "in_force")]),
        ([turn(14, "withdrew", "lowmere", until=28)], []),
    ],
    ids=["the parting decides", "the same turns, later", "away for a while"],
)
def test_no_later_difference_is_made_up(contrast, here, there):
    """Nothing is named where the day of parting itself decides, where both take the same turns, or where somebody is away for a while only."""
    paragraphs = contrast([*PARTED[0], *here], [*PARTED[1], *there], ("partial", "stalemate"))
    assert that_starts(paragraphs, "What then") is None


def test_a_withdrawal_to_the_end_makes_a_difference(contrast):
    """Whoever stays away until the last day or longer is named."""
    paragraphs = contrast([*PARTED[0], turn(14, "withdrew", "lowmere", until=LAST + 1)], PARTED[1], ("breakdown", "stalemate"))
    assert (
        that_starts(paragraphs, "What then") == "What then makes the difference: on 15 April 2025 Lowmere stays away here; there nothing of the kind happens."
    )
