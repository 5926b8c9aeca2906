"""Every number of a scenario of the library moves some output, in the direction that was declared beforehand where theory gives one.

The directions below were written down before anything was run. Those that then did not show stand under UNSEEN, each with its reason.
"""

import re
from dataclasses import dataclass
from functools import cache

import pytest

from sim.analysis.dead_inputs import changes, dead_inputs, differing, histories, inputs
from sim.bounds import AUTO_WORKERS
from sim.scenario import load, with_changes
from sim.shipped import SCENARIOS

UP, DOWN, AS_WANTED = 1, -1, 0
"""AS_WANTED: towards what the party wants of the issue."""
CLEARLY = 7.0
"""Strength from which on a movement is no matter of luck, whatever was altered since in the model."""

LOOKS = (500, 1000, 4000)
"""Histories at each look; at 500 nearly everything shows that can be seen at all."""

NAMES = {
    "{party}": r"(?P<party>\w+)",
    "{other}": r"\w+",
    "{issue}": r"(?P<issue>\w+)",
    "{any}": r"\w+",
    "{centre}": r"(\.mean|\.mode)?",
    "{part}": r"(\.mean|\.low|\.mode|\.high)?",
}
HAZARD = "(rate_per_day|when_talks_alive|when_deal_near|with_escalation)"

DIRECTIONS = [
    # the frame
    ("calendar.end", "sessions", UP),
    ("calendar.start", "sessions", DOWN),
    ("calendar.sessions", "sessions", DOWN),
    ("calendar.deadline", "deal_day", UP),
    # what parties want, expect and believe
    ("parties.{party}.stances.{issue}.position{part}", "term.{issue}", UP),
    ("parties.{party}.stances.{issue}.salience{centre}", "term.{issue}", AS_WANTED),
    ("parties.{party}.no_deal.expected{centre}", "any_deal", DOWN),
    ("parties.{party}.no_deal.cost_per_day", "any_deal", UP),
    ("parties.{party}.no_deal.expected_days", "any_deal", UP),
    ("parties.{party}.no_deal.delay_value{centre}", "any_deal", DOWN),
    ("parties.{party}.no_deal.betrayed", "any_deal", UP),
    ("parties.{party}.trust.{other}.mean", "any_deal", UP),
    ("parties.{party}.demand.share", "deal_day", UP),
    ("parties.{party}.demand.beta", "deal_day", DOWN),
    ("parties.{party}.attendance.cost_of_being_seen", "in_person.{party}", DOWN),
    ("parties.{party}.preconditions.{any}.weight", "in_person.{party}", DOWN),
    # home fronts
    ("parties.{party}.factions.{any}.no_deal_add{centre}", "stopped_at_home", UP),
    ("parties.{party}.factions.{any}.lag", "deal_day", UP),
    ("parties.{party}.factions.{any}.stances.{issue}.red_line", "term.{issue}", UP),
    # mediators
    ("mediators.{any}.estimate_error", "any_deal", DOWN),
    ("mediators.{any}.leverage.{party}.strength", "any_deal", UP),
    ("mediators.{any}.leverage.{party}.half_life", "any_deal", UP),
    ("mediators.{any}.guarantee.strength", "any_deal", UP),
    ("mediators.{any}.guarantee.credible_to.{party}", "any_deal", UP),
    # surroundings
    ("outside_actors.{any}.(retaliates|spoils)." + HAZARD, "escalation_peak", UP),
    ("outside_actors.{any}.escalation", "escalation_peak", UP),
    ("events.{any}." + HAZARD, "escalation_peak", UP),
    ("events.{any}.effects.{any}.add", "escalation_peak", UP),
    ("events.{party}_recalls_team.chance", "absent.{party}", UP),
    ("events.{party}_recalls_team.effects.{any}.for", "absent.{party}", UP),
    ("events.{party}_recalls_team.when.sessions_failed_in_a_row", "absent.{party}", DOWN),
    ("escalation.start", "escalation_peak", UP),
    ("escalation.decay_per_day", "escalation_peak", DOWN),
    ("escalation.threshold", "escalated", DOWN),
    # carrying out
    ("carrying_out.extension", "broken_by=lapsed", DOWN),
    ("carrying_out.phases.1.lasts", "broken_by=lapsed", DOWN),
    ("carrying_out.phases.{any}.tranches", "any_deal", UP),
    ("carrying_out.phases.1.hands_over.{party}", "any_deal", DOWN),
    ("carrying_out.phases.{any}.next_agreed.{party}", "any_deal", UP),
]

