"""The core: each part of it moves a named output in the direction that its theory gives."""

import numpy as np
import pytest
from talks import changed, deal, paired, party, played, two_towns

from sim.model import CHANNEL, IN_PERSON, TalksModel, forget, ranges
from sim.model.presence import ACCEPTED, REFUSED
from sim.rules.acceptance import Answering
from sim.rules.acceptance.threshold import Threshold
from sim.scenario import load, with_changes


@pytest.fixture(scope="module")
def towns():
    return two_towns()


@pytest.fixture(scope="module")
def base(towns):
    return played(towns)


def test_a_harder_red_line_leaves_fewer_deals(towns, base):
    """North's red line on `a` at 75, five points short of what it wants, lowers the share of deals."""
    hard = played(changed(towns, parties__north__stances__a__red_line=78.0, parties__south__stances__a__red_line=22.0))
    assert paired(deal(hard), deal(base)).down
    assert np.all((hard.deal.terms[0] >= hard.party["north"].lower[0] - 1e-9) | np.isnan(hard.deal.terms[0]))


def test_dearer_waiting_brings_more_deals(towns, base):
    """A prospective cost of going on lowers the no-deal value of North and raises the share of deals."""
    dear = played(changed(towns, parties__north__no_deal__cost_per_day=0.001, parties__north__no_deal__expected_days=100.0))
    assert paired(deal(dear), deal(base)).up
    assert paired(dear.party["north"].no_deal, base.party["north"].no_deal).down


def test_delay_that_pays_brings_fewer_deals(towns, base):
    """Leaders of North who gain by delay itself think better of no deal, and sign less."""
    delaying = played(changed(towns, parties__north__no_deal__delay_value=0.1))
    assert np.allclose(delaying.party["north"].no_deal, base.party["north"].no_deal + 0.1)
    assert paired(deal(delaying), deal(base)).down


def test_less_trust_leaves_fewer_deals(towns, base):
    """North believing less that South keeps its word lowers the share of deals."""
    assert paired(deal(played(changed(towns, parties__north__trust__south__mean=0.5))), deal(base)).down


def test_being_betrayed_badly_leaves_fewer_deals(towns, base):
    """The less North is left with when it alone keeps its word, the fewer deals."""
    assert paired(deal(played(changed(towns, parties__north__no_deal__betrayed=0.0))), deal(base)).down


def test_fear_of_a_tempted_other_side_lowers_hopes(towns, base):
    """The more a party fears that the other is tempted to leave (constant `temptation`), the less its best deal is worth to it."""
    fearless = played(changed(towns, constants__temptation=0.0))
    assert paired(base.party["north"].highest, fearless.party["north"].highest).down


def test_boulware_signs_later_than_conceder(towns):
    """Where both styles sign, the boulware pair signs later."""
    late = played(changed(towns, parties__north__demand__beta=0.4, parties__south__demand__beta=0.4))
    early = played(changed(towns, parties__north__demand__beta=2.0, parties__south__demand__beta=2.0))
    both = deal(late) & deal(early)
    assert paired(late.deal.first_day[both], early.deal.first_day[both]).up


def test_a_fixed_demand_gets_more_where_it_signs(towns):
    """A North that holds out for a fixed share gains more, given a deal, than one that concedes early."""
    firm = played(changed(towns, parties__north__demand__rule="fixed", parties__north__demand__share=0.6))
    soft = played(changed(towns, parties__north__demand__beta=2.0))
    assert paired(firm.tally.gain_at_signature["north"], soft.tally.gain_at_signature["north"]).up


def test_reciprocity_answers_concessions(towns):
    """A reciprocal North ends up holding out for less, the more it answers the other's concessions."""
    much = played(changed(towns, parties__north__demand__rule="reciprocal", parties__north__demand__reciprocity=1.0))
    little = played(changed(towns, parties__north__demand__rule="reciprocal", parties__north__demand__reciprocity=0.1))
    assert paired(much.party["north"].demand_share, little.party["north"].demand_share).down


def test_a_nearer_deadline_is_conceded_to_sooner(towns, base):
    """With a deadline half-way both sides come down earlier, so deals come earlier."""
    near = played(changed(towns, calendar__deadline="2000-02-15"))
    both = deal(near) & deal(base)
    assert paired(near.deal.first_day[both], base.deal.first_day[both]).down


def test_texts_move_towards_the_party_that_refused(towns):
    """After one side alone refused, the mediator's next text is worth more to it and less to the other."""
    model = TalksModel(changed(towns, parties__north__demand={"rule": "fixed", "share": 0.0}), seed=1, blocks=range(4))
    moves = {"north": [], "south": []}
    while model.running:
        before, count = model.table.package, model.table.count
        refused = (model.party["south"].answer == REFUSED) & (model.party["north"].answer == ACCEPTED)
        model.step()
        moved = refused & (model.table.count > count)
        for name, changes in moves.items():
            utility = model.party[name].preference.utility
            changes.append((utility(model.table.package) - utility(before))[moved])
    south, north = (np.concatenate(moves[name]) for name in ("south", "north"))
    assert paired(south, 0.0 * south).up
    assert paired(north, 0.0 * north).down


