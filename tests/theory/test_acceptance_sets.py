"""What a party could sign: the range never shrinks when going on grows dearer, a deal safer or leverage stronger."""

from functools import cache

import numpy as np
from claims import Claim, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from sim.model import TalksModel, forget
from sim.report.figures.style import BLUE, MARGIN, ORANGE, SKY, Drawing, Page, in_house_style
from sim.scenario import from_resolved, with_changes
from sim.scenario.constants import Constants

CLAIM = Claim(
    title="What a party could sign never shrinks when war is dearer or peace is safer",
    says=(
        "Take one text on one day. A party that could sign it - no red line crossed, and worth at least as much as no deal - can still sign it when its own prospective cost of going on rises, "
        "when a mediator presses it or pays it, when it trusts the other side more, when a guarantee grows stronger, or when going on grows dearer for the other side."
    ),
    kind="theorem of this model",
    conditions=(
        "For cost, pressure and payment: none. For trust, guarantees and the other side's cost: in every phase that is still to be agreed the deal, trusted as far as it is before the change, is worth at least as much "
        "as being betrayed in that phase (payments left out). For a deal in one phase that is U >= betrayed, and it holds by itself for every text the party could sign if being betrayed is worth no more than no deal and nobody pays it. "
        "Shares of deals in whole histories may go either way: these are the texts a party could bear, not those it accepts today."
    ),
    sources={
        "Fearon 1995": "James D. Fearon, Rationalist explanations for war, International Organization 49(3), 379-414: costs of war on both sides open a range of settlements that both prefer to it.",
        "Walter 1997": "Barbara F. Walter, The critical barrier to civil war settlement, International Organization 51(3), 335-364: who cannot be safe after signing does not sign; a third party that enforces the deal removes that barrier.",
    },
    rules=("sim/model/party.py:update_no_deal", "sim/model/outlook.py:holds", "sim/model/worth.py:worth", "sim/rules/acceptance/__init__.py:acceptable"),
    reverses="A party that hopes to gain by being betrayed - left with more than the deal is worth carried out - drops texts when its trust or a guarantee rises.",
)
ALWAYS = ("cost", "pressure", "payment")
WHERE_KEPT_PROMISES_PAY = ("trust", "guarantee", "cost of the other")
ROUNDING = 1e-12
ROUGH = settings(deadline=None, max_examples=40)


def drawn(seed):
    """A case with everything from its range: one to four issues in one to three phases, two or three parties, constants."""
    luck = np.random.default_rng(seed)
    issues, phases = int(luck.integers(1, 5)), int(luck.integers(1, 4))
    parties = ["north", "south", "east"][: int(luck.integers(2, 4))]
    ranges = {name: field.json_schema_extra["range"] for name, field in Constants.model_fields.items()}
    return from_resolved(
        {
            "title": "Drawn",
            "calendar": {"start": "2000-01-01", "end": "2000-02-29"},
            "modules": ["mediation", "carrying_out"],
            "issues": {f"issue_{k}": {"label": f"Issue {k}", "phase": 1 + k % min(phases, issues)} for k in range(issues)},
            "parties": {name: party(luck, name, parties, issues) for name in parties},
            "mediators": {
                "hill": {
                    "label": "Hill",
                    "leverage": {"north": {"strength": 1.0, "by": str(luck.choice(["pressure", "payment"]))}},
                    "guarantee": {"strength": luck.uniform(0, 2), "credible_to": {name: luck.uniform(0, 1) for name in parties}},
                },
                "vale": {"label": "Vale", "leverage": {"north": {"strength": 1.0, "by": str(luck.choice(["pressure", "payment"]))}}},
            },
            "carrying_out": {
                "phases": {
                    str(k + 1): {
                        "tranches": int(luck.integers(1, 6)),
                        "hands_over": {name: luck.uniform(0, 0.3) for name in parties},
                        "next_agreed": {name: luck.uniform(0, 1) for name in parties},
                    }
                    for k in range(min(phases, issues))
                }
            },
            "constants": {name: luck.uniform(low, high) for name, (low, high) in ranges.items()},
        }
    )


