"""From statements to stances: the measurement model, its fit, and what it says of every number."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import logistic

from .assumptions import Assumptions, Bias
from .evidence import Evidence, Series

Array = NDArray[np.float64]

CHAINS, WARM_UP, KEPT = 4, 600, 1000
RHAT_BELOW, ESS_ABOVE = 1.01, 400.0
_LOGISTIC_VARIANCE = np.pi**2 / 3.0  # of a logistic distribution of scale 1
JUDGEMENT_BELOW = 0.2  # contraction under which a number is labelled judgement


@dataclass(frozen=True)
class Diagnostics:
    """The worst of what was checked over all parameters, and divergences per chain."""

    rhat: float
    ess: float
    divergences: tuple[int, ...]

    @property
    def good(self) -> bool:
        """Whether the fit may be used."""
        return self.rhat < RHAT_BELOW and self.ess > ESS_ABOVE and not any(self.divergences)


@dataclass(frozen=True)
class Fit:
    """Draws of what was sought; the first axis is the draw.

    `position` (draws, series, knots) and `tolerance` (draws, series) in log-odds, `salience` (draws, series) around 1; `middle` and `width`
    (draws, rows) of what each row of the evidence was taken to say, `likelihood` (draws, rows) the logarithm of how likely that makes it;
    `scales` (draws,) by name.
    """

    evidence: Evidence
    given: Assumptions
    bias_prior: Bias
    position: Array
    tolerance: Array
    salience: Array
    middle: Array
    width: Array
    likelihood: Array
    scales: dict[str, Array]
    diagnostics: Diagnostics


def arrays_of(evidence: Evidence) -> dict[str, Array]:
    """The observations as the model takes them, so that data of one size are fitted by one compiled program."""
    names = (
        "of", "low", "high", "weight", "knot", "after", "noise", "bias", "commits", "outlet", "utterance", "voice",
        "answer_of", "answer_knot", "answer_after", "point", "acceptable", "answer_weight", "mentions", "directions",
    )  # fmt: skip
    return {name: np.asarray(getattr(evidence, name)) for name in names}


def model(data: dict[str, Any], size: tuple[int, ...], given: Assumptions, bias_prior: Bias, *, observed: bool = True) -> None:
    # long: one generative model, each line of which stands on those above it, as a page of statistics writes it
    """The measurement model; `size` is (series, knots, outlets, utterances, voices).

    A position is a random walk in log-odds, backwards from the day asked for. A placement is interval-censored with logistic noise, shifted
    towards the party's own end by the bias of its kind and by effects of outlet, utterance and voice. An answer to a known text is a choice: what
    can be signed lies on the near side of the position less the tolerance. How often a party speaks of an issue is weak evidence of salience.
    """
    import jax.numpy as jnp  # noqa: PLC0415 - of the extra `calibration`, loaded only where something is fitted
    import numpyro  # noqa: PLC0415
    import numpyro.distributions as dist  # noqa: PLC0415
    from jax.nn import log_sigmoid  # noqa: PLC0415

    series, knots, outlets, utterances, voices = size

    def scale(name: str, middle: float) -> Any:
        return numpyro.sample(name, dist.LogNormal(jnp.log(middle), given.scale_sd))

    walk_sd, noise = scale("walk_sd", given.walk_sd), scale("noise", given.noise)
    outlet_sd, utterance_sd, voice_sd = (scale(name, getattr(given, name)) for name in ("outlet_sd", "utterance_sd", "voice_sd"))
    bias = numpyro.sample("bias", dist.Normal(given.bias_mean[bias_prior], given.bias_sd))
    commitment = numpyro.sample("commitment", dist.Normal(0.0, given.commitment_sd))
    last = numpyro.sample("last", dist.Normal(0.0, given.position_sd).expand([series]).to_event(1))
    steps = numpyro.sample("steps", dist.Normal(0.0, 1.0).expand([series, knots - 1]).to_event(2))
    months = np.sqrt(given.days_a_knot / 30.0)
    back = jnp.cumsum(steps[:, ::-1], axis=1)[:, ::-1] * walk_sd * months
    position = numpyro.deterministic("position", last[:, None] + jnp.concatenate([back, jnp.zeros((series, 1))], axis=1))
    tolerance = numpyro.sample("tolerance", dist.LogNormal(jnp.log(given.tolerance), given.tolerance_sd).expand([series]).to_event(1))

    def effects(name: str, count: int, sd: Any) -> Any:
        """One effect each, and 0 at the end for what stands alone, whose effect is part of its noise."""
        return jnp.append(sd * numpyro.sample(name, dist.Normal(0.0, 1.0).expand([max(count, 1)]).to_event(1)), 0.0)

    of_outlet, of_voice = effects("of_outlet", outlets, outlet_sd), effects("of_voice", voices, voice_sd)
    of_utterance = effects("of_utterance", utterances, utterance_sd)

    def at(path: Any, of: Any, knot: Any, after: Any) -> Any:
        """A path (series, knots) between two of its knots."""
        return (1.0 - after) * path[of, knot] + after * path[of, knot + 1]

    directions = jnp.asarray(data["directions"])
    shift = bias * data["bias"] + commitment * data["commits"] + of_outlet[data["outlet"]] + of_utterance[data["utterance"]] + of_voice[data["voice"]]
    rest = jnp.where(data["utterance"] < 0, utterance_sd**2, 0.0) + jnp.where(data["voice"] < 0, voice_sd**2, 0.0)
    middle = numpyro.deterministic("middle", at(position, data["of"], data["knot"], data["after"]) + directions[data["of"]] * shift)
    width = numpyro.deterministic("width", jnp.sqrt((noise * data["noise"]) ** 2 + rest / _LOGISTIC_VARIANCE))
    borne = numpyro.deterministic("borne", position - directions[:, None] * tolerance[:, None])
    answered = at(borne, data["answer_of"], data["answer_knot"], data["answer_after"])
    leeway = numpyro.deterministic("leeway", given.choice_sharpness * directions[data["answer_of"]] * (data["point"] - answered))

    salience = numpyro.sample("log_salience", dist.Normal(0.0, given.salience_sd).expand([series]).to_event(1))
    talk = numpyro.sample("talk", dist.Normal(given.talk_mean, given.talk_sd))
    expected = numpyro.deterministic("expected", jnp.exp(talk + given.insistence * salience))
    if observed:
        below, above = (data["low"] - middle) / width, (data["high"] - middle) / width
        inside = log_sigmoid(above) + log_sigmoid(-below) + jnp.log(-jnp.expm1(below - above))
        numpyro.factor("statements", jnp.sum(numpyro.deterministic("likelihood", data["weight"] * inside)))
        numpyro.factor("answers", jnp.sum(data["answer_weight"] * log_sigmoid(data["acceptable"] * leeway)))
        numpyro.sample("mentions", dist.NegativeBinomial2(expected, given.talk_concentration), obs=data["mentions"])


def size_of(evidence: Evidence) -> tuple[int, ...]:
    """Series, knots, outlets, utterances and voices of the model."""
    return len(evidence.series), evidence.knots, len(evidence.outlets), evidence.utterances, evidence.voices


def fit(evidence: Evidence, given: Assumptions, *, bias: Bias = "middle", seed: int = 1, chains: int = CHAINS, progress: bool = False) -> Fit:
    """Draw from the posterior by NUTS (Hoffman & Gelman 2014; NumPyro, Phan et al. 2019); does not judge whether the chains converged."""
    import jax  # noqa: PLC0415
    import numpyro  # noqa: PLC0415
    from numpyro.infer import MCMC, NUTS  # noqa: PLC0415

    numpyro.enable_x64()
    kernel = NUTS(model, target_accept_prob=0.9, max_tree_depth=8)
    sampler = MCMC(kernel, num_warmup=WARM_UP, num_samples=KEPT, num_chains=chains, chain_method="vectorized", progress_bar=progress)
    sampler.run(jax.random.PRNGKey(seed), arrays_of(evidence), size_of(evidence), given, bias, extra_fields=("diverging",))
    draws = {name: np.asarray(values) for name, values in sampler.get_samples(group_by_chain=True).items()}
    diverging = np.asarray(sampler.get_extra_fields(group_by_chain=True)["diverging"]).sum(axis=1)
    flat = {name: values.reshape(values.shape[0] * values.shape[1], *values.shape[2:]) for name, values in draws.items()}
    scales = {name: flat[name] for name in ("walk_sd", "noise", "outlet_sd", "utterance_sd", "voice_sd", "bias", "commitment")}
    found = diagnosed(draws, tuple(int(count) for count in diverging))
    return Fit(
        evidence,
        given,
        bias,
        flat["position"],
        flat["tolerance"],
        np.exp(flat["log_salience"]),
        flat["middle"],
        flat["width"],
        flat["likelihood"],
        scales,
        found,
    )


def diagnosed(draws: dict[str, Array], divergences: tuple[int, ...]) -> Diagnostics:
    """The largest rank-normalised split R-hat and the smallest bulk ESS over all that was sampled (Vehtari et al. 2021)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of what ArviZ 1 will change
        import arviz  # noqa: PLC0415
    derived = {"position", "middle", "width", "likelihood", "borne", "leeway", "expected"}
    sampled = {name: values for name, values in draws.items() if name not in derived}
    checks: Any = arviz
    summary = [(checks.rhat(values), checks.ess(values, method="bulk")) for values in _flat(sampled)]
    return Diagnostics(max(float(one) for one, _ in summary), min(float(ess) for _, ess in summary), divergences)


