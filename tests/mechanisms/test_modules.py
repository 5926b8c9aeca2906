"""The modules: switching one off, or flipping one of its settings, moves a named output in a declared direction."""

import numpy as np
import pytest
from talks import changed, deal, merged, paired, played, two_towns

from sim.endings import ENDINGS
from sim.model import IN_PERSON, TalksModel
from sim.scenario import from_resolved, resolved


def without(scenario, module):
    return changed(scenario, modules=[name for name in scenario.modules if name != module])


# --- mediation -----------------------------------------------------------------------------------------------------------


def mediated(**hill):
    return two_towns(modules=("mediation",), mediators={"hill": hill})


@pytest.mark.parametrize(
    ("means", "direction"),
    [
        ({"guarantee": {"strength": 2.0, "credible_to": {"north": 0.9, "south": 0.9}}}, "up"),
        ({"leverage": {"north": {"strength": 0.5, "half_life": 60}, "south": {"strength": 0.5, "half_life": 60}}}, "up"),
        ({"leverage": {"north": {"strength": 0.5, "half_life": 60, "by": "payment"}, "south": {"strength": 0.5, "half_life": 60, "by": "payment"}}}, "up"),
        ({"patience": 30}, "down"),
        ({"back_channel": {"party": "north", "rate_per_day": 0.05, "gain": 0.05}}, "down"),
    ],
    ids=["guarantee", "pressure", "payment", "withdrawal", "back channel"],
)
def test_mediation_moves_the_share_of_deals(means, direction):
    """Guarantees, pressure and payments raise the share of deals; a mediator that leaves, or a side deal that strengthens one side, lowers it."""
    scenario = mediated(**means)
    assert getattr(paired(deal(played(scenario)), deal(played(without(scenario, "mediation")))), direction)


def test_leverage_wanes_by_its_half_life():
    """Leverage that lasts longer brings more deals than leverage that fades in days."""
    lasting, fading = (played(mediated(leverage={name: {"strength": 0.5, "half_life": life} for name in ("north", "south")})) for life in (90, 3))
    assert paired(deal(lasting), deal(fading)).up


def test_leverage_draws_parties_to_the_table():
    """Pressure on a shy North raises its attendance."""
    scenario = changed(mediated(leverage={"north": {"strength": 1.0, "half_life": 90}}), parties__north__attendance__cost_of_being_seen=2.0)
    assert paired(played(scenario).tally.sat["north"][IN_PERSON], played(without(scenario, "mediation")).tally.sat["north"][IN_PERSON]).up


def test_a_message_about_resolve_is_believed_from_ones_own_side():
    """A mediator that leans to North and knows something moves what North believes of South's no-deal value; more so than a neutral one."""
    gap = {}
    for name, bias in {"friend": 0.9, "neutral": 0.0}.items():
        told = played(mediated(messages=["resolve"], independent_signal=1.0, bias={"north": bias}))
        untold = played(mediated(messages=[], independent_signal=1.0, bias={"north": bias}))
        gap[name] = np.abs(told.party["north"].estimates["south"].expectation - untold.party["north"].estimates["south"].expectation)
    assert paired(gap["friend"], gap["neutral"]).up


@pytest.mark.parametrize("about", ["resolve", "trust"])
def test_messages_without_knowledge_of_ones_own_change_nothing(about):
    """Without an independent signal a message is worth nothing: every history stays as it was, to the last bit."""
    told = played(mediated(messages=[about], independent_signal=0.0, stake=1.0, bias={"north": 0.5}))
    untold = played(mediated(messages=[], independent_signal=0.0, stake=1.0, bias={"north": 0.5}))
    assert np.array_equal(told.deal.first_day, untold.deal.first_day)


def test_a_message_about_trust_helps_from_a_mediator_with_a_stake_only():
    """Told by one with a stake in the outcome, a message moves trust, up or down; from one who wants only peace it does not."""
    means = {"messages": ["trust"], "independent_signal": 1.0}
    silent = played(mediated()).party["north"].trust["south"].mean
    moved = np.abs(played(mediated(**means, stake=0.9)).party["north"].trust["south"].mean - silent)
    assert paired(moved, 0.0 * moved).up
    assert np.allclose(played(mediated(**means, stake=0.0)).party["north"].trust["south"].mean, silent, atol=1e-6)


