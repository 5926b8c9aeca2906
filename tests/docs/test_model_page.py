"""The description of the model says what the code does: its tables, its names, and every formula on it."""

import builtins
import itertools
import re
import sys
import unicodedata
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.polynomial.hermite_e import hermegauss

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))

import model_tables

from sim import arrays
from sim.arrays import sequential_sum
from sim.endings import ENDINGS
from sim.model import TalksModel, forget
from sim.model.beliefs import Audience, Estimates, Objection, TrustBelief
from sim.model.deal import Deal
from sim.model.firmness import firm_after_refusal
from sim.model.learning import Answer, learn_from_answer
from sim.model.lines import Line, SoftLines, claims
from sim.model.objecting import objection_to
from sim.model.presence import ACCEPTED
from sim.model.stages.attending import _agenda_met, _unmet
from sim.model.stages.governments import let_governments_fall
from sim.model.stages.news import let_news_arrive
from sim.model.streams import Streams
from sim.model.worth import Phases
from sim.modules.leaving import _readiness
from sim.modules.registry import modules
from sim.reference.backward_induction import plan
from sim.reference.bargain import Bargain, one_sided
from sim.reference.frontier import Frontier, Side
from sim.reference.means import weighted_mean
from sim.reference.preference import Preference
from sim.rules import messages
from sim.rules.acceptance import Answering
from sim.rules.acceptance.judged import Judged
from sim.rules.acceptance.logistic import Logistic
from sim.rules.acceptance.threshold import Threshold
from sim.rules.attendance import chance_of_coming, still_unmet
from sim.rules.bridging import BridgingRule, Draft
from sim.rules.carrying_out import breach_rate, handed_over
from sim.rules.demand import DemandRule, Prospect, WeighsDemand
from sim.rules.demand.expected_gain import ExpectedGain
from sim.rules.escalation import faded
from sim.rules.ratification import loss_of_face
from sim.rules.registry import chosen, rules
from sim.rules.sessions import chance_when_ripe
from sim.scenario import from_resolved
from sim.scenario.constants import Constants

ROOT = Path(__file__).parents[2]
PAGE = model_tables.MODEL.read_text(encoding="utf-8")
WRITTEN_BY_HAND = re.sub(r"<!-- generated: \w+ -->.*?<!-- end -->", "", PAGE, flags=re.DOTALL)
FORMULAS = dict(re.findall(r"<!-- formula: (\w+) -->\n```python\n(.*?)```", PAGE, re.DOTALL))
AGAIN = "write the tables again with `make docs-figures`"
R = 250
ELEMENTS = [
    "Purpose and patterns",
    "Entities, state variables and scales",
    "Process overview and scheduling",
    "Design concepts",
    "Initialization",
    "Input data",
    "Submodels",
]
CONCEPTS = ["Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction", "Stochasticity"]
CONCEPTS += ["Collectives", "Observation"]


# --- tables, links and names -------------------------------------------------------------------------------------------


def test_generated_tables_are_those_of_the_code():
    """Writing the tables again changes nothing, and none is left out."""
    pages = [page.read_text(encoding="utf-8") for page in model_tables.FILLED]
    assert [model_tables.filled(page) for page in pages] == pages, AGAIN
    assert sorted(re.findall(r"<!-- generated: (\w+) -->", "".join(pages))) == sorted(model_tables.TABLES)


def test_the_page_of_settings_is_that_of_the_schema():
    """Writing the page of settings again changes nothing."""
    assert model_tables.SETTINGS.read_text(encoding="utf-8") == model_tables.settings(), AGAIN


def test_the_seven_elements_stand_in_their_order():
    """The sections are those of the protocol, numbered, and so are the eleven design concepts."""
    assert re.findall(r"^## (\d\. .*)$", PAGE, re.MULTILINE) == [f"{k}. {name}" for k, name in enumerate(ELEMENTS, 1)]
    concepts = PAGE.partition("## 4. ")[2].partition("## 5. ")[0]
    assert re.findall(r"^\| ([A-Z][\w ]+) \|", concepts, re.MULTILINE) == CONCEPTS


