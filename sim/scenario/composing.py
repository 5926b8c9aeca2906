"""YAML text to a tree of nodes, each of which knows its line and column; what scenarios do not need of YAML is refused.

Text is read by libyaml where PyYAML has it (eight times as fast); what it cannot read goes to PyYAML's own parser, which words
its complaints the same on every machine.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml
from yaml.composer import Composer
from yaml.resolver import BaseResolver

from sim.errors import ScenarioError

try:
    from yaml import CSafeLoader as FastLoader
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader as FastLoader  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable

NULL, BOOL, INT, FLOAT = (f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float"))
MAX_DEPTH = 30

_IN_PLAIN_WORDS = (
    ("found character '\\t'", "a tab cannot indent a line; use spaces"),
    ("mapping values are not allowed", "a ': ' cannot stand here; check the indentation above, or put text that contains ': ' in quotes"),
    ("could not find expected ':'", "a ':' and a space are missing after a name on this line or the one before"),
    ("expected <block end>", "the indentation fits no line above"),
    ("expected ',' or '}'", "a ',' or '}' is missing before this"),
    ("expected ',' or ']'", "a ',' or ']' is missing before this"),
    ("found unexpected end of stream", "a quote is opened here and never closed"),
    ("but found another document", "the file holds more than one document; remove what follows the line '---'"),
    ("expected the node content", "a value is missing here"),
    ("found undefined alias", "'*' here refers to a name that no '&' gives; put the text in quotes"),
)


class _RefusedError(yaml.MarkedYAMLError):
    """Valid YAML that a scenario may not use; the problem is already in plain words."""


class _Composer(Composer, BaseResolver):
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[attr-defined]
        if getattr(event, "tag", None):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise _RefusedError(problem=f"the tag '{tag}' is not allowed; put text that starts with '!' in quotes", problem_mark=event.start_mark)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _RefusedError(problem=f"settings are nested too deeply (more than {MAX_DEPTH} levels)", problem_mark=event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


_Composer.yaml_implicit_resolvers = {}  # those of YAML 1.1 read NO as false and 1:30 as 90
for _tag, _pattern, _first in (
    (NULL, r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    (BOOL, r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    (INT, r"^[-+]?[0-9]+$", list("-+0123456789")),
    (FLOAT, r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", list("-+0123456789.")),
):
    _Composer.add_implicit_resolver(_tag, re.compile(_pattern), _first)


class _Loader(_Composer, yaml.SafeLoader):
    pass


class _FastLoader(_Composer, FastLoader):
    def __init__(self, text: str) -> None:
        FastLoader.__init__(self, text)
        Composer.__init__(self)


def compose(text: str, at: Callable[[yaml.Mark], str]) -> yaml.Node | None:
    """The root of the tree, None if there is nothing; raises ScenarioError with one message, its place worded by `at`."""
    try:
        return _FastLoader(text).get_single_node()
    except (yaml.YAMLError, ValueError, OverflowError):
        pass  # said below, in words that do not depend on libyaml
    loader = _Loader(text)
    try:
        return loader.get_single_node()
    except _RefusedError as error:
        raise ScenarioError([f"{at(error.problem_mark or loader.get_mark())}: {error.problem}"]) from None
    except yaml.MarkedYAMLError as error:
        problem = error.problem or error.context or "it cannot be understood"
        mark = error.context_mark if "end of stream" in problem and error.context_mark else error.problem_mark
        words = next((words for sign, words in _IN_PLAIN_WORDS if sign in problem), problem)
        raise ScenarioError([f"{at(mark or loader.get_mark())}: not valid YAML: {words}"]) from None
    except (ValueError, OverflowError):
        raise ScenarioError([f"{at(loader.get_mark())}: not valid YAML: the code after the backslash names no character"]) from None