def test_a_mediator_comes_back_where_it_may():
    """With a time after which it returns, more sessions are held than when it leaves for good."""
    returning, leaving = played(mediated(patience=20, returns_after=20)), played(mediated(patience=20))
    assert paired(returning.sessions.held, leaving.sessions.held).up
    assert paired(returning.endings() == ENDINGS.index("breakdown"), leaving.endings() == ENDINGS.index("breakdown")).down


def test_side_deals_are_counted_and_cost_trust():
    """A back channel at times ends in a side deal, which the party left out holds against the other."""
    model, quiet = played(mediated(back_channel={"party": "north", "rate_per_day": 0.05})), played(mediated())
    assert model.mediators[0].side_deals.mean() > 0.5
    assert paired(model.party["south"].trust["north"].mean, quiet.party["south"].trust["north"].mean).down


# --- ratification --------------------------------------------------------------------------------------------------------


def ratified(**north):
    return two_towns(modules=("ratification",), parties={"north": north})


def test_a_hard_faction_stops_deals():
    """A faction that thinks better of going on than its party does lowers the share of deals in force."""
    scenario = ratified(factions={"guard": {"no_deal_add": 0.05}})
    assert paired(deal(played(scenario)), deal(played(without(scenario, "ratification")))).down
    assert deal(played(changed(scenario, parties__north__factions__guard__veto=False))).mean() == deal(played(without(scenario, "ratification"))).mean()


def test_a_known_red_line_improves_terms():
    """A binding limit at home that all know moves the terms on its issue towards the party that is bound (Schelling)."""
    line = {"guard": {"limits_known_to": "everybody", "no_deal_add": -0.2, "stances": {"b": {"red_line": 60.0}}}}
    bound, free = played(ratified(factions=line)), played(ratified())
    assert paired(bound.deal.terms[1], free.deal.terms[1]).up


def test_an_unknown_red_line_stops_more_deals_than_a_known_one():
    """What only the faction knows is found out by signing in vain (involuntary defection)."""
    line = {"no_deal_add": -0.2, "stances": {"b": {"red_line": 60.0}}, "lag": 10}
    known, hidden = (played(ratified(factions={"guard": {**line, "limits_known_to": who}})) for who in ("everybody", "nobody"))
    assert paired(deal(hidden), deal(known)).down


def test_a_veto_teaches_the_mediator_the_limit():
    """Once a hidden limit has stopped a signed text, the mediator knows it, and knows of none where nothing was stopped."""
    line = {"no_deal_add": -0.2, "stances": {"b": {"red_line": 60.0}}, "lag": 10, "limits_known_to": "nobody"}
    model = played(ratified(factions={"guard": line}))
    stopped = model.tally.stopped_at_home > 0
    assert 0.1 < stopped.mean() < 0.9
    guard = model.factions[0]
    known = model.mediators[0].estimates[guard.party.name].lower[model.issue_names.index("b")]
    assert np.allclose(known[stopped], guard.lower[model.issue_names.index("b")][stopped])
    assert np.all(known[~stopped] == 0.0)


def test_ratification_takes_its_time():
    """A lag puts entry into force off by as many days."""
    slow, quick = (played(ratified(factions={"guard": {"lag": lag, "no_deal_add": -0.3}})) for lag in (20, 0))
    both = deal(slow) & deal(quick)
    assert paired(slow.deal.first_day[both], quick.deal.first_day[both]).up


def test_losing_face_stops_deals():
    """The more it counts to fall short of the last public demand, the fewer deals pass; less so where a mediator wrote the text."""
    scenario = ratified(factions={"guard": {"no_deal_add": -0.02}})
    proud, humble = played(changed(scenario, constants__face_saving=0.6)), played(changed(scenario, constants__face_saving=0.0))
    relieved = played(changed(scenario, constants__face_saving=0.6, constants__mediator_relief=0.9))
    assert paired(deal(proud), deal(humble)).down
    assert paired(deal(relieved), deal(proud)).up