@pytest.mark.parametrize("page", [model_tables.MODEL, model_tables.RESULTS, model_tables.SETTINGS], ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page):
    """Files that a page points to exist, and so do the headings in them."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        path, _, heading = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        assert place.exists(), target
        headings = [words.lower().replace(" ", "-") for words in re.findall(r"^#+ (.*)$", place.read_text(encoding="utf-8"), re.MULTILINE)] if heading else []
        assert not heading or heading in headings, target


RULES = sorted(path for path in (ROOT / "sim/rules").glob("[a-z]*") if path.name not in {"fitting.py", "guarding.py", "plugins.py", "registry.py"})


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_every_rule_is_described(path):
    """The words on the model, not only its tables, point to each file of rules."""
    assert f"](../../sim/rules/{path.name})" in WRITTEN_BY_HAND


@pytest.mark.parametrize("name", Constants.model_fields)
def test_every_constant_is_described(name):
    """Each constant stands in a formula or in the words beside it."""
    assert re.search(rf"(`|\bconstants\.){name}\b", WRITTEN_BY_HAND)


def test_every_source_has_its_reference():
    """Whoever is named with a year stands, with that year, in the list of references."""
    words, _, references = _plain(PAGE).partition("## References")
    listed = references.splitlines()
    named = set(re.findall(r"((?:[A-Z]\w+, )*[A-Z]\w+(?: (?:&|et) [A-Za-z]\w+\.?)?),? \(?((?:19|20)\d\d)\b", words))
    assert len(named) > 20
    for names, year in named:
        surnames = re.findall(r"[A-Z]\w+", names)
        assert any(all(surname in line for surname in surnames) and year in line for line in listed), (names, year)


def _plain(words):
    """The words without accents, as the code spells names."""
    return "".join(letter for letter in unicodedata.normalize("NFD", words) if not unicodedata.combining(letter))


# --- a scenario in which everything can happen -------------------------------------------------------------------------


def _party(wants, position, *others, **more):
    hazard = {"rate_per_day": 0.02}
    stances = {
        name: {"wants": wants, "position": {"mean": position, "sd": 8.0}, "salience": {"mean": weight, "sd": 0.1}}
        for name, weight in (("a", 1.0), ("b", 2.0), ("c", 1.5))
    }
    stances["a"]["red_line"] = 100.0 - position if wants != "peak" else None
    at_home = {"position": {"mean": position, "sd": 5.0}, "salience": 1.0}
    if wants == "more":
        stances["b"]["red_line"], at_home["red_line"] = {"low": 10.0, "mode": 30.0, "high": 50.0, "firm": 0.5}, {"at": 20.0, "firm": 0.5}
    faction = {"lag": 2, "stances": {"b": at_home}, "spoils": hazard, "no_deal_add": -0.02}
    return {
        "label": wants,
        "stances": stances,
        "no_deal": {
            "expected": {"mean": 0.4, "sd": 0.05},
            "delay_value": {"mean": 0.0, "sd": 0.02},
            "cost_per_day": 0.0005,
            "expected_days": 90.0,
            "noise_per_day": 0.004,
            "drift_per_day": 0.0003,
        },
        "trust": {other: {"mean": 0.8, "strength": 6.0} for other in others},
        "factions": {"guards": faction},
        "government": {"fall_per_day": 0.02, "when_signed": 0.5, "away": 5},
        **more,
    }


@cache
def everything():
    """Three parties, a mediator with all means, an outside actor, an event, two phases; every module is on."""
    data = {
        "title": "Three valleys",
        "calendar": {"start": "2000-01-01", "end": "2000-02-19", "sessions": "every 4 days"},
        "modules": list(modules()),
        "issues": {"a": {"label": "a"}, "b": {"label": "b", "phase": 2}, "c": {"label": "c"}},
        "reference_text": {"name": "Draft", "readings": {"north": {"a": 60.0, "b": 60.0, "c": 60.0}, "south": {"a": 40.0, "b": 40.0, "c": 40.0}}},
        "parties": {
            "north": _party("more", 85.0, "south", "west", counter_texts=0.5),
            "south": _party("less", 15.0, "north", "west"),
            "west": _party("peak", 50.0, "north", "south", acceptance="judged", demand={"rule": "expected_gain"}),
        },
        "mediators": {
            "hill": {
                "label": "Hill",
                "bias": {"north": 0.3},
                "channel_to": ["south"],
                "messages": ["resolve", "trust"],
                "independent_signal": 0.6,
                "stake": 0.5,
                "leverage": {"south": {"strength": 0.6}, "north": {"strength": 0.4, "by": "payment"}},
                "guarantee": {"strength": 0.8, "credible_to": {"north": 0.5, "south": 0.9}},
                "patience": 30,
                "returns_after": 5,
                "back_channel": {"party": "west", "rate_per_day": 0.02},
            }
        },
        "outside_actors": {"raiders": {"label": "Raiders", "retaliates": {"rate_per_day": 0.03}, "spoils": {"rate_per_day": 0.02}, "blamed_on": "south"}},
        "events": {"storm": {"rate_per_day": 0.01, "effects": [{"target": "escalation", "add": 0.1}]}},
        "carrying_out": {"phases": {1: {"lasts": 10, "tranches": 3, "hands_over": {"north": 0.1}, "next_agreed": {"south": 0.3}}}},
        "escalation": {"start": 0.3},
    }
    return from_resolved(data)


def played(days, seed=1):
    """The model after so many days."""
    model = TalksModel(everything(), seed=seed, blocks=range(1))
    for _ in range(days):
        model.step()
    forget(model)
    return model


midway = cache(played)


def test_state_variables_exist():
    """Every variable that the page names belongs to the agent or thing that it names."""
    model = midway(6)
    things = [model, model.table, model.deal, model.sessions, model.tally, model.parties[0], model.factions[0], model.mediators[0]]
    kinds = {type(thing).__name__: thing for thing in things}
    named = re.findall(r"`(\w+)\.(\w+)`", PAGE.partition("## 2. ")[2].partition("## 3. ")[0])
    assert {kind for kind, _ in named} == set(kinds)
    for kind, variable in named:
        assert hasattr(kinds[kind], variable), f"{kind}.{variable}"


def test_streams_of_luck_are_those_that_are_drawn(monkeypatch):
    """The page names every stream that a scenario with everything in it draws, and its distribution, and no other."""
    drawn = {}
    for method, draw in (("uniform", "uniform"), ("normal", "normal"), ("spread", "spread"), ("once", "normal")):
        monkeypatch.setattr(Streams, method, _noted(getattr(Streams, method), draw, drawn))
    played(50)
    table = PAGE.partition("### Luck")[2].partition("## 6. ")[0]
    listed = {name: draw for names, draw in re.findall(r"^\| (`.+`) \| (\w+) \|", table, re.MULTILINE) for name in re.findall(r"`([^`]+)`", names)}
    assert drawn == listed


def _noted(method, draw, drawn):
    kinds = {
        **dict.fromkeys(("north", "south", "west"), "PARTY"),
        **dict.fromkeys("abc", "ISSUE"),
        "guards": "FACTION",
        "hill": "MEDIATOR",
        "raiders": "ACTOR",
        "storm": "EVENT",
    }

    def noting(self, stream_id, *more):
        parts = [kinds.get(part, part) for part in stream_id.split("/")]
        drawn.setdefault("/".join(["READER", *parts[1:]] if parts[-1].endswith("_estimate") else parts), draw)
        return method(self, stream_id, *more)

    return noting


# --- formulas ----------------------------------------------------------------------------------------------------------


def formula(name, **given):
    """What a block of the page works out from what it is given."""
    known = {word: getattr(np, word) for word in ("exp", "log", "sqrt", "floor", "maximum", "minimum", "clip", "where", "abs")}
    known |= {"sum": builtins.sum, "prod": lambda values: np.prod(values, axis=0), "min": lambda values: np.min(values, axis=0), "hermegauss": hermegauss}
    exec(FORMULAS["notation"], known)  # noqa: S102 - the page is part of the project
    known |= given
    exec(FORMULAS[name], known)  # noqa: S102 - the same
    return SimpleNamespace(**{key: value for key, value in known.items() if not key.startswith("__")})


class Numbers:
    """Random arguments."""

    def __init__(self, seed):
        self.generator = np.random.default_rng(seed)
        ranges = {name: field.json_schema_extra["range"] for name, field in Constants.model_fields.items()}
        self.constants = Constants(**{name: float(self.generator.uniform(low, high)) for name, (low, high) in ranges.items()})

    def __call__(self, low=0.0, high=1.0, *rows):
        """An array (rows, R) between two bounds."""
        return self.generator.uniform(low, high, (*rows, R))

    def one(self, low=0.0, high=1.0):
        """One number between two bounds."""
        return float(self.generator.uniform(low, high))

    def mask(self):
        """About half of the histories."""
        return self.generator.random(R) < 0.5

    def preference(self):
        """Any wants on three issues."""
        return Preference.of(list(self.generator.choice(["more", "less", "peak"], 3)), self(0, 100, 3), self(0, 3, 3))


def notation(some):
    """The three functions that all blocks use."""
    page, odds, share = formula("notation"), some(-20, 20), some(0.001, 0.999)
    yield page.logistic(odds), arrays.logistic(odds)
    yield page.logit(share), arrays.logit(share)
    yield page.chance_in_a_day(share), arrays.chance_in_a_day(share)


def preference(some):
    """Loss and utility, whatever a party wants."""
    wants, position, weight, package = ["more", "less", "peak"], some(0, 100, 3), some(0, 3, 3), some(0, 100, 3)
    wanted = Preference.of(wants, position, weight, some.constants.shape)
    hurt_above, hurt_below = np.array([[0.0], [1.0], [1.0]]), np.array([[1.0], [0.0], [1.0]])
    page = formula(
        "preference", position=position, salience=weight / weight.sum(axis=0), x=package, hurt_above=hurt_above, hurt_below=hurt_below, constants=some.constants
    )
    yield page.position, wanted.position
    yield page.loss, wanted.loss(package)
    yield page.utility, wanted.utility(package)


def red_lines(some):
    """The limits that a red line sets around drawn positions."""
    wanted = some.preference()
    middles, lines = [some.one(0, 100) for _ in range(3)], [some.one(0, 100) for _ in range(3)]
    lower, upper = claims(wanted, [Line(line, 1.0, None, np.ones(R, bool)) for line in lines], middles)
    given = {"middle": np.array(middles)[:, None], "red_line": np.array(lines)[:, None]}
    page = formula("red_lines", position=wanted.position, hurt_below=wanted.hurt_below, hurt_above=wanted.hurt_above, **given)
    yield page.lower, lower
    yield page.upper, upper


def own_red_lines(some):
    """The limits that red lines set which are drawn on their own."""
    wanted, middles, drawn = some.preference(), [some.one(0, 100) for _ in range(3)], some(0, 100, 3)
    lower, upper = claims(wanted, [Line(50.0, 1.0, values, np.ones(R, bool)) for values in drawn], middles)
    hurt = {"hurt_below": wanted.hurt_below > 0, "hurt_above": wanted.hurt_above > 0}
    page = formula("own_red_lines", position=wanted.position, drawn=drawn, middle=np.array(middles)[:, None], **hurt)
    yield page.lower, lower
    yield page.upper, upper


def price_of_lines(some):
    """What crossing lines that are not real costs on a later day."""
    constants, claimed_on = some.constants, np.floor(some(0, 50, 3))
    crossed, by_mediator = some(0, 1, 3) < 0.5, some.mask()
    lines = SoftLines(some(0, 100, 3), some(0, 100, 3), claimed_on, constants.line_price, constants.line_half_life, constants.mediator_relief)
    page = formula("price_of_lines", constants=constants, day=60, claimed_on=claimed_on, crossed=crossed, by_mediator=by_mediator)
    yield page.price, lines.cost(crossed, 60, by_mediator, slice(None))


def firmness(some):
    """What a refusal over a line tells of whether it is real."""
    firm, gain = some(), some(-0.3, 0.3)
    page = formula("firmness", constants=some.constants, firm=firm, gain=gain)
    yield page.firm, firm_after_refusal(firm, gain, some.constants.reading_sharpness)


def no_deal(some):
    """What a party makes of a day's news, of costs in prospect and of pressure."""
    model = played(5)
    model.escalation, model.violence, pages = some(), None, []
    for party in model.parties:
        party.spent, party.pressure, own = some(0, 0.1), some(0, 0.1), party.settings.no_deal
        given = {name: getattr(own, name) for name in ("drift_per_day", "noise_per_day", "cost_per_day", "expected_days")}
        given |= {"news": party.news[model.day], "escalation": model.escalation, "pressure": party.pressure, "spent": party.spent}
        given |= {"expectation": party.expectation, "delay_value": party.delay_value}
        pages.append(formula("no_deal", constants=model.constants, **given))
    level = model.escalation
    let_news_arrive(model)
    model.escalation = level
    for party, page in zip(model.parties, pages, strict=True):
        party.update_no_deal()
        yield page.expectation, party.expectation
        yield page.burden, party.burden
        yield page.no_deal, party.no_deal


