"""With a calculator: what a sheet adds up to is worth signing exactly where the engine says so."""

import re

import numpy as np
import pytest

from sim.kit.opening import as_told, opening
from sim.kit.roles import home_sheet, sheet
from sim.report.words import one_line, towards
from sim.scenario import load, with_changes
from sim.scenario.naming import files
from sim.shipped import SCENARIOS

EVERY = [pytest.param(name, marks=[] if path in set(SCENARIOS.glob("*/*.yaml")) else pytest.mark.slow) for _, name, path in files()]
PACKAGES = 300


class Printed:
    """A sheet as a student reads it: points at points of scales, what later phases count, what is needed now, lines, and how exact all that is."""

    def __init__(self, scenario, text):
        self.labels = {one_line(about.label): issue for issue, about in scenario.issues.items()}
        self.scales, self.later, self.counts, self.lower, self.upper = {}, {}, {1: 1.0}, {}, {}
        score, limits = (text.split(f"# {head}\n")[1].split("\n##")[0] for head in ("Your score", "Your limits"))
        for line in score.splitlines():
            if match := re.match(r"- (.*?)(?: \(phase (\d)\))? - (.*)", line):
                issue = self.labels[match[1]]
                self.later[issue] = int(match[2] or 1)
                # `"half" (50): **8.9**`, `20: **14.3**`; of persons: `**14.6** for near "half" (48) ...`
                pairs = re.findall(r"([\d.]+)\)?: \*\*([\d.]+)\*\*", match[3])
                pairs = pairs or [(at, worth) for worth, at in re.findall(r"\*\*([\d.]+)\*\* for .*? ?\(?([\d.]+)\)?(?=, \*|; what| or further)", match[3])]
                self.scales[issue] = dict(sorted((float(at), float(worth)) for at, worth in pairs))
        (now,) = re.findall(r"^\| (\*\*.*now.*) \|$", text, re.MULTILINE)
        _, *counts, needed = (cell.strip("* ") for cell in now.split("|"))
        self.counts |= {phase: float(cell) for phase, cell in enumerate(counts, start=2)}
        self.needed = {"any text is enough": -np.inf, "no text is enough": np.inf}[needed] if "text" in needed else float(needed)
        self.margin = float(re.search(r"within ([\d.]+) of what you need", text)[1])
        for line in limits.splitlines():
            if match := re.match(r"- (.*?): .*? past point ([\d.]+) ", line):
                about, up = scenario.issues[self.labels[match[1]]], None
                up = towards(about, "more") in line
                assert up != (towards(about, "less") in line)
                bounds, tighter = (self.upper, min) if up else (self.lower, max)
                bounds[self.labels[match[1]]] = tighter(bounds.get(self.labels[match[1]], float(match[2])), float(match[2]))

    def total(self, issues, package):
        """What packages (issues, n) add up to, (n,)."""
        worth = [np.interp(points, list(self.scales[issue]), list(self.scales[issue].values())) for issue, points in zip(issues, package, strict=True)]
        return sum(self.counts[self.later[issue]] * points for issue, points in zip(issues, worth, strict=True))

    def allows(self, issues, package):
        """Whether packages (issues, n) lie within the printed lines of the first phase, (n,); and whether so near to one that rounding may hide it."""
        inside, near = np.ones(package.shape[1], bool), np.zeros(package.shape[1], bool)
        for issue, points in zip(issues, package, strict=True):
            if self.later[issue] == 1:
                low, high = self.lower.get(issue, -1.0), self.upper.get(issue, 101.0)
                inside &= (points >= low) & (points <= high)
                near |= (abs(points - low) <= 0.05) | (abs(points - high) <= 0.05)
        return inside, near


def packages(scenario, issues, printed):
    """Some texts, (issues, n): anywhere on a scale, at its named points, and for persons only where a sheet counts."""
    luck = np.random.default_rng(7)
    rows = []
    for issue in issues:
        named = np.array(list(printed.scales[issue]))
        at_named = luck.choice(named, PACKAGES)
        anywhere = np.where(luck.random(PACKAGES) < 0.5, at_named, luck.uniform(0, 100, PACKAGES))
        rows.append(at_named if scenario.issues[issue].persons else anywhere)
    return np.stack(rows)


