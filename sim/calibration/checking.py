"""Whether the computation is right: data drawn from the prior, fitted, and the truth looked for among the draws (Talts et al. 2018)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.arrays import logistic

from .assumptions import Assumptions, Bias
from .evidence import Evidence, log_odds
from .stances import Array, arrays_of, model, points, size_of

WATCHED = ("last", "walk_sd", "noise", "voice_sd", "bias", "log_salience", "tolerance")
"""What ranks are taken of."""
DRAWS = 99  # thinned draws that a truth is ranked among


@dataclass(frozen=True)
class Checked:
    """Ranks (from 0 to DRAWS) of the truths of one drawn data set, by parameter, and what the 90 % intervals of positions covered."""

    ranks: dict[str, Array]
    covered: Array


def once_coded(evidence: Evidence) -> Evidence:
    """The same evidence with one coding of each statement and full weights, as data that the model itself could have made."""
    first = {name: k for k, name in reversed(list(enumerate(evidence.ids)))}
    kept = np.array(sorted(first.values()))
    rows = ("of", "low", "high", "knot", "after", "noise", "bias", "commits", "outlet", "utterance", "voice")
    fewer: dict[str, Any] = {name: getattr(evidence, name)[kept] for name in rows}
    fewer |= {"ids": tuple(evidence.ids[k] for k in kept), "days": tuple(evidence.days[k] for k in kept), "weight": np.ones(len(kept))}
    return replace(evidence, **fewer, answer_weight=np.ones(len(evidence.answer_ids)))


def drawn(evidence: Evidence, given: Assumptions, bias: Bias, seed: int) -> tuple[dict[str, Array], Evidence]:
    """Truths drawn from the prior, and data of the size and shape of `evidence` drawn from them.

    Every statement keeps how coarse it is: the line is cut at the ends of its interval and on by the same width, and it reports the piece
    in which its value falls.
    """
    import jax  # noqa: PLC0415
    import numpyro  # noqa: PLC0415
    from numpyro.infer import Predictive  # noqa: PLC0415

    numpyro.enable_x64()
    generator = np.random.default_rng(seed)
    prior = Predictive(lambda *task: model(*task, observed=False), num_samples=1)
    truth = {name: np.asarray(values)[0] for name, values in prior(jax.random.PRNGKey(seed), arrays_of(evidence), size_of(evidence), given, bias).items()}
    value = truth["middle"] + truth["width"] * generator.logistic(size=len(evidence.ids))
    pieces = [_piece(*ends) for ends in zip(evidence.low, evidence.high, value, strict=True)]
    acceptable = np.where(generator.random(len(evidence.answer_ids)) < logistic(truth["leeway"]), 1.0, -1.0)
    mentions = generator.poisson(generator.gamma(given.talk_concentration, truth["expected"] / given.talk_concentration)).astype(float)
    low, high = (np.array(ends) for ends in zip(*pieces, strict=True))
    return truth, replace(evidence, low=low, high=high, acceptable=acceptable, mentions=mentions)


def _piece(low: float, high: float, value: float) -> tuple[float, float]:
    """The piece of the line in which a value falls, of the pieces as wide (in points) as the given one and cut where it is."""
    start, end, at = map(float, points(np.array([low, high, value])))
    at = min(max(at, 1e-6), 100.0 - 1e-6)  # inside the scale, however far out
    width = max(end - start, 1.0)
    steps = np.floor((at - start) / width)
    return log_odds(max(start + steps * width, 0.0)), log_odds(min(start + (steps + 1) * width, 100.0))


def check(evidence: Evidence, given: Assumptions, bias: Bias, seed: int, *, sampler: Any = None) -> Checked:
    """Draw data, fit them with one chain, and rank the truths."""
    import jax  # noqa: PLC0415

    truth, data = drawn(evidence, given, bias, seed)
    sampler = sampler or one_chain(evidence, given, bias)
    sampler.run(jax.random.PRNGKey(seed + 1_000_000), arrays_of(data))
    draws = {name: np.asarray(values) for name, values in sampler.get_samples().items()}
    thin = np.linspace(0, len(draws["noise"]) - 1, DRAWS).astype(int)
    ranks = {name: np.atleast_1d((draws[name][thin] < truth[name]).sum(axis=0)) for name in WATCHED}
    low, high = np.quantile(draws["last"], [0.05, 0.95], axis=0)
    return Checked(ranks, (low < truth["last"]) & (truth["last"] < high))


def one_chain(evidence: Evidence, given: Assumptions, bias: Bias) -> Any:
    """A sampler for many data sets of one size, compiled once."""
    from numpyro.infer import MCMC, NUTS  # noqa: PLC0415

    def of_this_size(data: dict[str, Any]) -> None:
        model(data, size_of(evidence), given, bias)

    kernel = NUTS(of_this_size, target_accept_prob=0.9, max_tree_depth=8)
    return MCMC(kernel, num_warmup=400, num_samples=495, num_chains=1, progress_bar=False, jit_model_args=True)