def _belief(some):
    mean, strength = some.one(0.1, 0.9), some.one(1, 20)
    belief = TrustBelief(mean, strength, 1.0, some.constants.trust_half_life, R)
    belief.observe(kept=some(0, 5), broken=some(0, 5))
    return belief, {"prior_kept": mean * strength, "prior_broken": (1 - mean) * strength, "kept": belief.kept, "broken": belief.broken}


def trust(some):
    """A day's forgetting and what was seen that day."""
    belief, given = _belief(some)
    acts_kept, acts_broken = some(0, 4), some(0, 4)
    belief.forget()
    belief.observe(kept=acts_kept, broken=acts_broken)
    yield formula("trust", acts_kept=acts_kept, acts_broken=acts_broken, constants=some.constants, **given).trust, belief.mean


def told(some):
    """A message about another's word; as many observations as before."""
    belief, given = _belief(some)
    before, ratio = belief.mean, some(0.2, 5)
    belief.hear(np.full(R, True), ratio)
    yield formula("told", trust=before, likelihood_ratio=ratio).trust, belief.mean
    yield given["kept"] + given["broken"], belief.kept + belief.broken


def holds(some):
    """The believed chance that all others keep a deal, with guarantees."""
    model, package = played(9), some(0, 100, 3)
    model.violence = None
    for party in model.parties:
        believed = [(other, party.estimates[other.name]) for other in party.counterparts]
        rise = [max(other.settings.no_deal.drift_per_day, 0.0) * model.days_to_carry_out for other, _ in believed]
        given = {
            "rise": rise,
            "believed_no_deal": lambda rise, believed=believed: np.stack(
                [other.no_deal_if(estimate.expectation + more) for (other, estimate), more in zip(believed, rise, strict=True)]
            ),
            "believed_utility": np.stack([estimate.preference.utility(package) for _, estimate in believed]),
            "trust": np.stack([party.trust[other.name].mean for other, _ in believed]),
        }
        yield formula("holds", guarantees=party.guarantees, constants=model.constants, **given).holds, party.outlook().holds(package)


