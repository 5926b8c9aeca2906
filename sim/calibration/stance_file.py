"""Stances as a file that scenarios take numbers from: means, spreads, correlations, and the reports behind every number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import numpy as np
import yaml

from .stances import JUDGEMENT_BELOW, Array, Fit, points, prior_variance, weights

LEAST_WEIGHT = 0.01  # reports that weigh less in a number are not listed with it


def stances(found: Fit, *, case: str, without: Collection[str], seed: int) -> dict[str, Any]:
    """The stances of a fit, as plain data; the file repeats to the byte for one seed and one set of versions."""
    ev, given = found.evidence, found.given
    prior = prior_variance(given)
    salience_prior = (np.exp(given.salience_sd**2) - 1.0) * np.exp(given.salience_sd**2)
    parties: dict[str, dict[str, Any]] = {}
    last = points(found.position[..., -1])
    for k, one in enumerate(ev.series):
        acceptable = points(found.position[:, k, -1] - one.direction * found.tolerance[:, k])
        contraction = 1.0 - float(last[:, k].var()) / prior
        parties.setdefault(one.party, {})[one.issue] = {
            "wants": "more" if one.direction > 0 else "less",
            "position": _spread(last[:, k]),
            "would_still_sign": _spread(acceptable),
            "salience": {"mean": round(float(found.salience[:, k].mean()), 2), "sd": round(float(found.salience[:, k].std()), 2)},
            "contraction": {
                "position": round(contraction, 2),
                "salience": round(1.0 - float(found.salience[:, k].var()) / float(salience_prior), 2),
            },
            "label": "reported" if contraction >= JUDGEMENT_BELOW else "judgement",
            "reports": {name: round(share, 2) for name, share in weights(found, k).items() if share >= LEAST_WEIGHT},
        }
    names = [f"{one.party}.{one.issue}" for one in ev.series]
    return {
        "case": case,
        "as_of": ev.as_of,
        "bias": found.bias_prior,
        "without": sorted(without),
        "seed": seed,
        "statements": len(set(ev.ids)),
        "answers": len(ev.answer_ids),
        "fit": {"rhat": round(found.diagnostics.rhat, 4), "ess": round(found.diagnostics.ess), "divergences": list(found.diagnostics.divergences)},
        "parties": parties,
        "together": {"of": names, "correlation": _lower(np.atleast_2d(np.corrcoef(last, rowvar=False)))},
    }


def written(data: dict[str, Any], command: str) -> str:
    """The text of a stances file."""
    head = (
        f"# Written by `python run_sim.py {command}`; not to be edited by hand.\n"
        "# A teaching model, not a forecast. Positions are means and standard deviations on scales from 0 to 100.\n"
        "# contraction: how much narrower the reports make a number than its prior; below 0.2 the number is judgement, whatever reports stand beside it.\n"
        "# reports: ids with their weight in the position.\n"
    )
    return head + yaml.dump(data, sort_keys=False, allow_unicode=True, width=160, default_flow_style=None)


def name_of(as_of: dt.date, bias: str, without: Collection[str]) -> str:
    """The name of a stances file: its day, and what sets it apart from the usual."""
    parts = [str(as_of), *([] if bias == "middle" else [f"bias-{bias}"]), *(f"without-{source}" for source in sorted(without))]
    return "-".join(parts).replace(" ", "_")


def _spread(values: Array) -> dict[str, float]:
    return {"mean": round(float(values.mean()), 1), "sd": round(float(values.std()), 1)}


def _lower(matrix: Array) -> list[list[float]]:
    """The lower triangle, row by row, with ones on the diagonal."""
    return [[round(float(value), 2) for value in row[: k + 1]] for k, row in enumerate(matrix)]