def party(luck, name, parties, issues):
    """One party of a drawn case."""
    stances = {}
    for k in range(issues):
        wants, position = str(luck.choice(["more", "less", "peak"])), luck.uniform(5, 95)
        stances[f"issue_{k}"] = {"wants": wants, "position": {"mean": position, "sd": luck.uniform(0, 15)}, "salience": luck.uniform(0.1, 2.0)}
        if luck.random() < 0.3:
            stances[f"issue_{k}"]["red_line"] = max(position - 40, 0) if wants == "more" else min(position + 40, 100)
    no_deal = {
        "expected": {"mean": luck.uniform(0, 0.9), "sd": luck.uniform(0, 0.15)},
        "betrayed": luck.uniform(0, 0.4),
        "delay_value": luck.uniform(-0.1, 0.1),
    }
    costs = {"cost_per_day": luck.uniform(0, 0.002), "expected_days": luck.uniform(1, 150)}
    trust = {other: {"mean": luck.uniform(0.05, 0.95)} for other in parties if other != name}
    return {"label": name, "stances": stances, "no_deal": no_deal | costs, "trust": trust}


def at_the_table(case, seed=1, *, leverage=(0.0, 0.0), phase=0):
    """A model of the case before its first session, with what Hill and Vale do to North in force and a phase under negotiation."""
    model = TalksModel(case, seed=seed, blocks=range(1))
    forget(model)
    for mediator, level in zip((model.mediator["hill"], model.mediator.get("vale")), leverage, strict=True):
        if mediator is not None:
            mediator.leverage["north"] = np.full(model.R, level)
    model.deal.open = np.minimum(np.full(model.R, phase), model.deal.phases - 1)
    model.update_no_deals()
    return model


def after(change, case, rise, **state):
    """The model of the case with one of the things changed that are to widen what North could sign."""
    if change in ("pressure", "payment"):
        stronger = with_changes(case, {"mediators.hill.leverage.north.by": change})
        hill, vale = state.pop("leverage")
        return at_the_table(stronger, leverage=(hill + rise, vale), **state)
    north, hill = case.parties["north"], case.mediators["hill"]
    sceptic = max(case.parties, key=lambda name: -ord(name[0]) if name != "north" else -1000)
    raised = {
        "cost": ("parties.north.no_deal.cost_per_day", north.no_deal.cost_per_day + 0.005 * rise),
        "cost of the other": (f"parties.{sceptic}.no_deal.cost_per_day", case.parties[sceptic].no_deal.cost_per_day + 0.005 * rise),
        "trust": (f"parties.north.trust.{sceptic}.mean", north.trust[sceptic].mean + rise * (0.999 - north.trust[sceptic].mean)),
        "guarantee": ("mediators.hill.guarantee.strength", hill.guarantee.strength + 3.0 * rise),
    }
    return at_the_table(with_changes(case, dict([raised[change]])), **state)


def kept_promises_pay(north, text):
    """Where in every phase still to be agreed the deal is worth at least what North is left with if betrayed in it; (R,)."""
    model = north.model
    phases = range(model.deal.phases)
    pays = [north.value(text, np.full(model.R, k)) - north.payment >= north.prospects.betrayed[k] for k in phases]
    return np.logical_and.reduce([one | (k < model.deal.open) for k, one in zip(phases, pays, strict=True)])


@cache
def compared(change, seed, rise):
    """For 250 drawn texts: whether North could sign each before and after a change, whether kept promises pay, what it gained before; (R,) each."""
    luck = np.random.default_rng([seed, 7])
    case = drawn(seed)
    state = {"leverage": tuple(luck.uniform(0, 0.5, 2) * luck.integers(0, 2, 2)), "phase": int(luck.integers(0, 3))}
    if change in ("pressure", "payment"):
        case = with_changes(case, {"mediators.hill.leverage.north.by": change})
    text = np.clip(luck.uniform(-20, 120, (len(case.issues), 250)), 0, 100)
    one, two = at_the_table(case, **state).party["north"], after(change, case, rise, **state).party["north"]
    return one.consider(text).acceptable, two.consider(text).acceptable, kept_promises_pay(one, text), one.gain(text)


