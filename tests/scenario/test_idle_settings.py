"""Settings that do nothing say so, and what is said of them is true: no history comes out different without them."""

import numpy as np
import pytest
from scenario_builder import written

from sim.analysis.dead_inputs import histories
from sim.scenario import load

BUILT = """
title: Two towns
modules: [mediation, events, ratification]
calendar: {start: 2030-01-01, end: 2030-03-10, sessions: every 14 days}
constants: {mediator_presence: 1} # else another drafts on the few days on which the one with the pen is missing
trust: {mean: 0.7}
issues: {water: {label: Water}, road: {label: Road}}
parties:
  north:
    label: North
    stances: {water: {wants: more, position: {mean: 80, sd: 5}, salience: 2}, road: {wants: less, position: 20, salience: 1}}
    no_deal: {expected: 0.4, cost_per_day: 0.001, expected_days: 60}
    factions: {farmers: {stances: {water: {red_line: 45}}}}
  south:
    label: South
    stances: {water: {wants: less, position: 20, salience: 1}, road: {wants: more, position: 70, salience: 1}}
    no_deal: {expected: 0.3}
mediators:
  alpha: {label: Alpha, holds_the_pen: true, channel_to: [north], messages: [resolve], independent_signal: 0.4}
  beta: {label: Beta, guarantee: {strength: 0.5, credible_to: {north: 0.5}}}
events:
  frost: {on: 2030-02-01, effects: [{target: parties.north.no_deal.expected, add: -0.1}]}
"""

