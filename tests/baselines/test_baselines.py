"""What comes out stays as it is to the bit, unless `make baselines` says on purpose that it is another."""

import pytest
from cases import CASES
from digest import MADE, digest, kept, made_with

QUICK = {"library/divided-island", "drawn/0", "offers/equilibrium-random", "pen/rotating", "protocol/when_ripe", "module/spoilers"}
KEPT = kept()
SAME_MACHINE = KEPT[MADE] == made_with()


def _case(name):
    return pytest.param(name, marks=() if name in QUICK else pytest.mark.slow)


@pytest.mark.parametrize("name", [*map(_case, CASES)])
def test_what_comes_out_is_what_came_out_before(name):
    """Rows, series, draws, journal and figures are those of the baseline; with another NumPy or processor, all that is decided is."""
    found = digest(name, CASES[name](), figures=SAME_MACHINE and name.startswith("library/"))
    if SAME_MACHINE:
        assert found == KEPT[name]
    else:
        assert found["decisions"] == KEPT[name]["decisions"]


def test_every_case_has_its_baseline():
    """No case without a digest, no digest without a case."""
    assert set(KEPT) - {MADE} == set(CASES)
