"""Quantiles of quantities that a run keeps as counts in fixed bins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def quantiles_of_counts(counts: NDArray[Any], shares: Sequence[float]) -> NDArray[np.float64]:
    """The smallest bin at which the cumulative count reaches each share: counts (..., bins) -> (shares, ...), nan where nothing was counted."""
    cumulative = np.cumsum(counts, axis=-1)
    total = cumulative[..., -1]
    found = np.stack([(cumulative < share * total[..., None]).sum(axis=-1) for share in shares])
    return np.where(total > 0, found, np.nan)
