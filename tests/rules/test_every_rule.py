"""Every rule that a scenario can name is held to the contract of its kind; whatever breaks it is found out."""

# ruff: noqa: ARG001, ARG005, D102 -- rules take what their kind hands them, whether they need it or not
import numpy as np
import pytest
from pydantic import Field

import sim
from sim.rules.acceptance import AcceptanceRule
from sim.rules.bridging import BridgingRule
from sim.rules.demand import DemandRule
from sim.rules.registry import RuleSettings, forget, kinds, rules
from sim.testing import check_rule

EVERY = [rule for kind in kinds() for rule in rules(kind)]


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: f"{rule.kind}-{rule.name}")
def test_every_registered_rule_holds_to_its_contract(rule):
    """A rule that is added to a folder of rules is checked here without a word."""
    check_rule(rule)


class Needed(RuleSettings):
    """Something that has to be said."""

    far: float = Field(description="How far it goes.")


class Drafts(BridgingRule):
    """Propose the middle. Source: assumption."""

    name = "faulty"

    def text(self, draft):
        return draft.bargain.middle


class HoldsOut(DemandRule):
    """Hold out as before. Source: assumption."""

    name = "faulty"

    def share(self, before, elapsed, conceded):
        del elapsed, conceded
        return before


class Answers(AcceptanceRule):
    """Accept what is acceptable. Source: assumption."""

    name = "faulty"

    def accepts(self, answering, luck):
        del luck
        return answering.acceptable


calls = []


def changing(self, draft):
    draft.bargain.lower[:] = 0.0
    return draft.bargain.middle


def remembering(self, draft):
    calls.append(1)
    return np.clip(draft.bargain.middle + len(calls) % 2, draft.bargain.lower, draft.bargain.upper)


def by_the_mean(self, draft):
    return np.clip(0.0 * draft.bargain.middle + draft.bargain.middle.mean(), draft.bargain.lower, draft.bargain.upper)


def by_the_first(self, before, elapsed, conceded):
    return np.where(before[0] > 0.5, before, 0.5 * before)


FAULTS = {
    "leaves the bounds of the bargain": (Drafts, "text", lambda self, draft: draft.bargain.upper + 1.0),
    "an array of the shape": (Drafts, "text", lambda self, draft: draft.bargain.middle[0]),
    "no finite number": (Drafts, "text", lambda self, draft: draft.bargain.middle * np.nan),
    "changes what it is given": (Drafts, "text", changing),
    "says something else when asked again": (Drafts, "text", remembering),
    "depends on which others stand beside it": (Drafts, "text", by_the_mean),
    "depends on which others": (HoldsOut, "share", by_the_first),
    "leaves 0 to 1": (HoldsOut, "share", lambda self, before, elapsed, conceded: before + 1.0),
    "changes what it is": (HoldsOut, "share", lambda self, before, elapsed, conceded: np.subtract(before, 0.0, out=before)),
    "true or false": (Answers, "accepts", lambda self, answering, luck: answering.value),
    "accept nowhere outside": (Answers, "accepts", lambda self, answering, luck: answering.value > 0.5),
}


@pytest.fixture(autouse=True)
def _forgotten():
    """Rules of a test are gone after it."""
    yield
    forget(__name__)


@pytest.mark.parametrize("rule", [Drafts, HoldsOut, Answers])
def test_a_sound_rule_passes(rule):
    """The rules that are spoilt below are sound as they stand."""
    check_rule(sim.rule(rule))


@pytest.mark.parametrize(("said", "fault"), FAULTS.items(), ids=list(FAULTS))
def test_what_breaks_the_contract_is_found_out(monkeypatch, said, fault):
    """Each way in which a rule may be unsound is told in words, with what to mend."""
    rule, method, spoilt = fault
    monkeypatch.setattr(rule, method, spoilt)
    with pytest.raises(AssertionError, match=said):
        check_rule(sim.rule(rule))


def test_what_cannot_be_checked_is_said(monkeypatch):
    """A class that is not registered, one inside a function, one whose settings nobody can guess."""
    with pytest.raises(AssertionError, match=r"is not registered: write @sim\.rule above the class"):
        check_rule(Drafts)
    monkeypatch.setattr(Drafts, "Settings", Needed)
    with pytest.raises(AssertionError, match="the setting 'far' has no default, so say some"):
        check_rule(sim.rule(Drafts))
    check_rule(Drafts, {"far": 1.0})

    class Inside(HoldsOut):
        """Hold out. Source: assumption."""

        name = "inside"

    with pytest.raises(AssertionError, match="let the class stand at the top level of a file"):
        check_rule(sim.rule(Inside))