def test_governments_that_fall_keep_parties_away():
    """A government that falls over the talks lowers its party's attendance."""
    scenario = ratified(government={"fall_per_day": 0.02, "when_signed": 1.0})
    model = played(scenario)
    assert model.tally.falls["north"].mean() > 0.5
    assert paired(model.tally.sat["north"][IN_PERSON], played(without(scenario, "ratification")).tally.sat["north"][IN_PERSON]).down


# --- escalation and spoilers ---------------------------------------------------------------------------------------------


def dangerous(module, **neighbour):
    cost = {"no_deal": {"cost_per_day": 0.0005, "expected_days": 100.0}}
    return two_towns(modules=(module,), parties={"north": cost, "south": cost}, outside_actors={"coast": {"label": "Coast", "escalation": 0.3, **neighbour}})


def test_retaliation_escalates_and_makes_waiting_dearer():
    """Retaliation from outside raises escalation, which lowers the no-deal value of both sides."""
    scenario = dangerous("escalation", retaliates={"rate_per_day": 0.05})
    model, quiet = played(scenario), played(without(scenario, "escalation"))
    assert paired(model.tally.escalation_peak, quiet.tally.escalation_peak).up
    assert paired(model.party["north"].no_deal, quiet.party["north"].no_deal).down
    assert paired(played(changed(scenario, constants__escalation_cost=3.0)).party["north"].no_deal, model.party["north"].no_deal).down


def test_restraint_while_talks_live():
    """An actor that holds back while talks are alive escalates less."""
    scenario = dangerous("escalation", retaliates={"rate_per_day": 0.05, "when_talks_alive": -2.0})
    assert paired(
        played(scenario).tally.escalation_peak, played(changed(scenario, outside_actors__coast__retaliates__when_talks_alive=0.0)).tally.escalation_peak
    ).down


def test_escalation_fades():
    """Faster decay leaves less of it."""
    scenario = changed(dangerous("escalation", retaliates={"rate_per_day": 0.05}), escalation__start=0.8)
    assert paired(played(changed(scenario, escalation__decay_per_day=0.2)).escalation, played(scenario).escalation).down


def test_spoilers_cost_trust_in_proportion_to_control():
    """Attacks blamed on South lower North's trust in it and the share of deals; the less North thinks South can stop them, the less."""
    scenario = dangerous("spoilers", spoils={"rate_per_day": 0.05}, blamed_on="south")
    able, unable = played(scenario), played(changed(scenario, parties__north__trust__south__control=0.2))
    quiet = played(without(scenario, "spoilers"))
    assert paired(able.party["north"].trust["south"].mean, unable.party["north"].trust["south"].mean).down
    assert paired(unable.party["north"].trust["south"].mean, quiet.party["north"].trust["south"].mean).down
    assert paired(deal(able), deal(quiet)).down


def test_spoilers_strike_when_a_deal_is_near():
    """Attacks that are likelier when a signature is near cost trust that those indifferent to it would not."""
    scenario = dangerous("spoilers", spoils={"rate_per_day": 0.01, "when_deal_near": 3.0}, blamed_on="south")
    drawn = changed(scenario, outside_actors__coast__spoils__when_deal_near=0.0)
    assert paired(played(scenario).party["north"].trust["south"].mean, played(drawn).party["north"].trust["south"].mean).down


def test_factions_may_spoil():
    """Attacks by a faction of South lower North's trust in South."""
    scenario = two_towns(modules=("spoilers",), parties={"south": {"factions": {"guard": {"spoils": {"rate_per_day": 0.05}}}}})
    quiet = played(without(scenario, "spoilers"))
    assert paired(played(scenario).party["north"].trust["south"].mean, quiet.party["north"].trust["south"].mean).down


# --- events --------------------------------------------------------------------------------------------------------------


def eventful(effect, **trigger):
    return two_towns(modules=("events", "escalation"), events={"it": {"effects": [effect], **trigger}})