WHERE_ALL_SIGN = [
    ("protocol.discount.{party}", "gain.{party}", UP),
    ("parties.{party}.no_deal.expected", "term.share", AS_WANTED),
    ("parties.{party}.trust.{other}.mean", "gain.{party}", UP),
    ("constants.attendance_readiness", "sessions", UP),
]
"""In the division of a pie nothing is hidden and every history signs, so theory speaks of terms and gains; these go before the others."""

DEAD = {
    "split-the-pie": {
        r"parties\.\w+\.stances\.share\.salience": "weights are scaled to sum to 1, and there is one issue; the setting is required",
    },
    "doha-2024-08": {
        r"parties\.\w+\.factions\.(bureau_abroad|security_chiefs)\..+": "the faction has no veto until a reader gives it one, as the file invites to",
    },
    "good-friday-1998": {r"protocol\.quota": "four of five sign by name, more than any quota up to 0.8; that there is one lets the fifth sign too"},
    **{name: {r"parties\.\w+\.stances\.\w+\.salience": "the weight of an only issue is 1"} for name in ("biased-mediator", "ec-car-emissions", "power-shift", "two-level-game")},
}
"""Numbers that change not one history, by scenario and path, and why they are there nevertheless."""

WEAK = {
    "split-the-pie": {
        r"parties\.\w+\.no_deal\.betrayed": "trust is as good as certain; without the 0 the split differs from theory by 1e-6 of a point",
        r"constants\.temptation": "trust is as good as certain; without the 0 the split differs from theory by 6e-5 of a point",
    },
    "one-mediator": {
        r"parties\.lowmere\.stances\.herds\.position\.sd": "what matters least to a party is traded away; seen with 4,000 histories",
    },
    "doha-2024-08": {
        r"reference_text\.readings\.israel\.(border_presence|returnee_screening|permanence|withdrawal)": "no precondition of this party rests on it; it counts until the first text and the first refusal",
        r"parties\.\w+\.stances\.\w+\.salience\.sd": "a wider spread around the same mean shifts means by little",
        r"parties\.\w+\.no_deal\.(delay_value\.sd|noise_per_day)": "beside the spread of what is expected, it shifts means by little",
        r"mediators\.united_states\.stake": "it counts for one kind of message, told once",
        r"events\.\w+\.on": "it lies before the start and half of it fades in 180 days, so that some days more or less count little",
        r"carrying_out\.(extension|phases\.2\.lasts)": "deals come so late that few phases end within the calendar",
    },
}
"""Numbers that change histories, but move no output beyond chance in few of them, and why."""

_SLOPE = "utility falls evenly from the position to the worst end: the further out the position, the less each point weighs"