@ROUGH
@given(change=st.sampled_from(ALWAYS), seed=st.integers(0, 10**6), rise=st.floats(0, 1))
def test_dearer_war_or_stronger_leverage_drops_no_text(change, seed, rise):
    """Whatever is drawn, a text North could sign it can sign when its cost, the pressure on it or the payment to it rises."""
    before, still, _, gain = compared(change, seed, rise)
    assert np.all(still | ~before | (gain < ROUNDING))


@ROUGH
@given(change=st.sampled_from(WHERE_KEPT_PROMISES_PAY), seed=st.integers(0, 10**6), rise=st.floats(0, 1))
def test_a_safer_deal_drops_no_text_whose_keeping_pays(change, seed, rise):
    """Whatever is drawn, where being betrayed is worth no more than the deal, trust, guarantees and the other's costs drop no text."""
    before, still, pays, gain = compared(change, seed, rise)
    assert np.all(still | ~before | ~pays | (gain < ROUNDING))


@ROUGH
@given(seed=st.integers(0, 10**6))
def test_what_could_be_signed_for_its_own_sake_pays_to_keep(seed):
    """In one phase, without payments and with betrayal no better than no deal, every text North could sign meets the condition."""
    case = with_changes(drawn(seed), {"modules": ["mediation"]})
    north = at_the_table(case).party["north"]
    text = np.random.default_rng(seed).uniform(0, 100, (len(case.issues), 250))
    worse = north.settings.no_deal.betrayed <= north.no_deal
    assert np.all(kept_promises_pay(north, text) | ~north.consider(text).acceptable | ~worse | (north.gain(text) < ROUNDING))


def test_each_change_adds_texts():
    """The claim is no idle one: over a dozen drawn cases every one of the changes adds texts that could not be signed before."""
    for change in (*ALWAYS, *WHERE_KEPT_PROMISES_PAY):
        assert sum(np.sum(still & ~before) for before, still, *_ in (compared(change, seed, 0.8) for seed in range(12))) > 0, change


def test_who_hopes_to_be_betrayed_drops_texts_when_it_trusts():
    """Outside the condition it fails: with more to gain by being betrayed than by the deal, trust and guarantees take texts away."""
    for change in ("trust", "guarantee"):
        dropped = [before & ~still for before, still, *_ in (compared(change, seed, 0.8) for seed in range(12))]
        assert np.sum(dropped) > 0, change
    for what in ("trust", "guarantee"):
        least, _ = edges(what, HOPES)
        assert least[-1] > least[0] + 5.0, what


# --- one issue ---------------------------------------------------------------------------------------------------------

HOPES = ("parties.north.no_deal.betrayed", 0.6)
"""North is left with more when it is betrayed than it expects without a deal."""
STEPS = {"cost": np.linspace(0, 0.4, 9), "trust": np.linspace(0.2, 0.98, 9), "guarantee": np.linspace(0, 4, 9), "pressure": np.linspace(0, 1, 9)}
STEPS["payment"] = STEPS["pressure"]


@cache
def edges(what, *changes):
    """The smallest and the largest share of the water that North could sign, for each step of one thing; nan where it could sign none."""
    found, shares = [], np.linspace(0, 100, 250)
    for step in STEPS[what]:
        setting = {
            "cost": {"parties.north.no_deal.cost_per_day": step / 100},
            "trust": {"parties.north.trust.south.mean": step, "mediators.hill.guarantee.strength": 0.0},
            "guarantee": {"parties.north.trust.south.mean": 0.6, "mediators.hill.guarantee.strength": step},
        }.get(what, {"mediators.hill.leverage.north.by": what})
        case = with_changes(scenario("acceptance_sets"), {**setting, **dict(changes)})
        model = at_the_table(case, leverage=(step if what in ("pressure", "payment") else 0.0, 0.0))
        could = shares[model.party["north"].consider(shares[None]).acceptable]
        found.append((could[0], could[-1]) if len(could) else (np.nan, np.nan))
    return np.array(found).T