@pytest.mark.parametrize(
    ("effect", "look", "direction"),
    [
        ({"target": "parties.north.trust.south", "act": "promise_broken"}, lambda m: m.party["north"].trust["south"].mean, "down"),
        ({"target": "parties.north.trust.south", "act": "promise_kept"}, lambda m: m.party["north"].trust["south"].mean, "up"),
        ({"target": "parties.north.no_deal.expected", "add": 0.1}, lambda m: m.party["north"].no_deal, "up"),
        ({"target": "parties.north.no_deal.expected", "multiply": 0.5}, lambda m: m.party["north"].no_deal, "down"),
        ({"target": "parties.north.stances.a.position", "add": -20.0}, lambda m: m.party["north"].preference.position[0], "down"),
        ({"target": "parties.north.stances.a.salience", "multiply": 3.0}, lambda m: m.party["north"].preference.salience[0], "up"),
        ({"target": "parties.north.attendance", "set": "absent", "for": 30}, lambda m: m.tally.sat["north"][IN_PERSON], "down"),
        ({"target": "mediators.hill.attendance", "set": "withdrawn"}, lambda m: m.sessions.held, "down"),
        ({"target": "escalation", "set": 0.9}, lambda m: m.tally.escalation_peak, "up"),
        ({"target": "deadline", "add": -40.0}, lambda m: m.deadline, "down"),
    ],
    ids=lambda value: value["target"] if isinstance(value, dict) else "",
)
def test_an_event_changes_its_target(effect, look, direction):
    """A dated event moves just the quantity that it names, in the direction that it says."""
    scenario = eventful(effect, on="2000-01-10")
    assert getattr(paired(look(played(scenario, blocks=2)), look(played(without(scenario, "events"), blocks=2))), direction)


def test_history_counts_and_fades():
    """A broken promise before the start lowers trust on the first day, an old one less than a fresh one."""
    effect = {"target": "parties.north.trust.south", "act": "promise_broken"}
    trust = {}
    for day in ("1990-01-01", "1999-12-01"):
        scenario = eventful(effect, on=day)
        trust[day] = TalksModel(scenario, seed=1, blocks=range(1)).party["north"].trust["south"].mean.mean()
    assert trust["1999-12-01"] < trust["1990-01-01"] < 0.8


def test_events_by_chance_happen_as_often_as_they_say():
    """With a rate of 0.02 a day, the chance of at least one in 120 days is 1 - exp(-2.4)."""
    model = played(eventful({"target": "escalation", "add": 0.1}, rate_per_day=0.02))
    assert abs((model.tally.escalation_peak > 0).mean() - (1 - np.exp(-2.4))) < 0.03


def test_a_condition_fires_when_it_becomes_true():
    """A recall after three failed sessions keeps North away for a time, in those histories only."""
    effect = {"target": "parties.north.attendance", "set": "absent", "for": 21}
    scenario = eventful(effect, when={"sessions_failed_in_a_row": 3})
    model, calm = played(scenario), played(without(scenario, "events"))
    assert paired(model.tally.sat["north"][IN_PERSON], calm.tally.sat["north"][IN_PERSON]).down


def test_a_condition_that_stays_true_fires_once():
    """An event that waits for a day has its effect on that day, and not again on every later one."""
    later = {"turn": {"when": {"after": "2000-01-11"}, "effects": [{"target": "parties.north.no_deal.expected", "add": 0.1}]}}
    turned, even = played(two_towns(modules=("events",), events=later), blocks=1), played(two_towns(), blocks=1)
    assert np.allclose(turned.party["north"].expectation, even.party["north"].expectation + 0.1)


def test_effects_of_one_day_are_set_then_multiplied_then_added():
    """Three events on one day give (set x multiply) + add, whatever their order in the file."""
    events = {
        name: {"on": "2000-01-10", "effects": [{"target": "parties.north.no_deal.expected", **change}]}
        for name, change in {"a_add": {"add": 0.1}, "b_times": {"multiply": 0.5}, "c_set": {"set": 0.4}}.items()
    }
    model = played(two_towns(modules=("events",), events=events), blocks=1)
    assert np.allclose(model.party["north"].expectation, 0.3)


def test_framing_acts_through_the_receivers_reading_only():
    """The same letter costs trust where it is read as a new condition, and adds a little where it is read as a clarification."""
    effect = {"target": "parties.north.trust.south", "act": "clarification"}
    scenario = eventful(effect, on="2000-01-10")
    as_meant = played(scenario)
    as_condition = played(changed(scenario, parties__north__reads={"clarification": "new_condition"}))
    quiet = played(without(scenario, "events"))
    trusts = [model.party["north"].trust["south"].mean for model in (as_meant, as_condition, quiet)]
    assert paired(trusts[0], trusts[2]).up
    assert paired(trusts[1], trusts[2]).down


