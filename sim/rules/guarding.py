"""A user's own rules are asked with care: one that fails, or says what cannot be, is named with its file and line."""

from __future__ import annotations

from typing import Any, TypeVar

from sim.errors import RuleError

from .plugins import line_of
from .registry import Rule, is_shipped

R = TypeVar("R", bound=Rule)


def guarded(rule: R) -> R:
    """The rule itself; where it is not shipped, its method raises RuleError instead of whatever it raises, and where what it says does not fit."""
    if is_shipped(type(rule)):
        return rule
    method, name = getattr(rule, rule.does), f"the rule {rule.name!r}"

    def ask(*given: Any) -> Any:
        try:
            found = method(*given)
        except Exception as error:
            why = str(error).splitlines()[0] if str(error) else "no reason given"
            raise RuleError(f"{line_of(error, rule)}{name} fails ({type(error).__name__}: {why})") from error
        if said := rule.misfit(found, *given):
            raise RuleError(f"{line_of(None, rule)}{name} {said}")
        return found

    setattr(rule, rule.does, ask)
    return rule