def _flat(draws: dict[str, Array]) -> list[Array]:
    """Every single parameter, (chains, draws)."""
    return [values.reshape(*values.shape[:2], -1)[..., k] for values in draws.values() for k in range(int(np.prod(values.shape[2:])))]


def points(log_odds: Array) -> Array:
    """Points of the scale (0-100) of log-odds."""
    return 100.0 * logistic(log_odds)


def prior_variance(given: Assumptions) -> float:
    """Variance, in points squared, that the prior gives a position."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    values = points(given.position_sd * nodes)
    mean = np.average(values, weights=weights)
    return float(np.average((values - mean) ** 2, weights=weights))


def weights(found: Fit, place: int) -> dict[str, float]:
    """How much each statement weighs in the last position of a series, by id; sums to 1.

    The expected information of its interval about the position that day, whatever its utterance and its voice (their effects integrated out), times
    the squared correlation of that position with the last one.
    """
    ev = found.evidence
    mine = np.flatnonzero(ev.of == place)
    position = found.position[:, place]
    around = sum(float(np.mean(found.scales[name])) ** 2 for name in ("utterance_sd", "voice_sd"))
    spread = np.sqrt((float(np.mean(found.scales["noise"])) * ev.noise[mine]) ** 2 + around / _LOGISTIC_VARIANCE)
    result: dict[str, float] = {}
    for k, width in zip(mine, spread, strict=True):
        that_day = (1.0 - ev.after[k]) * position[:, ev.knot[k]] + ev.after[k] * position[:, ev.knot[k] + 1]
        above, below = (ev.high[k] - that_day.mean()) / width, (ev.low[k] - that_day.mean()) / width
        information = (_slope(above) + _slope(-below)) / width**2  # minus the second derivative of the log-likelihood
        kept = np.corrcoef(that_day, position[:, -1])[0, 1] ** 2
        result[ev.ids[k]] = result.get(ev.ids[k], 0.0) + float(ev.weight[k] * information * kept)
    total = sum(result.values())
    return {name: value / total for name, value in sorted(result.items(), key=lambda item: -item[1])} if total > 0 else {}


def _slope(x: float) -> float:
    share = logistic(np.asarray(x))
    return float(share * (1.0 - share))


def without_each(found: Fit) -> dict[str, tuple[Array, float]]:
    """Where each last position would stand in points (series,) without the statements of one outlet, by outlet, and Pareto's k of that estimate.

    By importance sampling with Pareto-smoothed weights (Vehtari, Gelman & Gabry 2017); above 0.7 the estimate is not to be trusted.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        import arviz  # noqa: PLC0415
    checks: Any = arviz
    ev, last = found.evidence, points(found.position[..., -1])
    result = {}
    for k, outlet in enumerate(ev.outlets):
        log_weights, pareto = checks.psislw(-found.likelihood[:, ev.outlet == k].sum(axis=1))
        weights_of = np.exp(np.asarray(log_weights))
        result[outlet] = (weights_of @ last / weights_of.sum(), float(pareto))
    return result