def agree(printed, issues, package, answering, tempting):
    """Compare a sheet with the engine where nobody is tempted; in how many texts they could be told apart from chance, for and against."""
    total, (inside, near) = printed.total(issues, package), printed.allows(issues, package)
    clear = ~tempting & ~near & (abs(total - printed.needed) > printed.margin)
    assert np.array_equal(((total >= printed.needed) & inside)[clear], answering.acceptable[clear])
    return clear.sum()


@pytest.mark.parametrize("name", EVERY)
def test_a_text_is_worth_signing_by_the_sheet_exactly_where_the_engine_signs(name):
    """For every party and every group at home: points added as the sheet says reach what it needs exactly where the engine could sign, rounding apart.

    Where a text leaves another worse off, the chance is lower than the one told; then the same arithmetic holds at the engine's chance.
    """
    compared = comparisons(load(name).scenario)
    assert max(compared) > PACKAGES / 5
    assert sum(compared) > PACKAGES / 10


@pytest.mark.parametrize("known", ["nobody", "party", "everybody"])
def test_a_line_at_home_binds_a_sheet_exactly_where_the_party_knows_of_it(known):
    """The sheet of a party lists lines of its factions as its own limits if they are declared to it, and not otherwise; the engine agrees."""
    factions = {"hamas": "leadership_in_gaza", "israel": "coalition_partners"}
    scenario = with_changes(
        load("doha-2024-08").scenario, {f"parties.{party}.factions.{faction}.limits_known_to": known for party, faction in factions.items()}
    )
    start = opening(scenario)
    for party in factions:
        printed = Printed(scenario, sheet(scenario, party, start))
        assert bool(printed.lower or printed.upper) == (known != "nobody")
    assert max(comparisons(scenario)) > PACKAGES / 5


def comparisons(scenario):
    """Compare sheets and engine for every party and group at home; in how many texts each could be told apart from rounding."""
    start, compared = opening(scenario), []
    with as_told(scenario) as (model, here):
        those, issues = np.repeat(here, PACKAGES), model.issue_names
        for party in model.parties:
            party.claim[:] = 0.0  # nothing has been asked for in public yet
            printed, outlook = Printed(scenario, sheet(scenario, party.name, start)), party.outlook(those)
            package = packages(scenario, issues, printed)
            holds = outlook.holds(package)
            tempting, answering = holds < outlook.holds_untempted, party.consider(package, those)
            compared.append(agree(printed, issues, package, answering, tempting))
            for chance, text, acceptable in zip(holds[:50], package.T, answering.acceptable, strict=False):
                side, terms = start.sides[party.name], dict(zip(issues, text, strict=True))
                asked = side.asked(float(chance))
                if abs(side.total(terms, asked) - asked.needed) > 1e-6:
                    assert (side.total(terms, asked) >= asked.needed and side.allows(terms)) == acceptable
            homes = {inner: text for (of, inner), text in sheets_at_home(scenario, start).items() if of == party.name}
            for faction in party.factions:
                if faction.name in homes:
                    at_home = Printed(scenario, homes[faction.name])
                    compared.append(agree(at_home, issues, package, faction.consider(package, those), tempting))
    return compared


def sheets_at_home(scenario, start):
    """The part of the home sheet for each group that can stop a deal."""
    found = {}
    for party, inner in start.at_home:
        label = one_line(scenario.parties[party].factions[inner].label or inner.replace("_", " "))
        found[party, inner] = home_sheet(scenario, party, start).split(f"\n## {label}\n")[1].split("\n## ")[0]
    return found


