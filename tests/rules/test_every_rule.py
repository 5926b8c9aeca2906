"""Every rule that a scenario can name is held to the contract of its kind; a faulty one is found out."""

import pytest

from sim.rules.registry import kinds, rules
from sim.testing import check_rule

EVERY = [rule for kind in kinds() for rule in rules(kind)]


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: f"{rule.kind}-{rule.name}")
def test_every_registered_rule_holds_to_its_contract(rule):
    """A rule that is added to a folder of rules is checked here without a word."""
    check_rule(rule)