def test_a_mediator_that_errs_more_needs_longer(towns):
    """Worse first guesses about what the parties want delay deals."""
    sharp, blunt = (played(changed(towns, mediators__hill__estimate_error=error)) for error in (0.0, 25.0))
    both = deal(sharp) & deal(blunt)
    assert paired(blunt.deal.first_day[both], sharp.deal.first_day[both]).up


@pytest.mark.parametrize("rule", ["kalai_smorodinsky", "equal_gains", "weighted_mean", "weighted_median"])
def test_another_aim_of_the_mediator_gives_another_first_text(towns, base, rule):
    """The bridging rule decides the text."""
    other = played(changed(towns, mediators__hill__bridging__rule=rule))
    assert not np.allclose(other.table.package, base.table.package)


def test_a_one_sided_text_favours_its_side(towns):
    """A mediator that drafts for North leaves North better off at the first text."""
    text = {}
    for name, scenario in {"nash": towns, "north": changed(towns, mediators__hill__bridging={"rule": "one_sided", "favours": "north"})}.items():
        model = TalksModel(scenario, seed=1, blocks=range(2))
        model.step()
        text[name] = model.party["north"].preference.utility(model.table.package)[model.table.exists]
    assert paired(text["north"], text["nash"]).up


def test_being_seen_keeps_parties_away(towns, base):
    """A cost of being seen lowers North's attendance in person."""
    shy = played(changed(towns, parties__north__attendance__cost_of_being_seen=2.0))
    assert paired(shy.tally.sat["north"][IN_PERSON], base.tally.sat["north"][IN_PERSON]).down


def test_hope_of_gain_draws_to_the_table(towns):
    """The more the hope of gain counts, the oftener a shy North comes to talks that promise it something."""
    shy = changed(towns, parties__north__attendance__cost_of_being_seen=3.0)
    drawn, indifferent = (played(changed(shy, constants__attendance_gain=pull)) for pull in (20.0, 0.0))
    assert paired(drawn.tally.sat["north"][IN_PERSON] / drawn.sessions.held, indifferent.tally.sat["north"][IN_PERSON] / indifferent.sessions.held).up


def test_a_refused_text_is_replaced_at_the_next_session(towns):
    """However long a text may stand without answers, one that was refused makes way for another."""
    patient = played(changed(towns, constants__text_patience=6.0))
    open_to_the_end = ~deal(patient)
    assert np.all(patient.table.count[open_to_the_end] > 0.7 * patient.sessions.held[open_to_the_end])


def test_a_channel_reaches_the_absent(towns):
    """With a channel to a shy North, it is reached, answers, and more deals come about."""
    shy = changed(towns, parties__north__attendance__cost_of_being_seen=6.0)
    alone, reached = played(shy), played(changed(shy, mediators__hill__channel_to=["north"]))
    assert paired(reached.tally.sat["north"][CHANNEL], alone.tally.sat["north"][CHANNEL]).up
    assert paired(deal(reached), deal(alone)).up


def test_shy_parties_without_a_channel_break_talks_down(towns):
    """A required party that stays away from the last three sessions makes a breakdown of what would be a stalemate."""
    gone = played(changed(towns, parties__north__attendance__cost_of_being_seen=9.0))
    assert np.mean(gone.endings() == 4) > 0.9


def reference(**more):
    readings = {"north": {"a": 75.0, "b": 75.0, "c": 75.0}, "south": {"a": 40.0, "b": 40.0, "c": 40.0}}
    condition = [{"agenda_is": "reference_text", "or_assured_by_anyone_credible": True, "weight": 3.0}]
    return two_towns(reference_text={"name": "last year's text", "readings": readings, **more}, parties={"north": {"preconditions": condition}})


def test_an_unmet_precondition_keeps_a_party_away_and_an_assurance_brings_it_back():
    """Talks on another basis than the reference text as North reads it lower its attendance; a credible assurance raises it."""
    unmet, assured = played(reference()), played(reference(assured_by=["hill"]))
    free = played(changed(reference(), parties__north__preconditions=[]))
    assert paired(unmet.tally.sat["north"][IN_PERSON], free.tally.sat["north"][IN_PERSON]).down
    assert paired(assured.tally.sat["north"][IN_PERSON], unmet.tally.sat["north"][IN_PERSON]).up


def test_alternating_offers_need_no_mediator(towns):
    """Without a mediator, parties that offer in turn still sign, on texts of their own."""
    offers = changed(towns, mediators={}, protocol={"kind": "alternating_offers"})
    model = played(offers)
    assert deal(model).mean() > 0.2
    assert not model.table.by_mediator.any()


@pytest.mark.parametrize("proposer", ["alternating", "random", "fixed"])
def test_the_order_of_proposing_decides_whose_texts_lie_on_the_table(towns, proposer):
    """South's share of last texts is none where North always proposes, and some where they take turns or draw lots."""
    model = played(changed(towns, mediators={}, protocol={"kind": "alternating_offers", "proposer": proposer, "first": "north"}))
    by_south = model.table.author[model.table.count > 1] == model.table.place_of(model.party["south"])
    assert by_south.any() == (proposer != "fixed")


