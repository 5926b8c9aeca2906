"""What a module is: all that is said of a part of the model beyond the core, once; checks, schemas, lessons and pages are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sim.columns import Column
from sim.events import Event
from sim.values import Strict

if TYPE_CHECKING:
    from sim.arrays import Array, Mask  # reading a scenario needs no NumPy

ANY = "NAME"
"""Stands in a path of settings for a name that the file chooses."""


class Talks(Protocol):
    """A batch of R histories, as far as a mechanism needs to know it; the last axis of every array is the history."""

    escalation: Array
    """How tense the surroundings are, (R,) in [0, 1]."""
    jumps: Array
    """What has happened today adds so much to escalation, (R,)."""
    deadline: Array
    """The day the parties take for the deadline, (R,); infinite where there is none."""
    deadline_doubted: Array
    """How likely parties think a later occasion at the last session before the deadline, (R,)."""
    price_of_missing: float
    """What a deadline that passes without a deal takes from what each party expects, in units of value."""
    closed: Mask
    """Where the talks are over for good, whoever is still there, (R,)."""
    kept: dict[str, Any]
    """What a mechanism remembers from day to day, by the name of its module."""

    @property
    def settings(self) -> Any:
        """The scenario; the settings of a mechanism stand under the name of its module."""

    @property
    def streams(self) -> Any:
        """Luck: `streams.uniform(NAME)[day]` and `streams.normal(NAME)[day]` are draws (R,) of a stream of that name."""

    @property
    def R(self) -> int:  # noqa: N802 - the number of histories, as in array shapes
        """The number of histories."""

    @property
    def day(self) -> int:
        """Today, counted from the start (0)."""

    @property
    def days(self) -> int:
        """The number of days."""

    @property
    def parties(self) -> Sequence[Any]:
        """The parties; `party.name`, `party.expectation` (R,), `party.no_deal` (R,) and so on."""

    @property
    def signatories(self) -> Sequence[str]:
        """The names of the parties whose signature counts."""

    @property
    def talking_since(self) -> Any:
        """The day since which there is something to agree, (R,)."""

    @property
    def party(self) -> Mapping[str, Any]:
        """The parties by name."""

    @property
    def mediators(self) -> Sequence[Any]:
        """The mediators."""

    @property
    def sessions(self) -> Any:
        """The sessions: `sessions.today` (R,) says where one is held today."""

    @property
    def table(self) -> Any:
        """The text on the table."""

    @property
    def deal(self) -> Any:
        """How far a deal has come: `deal.signed`, `deal.standing` (R,)."""

    def hopes_of(self, party: Any) -> Array:
        """What a party expects of going on beyond no deal, (R,)."""

    def update_no_deals(self) -> None:
        """Work out anew what no deal is worth to each party, after something that it rests on has changed."""

    def note(self, kind: str, where: Mask, who: str = "", **facts: Any) -> None:
        """Write down that something has happened in some histories, (R,)."""


@dataclass(frozen=True, kw_only=True)
class ModuleStage:
    """What a mechanism does on each day, in a sentence, and the stage of the day after which it does so."""

    name: str
    says: str
    run: Callable[[Talks], None]
    after: str


@dataclass(frozen=True, kw_only=True)
class Module:
    """A part of the model beyond the core; `known_as` is what the literature calls it.

    `settings` are paths (with NAME for names of the file) that count only where it is on, `constants` those that nothing else asks for, `notes`
    the kinds of happenings and `fills` the columns that come of it alone, `acts_in` the stages of the core in which it acts. Switched on it does
    nothing unless one of the settings in `needs` is given, and `lack` says so; nor where a module that it `rests_on` is off. `absent` tells a
    class what is left out where it is off; `untried` what diplomats could do with it, if there is anything under the path `untried_at`.

    A mechanism may bring its own: `Settings`, which stand in a file under the module's name and can all be left out; `begins`, which makes what it
    keeps; `stages`; and the records of `events` and `columns`. Where it is off, nothing of that is there.
    """

    name: str
    adds: str
    known_as: str = ""
    settings: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()
    acts_in: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    lack: str = ""
    rests_on: tuple[str, ...] = ()
    absent: str = ""
    untried: str = ""
    untried_at: str = ""
    Settings: type[Strict] | None = None
    begins: Callable[[Talks], None] | None = None
    stages: tuple[ModuleStage, ...] = ()
    events: tuple[Event, ...] = ()
    columns: tuple[Column, ...] = ()

    @property
    def label(self) -> str:
        """Its name in words."""
        return self.name.replace("_", " ")

    @property
    def every_setting(self) -> tuple[str, ...]:
        """The paths of all settings that count only where it is on, its own included."""
        return (*self.settings, *((self.name,) if self.Settings is not None else ()))

    @property
    def acts(self) -> tuple[str, ...]:
        """The stages of a day in which it acts, its own included."""
        return (*self.acts_in, *(one.name for one in self.stages))

    @property
    def every_event(self) -> tuple[str, ...]:
        """The kinds of happenings that come of it alone, its own included."""
        return (*self.notes, *(one.kind for one in self.events))

    @property
    def every_column(self) -> tuple[str, ...]:
        """The columns that it alone fills, its own included."""
        return (*self.fills, *(one.name for one in self.columns))

    @property
    def off(self) -> str:
        """What is said of a setting of it where it is off."""
        return f"has no effect, since the module '{self.name}' is not switched on in `modules`"
