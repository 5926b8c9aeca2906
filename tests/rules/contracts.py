"""What numbers of histories may look like: strategies that the tests of rules share."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.testing import draft

R = 12
SHARES = arrays(float, R, elements=st.floats(0, 1))
VALUES = arrays(float, R, elements=st.floats(-0.5, 1.5))
MASKS = arrays(bool, R)
SOME = np.array([7, 2, 11, 3])
DRAFTS = st.builds(draft, st.integers(0, 10**6), sides=st.sampled_from([2, 2, 3]), shape=st.sampled_from([1.0, 1.0, 1.5]))