IDLE = {
    "a mediator with a label and no more": (["mediators.beta.guarantee=null"], "mediators.beta", "has next to no function: 'alpha' drafts"),
    "a lean of one who does not draft": (["mediators.beta.bias={north: 0.9}"], "mediators.beta.bias", "`holds_the_pen: true` would let it draft"),
    "a second pen": (["mediators.beta.holds_the_pen=true"], "mediators.beta.holds_the_pen", "'alpha' holds the pen already"),
    "a way of drafting of one who does not": (["mediators.beta.bridging={rule: equal_gains}"], "mediators.beta.bridging", "'alpha' drafts"),
    "first guesses of one who does not draft": (["mediators.beta.estimate_error=30"], "mediators.beta.estimate_error", "'alpha' drafts"),
    "a pen where the pen goes round": (["protocol.pen=rotating"], "mediators.alpha.holds_the_pen", "has no effect with pen: rotating"),
    "a stake without messages about trust": (["mediators.beta.stake=0.8"], "mediators.beta.stake", "write messages: [trust]"),
    "knowledge that nobody is told": (["mediators.beta.independent_signal=0.8"], "mediators.beta.independent_signal", "without messages"),
    "a guarantee that nobody believes": (["mediators.beta.guarantee.credible_to={north: 0}"], "mediators.beta.guarantee.credible_to", "no party believes it"),
    "a line to a party that ends in nothing": (
        ["mediators.beta.back_channel={party: north, rate_per_day: 0}"],
        "mediators.beta.back_channel.rate_per_day",
        "never happens",
    ),
    "an outside actor who does nothing": (["outside_actors.hills={label: Hills}"], "outside_actors.hills", "give it retaliates"),
    "trust in everybody where all are named": (
        ["parties.north.trust={south: {mean: 0.6}, everybody: {mean: 0.2}}"],
        "parties.north.trust.everybody",
        "every other party is named",
    ),
    "trust of the file where each party says its own": (
        ["parties.north.trust={south: {mean: 0.7}}", "parties.south.trust={everybody: {mean: 0.7}}"],
        "trust",
        "every party says itself",
    ),
    "control where nobody attacks": (["parties.north.trust={south: {mean: 0.7, control: 0.1}}"], "parties.north.trust.south.control", "counts after attacks"),
    "a reading of acts that nobody does": (["parties.north.reads={clarification: new_condition}"], "parties.north.reads.clarification", "no event has the act"),
    "days without a cost": (["parties.south.no_deal.expected_days=100"], "parties.south.no_deal.expected_days", "without cost_per_day"),
    "a cost without days": (["parties.south.no_deal.cost_per_day=0.01"], "parties.south.no_deal.cost_per_day", "without expected_days"),
    "a red line at the end of the scale": (["parties.south.stances.water.red_line=100"], "parties.south.stances.water.red_line", "the end of the scale"),
    "limits at home where there are none": (
        ["parties.north.factions.farmers={limits_known_to: nobody}"],
        "parties.north.factions.farmers.limits_known_to",
        "has a red line",
    ),
    "a concession style of one who demands nothing": (
        ["parties.south.demand={share: 0, beta: 0.2}"],
        "parties.south.demand.beta",
        "it holds out for nothing",
    ),
    "a precondition without weight": (["parties.south.preconditions=[{requires: {absent: north}, weight: 0}]"], "parties.south.preconditions.0", "weight 0"),
    "escalation in a file without it": (["escalation.start=0.5"], "escalation", "module 'escalation'"),
    "an event that stirs up what is not there": (
        ["events.riot={on: 2030-02-02, effects: [{target: escalation, add: 0.5}]}"],
        "events.riot.effects.0",
        "module 'escalation'",
    ),
    "a constant of a module that is off": (["constants.breach_rate=0.01"], "constants.breach_rate", "module 'carrying_out'"),
    "a constant of ripe moments on a calendar": (["constants.ripe_gap=0.3"], "constants.ripe_gap", "sessions: when ripe"),
    "a tolerance for an agenda that nobody wrote": (["constants.agenda_tolerance=0.1"], "constants.agenda_tolerance", "no reference text"),
    "an extension of a deal that is not carried out": (["carrying_out.extension=0.9"], "carrying_out.extension", "module 'carrying_out'"),
    "what is drawn together with one number": (
        ["together={of: [parties.north.stances.water.position, parties.south.stances.water.position], correlation: [[1], [0.5, 1]]}"],
        "together.of.1",
        "without a spread",
    ),
    "a guarantee whose module is off": (
        ["modules=[events, ratification]"],
        "mediators.beta.guarantee",
        "the module 'mediation' is not switched on",
    ),
    "groups at home of one whose signature is not needed": (["protocol.required=[south]"], "parties.north.factions", "is not needed"),
}
"""Changes to the talks above, each with one idle setting: where it is, and words of what is said of it."""

WITHOUT = {
    "a mediator with a label and no more": ["mediators.beta=null"],
    "a pen where the pen goes round": ["protocol.pen=rotating", "mediators.alpha.holds_the_pen=false"],
    "a guarantee whose module is off": ["modules=[events, ratification]", "mediators.beta.guarantee=null"],
    "an outside actor who does nothing": [],
    "trust in everybody where all are named": ["parties.north.trust={south: {mean: 0.6}}"],
    "trust of the file where each party says its own": ["trust=null", "parties.north.trust={south: {mean: 0.7}}", "parties.south.trust={north: {mean: 0.7}}"],
    "a guarantee that nobody believes": ["mediators.beta.guarantee=null"],
    "limits at home where there are none": ["parties.north.factions.farmers={}"],
    "a concession style of one who demands nothing": ["parties.south.demand={share: 0}"],
}
"""The same talks without the idle setting, where that is not simply the talks above."""


def built(folder, *overrides):
    return load(written(folder, BUILT, "towns.yaml"), overrides)


def test_the_talks_that_idle_settings_are_put_into_have_none(tmp_path):
    """Whatever is said below is said of the one setting that was added."""
    assert built(tmp_path).warnings == ()


@pytest.mark.parametrize("what", IDLE)
def test_an_idle_setting_is_named(tmp_path, what):
    """One line names the setting, that it does nothing, and the remedy."""
    overrides, path, words = IDLE[what]
    said = [line for line in built(tmp_path, *overrides).warnings if f": {path}: " in line]
    assert len(said) == 1
    assert words in said[0]


