"""Results do not hang on the last bits of a number, which differ with what a processor can do."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

from sim.rules.acceptance import Answering
from sim.rules.acceptance.threshold import Threshold

_EXTRAS = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
_SHOWN = """
import sys
from sim.scenario import load
from sim.ensemble import simulate
rows = simulate(load("colombia-farc-2016").scenario, name="x", n=500, seed=3, workers=1).histories
for name, values in rows.items():
    print(name, *(f"{value:.5g}" if values.dtype.kind == "f" else value for value in values.tolist()))
"""


def rows(without) -> str:
    """The rows of a run in a process of its own, without some features of the processor."""
    environment = {**os.environ, "NPY_DISABLE_CPU_FEATURES": " ".join(without)}
    return subprocess.run([sys.executable, "-c", _SHOWN], capture_output=True, text=True, check=True, env=environment).stdout


@pytest.mark.slow
@pytest.mark.skipif(not _EXTRAS, reason="numpy knows no feature of this processor that could be switched off")
def test_the_same_histories_whatever_the_processor_can_do():
    """A scenario whose texts often leave a side just as well off as no deal ends the same, history by history, with the features on and off."""
    assert rows([]) == rows(_EXTRAS)


def test_what_is_worth_just_as_much_as_no_deal_is_borne():
    """A last bit more or less makes no difference to an answer; a billionth does."""
    no_deal = np.full(4, 0.432392826482697)
    value = no_deal + np.array([1e-16, 0.0, -1e-16, -1e-8])
    answering = Answering(value, no_deal, no_deal, np.ones(4, bool))
    assert answering.acceptable.tolist() == [True, True, True, False]
    assert Threshold(40.0).accepts(answering, np.zeros(4)).tolist() == [True, True, True, False]
