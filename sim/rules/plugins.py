"""Rules of a user's own: a Python file whose classes are marked `@sim.rule`, loaded here and in every worker process."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType, TracebackType

from sim.errors import RuleError

from .registry import Rule, forget, is_shipped, kinds, load_shipped, rules


@dataclass(frozen=True)
class Plugin:
    """A file of rules as it was read: under which name it is a module, and its text, so that a worker needs no file."""

    module: str
    path: str = field(compare=False)
    source: str = field(repr=False)

    @property
    def name(self) -> str:
        """What the file is called, wherever it lies."""
        return Path(self.path).name

    @property
    def sha256(self) -> str:
        """The hash of its text."""
        return hashlib.sha256(self.source.encode()).hexdigest()

    def __call__(self) -> None:
        """Have its rules registered in this process; raises RuleError where that fails."""
        _loaded.setdefault(self.module, self)
        if self.module not in sys.modules and not _importable(self.module):
            _execute(self)


_loaded: dict[str, Plugin] = {}


def load_plugin(path: str | Path) -> Plugin:
    """Register the rules in a file, in place of those it had before it was changed.

    Raises RuleError, with file and line, where it cannot be read, fails as it is imported, holds no rule, or one that lacks something.
    """
    load_shipped()
    plugin = _read(Path(path))
    if plugin.module in _loaded:
        return plugin
    for other in [other for other in _loaded.values() if Path(other.path).absolute() == Path(path).absolute()]:
        _forget(other)
    _loaded[plugin.module] = plugin
    try:
        _execute(plugin)
        _holds_a_rule(plugin)
    except BaseException:
        _forget(plugin)
        raise
    return plugin


def plugins() -> list[Plugin]:
    """The files of rules that this process knows, those included whose rules came with an ordinary import; for workers, which need them first."""
    for rule in _own_rules():
        module = sys.modules.get(rule.__module__)
        if rule.__module__ not in _loaded and module is not None and _has_file(module):
            _loaded[rule.__module__] = Plugin(rule.__module__, str(module.__file__), Path(str(module.__file__)).read_text(encoding="utf-8"))
    return list(_loaded.values())


def plugin_of(rule: type[Rule]) -> Plugin | None:
    """The file that a rule is from; None where it is shipped, or was written at the keyboard."""
    return next((plugin for plugin in plugins() if plugin.module == rule.__module__), None)


def as_typed() -> list[str]:
    """The options with which somebody has loaded plug-ins, for commands that are printed."""
    return [word for plugin in _loaded.values() if plugin.module.startswith(_PREFIX) for word in ("--plugin", plugin.path)]


def missing(wanted: Mapping[str, str]) -> str:
    """Which of some files, given by their hashes, is not loaded as it was, in words; empty if none is."""
    found = {plugin.sha256: plugin for plugin in plugins()}
    for name, digest in wanted.items():
        if digest not in found:
            other = next((plugin for plugin in found.values() if plugin.name == name), None)
            if other is None:
                return f"the plug-in {name}, which is not loaded; add --plugin {name}"
            return f"another version of the plug-in {name} (sha256 {digest[:12]}, now {other.sha256[:12]}); load that one, or run the scenario again"
    return ""


_PREFIX = "talks_plugin_"


def _read(path: Path) -> Plugin:
    try:
        source = path.read_text(encoding="utf-8")
    except OSError as error:
        raise RuleError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise RuleError(f"{path}: is no text in UTF-8") from None
    stem = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in path.stem)
    return Plugin(f"{_PREFIX}{stem}_{hashlib.sha256(source.encode()).hexdigest()[:12]}", str(path), source)


def _importable(module: str) -> bool:
    """Import a module that is installed here; whether there is one."""
    if module.startswith(_PREFIX):
        return False
    try:
        import_module(module)
    except ModuleNotFoundError:
        return False
    return True


def _execute(plugin: Plugin) -> None:
    module = ModuleType(plugin.module)
    module.__file__ = plugin.path
    sys.modules[plugin.module] = module
    try:
        exec(compile(plugin.source, plugin.path, "exec"), module.__dict__)  # noqa: S102 - what somebody asks for by name
    except RuleError:  # of the register, with its line
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a stranger's file raises
        raise RuleError(f"{_place(error, plugin.path)}: {_in_words(error)}") from None


def _place(error: BaseException, path: str) -> str:
    """The line of a file where something went wrong."""
    if isinstance(error, SyntaxError) and error.filename == path:
        return f"{path}:{error.lineno}:{error.offset or 1}"
    lines = [number for file, number in _lines(error.__traceback__) if file == path]
    return f"{path}:{lines[-1]}" if lines else path


def line_of(error: BaseException | None, rule: Rule) -> str:
    """Where a rule failed, or where its method stands, as `file:line: `; empty where it stands in no file."""
    method = getattr(type(rule), rule.does)
    path = method.__code__.co_filename if hasattr(method, "__code__") else ""
    lines = [number for file, number in _lines(error.__traceback__) if file == path] if error else []
    shown = next((plugin.path for plugin in _loaded.values() if plugin.module == type(rule).__module__), path)
    return f"{shown}:{lines[-1] if lines else method.__code__.co_firstlineno}: " if path else ""


def _lines(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _in_words(error: BaseException) -> str:
    match error:
        case SyntaxError():
            return f"is not Python: {error.msg}"
        case ModuleNotFoundError():
            return f"needs the package {error.name!r}, which is not installed"
        case SystemExit():
            return "leaves the program as it is imported; a file of rules holds classes and nothing that runs by itself"
    return f"fails as it is imported ({type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no reason given'})"


def _forget(plugin: Plugin) -> None:
    forget(plugin.module)
    sys.modules.pop(plugin.module, None)
    _loaded.pop(plugin.module, None)


def _holds_a_rule(plugin: Plugin) -> None:
    if not any(rule.__module__ == plugin.module for rule in _own_rules()):
        raise RuleError(f"{plugin.path}: holds no rule; write @sim.rule above a class that derives from a kind of rule")


def _own_rules() -> list[type[Rule]]:
    return [rule for kind in kinds() for rule in rules(kind) if not is_shipped(rule)]


def _has_file(module: ModuleType) -> bool:
    return module.__name__ != "__main__" and bool(getattr(module, "__file__", None)) and Path(str(module.__file__)).is_file()