UNSEEN = {
    "split-the-pie": {
        r"calendar\.(start|end|sessions)": "every history signs in its first session, so that their number says nothing; terms and gains move",
        r"parties\.alder\.stances\.share\.position": "a scale on which utility grows evenly is as good as any other: the split does not change",
    },
    "one-mediator": {
        r"parties\.(highfold\.stances\.clearing|lowmere\.stances\.herds)\.position\.mean": f"{_SLOPE}, and what matters least is traded away",
    },
    "doha-2024-08": {
        r"parties\.israel\.stances\.prisoner_exchange\.position\.\w+": _SLOPE,
        r"mediators\.egypt\.leverage\.hamas\.half_life": "Egypt is one of two that press; attendance moves",
        r"mediators\.united_states\.guarantee\.credible_to\.israel": "it is believed nearly in full already; what a deal is worth to the party moves",
        r"events\.\w+_recalls_team\.when\.sessions_failed_in_a_row": (
            "the recalls of both then no longer fall together, and only from sessions that are held can one be absent"
        ),
        r"carrying_out\.phases\.1\.next_agreed\.\w+": "a deal is worth a little more; attendance and terms move",
        r"carrying_out\.phases\.2\.tranches": "a deal is worth a little more to those who sign; few more do",
    },
}
"""Numbers that matter, but do not move the declared output as declared, and why."""


@dataclass(frozen=True)
class Declared:
    """The output that a number was declared to move, and the sign of its change when the number rises."""

    output: str
    sign: int


def declared(scenario, path):
    """What theory says of a number, if anything."""
    for pattern, output, sign in [*(WHERE_ALL_SIGN if scenario.protocol.offers == "equilibrium" else []), *DIRECTIONS]:
        expression = pattern.replace(".", r"\.")
        for name, matches in NAMES.items():
            expression = expression.replace(name, matches)
        if found := re.fullmatch(expression, path):
            named = found.groupdict()
            issue = named.get("issue") or "share"
            wants = scenario.parties[named["party"]].stances[issue].wants if sign == AS_WANTED else ""
            return Declared(output.format(**named), {"": sign, "more": UP, "less": DOWN}[wants])
    return None


def reason(exceptions, name, path):
    """Why a list of exceptions excuses a number; empty if it does not."""
    return next((why for pattern, why in exceptions.get(name, {}).items() if re.fullmatch(pattern, path)), "")


class Expected:
    """The outputs that numbers are declared to move."""

    def __init__(self, scenario):
        self.scenario = scenario

    def __call__(self, path):
        """The output that one number is declared to move, if any."""
        said = declared(self.scenario, path)
        return [said.output] if said else []


@cache
def searched(path):
    """What each number of a file moves: first of all what theory says, else whatever it moves most; the dead ones apart."""
    loaded = load(path)
    todo = [one for one in inputs(loaded) if not reason(DEAD, loaded.name, one.path)]
    known = [one for one in todo if reason(WEAK, loaded.name, one.path) or reason(UNSEEN, loaded.name, one.path)]
    fresh = [one for one in todo if one not in known]
    aims, how = Expected(loaded.scenario), {"steps": (3, -3), "workers": AUTO_WORKERS if "gaza" in path.parts else 1}
    found = [*dead_inputs(loaded, of=fresh, looks=LOOKS, aims=aims, **how), *dead_inputs(loaded, of=known, looks=LOOKS[:1], aims=aims, **how)]
    by_path = {finding.input.path: finding for finding in found}
    again = [one for one in known if by_path[one.path].state == "noise" and not reason(WEAK, loaded.name, one.path)]
    stuck = [one for one in todo if by_path[one.path].state == "fixed"]
    more = [*dead_inputs(loaded, of=again, looks=LOOKS[1:], **how), *dead_inputs(loaded, of=stuck, looks=LOOKS, aims=aims, **how | {"steps": (1, -1)})]
    return loaded, by_path | {finding.input.path: finding for finding in more}


def goes_as_declared(scenario, finding):
    """Whether a number moves the output that theory names, in the direction that it gives."""
    said, moved = declared(scenario, finding.input.path), finding.movement
    return finding.state == "moves" and moved.output == said.output and (moved.mean > 0.0) == (finding.change.up == (said.sign > 0))


DECLARED = ("doha-2024-08", "one-mediator", "split-the-pie")
"""Scenarios for whose every number the direction was declared; of the others each number has to change some history."""


def name_of(path):
    """The path of a file in the library, for the output of a test."""
    return path.relative_to(SCENARIOS).with_suffix("").as_posix()


