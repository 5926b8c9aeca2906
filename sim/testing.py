"""What every rule has to hold to, whoever wrote it: `check_rule` in a test of your own, or from a notebook."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array, Index
from sim.endings import TOLD
from sim.reference.bargain import Bargain
from sim.reference.frontier import Side
from sim.reference.preference import Preference
from sim.rules.acceptance import AcceptanceRule, Answering
from sim.rules.bridging import BridgingRule, Draft
from sim.rules.demand import DemandRule
from sim.rules.moves import MEANS, Impasse, Move
from sim.rules.registry import Rule, RuleSettings, find, own_settings
from sim.values import NAMES_A_PARTY

HISTORIES = 24
"""How many histories each case has."""
_SEEDS = range(5)
_THREE_SIDES, _CURVED = 2, 4  # the cases of drafts between three sides, and with losses that are not even
_NAMES = ("north", "south", "west")
_WANTS: tuple[str, ...] = ("more", "less", "peak")
_CENTRES = (80.0, 20.0, 50.0)  # points of the scale around which sides have their positions: far apart, so that there is something to bridge
_ANSWER_SHARPNESS = 40.0  # the default of the constant `answer_sharpness`

Case = Callable[[Rule, Any], NDArray[Any]]


def check_rule(rule: type[Rule], *settings: Mapping[str, Any]) -> None:
    """Check a registered rule on made-up cases, with its default settings or with each of those given; raises AssertionError with what is wrong.

    Held to: it gives a finite number for each history, within the limits; it changes nothing that it is given; it is the same when asked
    again; and no history has to do with another, so that batches of any width give the same bits. The message says what to mend.
    """
    if find(type_of(rule), rule.name) is not rule:
        raise AssertionError(f"{rule.__name__} is not registered: write @sim.rule above the class")
    _can_travel(rule)
    for given in settings or [made_up_settings(rule)]:
        made = rule.Settings.model_validate(dict(given))
        for case in cases(rule):
            _check(rule, made, case)


def type_of(rule: type[Rule]) -> type[Rule]:
    """The kind of a rule."""
    return next(kind for kind in (AcceptanceRule, BridgingRule, DemandRule, Move) if issubclass(rule, kind))


def cases(rule: type[Rule]) -> Iterator[Any]:
    """Made-up cases of what a rule of that kind has before it, the same each time."""
    for seed in _SEEDS:
        if issubclass(rule, BridgingRule):
            yield draft(seed, sides=3 if seed == _THREE_SIDES else 2, shape=1.5 if seed == _CURVED else 1.0)
        elif issubclass(rule, DemandRule):
            yield _of_demand(seed)
        elif issubclass(rule, Move):
            yield _of_impasse(seed)
        else:
            yield _of_answer(seed)


def draft(seed: int, *, sides: int = 2, shape: float = 1.0, histories: int = HISTORIES) -> Draft:
    """What a drafter may have before it: sides that pull apart, at times with nothing to gain, bounds on each issue."""
    generator = np.random.default_rng(seed)
    issues = int(generator.integers(1, 5))

    def one(want: str, centre: float) -> Side:
        positions, weights = generator.normal(centre, 15, (issues, histories)), generator.uniform(0, 1, (issues, histories))
        preference = Preference.of([want] * issues, positions, weights, shape)
        return Side(preference, -generator.uniform(0, 0.8, histories), 0.9 * preference.salience)

    lower, upper = generator.uniform(0, 45, (issues, histories)), generator.uniform(55, 100, (issues, histories))
    made = [one(want, centre) for want, centre in zip(_WANTS[:sides], _CENTRES[:sides], strict=True)]
    leanings, capabilities = generator.uniform(-0.5, 0.5, sides).tolist(), generator.uniform(0.5, 2, sides).tolist()
    return Draft(Bargain(made, lower, upper), _NAMES[:sides], leanings, capabilities, generator.integers(0, 6, histories))


def subset(case: Any, histories: Index) -> Any:
    """The same case in some of its histories, in that order."""
    if isinstance(case, Draft):
        bargain = case.bargain
        lower, upper = (np.broadcast_to(bound, bargain.sides[0].worth.shape)[:, histories] for bound in (bargain.lower, bargain.upper))
        return replace(case, bargain=Bargain([side.subset(histories) for side in bargain.sides], lower, upper), texts=case.texts[histories])
    if isinstance(case, Impasse):
        return Impasse(case.believed[:, histories], case.at_hand[:, histories], case.vain[histories])
    return tuple(part.subset(histories) if isinstance(part, Answering) else part[histories] for part in case)


def outcome(rule: Rule, case: Any) -> NDArray[Any]:
    """What a rule says in a case: texts (issues, R), shares (R,), or where a text is accepted (R,)."""
    if isinstance(rule, BridgingRule):
        return rule.text(case)
    if isinstance(rule, Move):
        return rule.fits(case)
    return rule.share(*case) if isinstance(rule, DemandRule) else rule.accepts(*case)  # type: ignore[attr-defined]  # the kind that is left


def _of_demand(seed: int) -> tuple[Array, Array, Array]:
    generator = np.random.default_rng(seed)
    before, elapsed, conceded = generator.uniform(0, 1, HISTORIES), generator.uniform(0, 1.3, HISTORIES), generator.uniform(-0.5, 1.5, HISTORIES)
    before[:3], elapsed[2:5], conceded[4:7] = (0.0, 1.0, 0.5), (0.0, 1.0, 0.5), (0.0, -0.5, 1.0)
    return before, elapsed, conceded


def _of_impasse(seed: int) -> Impasse:
    generator = np.random.default_rng(seed)
    believed = generator.dirichlet(np.ones(TOLD), HISTORIES).T
    return Impasse(believed, generator.uniform(size=(len(MEANS), HISTORIES)) < 0.5, generator.integers(0, 30, HISTORIES).astype(float))


def _of_answer(seed: int) -> tuple[Answering, Array]:
    generator = np.random.default_rng(seed)
    value, no_deal, aspiration = (generator.uniform(-0.2, 1.2, HISTORIES) for _ in range(3))
    value[:4] = no_deal[:4]
    aspiration[4:8] = value[4:8]
    draws = generator.uniform(0, 1, HISTORIES)
    draws[:6] = 0.0
    return Answering(value, no_deal, aspiration, generator.uniform(0, 1, HISTORIES) < 0.7), draws


def made_up_settings(rule: type[Rule]) -> dict[str, Any]:
    """The settings of a rule that have no default, where it is plain what they may be: names of parties; raises AssertionError elsewhere."""
    found: dict[str, Any] = {}
    for name, field in own_settings(rule).items():
        if field.is_required() and NAMES_A_PARTY in field.metadata:
            found[name] = _NAMES[0]
        elif field.is_required() and NAMES_A_PARTY in str(field.annotation):
            found[name] = list(_NAMES[:2])
        elif field.is_required():
            raise AssertionError(f"{rule.__name__}: the setting {name!r} has no default, so say some: check_rule({rule.__name__}, {{{name!r}: ...}})")
    return found


def _can_travel(rule: type[Rule]) -> None:
    """Raise AssertionError where a worker process could not find the class again."""
    try:
        found = pickle.loads(pickle.dumps(rule))  # noqa: S301 - made a moment ago
    except (pickle.PicklingError, AttributeError) as error:
        raise AssertionError(f"{rule.__name__}: cannot be pickled ({error}); let the class stand at the top level of a file") from None
    if found is not rule:
        raise AssertionError(f"{rule.__name__}: another class is found under its name; let each class have a name of its own")


def _new(rule: type[Rule], settings: RuleSettings) -> Rule:
    return rule(_ANSWER_SHARPNESS) if issubclass(rule, AcceptanceRule) else rule(settings)


def _check(rule: type[Rule], settings: RuleSettings, case: Any) -> None:
    name = rule.__name__
    found = _asked(rule, settings, _sealed(case))
    if said := _new(rule, settings).misfit(found, *(case if isinstance(case, tuple) else (case,))):
        raise AssertionError(f"{name}: {said}")
    if not np.array_equal(found, _asked(rule, settings, case)):
        raise AssertionError(f"{name}: says something else when asked again; a rule draws no luck and remembers nothing (what it needs is in what it is given)")
    for histories in _selections():
        if not np.array_equal(_asked(rule, settings, subset(case, histories)), found[..., histories]):
            raise AssertionError(
                f"{name}: what it says of a history depends on which others stand beside it; work along the last axis, one history at a time "
                "(no mean, sort or `@` across it, no `if` on what happens in any)"
            )


def _selections() -> Sequence[Index]:
    """A single history, all in another order, all three times over, and half of them."""
    generator = np.random.default_rng(0)
    order, everybody = generator.permutation(HISTORIES), np.arange(HISTORIES)
    return [everybody[:1], order, np.tile(everybody, 3), everybody[HISTORIES // 2 :]]


def _asked(rule: type[Rule], settings: RuleSettings, case: Any) -> NDArray[Any]:
    try:
        with np.errstate(all="ignore"):
            return np.asarray(outcome(_new(rule, settings), case))
    except ValueError as error:
        if "read-only" in str(error):
            raise AssertionError(f"{rule.__name__}: changes what it is given ({error}); make a copy first") from None
        raise


def _sealed(case: Any) -> Any:
    """The case with every array in it read-only."""
    parts = case if isinstance(case, list | tuple) else [getattr(case, field.name) for field in fields(case)] if is_dataclass(case) else []
    for part in parts:
        if isinstance(part, np.ndarray):
            part.setflags(write=False)
        else:
            _sealed(part)
    return case
