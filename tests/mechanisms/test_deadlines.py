"""What a missed deadline costs, and how parties talk without a mediator or through a channel."""

import numpy as np
import pytest
from talks import played, two_towns

from sim.endings import ENDINGS
from sim.model import TalksModel
from sim.model.presence import CHANNEL
from sim.scenario.formats import with_defaults

DAY = 60


def towns(modules=("deadlines",), **more):
    """Two towns in the second format that see a deadline after two months."""
    data = {"format": 2, "parties": {"north": {}, "south": {}}, "calendar": {"deadline": "2000-03-01"}, **more}
    return two_towns(modules=modules, **with_defaults(data))


def test_a_window_that_closes_ends_the_talks():
    """Where no extension is ever agreed and the window always closes, nothing is signed after the deadline, and what is not signed by then breaks down."""
    model = played(towns(deadlines={"extension": 0.0, "closes": 1.0}))
    assert model.tally.last_progress[model.closed].max() <= DAY
    assert np.all(model.endings()[model.deal.first_day < 0] == ENDINGS.index("breakdown"))


def test_where_missing_it_costs_nothing_talks_go_on():
    """Without the module histories go on after the deadline, and some deals come then."""
    model = played(towns(modules=()))
    assert not model.closed.any()
    assert (model.deal.first_day > DAY + 5).any()


def test_a_dearer_deadline_makes_more_sign_at_it():
    """The more it costs to miss the deadline, the more deals come in the last tenth of the time before it."""
    late = []
    for cost in (0.0, 0.1):
        day = played(towns(deadlines={"missed_costs": cost, "extension": 0.0, "closes": 1.0}, behaviour={"deadline_doubted": 0.3})).deal.first_day
        late.append(np.mean((day > 0.9 * DAY) & (day <= DAY)))
    assert late[0] < late[1]


def test_an_extension_is_agreed_only_where_all_hope_for_something():
    """If a party had to hope for more than there is, no deadline would ever be put off; if nobody had to hope, half of them are."""
    never, often = (played(towns(deadlines={"worth_extending": worth, "closes": 1.0})).kept["deadlines"] for worth in (1.0, 0.0))
    assert never["extended"].sum() == 0
    assert often["extended"].sum() / often["missed"].sum() == pytest.approx(0.5, abs=0.08)


def test_a_deadline_that_was_put_off_is_believed_less():
    """After an extension parties think a later occasion likelier than before."""
    model = played(towns(deadlines={"worth_extending": 0.0, "extension": 1.0}))
    put_off = model.kept["deadlines"]["extended"] > 0
    assert put_off.any()
    assert model.deadline_doubted[put_off].min() >= 0.5
    assert model.deadline_doubted[~put_off].max() < 0.5


def test_named_mediators_go_when_it_is_missed():
    """A mediator that is named withdraws for good where the deadline passes and is not put off."""
    model = played(towns(deadlines={"then_leave": ["hill"], "extension": 0.0, "closes": 0.0}))
    missed = model.kept["deadlines"]["missed"] > 0
    assert np.isinf(model.mediator["hill"].away_until[missed]).all()
    assert not np.isinf(model.mediator["hill"].away_until[~missed]).any()


def test_parties_may_meet_without_a_mediator():
    """Where the file allows direct talks they go on when the mediator is away, and deals come of it; where it does not they stop."""
    away = {"gone": {"on": "2000-01-01", "effects": [{"target": "mediators.hill.attendance", "set": "withdrawn"}]}}
    alone, direct = (played(two_towns(modules=("events",), events=away, protocol={"direct": allowed})) for allowed in (False, True))
    assert alone.sessions.held.max() == 0
    assert direct.sessions.held.mean() > 5
    assert (direct.deal.first_day >= 0).mean() > 0.1


@pytest.mark.parametrize(("stays", "reached"), [(True, True), (False, False)])
def test_a_recalled_team_can_be_reached_where_its_channel_is_open(stays, reached):
    """A party that is recalled for a time answers through a channel just where the file lets it."""
    recall = {"recall": {"on": "2000-01-01", "effects": [{"target": "parties.south.attendance", "set": "absent", "for": "90 days"}]}}
    settings = {"modules": ("events",), "events": recall, "mediators": {"hill": {"channel_to": ["south"]}}, "protocol": {"recalled_stay_in_reach": stays}}
    model = TalksModel(two_towns(**settings), seed=1, blocks=range(1))
    for _ in range(20):
        model.step()
    south = model.party["south"]
    assert (south.presence == CHANNEL).mean() == pytest.approx(float(reached), abs=0.1)
    assert south.heard.any() == reached