def test_the_range_on_one_issue_only_widens():
    """With one issue the least share of the water North could sign falls, step by step, and the largest rises, with its cost, trust, a guarantee and leverage."""
    for what in STEPS:
        least, most = (np.where(np.isnan(edge), empty, edge) for edge, empty in zip(edges(what), (100.0, 0.0), strict=True))
        assert np.all(np.diff(least) <= 0.0), what
        assert np.all(np.diff(most) >= 0.0), what
        assert least[-1] < least[0] - 5.0, what


@in_house_style
def draw() -> Drawing:
    """What North could sign on one issue, by its cost, trust, a guarantee and leverage."""
    key = [
        Rectangle((0, 0), 1, 1, color=SKY, alpha=0.35, lw=0, label="what North could sign"),
        Line2D([], [], color=BLUE, marker="o", label="the least of it"),
        Line2D([], [], color=ORANGE, marker="s", ls="--", label="the least, if betrayal would leave North 0.6"),
    ]
    page = Page(
        "What North could sign: one issue, all known, no luck",
        "Dearer war, safer peace and leverage widen what a party could sign",
        "North could sign what is worth no less to it than no deal: 0.5 less its cost of going on, which is 0.1 but on the left. Where it trusts little, the largest shares are out too: South would hardly keep such a deal. Pressure and payment widen the range alike.",
        2.25,
        key,
    )
    labels = {
        "cost": "its cost of going on",
        "trust": "its trust in South",
        "guarantee": "a guarantee (log-odds)",
        "pressure": "pressure or payment",
    }
    rows = []
    for place, (what, label) in enumerate(labels.items()):
        axes = page.axes(MARGIN + 0.55 + place * 1.78, 0.05, 1.5, 1.75)
        least, most = edges(what)
        axes.fill_between(STEPS[what], least, most, color=SKY, alpha=0.35, lw=0)
        axes.plot(STEPS[what], least, "o-", color=BLUE, ms=4)
        if what in ("trust", "guarantee"):
            axes.plot(STEPS[what], edges(what, HOPES)[0], "s--", color=ORANGE, ms=4)
        axes.set_ylim(0, 103)
        axes.set_yticks([0, 50, 100], ["0", "50", "100"] if place == 0 else ["", "", ""])
        axes.set_xlabel(label)
        if place == 0:
            axes.set_ylabel("North's share of the water")
        rows += listed(what)
    rows += [*listed("trust", HOPES), *listed("guarantee", HOPES), *listed("payment")]
    least, most = {what: edges(what)[0] for what in STEPS}, edges("trust")[1]
    from_one, trusting = int(np.argmax(~np.isnan(least["trust"]))), edges("trust", HOPES)[0]
    alt = (
        "Four small panels. The least share of the water that North could sign falls "
        f"from {least['cost'][0]:.0f} to {least['cost'][-1]:.0f} as its cost of going on rises from 0 to {STEPS['cost'][-1]:g}; "
        f"with a trust of {STEPS['trust'][from_one]:.2f} it could sign shares from {least['trust'][from_one]:.0f} to {most[from_one]:.0f}, with {STEPS['trust'][-1]:.2f} from {least['trust'][-1]:.0f} to {most[-1]:.0f}. "
        f"A guarantee lowers the least from {least['guarantee'][0]:.0f} to {least['guarantee'][-1]:.0f}, full leverage from {least['pressure'][0]:.0f} to {least['pressure'][-1]:.0f}. "
        f"Where being betrayed would leave it 0.6, more than no deal, the line rises with trust instead, from {trusting[0]:.0f} to {trusting[-1]:.0f}."
    )
    return Drawing(page.figure, page.title, alt, rows)


def listed(what, *changes):
    """The numbers of one line and its shade."""
    name = f"{what}, betrayed {changes[0][1]:g}" if changes else what
    return [
        {"what": name, "at": float(step), "least": float(least), "most": float(most)}
        for step, least, most in zip(STEPS[what], *edges(what, *changes), strict=True)
    ]
