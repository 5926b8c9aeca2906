"""Parts of a scenario that name a rule: which settings such a part may have is for the chosen rule to say."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar, cast, get_args

from pydantic import BeforeValidator, ConfigDict, GetCoreSchemaHandler, SerializeAsAny, create_model
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.rules.registry import Rule, find, is_shipped, own_settings, rules, usual
from sim.values import NAMES_A_PARTY, Strict


class ByName:
    """Marks a text that names a rule of a kind; only a registered one will do."""

    def __init__(self, kind: type[Rule]) -> None:
        self.kind = kind

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._known, handler(source))

    def _known(self, name: str) -> str:
        if find(self.kind, name) is None:
            raise PydanticCustomError("unknown_rule", "must be a rule that is known")
        return name


class Ruled(Strict):
    """A part that names a rule, with the settings of that rule beside it."""

    kind: ClassVar[type[Rule]]
    rule: str

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """A setting of the chosen rule, which is known only when a file is read."""

    @property
    def chosen(self) -> type[Rule]:
        """The rule that is named."""
        found = find(self.kind, self.rule)
        assert found is not None  # noqa: S101 - nothing else is ever read
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        part = next(one for one in type(self).__mro__ if "kind" in one.__dict__)
        return _read, (part, self.model_dump())


P = TypeVar("P", bound=Ruled)
_WRITTEN_WHOLE: Any = SerializeAsAny()  # type: ignore[type-arg]  # its generic form says the same of an annotation


def by_rule(part: type[Ruled]) -> tuple[Any, ...]:
    """What annotates a setting that holds such a part: it is read by the model of the rule that it names, and written whole."""
    return BeforeValidator(partial(_read, part)), _WRITTEN_WHOLE


def of_usual_rule(part: type[P]) -> P:
    """The part where a scenario says nothing of it."""
    made: P = _read(part, {})
    return made


def _read(part: type[Ruled], data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    name = rule_named(part, data)
    found = find(part.kind, name)
    return (_open(part) if found is None else _model(part, cast("Hashable", found))).model_validate(data)


def rule_named(part: type[Ruled], data: Any) -> Any:
    """The name of the rule that a part of a file names, or that of the usual one."""
    return data.get("rule", usual(part.kind).name) if isinstance(data, dict) else usual(part.kind).name


@cache
def _open(part: type[Ruled]) -> type[Ruled]:
    """The model of a part whose rule nobody knows: what stands beside it cannot be wrong, since the name is."""
    return type(part.__name__, (part,), {"model_config": ConfigDict(extra="ignore"), "__module__": part.__module__, "__doc__": part.__doc__})


@lru_cache(maxsize=128)
def _model(part: type[Ruled], rule: Hashable) -> type[Ruled]:
    """The model of a part that names a certain rule.

    Beside those of a rule that is shipped may stand the settings of the others that are, without effect: so one setting alone changes the rule.
    """
    found = cast("type[Rule]", rule)
    bases: tuple[Any, ...] = (part,) if issubclass(part, found.Settings) else (found.Settings, part)
    others: dict[str, Any] = {}
    for other in rules(part.kind) if is_shipped(found) else ():
        own = own_settings(other) if is_shipped(other) else {}
        others |= {name: _may_be_left_out(field) for name, field in own.items() if name not in found.Settings.model_fields}
    return cast("type[Ruled]", create_model(part.__name__, __base__=bases, __doc__=part.__doc__, **others))


def _may_be_left_out(field: FieldInfo) -> tuple[Any, Any]:
    annotation: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return (annotation | None, None) if field.is_required() else (annotation, field)


def foreign(part: type[Ruled], name: Any) -> set[str]:
    """The settings of other rules that may not stand beside a rule."""
    found = find(part.kind, name)
    if found is None:
        return set()
    beside = {found, *(other for other in rules(part.kind) if is_shipped(found) and is_shipped(other))}
    known = {setting for other in beside for setting in own_settings(other)}
    return {setting for other in rules(part.kind) for setting in own_settings(other)} - known


def named_parties(part: Ruled) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where the settings of a rule name parties, from the part on, and the names."""
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if _names_parties(field.annotation, field.metadata):
            yield from ((((name, i), one) for i, one in enumerate(value)) if isinstance(value, list) else [((name,), value)] if value is not None else [])


def _names_parties(annotation: Any, metadata: list[Any]) -> bool:
    return NAMES_A_PARTY in metadata or any(
        NAMES_A_PARTY in getattr(inner, "__metadata__", ()) or _names_parties(inner, []) for inner in get_args(annotation) if inner is not NAMES_A_PARTY
    )
