"""Many histories of one negotiation, a day at a time in lock-step; the last axis of every array is the history."""

from __future__ import annotations

from sim.errors import RuleError
from sim.modules.registry import modules
from sim.scenario import schema

from .journal import Journal
from .mesa_core import mesa
from .negotiation import Negotiation
from .stage import Stage
from .stages import (
    answering,
    approaching,
    attacks,
    attending,
    carrying_out,
    convening,
    demanding,
    drafting,
    events,
    governments,
    mediating,
    news,
    ratifying,
    signing,
    taking_stock,
    tension,
    violating,
)

_CORE: tuple[Stage, ...] = (
    news.NEWS,
    attacks.OUTSIDE,
    attacks.SPOILERS,
    events.EVENTS,
    governments.GOVERNMENTS,
    tension.TENSION,
    convening.CONVENING,
    attending.ATTENDING,
    approaching.APPROACHING,
    mediating.MEDIATING,
    demanding.DEMANDING,
    drafting.DRAFTING,
    answering.ANSWERING,
    signing.SIGNING,
    ratifying.RATIFYING,
    violating.VIOLATING,
    carrying_out.CARRYING_OUT,
    taking_stock.TAKING_STOCK,
)
"""The stages that a day has in any case, in their order."""


def _with_mechanisms(core: tuple[Stage, ...]) -> tuple[Stage, ...]:
    """The stages of a day, with those that modules bring along each after the one it names; of several in one place, by the names of their modules.

    Raises RuleError where there is no such place, or a name is taken.
    """
    day, asked = list(core), dict[str, str]()
    for module in modules().values():
        for own in module.stages:
            names = [stage.name for stage in day]
            if own.after not in names or own.name in names:
                fault = f"there is no stage {own.after!r}" if own.after not in names else "there is one of that name already"
                raise RuleError(f"the module {module.name!r}: its stage {own.name!r} cannot come after {own.after!r}: {fault}; there are {', '.join(names)}")
            place = names.index(own.after) + 1
            while place < len(day) and asked.get(day[place].name) == own.after:
                place += 1
            day.insert(place, Stage(own.name, own.says, own.run, module.name))
            asked[own.name] = own.after
    return tuple(day)


STAGES: tuple[Stage, ...] = _with_mechanisms(_CORE)
"""A day of talks: its stages in their order, all agents at once within each."""


class TalksModel(Negotiation):
    """A batch of histories of one scenario; `step` is one day."""

    def __init__(self, scenario: schema.Scenario, *, seed: int, blocks: range, journal: Journal | None = None) -> None:
        super().__init__(scenario, seed=seed, blocks=blocks, journal=journal)
        self.stages = [stage for stage in STAGES if stage.module is None or self.on(stage.module)]
        for module in modules().values():
            if module.begins is not None and self.on(module.name):
                module.begins(self)
        events.apply_history(self)
        self.start_tense()
        self.form_first_beliefs()

    def step(self) -> None:
        """One day: all stages, in their order."""
        for stage in self.stages:
            stage.run(self)
        self.day += 1
        self.running = self.day < self.days

    def step_until(self, name: str) -> None:
        """A day up to the stage of that name, which is left to do, also where its module is off: to look at a day half-way."""
        names = [stage.name for stage in STAGES]
        before = names[: names.index(name)]
        for stage in self.stages:
            if stage.name in before:
                stage.run(self)


def forget(model: mesa.Model) -> None:
    """Let go of a model that has run: Mesa 3.3.1 would keep every one alive."""
    getattr(mesa.Agent, "_ids", {}).pop(model, None)


def dissolve(model: TalksModel) -> None:
    """Let go of a model that nobody needs any more, and of all that it holds, at once: agents and model hold each other."""
    forget(model)
    for part in (*model.parties, *model.mediators, *model.outside_actors, *model.factions, model):
        part.__dict__.clear()