def prospects(some):
    """What surrounds each phase of a deal for a party."""
    model, worth = midway(9), some()
    for party, (k, phase) in itertools.product(model.parties, enumerate(model.phase_plans)):
        so_far = range(k + 1)
        given = {
            "betrayed_alone": party.settings.no_deal.betrayed,
            "tranches": phase.tranches * (1.0 if model.finer is None else model.finer),
            "hands_over": np.array([[model.phase_plans[j].hands_over.get(party.name, 0.0)] for j in so_far]),
            "handed": model.deal.handed[: k + 1],
        }
        page, code = formula("prospects", no_deal=worth, **given), party.prospects_at(worth)
        yield page.betrayed, code.betrayed[k]
        if k < len(code.without_next):
            yield page.without_next, code.without_next[k]


def value(some):
    """What a deal is worth from each of its phases on."""
    model, package = midway(9), some(0, 100, 3)
    for party, first in itertools.product(model.parties, (0, 1)):
        contents, around = party.preference.salience * (1 - party.preference.loss(package)), party.prospects
        weight = [party.preference.salience[model.phase_of_issue == k].sum(axis=0) for k in (0, 1)]
        satisfied = [contents[model.phase_of_issue == k].sum(axis=0) / weight[k] for k in (0, 1)]
        after = {"next_agreed": [*around.next_agreed, 0.0], "without_next": [*around.without_next, 0.0]}  # nothing follows the last phase
        given = {"betrayed": around.betrayed, "payment": party.payment, **after}
        price = party.price_of_lines(package, np.full(R, first))
        page = formula("value", phases=range(first, 2), weight=weight, satisfied=satisfied, holds=party.outlook().holds(package), price=price, **given)
        yield page.value, party.value(package, np.full(R, first))
        given["price"] = 0.0
        one_phase = formula("value", phases=range(1), weight=[1.0], satisfied=[some.one()], holds=party.outlook().holds(package), **given)
        yield one_phase.value, one_phase.holds * one_phase.satisfied[0] + (1 - one_phase.holds) * around.betrayed[0] + party.payment


def ripe(some):
    """When mediators call a session."""
    gain, constants = some(-0.3, 0.3), some.constants
    yield formula("ripe", smallest_gain=gain, constants=constants).chance, chance_when_ripe(gain, gap=constants.ripe_gap, sharpness=constants.ripe_sharpness)