@dataclass(frozen=True)
class Predicted:
    """What the model expects to be reported on one series, in points: 90 % intervals before and after the reports, and the reported intervals.

    `met` is the share of reported intervals that the later one meets.
    """

    series: Series
    before: tuple[float, float]
    after: tuple[float, float]
    reported: tuple[tuple[float, float], ...]
    met: float


def predictive(found: Fit, *, draws: int = 300, seed: int = 1) -> list[Predicted]:
    """Prior and posterior predictive intervals of statements, for every series that has any."""
    import jax  # noqa: PLC0415
    from numpyro.infer import Predictive  # noqa: PLC0415

    ev = found.evidence
    prior = Predictive(lambda *task: model(*task, observed=False), num_samples=draws)(
        jax.random.PRNGKey(seed), arrays_of(ev), size_of(ev), found.given, found.bias_prior
    )
    generator = np.random.default_rng(seed)
    before, after = (
        points(middle + width * generator.logistic(size=middle.shape))
        for middle, width in ((np.asarray(prior["middle"]), np.asarray(prior["width"])), (found.middle, found.width))
    )
    result = []
    for k, one in enumerate(ev.series):
        rows = np.flatnonzero(ev.of == k)
        if len(rows):
            ends = [tuple(float(end) for end in np.quantile(values[:, rows], [0.05, 0.95])) for values in (before, after)]
            low, high = np.quantile(after[:, rows], [0.05, 0.95], axis=0)
            bounds = points(ev.low[rows]), points(ev.high[rows])
            met = float(np.mean((bounds[0] < high) & (bounds[1] > low)))
            result.append(Predicted(one, (ends[0][0], ends[0][1]), (ends[1][0], ends[1][1]), tuple(zip(*(map(float, b) for b in bounds), strict=True)), met))
    return result


__all__ = ["Diagnostics", "Fit", "Predicted", "Series", "fit", "model", "points", "predictive", "prior_variance", "weights", "without_each"]