@pytest.mark.parametrize("what", sorted(IDLE.keys() - {"groups at home of one whose signature is not needed"}))
def test_what_is_called_idle_changes_no_history(tmp_path, what):
    """The warning is true: without the setting every history is the same, to the last digit of any column.

    Groups at home whose party need not sign stop nothing, as is said of them; what that party refuses still shows.
    """
    with_it, without = (histories(built(tmp_path, *overrides).scenario, 1, 0, 250)[0] for overrides in (IDLE[what][0], WITHOUT.get(what, [])))
    assert with_it.keys() == without.keys()
    differing = [name for name, values in with_it.items() if not np.array_equal(values, without[name], equal_nan=values.dtype.kind == "f")]
    assert differing == []


# --- trust -------------------------------------------------------------------------------------------------------------


def many(count, trust=""):
    parties = "".join(
        f"  p{k}: {{label: P{k}, stances: {{level: {{wants: peak, position: 50, salience: 1}}}}, no_deal: {{expected: 0.3}}}}\n" for k in range(count)
    )
    head = (
        f"title: Of one mind\ncalendar: {{start: 2030-01-01, end: 2030-06-30, sessions: every 7 days}}\n{trust}issues: {{level: {{label: Level}}}}\nparties:\n"
    )
    return f"{head}{parties}mediators: {{chair: {{label: Chair}}}}\n"


@pytest.mark.parametrize("count", [2, 3, 8])
def test_trust_that_is_left_out_does_not_shrink_with_the_number_of_parties(tmp_path, count):
    """All others together are as likely as not to keep a deal, and parties who want the same sign it, however many they are."""
    loaded = load(written(tmp_path, many(count)))
    scenario = loaded.scenario
    together = np.prod([scenario.trust_of("p0", other).mean for other in scenario.counterparts("p0")])
    assert together == pytest.approx(0.5, abs=1e-12)
    assert histories(scenario, 1, 0, 250)[0]["any_deal"].mean() > 0.95
    assert len(loaded.warnings) == 1
    assert "even chance (0.5)" in loaded.warnings[0]
    assert "trust: {mean: 0." in loaded.warnings[0]


def test_between_two_parties_trust_that_is_left_out_is_a_half(tmp_path):
    """To the bit, as it always was."""
    assert load(written(tmp_path, many(2))).scenario.trust_of("p0", "p1").mean == 0.5


def test_one_line_sets_trust_in_everybody(tmp_path):
    """A name comes before `everybody`, which comes before the trust of the file; and nothing is warned of."""
    loaded = load(written(tmp_path, many(4, "trust: {mean: 0.8}\n")), ["parties.p0.trust={p1: {mean: 0.9}, everybody: {mean: 0.6}}"])
    scenario = loaded.scenario
    assert [scenario.trust_of("p0", other).mean for other in ("p1", "p2", "p3")] == [0.9, 0.6, 0.6]
    assert {scenario.trust_of("p1", other).mean for other in ("p0", "p2", "p3")} == {0.8}
    assert loaded.warnings == ()


def test_what_the_warning_advises_silences_it(tmp_path):
    """The remedy can be copied from the warning into the file."""
    warning = load(written(tmp_path, many(8))).warnings[0]
    advised = warning[warning.index("trust: {mean:") :]
    assert load(written(tmp_path, many(8, f"{advised}\n"))).warnings == ()


def test_costs_that_leave_nothing_of_no_deal_are_pointed_out(tmp_path):
    """With the sum that a reader can redo."""
    (warning,) = built(tmp_path, "parties.south.no_deal={expected: 0.2, cost_per_day: 0.002, expected_days: 200}").warnings
    assert "0.002 a day for 200 days is 0.4, which leaves nothing of the 0.2" in warning