def attendance(some):
    """Whether a party comes, with two preconditions and two who assure it."""
    constants, cost, leverage = some.constants, some.one(-1, 3), some()
    worth, without, weight, credibility = some(), some(), some(0, 3, 2), some(0, 1, 2)
    agenda, others = some.generator.integers(0, 2, (2, 2, R))
    unmet = still_unmet(weight[0], agenda[0], list(credibility), others[0]) + still_unmet(weight[1], agenda[1], list(credibility), others[1])
    code = chance_of_coming(
        np.maximum(0, worth - without),
        unmet,
        constants.leverage_attendance * leverage,
        readiness=constants.attendance_readiness,
        pull=constants.attendance_gain,
        cost_of_being_seen=cost,
    )
    given = {"weight": weight, "agenda": agenda, "others": others, "credibility": credibility, "leverage": leverage, "cost_of_being_seen": cost}
    yield formula("attendance", value_hoped_for=worth, no_deal=without, constants=constants, **given).chance, code


def agenda(some):
    """Whether the talks turn on the reference text as a party reads it."""
    model, package = midway(9), some(30, 70, 3)
    for name in ("north", "south"):
        party = model.party[name]
        reading = party.preference.utility(model.readings[name] + np.zeros((1, R)))
        given = {"utility_of_reading": reading, "utility_hoped_for": party.preference.utility(package)}
        met = _agenda_met(model, party, package)
        assert 0 < met.mean() < 1
        yield formula("agenda", constants=model.constants, **given).met, met


def demand(some):
    """The three rules by which demands fall."""
    share, beta, reciprocity = some.one(), some.one(0.1, 5), some.one(0, 2)
    given = {"share": share, "beta": beta, "reciprocity": reciprocity, "before": some(), "elapsed": some(0, 1.3), "conceded": some(-0.5, 0.5)}
    page = formula("demand", **given)
    for rule in rules(DemandRule):
        if "share" not in rule.reads:
            continue
        own = {"beta": beta, "reciprocity": reciprocity}
        made = rule(rule.Settings(share=share, **{name: value for name, value in own.items() if name in rule.Settings.model_fields}))
        yield getattr(page, rule.name) + np.zeros(R), made.share(given["before"], given["elapsed"], given["conceded"])


def expected_gain(some):
    """What a party asks for and accepts that weighs its demand."""
    gains, cost = -np.sort(-some(0, 0.6, 9), axis=0), some(0, 0.1)
    others = [(some(-0.3, 0.5, 9), some(0.01, 0.3, 9)) for _ in range(2)]
    bent = SimpleNamespace(own_favour=some(0, 0.2), coming_round=some(0, 0.4))
    left, later = some(), some()
    margins, unsure = zip(*others, strict=True)
    found = ExpectedGain().weigh(Prospect(gains, gains[0], margins, unsure, left, later, cost, bent.own_favour, bent.coming_round))
    for k in range(0, R, 50):
        one = SimpleNamespace(own_favour=bent.own_favour[k], coming_round=bent.coming_round[k])
        given = {"others": [(margin[:, k], doubt[:, k]) for margin, doubt in others], "gains": gains[:, k], "highest": gains[0, k]}
        page = formula("expected_gain", behaviour=one, left=left[k], later=later[k], cost=cost[k], **given)
        yield page.asked, found.asked[k]
        yield page.accepted, found.accepted[k]


def time_left(some):
    """How much time is left for others to come round, with a deadline and without one."""
    model, horizon = played(5), some(30, 300)
    page = formula("time_left", elapsed=model.elapsed(None), stuck=model.day - model.talking_since, horizon=horizon)
    yield page.with_deadline, model.time_left(None, horizon)
    model.deadline = model.named_deadline = np.full(R, np.inf)
    yield page.without_deadline, model.time_left(None, horizon)


def readiness(some):
    """How ready a party is to leave."""
    model = played(9)
    for party in model.parties:
        party.accepted_share = some()
        given = {"accepted_share": party.accepted_share, "highest": party.highest, "no_deal": party.no_deal, "horizon": party.horizon}
        seen = party.settings.attendance.cost_of_being_seen
        page = formula("readiness", own=model.settings.leaving, stuck=model.day - model.talking_since, cost_of_being_seen=seen, **given)
        yield page.rate, model.settings.leaving.rate * np.exp(_readiness(model, party, model.hopes_of(party)))


def aspiration(some):
    """The value that a party holds out for."""
    party = midway(9).parties[0]
    given = {"no_deal": party.no_deal, "demand": party.demand_share, "highest": party.highest}
    yield formula("aspiration", **given).aspiration, party.consider(some(0, 100, 3)).aspiration


def _sides(some, count):
    """Sides that pull apart on three issues, with bounds."""
    made = []
    for want, centre in zip(["more", "less", "peak"][:count], (80, 20, 50), strict=False):
        wanted = Preference.of([want] * 3, some(centre - 15, centre + 15, 3), some(0.1, 1, 3))
        made.append(Side(wanted, -some(0.1, 0.6), 0.9 * wanted.salience))
    return made


def bridging(some):
    """No random package within bounds does better by the aim of a rule than the rule's own text."""
    sides, bias, capability = _sides(some, 2), [some.one(-0.5, 0.5) for _ in range(2)], [1.0, 1.0]
    bargain = Bargain(sides, some(0, 30, 3), some(70, 100, 3))
    draft, can = Draft(bargain, ["north", "south"], bias, capability, np.zeros(R, int)), ~bargain.no_joint_gain
    best = np.stack([side.gain(one_sided(bargain, k)) for k, side in enumerate(sides)])
    others = [bargain.lower + some(0, 1, 3) * (bargain.upper - bargain.lower) for _ in range(100)]

    def aims(package):
        gains = bargain.gains(package)
        reached = formula("bridging", gains=np.maximum(gains, 1e-12), bias=np.array(bias)[:, None], best_gains=np.maximum(best, 1e-12))
        bears = gains.min(axis=0) > 0
        return {name: np.where(bears, getattr(reached, name), 0.0)[can] for name in ("nash", "equal_gains", "kalai_smorodinsky")}

    elsewhere = [aims(package) for package in others]
    for name in ("nash", "equal_gains", "kalai_smorodinsky"):
        own = aims(chosen(BridgingRule, name)().text(draft))[name]
        yield np.maximum.reduce([own, *(aim[name] for aim in elsewhere)]), own