# --- carrying out --------------------------------------------------------------------------------------------------------


def phased(modules=("carrying_out", "mediation"), days=200, phase=None, **more):
    plan = {"1": {"lasts": 30, "next_agreed": {"north": 0.7, "south": 0.7}, **(phase or {})}, "2": {"lasts": 30}}
    issues = {"c": {"phase": 2}}
    data = resolved(two_towns(modules=modules, days=days, north={"expected": 0.45}, south={"expected": 0.45}))
    return from_resolved(merged(data, {"issues": issues, "carrying_out": {"phases": plan}, **more}))


def test_deals_in_phases_may_be_partial_or_break():
    """With phases, some deals stand in part, some lapse or are left; without the module every deal in force is an agreement."""
    model, whole = played(phased(phase={"lasts": 60})), played(phased(modules=("mediation",)))
    found = {ENDINGS[k] for k in model.endings()}
    assert {"partial", "broken"} <= found
    assert {ENDINGS[k] for k in whole.endings()} <= {"agreement", "stalemate", "breakdown"}


def test_a_guarantor_lets_fewer_deals_break():
    """Given a deal, a guarantee lowers the share that is left."""
    means = {"hill": {"guarantee": {"strength": 3.0, "credible_to": {"north": 1.0, "south": 1.0}}}}
    scenario = changed(phased(mediators=means), constants__breach_rate=0.004)
    guarded, bare = played(scenario), played(changed(scenario, mediators__hill__guarantee=None))
    both = deal(guarded) & deal(bare)
    left = [(model.deal.broken_by >= 0)[both] for model in (guarded, bare)]
    assert paired(*left).down


def test_temptation_breaks_deals():
    """A side whose no-deal value rises after signing leaves more often."""
    rise = {"stronger": {"when": {"deal": "in_force"}, "effects": [{"target": "parties.north.no_deal.expected", "add": 0.4}]}}
    scenario = phased(modules=("carrying_out", "events"), events=rise)
    tempted, steady = played(scenario), played(without(scenario, "events"))
    assert paired(tempted.deal.broken_by >= 0, steady.deal.broken_by >= 0).up


def test_small_steps_make_deals_possible():
    """With things handed over in many steps there is less to lose by being first, so more is signed between sides that trust little."""
    wary = {"parties": {"north": {"trust": {"south": {"mean": 0.45}}}, "south": {"trust": {"north": {"mean": 0.45}}}}}
    steps, leap = (played(phased(phase={"tranches": tranches}, **wary)) for tranches in (10, 1))
    assert paired(deal(steps), deal(leap)).up


def test_what_is_handed_over_is_leverage_spent():
    """Handing things over lowers a party's no-deal value after signing."""
    spent, kept = played(phased(phase={"hands_over": {"north": 0.2}})), played(phased())
    assert spent.party["north"].spent.mean() > 0.05
    assert kept.party["north"].spent.mean() == 0.0


def test_delay_halts_both_sides():
    """Days lost to delay put the end of a phase off, so fewer deals are complete at the horizon."""
    slow, quick = (played(changed(phased(), constants__hand_over_delay=delay)) for delay in (0.5, 0.0))
    assert paired(slow.deal.complete, quick.deal.complete).down


def test_a_phase_may_be_extended_once():
    """The likelier an extension, the fewer deals lapse because the next phase was not agreed within its 20 days, to be followed by a second deal."""
    often, never = (played(changed(phased(phase={"lasts": 20}), carrying_out__extension=share)) for share in (1.0, 0.0))
    assert paired(often.deal.count > 1, never.deal.count > 1).down


def test_hope_for_the_next_phase_makes_the_first_worth_more():
    """The likelier both sides think it that the next phase is agreed, the more deals are signed."""
    hopeful, gloomy = (played(phased(phase={"next_agreed": {"north": chance, "south": chance}})) for chance in (0.95, 0.05))
    assert paired(deal(hopeful), deal(gloomy)).up