@pytest.mark.parametrize("name", ["one-mediator", "doha-2024-08", "divided-island", "camp-david-1978", "biased-mediator"])
def test_what_all_would_sign_by_their_sheets_is_what_all_would_sign_in_the_engine(name):
    """A text that is worth a signature to all tempts nobody who is known for what he is, so that all sheets together are exact without any doubt."""
    scenario = load(name).scenario
    known = {f"parties.{party}.estimate_error": 0.0 for party in scenario.parties} | {"constants.resolve_error": 0.0}
    scenario = with_changes(scenario, known)
    start = opening(scenario)
    luck = np.random.default_rng(3)
    with as_told(scenario) as (model, here):
        package = luck.choice(np.arange(0.0, 101.0, 10.0), (len(model.issue_names), 2000))
        those = np.repeat(here, package.shape[1])
        engine = np.all([party.consider(package, those).acceptable for party in model.parties], axis=0)
        texts = [dict(zip(model.issue_names, text, strict=True)) for text in package.T]
        asked = {party: side.asked() for party, side in start.sides.items()}
        by_sheets = [all(side.total(text, asked[party]) >= asked[party].needed and side.allows(text) for party, side in start.sides.items()) for text in texts]
    assert 10 < sum(by_sheets) < 1990
    assert np.array_equal(engine, by_sheets)


def test_face_lost_at_home_is_paid_for_as_the_sheet_says():
    """A home sheet says how many points more are needed for each ten that a text falls short of the last public demand, and the engine asks for as many."""
    scenario = load("doha-2024-08").scenario
    start = opening(scenario)
    text = sheets_at_home(scenario, start)["israel", "coalition_partners"]
    more = float(re.search(r"you need ([\d.]+) more \(", text)[1])
    side = start.at_home["israel", "coalition_partners"]
    asked = side.asked()
    with as_told(scenario) as (model, here):
        party = model.party["israel"]
        (faction,) = (one for one in party.factions if one.name == "coalition_partners")
        party.claim[:] = 1.0
        package = np.random.default_rng(5).uniform(0.0, 40.0, (len(model.issue_names), 400))
        those = np.repeat(here, 400)
        outlook, answering = party.outlook(those), faction.consider(package, those)
        short = 100.0 * (1.0 - outlook.preference.utility(package))
        total = np.array([side.total(dict(zip(model.issue_names, one, strict=True)), asked) for one in package.T])
        spare = total - asked.needed - more * short / 10.0
        clear = (outlook.holds(package) == outlook.holds_untempted) & answering.within_limits & (abs(spare) > 0.06 * short / 10.0)
    assert 20 < answering.acceptable[clear].sum() < clear.sum()
    assert np.array_equal(spare[clear] >= 0.0, answering.acceptable[clear])


@pytest.mark.parametrize("name", ["doha-2024-08", "divided-island", "power-shift"])
def test_what_is_needed_at_another_chance_is_what_the_engine_asks_there(name):
    """Every row of the table holds at its own chance: a text that just reaches it is worth no more and no less than no deal."""
    scenario = load(name).scenario
    start = opening(scenario)
    for party, side in start.sides.items():
        rows = re.findall(r"^\| (\d+) in 100 \|(?: ([\d.]+) \|)? ([\d.]+) \|$", sheet(scenario, party, start), re.MULTILINE)
        assert len(rows) >= 5
        for chance, counts, needed in rows:
            holds = np.array([float(chance) / 100.0])
            constant, shares = side.weighing.worth_of_issues(holds)
            first = sum(share for share, issue in zip(shares[:, 0], side.issues, strict=True) if side.phase(issue) == 1)
            full = sum(share for issue, share in side.shares().items() if side.phase(issue) == 1)
            assert constant[0] + first * float(needed) / (100.0 * full) == pytest.approx(side.no_deal, abs=0.0006)
            if counts:
                later = sum(share for share, issue in zip(shares[:, 0], side.issues, strict=True) if side.phase(issue) == 2)
                assert later / (1.0 - full) / holds[0] == pytest.approx(float(counts), abs=0.0006)


def test_where_points_of_a_scale_do_not_count_alike_more_of_them_are_told():
    """With another shape than 1 a sheet names every tenth point, says that proportion between them is not exact, and is right to a point."""
    scenario = with_changes(load("one-mediator").scenario, {"constants.shape": 2.0})
    start = opening(scenario)
    for party, side in start.sides.items():
        text = sheet(scenario, party, start)
        assert "nearly in proportion" in text
        printed = Printed(scenario, text)
        package = np.tile(np.arange(0.0, 100.5, 0.5), (len(side.issues), 1))
        read_off = printed.total(side.issues, package)
        exact = [side.total(dict(zip(side.issues, text, strict=True)), side.asked()) for text in package.T]
        assert read_off == pytest.approx(exact, abs=1.0)