def test_backward_induction_favours_the_first_proposer():
    """With equilibrium offers and impatient sides, the side that proposes first gains more than when it answers first."""
    pie = load("split-the-pie").scenario
    first, second = pie.parties
    pie = with_changes(pie, {"protocol.discount": {first: 0.5, second: 0.5}})
    gains = [played(with_changes(pie, {"protocol.first": name}), blocks=1).tally.gain_at_signature[first] for name in (first, second)]
    assert paired(*gains).mean > 0.0


def test_simultaneous_offers_meet_between_the_demands(towns):
    """On the first day the text lies strictly between what the parties demand, wherever they differ; and some are signed."""
    offers = changed(towns, protocol__kind="simultaneous_offers")
    model = TalksModel(offers, seed=1, blocks=range(1))
    model.step()
    forget(model)
    demands = np.stack([model.party[name].demanded for name in ("north", "south")])
    apart = (np.ptp(demands, axis=0) > 1.0) & model.table.exists
    assert apart.any()
    assert np.all((model.table.package > demands.min(axis=0))[apart] & (model.table.package < demands.max(axis=0))[apart])
    assert deal(played(offers)).mean() > 0.1


def test_a_party_may_table_a_text_of_its_own(towns, base):
    """With counter-texts, some texts on the table are the parties' own."""
    model = played(changed(towns, parties__north__counter_texts=1.0, parties__south__counter_texts=1.0))
    assert (model.table.author >= len(model.mediators)).any()
    assert not (base.table.author >= len(base.mediators)).any()


def test_fewer_signatures_are_easier_to_get():
    """Of three parties, a majority signs more than all do."""
    believes = {"mean": 0.95, "strength": 10}
    west = {"label": "West", "stances": party("North", "more", 95.0)["stances"], "no_deal": {"expected": 0.7}, "trust": {"north": believes, "south": believes}}
    trusting = {"trust": {"west": believes}}
    three = two_towns(parties={"west": west, "north": trusting, "south": trusting})
    majority = played(changed(three, protocol={"required": [], "quota": 0.6}), blocks=1)
    assert paired(deal(majority), deal(played(three, blocks=1))).up


def test_sessions_when_ripe_are_called_by_the_mediators(towns):
    """With sessions left to the mediators, dearer waiting on both sides makes the moment ripe more often."""
    ripe = changed(towns, calendar__sessions="when ripe")
    hurting = changed(
        ripe,
        **{f"parties__{name}__no_deal__{key}": value for name in ("north", "south") for key, value in {"cost_per_day": 0.002, "expected_days": 100.0}.items()},
    )
    calm, hurt = played(ripe), played(hurting)
    first = np.where(deal(calm), calm.deal.first_day, calm.days), np.where(deal(hurt), hurt.deal.first_day, hurt.days)
    assert paired(first[1], first[0]).down


def test_losses_that_bend_are_borne_more_easily(towns, base):
    """Where giving way hurts slowly at first (shape 2), middle texts are worth more and deals are more."""
    assert paired(deal(played(changed(towns, constants__shape=2.0))), deal(base)).up


def test_power_that_drifts_away_changes_minds(towns, base):
    """A North whose prospects fade day by day signs more."""
    assert paired(deal(played(changed(towns, parties__north__no_deal__drift_per_day=-0.001))), deal(base)).up


def test_the_noise_of_fighting_spreads_expectations(towns, base):
    """Daily news widens the spread of what North expects."""
    noisy = played(changed(towns, parties__north__no_deal__noise_per_day=0.01))
    assert noisy.party["north"].expectation.std() > 2 * base.party["north"].expectation.std()


def test_an_exact_answer_is_never_refused_above_the_aspiration(towns):
    """With the threshold rule a text is accepted just when it is worth what the party holds out for."""
    value = np.array([0.4, 0.5, 0.6])
    answering = Answering(value, np.full(3, 0.3), np.full(3, 0.5), np.array([True, True, True]))
    assert Threshold(40.0).accepts(answering, np.zeros(3)).tolist() == [False, True, True]
    assert deal(played(changed(towns, parties__north__acceptance="threshold", parties__south__acceptance="threshold"))).mean() > 0.2


def test_an_issue_that_is_worth_next_to_nothing_leaves_ranges_whole():
    """An issue whose weight is the smallest number there is binds nobody, and nothing overflows in working out how far a party would go on it."""
    model = TalksModel(two_towns(), seed=1, blocks=range(1))
    for one in model.parties:
        one.weight = one.weight * np.array([[1.0], [1e-308], [1.0]])
        one.take_in_changes()
    with np.errstate(over="raise"):
        lowest, highest = ranges(model.party["north"])
    could_sign = highest[0] >= 0.0
    assert could_sign.any()
    assert np.all(lowest[1][could_sign] <= 0.0)
    assert np.all(highest[1][could_sign] >= 100.0)