def weighted(some):
    """The mean of positions, weighted by capability and salience."""
    positions, salience, capability = some(0, 100, 3, 2), some(0, 1, 3, 2), some(0.5, 2, 3)[:, None]
    page = formula("weighted_mean", capability=capability, salience=salience, positions=positions)
    yield page.text, weighted_mean(positions, capability * salience)


def equilibrium(some):
    """What waiting is worth to each side in the second of eight rounds over a pie of 1, so what the first must offer."""
    pie = Frontier(np.array([[[0.0]], [[100.0]]]), np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]]))
    discounts, chances = (some.one(0.5, 1), some.one(0.5, 1)), [some.one() for _ in range(8)]
    solved = plan(pie, 8, discounts, np.array(chances))
    page = formula("equilibrium", chances=chances[1:], discount_first=discounts[0], discount_second=discounts[1])
    yield [page.wait_first, page.wait_second], [solved.least[0, 1, 0], solved.least[0, 0, 0]]


def answer(some):
    """Both rules by which a party answers."""
    given = {name: some().round(1) for name in ("value", "no_deal", "aspiration")} | {"within_limits": some.mask()}  # rounded, so that some are equal
    luck, answering = some(), Answering(**given)
    worth, loss, error, fresh = some(0, 0.5, 3), some(0, 1, 3), some(-0.3, 0.3, 3), some(0, 0.1)
    issues, bent = list(zip(worth, loss, error, strict=True)), SimpleNamespace(fresh_error=fresh)
    page = formula("answer", luck=luck, constants=some.constants, issues=issues, behaviour=bent, **given)
    judging = replace(answering, misjudged=sequential_sum(worth * loss * error), fresh_error=fresh)
    yield page.judged_rule, Judged(some.constants.answer_sharpness).accepts(judging, luck)
    yield page.logistic_rule, Logistic(some.constants.answer_sharpness).accepts(answering, luck)
    yield page.threshold_rule, Threshold(some.constants.answer_sharpness).accepts(answering, luck)


class _Reader:
    """Somebody who keeps how it would read an answer."""

    def __init__(self, wants):
        self.preference = replace(wants, position=wants.position[None], reach=wants.reach[None])

    def learn(self, _histories, _heard, likelihood):
        """Keep the likelihood."""
        self.likelihood = likelihood

    def hear(self, *_):
        """Nothing is made of what is said."""


def likelihood(some):
    """How an answer is read, for nine possible expectations of the one who gave it."""
    model, at = midway(9), some(-0.1, 1.1, 9)
    for party in model.parties:
        wants = party.preference.at(some(0, 100, 3))
        reader = _Reader(wants)
        accepted, everywhere = party.answer == ACCEPTED, np.arange(R)
        basis, objection = party.consider(model.table.package), objection_to(party, party, everywhere[~accepted], np.zeros((~accepted).sum(), bool))
        learn_from_answer(Answer(party, everywhere, basis, accepted, objection), reader, np.ones((1, R), bool))
        constant, shares = party.open_worth
        given = {
            "burden": party.burden,
            "elapsed": model.elapsed(None),
            "weighs": isinstance(party.demand, WeighsDemand),
            "left": model.time_left(None, party.horizon),
            "behaviour": model.behaviour,
            "best": constant + shares.sum(axis=0),
            "seen": constant + (shares * (1 - wants.loss(model.table.package))).sum(axis=0),
            "accepted": accepted,
        }
        yield formula("likelihood", constants=model.constants, **given).likelihood(at), reader.likelihood(at[:, None])[:, 0]


def _estimates(some):
    wanted = some.preference()
    return Estimates(wanted, some(20, 80, 3), some.one(2, 15), some(), some.one(0.02, 0.2))


def posterior(some):
    """A normal belief after any likelihood, and after the session."""
    believed, middle, everywhere = _estimates(some), some(), np.arange(R)

    def reading(expectation):
        return arrays.logistic(15 * (middle - expectation))

    page = formula("posterior", mean=believed.expectation.copy(), variance=believed.variance.copy(), likelihood=reading)
    believed.learn(everywhere, reading)
    yield page.mean, believed.expectation
    yield page.variance, believed.variance
    step = some.constants.resolve_drift
    Audience([believed]).drift(step, np.full(R, True))
    yield page.variance + step**2, believed.variance


def statement(some):
    """What a party says it wants on one issue, heard with noise."""
    believed, point, noise, nobody = _estimates(some), some(0, 100), some(2, 20), np.zeros(R, bool)
    page = formula("statement", position=believed.position[1].copy(), variance=believed.position_variance[1].copy(), point=point, noise=noise)
    Audience([believed]).hear(Objection(np.arange(R), np.ones(R, int), point, noise, nobody, nobody), np.ones((1, R), bool))
    yield page.position, believed.position[1]
    yield page.variance, believed.position_variance[1]