ALL = sorted(SCENARIOS.rglob("*.yaml"))
FILES = [pytest.param(path, marks=[pytest.mark.slow] if "gaza" in path.parts else [], id=name_of(path)) for path in ALL if path.stem in DECLARED]
LARGE = {path for path in ALL if "history" in path.parts or path.parent.name == "gaza"}
OTHERS = [
    pytest.param(path, marks=pytest.mark.long if path in LARGE else pytest.mark.slow, id=name_of(path)) for path in ALL if path.stem not in DECLARED
]


@pytest.mark.parametrize("path", FILES)
def test_every_number_moves_some_output(path):
    """Each number that a file sets moves an output beyond its interval, those apart of which it is known that and why they do not."""
    loaded, found = searched(path)
    still = {number: finding.state for number, finding in found.items() if finding.state != "moves"}
    assert {number: state for number, state in still.items() if not reason(WEAK, loaded.name, number)} == {}
    assert "dead" not in still.values()


@pytest.mark.parametrize("path", FILES)
def test_numbers_move_what_theory_says(path):
    """Where theory gives a direction, the number moves that output in that direction, those apart of which it is known that and why not."""
    loaded, found = searched(path)
    told = {number: finding for number, finding in found.items() if declared(loaded.scenario, number)}
    otherwise = [number for number, finding in told.items() if not goes_as_declared(loaded.scenario, finding)]
    assert [number for number in otherwise if not (reason(UNSEEN, loaded.name, number) or reason(WEAK, loaded.name, number))] == []


def stirs(one, scenario, before):
    """Whether some other value of a number changes a bit of any of 250 histories, or of 1,000; nothing to ask where no other value is allowed."""
    others = [with_changes(scenario, change.settings) for change in changes(one, scenario, (3, -3))]
    return not others or any(differing(before(n), histories(other, 1, 0, n)[0]) for n in (250, 1000) for other in others)


@pytest.mark.parametrize("path", OTHERS)
def test_no_number_is_dead(path):
    """Each number that a file sets can be changed so that some history comes out different, those apart of which it is known why not."""
    loaded = load(path)
    before = cache(lambda n: histories(loaded.scenario, 1, 0, n)[0])
    todo = [one for one in inputs(loaded) if not reason(DEAD, loaded.name, one.path)]
    assert [one.path for one in todo if not stirs(one, loaded.scenario, before)] == []


@pytest.mark.parametrize("path", [*FILES, *OTHERS])
def test_dead_numbers_are_dead(path):
    """Every number that is listed as dead can be changed, and all of them changed together change not a bit."""
    loaded = load(path)
    dead = [one for one in inputs(loaded) if reason(DEAD, loaded.name, one.path)]
    settings = {name: value for one in dead for name, value in changes(one, loaded.scenario, (3, -3))[0].settings.items()}
    assert bool(dead) == bool(settings) == (loaded.name in DEAD)
    if settings:
        before, after = (histories(scenario, 1, 0, 1000)[0] for scenario in (loaded.scenario, with_changes(loaded.scenario, settings)))
        assert differing(before, after) == 0


@pytest.mark.parametrize("path", FILES)
def test_exceptions_are_not_out_of_date(path):
    """No number is excused that does what it is said not to do, clearly, and no excuse is left for a number that is gone."""
    loaded, found = searched(path)
    clearly = {number: finding for number, finding in found.items() if finding.state == "moves" and finding.movement.strength > CLEARLY}
    assert [number for number in clearly if reason(WEAK, loaded.name, number)] == []
    assert [number for number, finding in clearly.items() if reason(UNSEEN, loaded.name, number) and goes_as_declared(loaded.scenario, finding)] == []
    numbers = [one.path for one in inputs(loaded)]
    for exceptions in (DEAD, WEAK, UNSEEN):
        assert [pattern for pattern in exceptions.get(loaded.name, {}) if not any(re.fullmatch(pattern, number) for number in numbers)] == []
