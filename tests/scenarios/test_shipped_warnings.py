"""The library warns of nothing that is not meant so."""

from sim.scenario import load, settings
from sim.scenario.naming import files

ACCEPTED = {
    ("colombia-farc-2016/no-guarantors", "modules.0"): "the overlay takes the guarantees away, which were all that the module did",
    ("colombia-farc-2016/no-guarantors", "mediators.cuba"): "that it stands behind nothing is the counterfactual",
    ("colombia-farc-2016/no-guarantors", "mediators.norway"): "that it stands behind nothing is the counterfactual",
    ("doha-2024-08/no-added-points", "parties.hamas.reads.clarification"): "the overlay takes away the letter that was read so",
}
"""Warnings of shipped scenarios that are right and meant so."""


def test_shipped_scenarios_have_no_idle_settings():
    """No false alarms: nothing in the library is warned of, but for what an overlay leaves idle on purpose."""
    found = {(name, line.split(": ")[1]) for _, name, path in files() for line in load(path).warnings}
    assert found == ACCEPTED.keys()


def test_a_calibrated_position_says_that_it_is():
    """Its origin is the reports, not the command line."""
    found = {setting.path: setting.origin for setting in settings(load("doha-2024-08"))}
    assert found["parties.hamas.stances.hostage_release.position"] == "calibrated from reports: 2024-08-15.yaml"