def resolve(some):
    """A message about the other's resolve, from one who knows something and leans to the receiver."""
    knowledge, bias, worth, cutoff = some.one(), some.one(-0.5, 0.9), some(), some()
    signal, candour, width = some(), some(), some.constants.message_noise
    given = {"independent_signal": knowledge, "bias_to_receiver": bias, "no_deal": worth, "cutoff": cutoff, "signal_luck": signal, "candour_luck": candour}
    page = formula("resolve", constants=some.constants, **given)
    chance, honesty = messages.chance_signal_is_high(worth, cutoff, knowledge=knowledge, width=width), messages.honesty_about_resolve(bias)
    said = messages.says_high(signal < chance, honesty, candour)
    yield page.says_high, said
    yield page.likelihood, messages.likelihood_of_message(said, chance, honesty)


def trustworthiness(some):
    """A message about the other's word."""
    knowledge, bias, stake, said = some.one(0, 0.9), some.one(-0.9, 0.9), some.one(0.1, 1), some.mask()
    page = formula("trustworthiness", independent_signal=knowledge, bias_to_subject=bias, stake=stake, says_good=said)
    code = messages.trust_likelihood_ratio(said, knowledge=knowledge, honesty=messages.honesty_about_trust(stake, bias))
    yield page.likelihood_ratio, code


def leverage(some):
    """A day's wear, and what leverage comes to for a party."""
    model = played(3)
    hill, before = model.mediators[0], some()
    for party, by in (("south", "pressure"), ("north", "payment")):
        hill.leverage[party] = before
        page = formula("leverage", level=before[None], half_life=hill.settings.leverage[party].half_life, constants=model.constants)
        hill.wear_off()
        model.update_no_deals()
        yield page.pressure, getattr(model.party[party], by)


def ratification(some):
    """What a faction makes of a text that falls short of the public demand."""
    model = midway(9)
    faction, package, constants = model.factions[0], some(0, 100, 3), model.constants
    party, claimed = faction.party, some()
    party.claim = np.zeros(R)
    free = faction.consider(package)
    party.claim = claimed
    costly, luck = faction.consider(package), some()
    given = {"value": free.value, "no_deal": free.no_deal, "within_limits": free.within_limits, "granted": party.preference.utility(package)}
    page = formula("ratification", claimed=claimed, by_mediator=model.table.by_mediator, luck=luck, constants=constants, **given)
    yield page.value - page.face, costly.value
    yield page.passes, Logistic(constants.answer_sharpness).accepts(costly, luck)
    author = some.mask()
    page = formula("ratification", **{**given, "claimed": claimed, "by_mediator": author, "luck": luck, "constants": some.constants})
    relief, weight = some.constants.mediator_relief, some.constants.face_saving
    yield page.face, loss_of_face(claimed, given["granted"], author, weight=weight, relief=relief)


def government(some):
    """Where governments fall, signed or not."""
    model = played(7)
    model.deal.signed_on = np.where(some.mask(), 6, -1)
    party = model.parties[0]
    settings, free, before = party.settings.government, model.day >= party.away_until, model.tally.falls[party.name]
    chance = formula("government", fall_per_day=settings.fall_per_day, when_signed=settings.when_signed, signed=model.deal.signed).chance
    luck = party.government_draws[model.day]
    standing = model.deal.standing
    let_governments_fall(model)
    fell = model.tally.falls[party.name] - before
    assert fell.any()
    yield free & ~standing & (luck < chance), fell.astype(bool)


def hazard(some):
    """How likely something is today, given how things stood yesterday."""
    model, rate, effects = played(2), some.one(0, 0.1), (some.one(-1, 1), some.one(-1, 1), some.one(-1, 1))
    model.talks_alive, model.deal_near, model.escalation = some.mask().astype(float), some(), some()
    state = {"talks_alive": model.talks_alive, "deal_near": model.deal_near, "escalation": model.escalation}
    page = formula("hazard", rate_per_day=rate, when_talks_alive=effects[0], when_deal_near=effects[1], with_escalation=effects[2], **state)
    yield page.chance, model.chance(rate, effects)


def fades(some):
    """Escalation a day later."""
    level, decay = some(), some.one()
    yield formula("fades", escalation=level, decay_per_day=decay).escalation, faded(level, decay)


def breach(some):
    """How likely a party leaves a deal today."""
    constants, without, worth, belief, guarantee = some.constants, some(), some(), some(), some(0, 2)
    rate = breach_rate(
        without - worth,
        belief,
        guarantee,
        base=constants.breach_rate,
        by_temptation=constants.breach_temptation,
        by_trust=constants.breach_trust,
        by_guarantee=constants.breach_guarantee,
    )
    page = formula("breach", no_deal=without, value=worth, trust=belief, guarantee=guarantee, constants=constants)
    yield page.chance, arrays.chance_in_a_day(rate)


def tranches(some):
    """What has changed hands after some days of a phase."""
    lasts, steps = int(some.one(1, 60)), int(some.one(1, 12))
    progress = some.generator.integers(0, 2 * lasts, R) + 0.5  # off the edges, where the code allows for rounding
    yield formula("tranches", progress=progress, lasts=lasts, tranches=steps).handed_over, handed_over(progress, lasts, steps)


def second_deal(some):
    """Where a deal starts of which earlier ones have carried out some tranches, and how its weight divides over what is left."""
    deal, salience, tranches = Deal([10, 24], np.array([0, 1]), R), some(0.1, 1, 2), 4
    deal.carried[0] = some.generator.integers(0, tranches, R) / tranches
    page = formula("second_deal", carried=deal.carried, lasts=deal.lasts[:, None], weight=salience)
    yield page.progress_at_start[0], deal.days_done
    yield page.weight_left[0] / page.weight_left.sum(axis=0), Phases.of(deal.phase_of_issue, salience, 1 - deal.carried).own[0]


def leaving(some):
    """How likely a party that means to keep a deal, or to use it, leaves it today."""
    model = played(9)
    kept, constants = model.dispositions, model.constants
    kept.lasts, kept.days = some(10, 900), np.floor(some(1, 900))
    for place, _ in enumerate(kept.parties):
        kept.wrongs[place] = some(0, 5)
        without, worth, guarantee, unrest = some(), some(), some(0, 2), some()
        given = {"share": (kept.days - 1) / kept.lasts, "a_day": 1 / kept.lasts, "wrongs": kept.wrongs[place], "means_to_keep": kept.keeps[place]}
        given |= {"no_deal": without, "value": worth, "guarantee": guarantee, "unrest": unrest, "constants": constants}
        page = formula("leaving", keeping=kept.settings, **given)
        yield page.chance, arrays.chance_in_a_day(kept.hazard(place, without - worth, guarantee, unrest))


def overlooked(some):
    """Where a party overlooks what another has done to it."""
    kept, luck = played(9).dispositions, some()
    by = kept.parties[1]
    page = formula("overlooked", keeping=kept.settings, overlook_luck=luck, trust=kept.parties[0].trust[by.name].mean)
    yield page.overlooks, luck < kept.overlooks(0, by)


def shown(some):
    """What a party has shown by keeping a deal so far, and what others make of it."""
    kept, everywhere = played(9).dispositions, np.full(R, True)
    reader, subject = kept.parties[0], kept.parties[1]
    kept.lasts, kept.days, kept.shown[1] = some(10, 900), np.floor(some(1, 900)), some()
    kept.settings = kept.settings.model_copy(update={"use_violates": some.one(1, 4), "evidence": some.one()})
    guarantee, unrest, own = some(0, 2), some(), kept.settings
    share = (kept.days - 1) / kept.lasts
    uses = own.use_leaves * ((share + 1 / kept.lasts) ** own.use_early - share**own.use_early)
    given = {"uses": uses, "unrest": unrest, "guarantee": guarantee, "shown": kept.shown[1].copy(), "trust": reader.trust[subject.name].mean}
    page = formula("shown", keeping=own, constants=kept.constants, **given)
    kept.hazard(1, some(), guarantee, unrest)
    yield page.shown, kept.shown[1].copy()
    kept.build_trust(everywhere)
    yield page.trust_at_tranche, reader.trust[subject.name].mean
    again = arrays.logit(reader.trust[subject.name].mean)
    kept.shown[1] = page.shown
    kept.take_note_of_violation(1, everywhere)
    yield np.log(page.at_violation), arrays.logit(reader.trust[subject.name].mean) - again


def violence(some):
    """What tense surroundings take from belief, from coming and from what passes at home, and how much dearer a day becomes."""
    model = played(9)
    model.escalation, party, faction = some(), model.parties[0], model.factions[0]
    package = party.preference.position
    with_it = party.outlook().doubts[0].log_odds, -_unmet(model, party, package), faction.party.no_deal + faction.no_deal_add, faction.no_deal
    own, model.violence = model.violence, None
    without = party.outlook().doubts[0].log_odds, -_unmet(model, party, package)
    given = {"log_odds_of_holding": without[0], "log_odds_of_coming": without[1], "wanted_at_home": with_it[2]}
    page = formula("violence", violence=own, constants=model.constants, escalation=model.escalation, **given)
    model.violence = own
    yield page.log_odds_of_holding, with_it[0]
    yield page.log_odds_of_coming, with_it[1]
    yield page.wanted_at_home, with_it[3]
    yield page.unrest, model.tense(own.leaving)
    yield page.dearer, model.escalation_cost


def ending(_):
    """The ending of every combination of what a history may have come to."""
    for standing, complete, agreed, broken, over in itertools.product([False, True], repeat=5):
        deal = Deal([9, 9], np.array([0, 1]), 1)
        deal.current[:], deal.open[:] = (0 if standing else -1), (2 if agreed else 1)
        deal.complete[:], deal.last_broken[:] = complete, broken
        page = formula("ending", standing=standing, complete=complete, all_phases_agreed=agreed, last_deal_broken=broken, talks_over=over)
        yield ENDINGS.index(page.ending), deal.endings(np.array([over]))[0]


CHECKS = {check.__name__: check for check in (
    notation, preference, red_lines, own_red_lines, price_of_lines, firmness,
    no_deal, trust, told, holds, prospects, value, ripe, attendance, agenda, demand, aspiration, bridging, equilibrium, answer,
    expected_gain, time_left, readiness,
    likelihood, posterior, statement, resolve, trustworthiness, leverage, ratification, government, hazard, fades, breach, tranches, second_deal,
    leaving, overlooked, shown, violence,
    ending,
)} | {"weighted_mean": weighted}  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_of_the_page_gives_what_the_code_gives(name, seed):
    """For random arguments, in 250 histories, to rounding; no formula stands there unchecked."""
    pairs = list(CHECKS[name](Numbers(seed)))
    assert pairs
    for page, code in pairs:
        assert np.shape(page) == np.shape(code)
        np.testing.assert_allclose(np.asarray(page, float), np.asarray(code, float), rtol=1e-9, atol=1e-9)


def test_no_check_is_left_over():
    """Every formula that is checked stands on the page."""
    assert set(CHECKS) == set(FORMULAS)
