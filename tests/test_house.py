"""The order of the house: files import one another without circles, functions are short, and so are classes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(path for path in (ROOT / "sim").rglob("*.py"))
LONGEST_FUNCTION, LONGEST_CLASS = 45, 250

CIRCLES_TO_BREAK: set[str] = set()
"""Packages in which files still import one another in circles; nothing is ever added."""
FUNCTIONS_TO_SHORTEN: set[str] = set()
"""Functions that are still too long, without a reason; nothing is ever added."""
CLASSES_TO_DIVIDE: set[str] = set()
"""Classes that are still too long; nothing is ever added."""


def circles(imports: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules each of which imports every other of its group, directly or not (Tarjan 1972, walked without recursion)."""
    numbers: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_ones: list[str] = []
    found: list[list[str]] = []
    for root in sorted(imports):
        walk = [(root, iter(()))] if root not in numbers else []
        while walk:
            module, left = walk.pop()
            if module not in numbers:
                numbers[module] = lowest[module] = len(numbers)
                open_ones.append(module)
                left = iter(sorted(imports.get(module, ())))
            deeper = False
            for other in left:
                if other not in numbers:
                    walk += [(module, left), (other, iter(()))]
                    deeper = True
                    break
                if other in open_ones:
                    lowest[module] = min(lowest[module], lowest[other])
            if deeper:
                continue
            if lowest[module] == numbers[module]:
                place = open_ones.index(module)
                found.append(sorted(open_ones[place:]))
                del open_ones[place:]
            if walk:
                lowest[walk[-1][0]] = min(lowest[walk[-1][0]], lowest[module])
    return [group for group in found if len(group) > 1]


def defined(kinds: type | tuple[type, ...]) -> Iterator[tuple[str, ast.AST, list[str]]]:
    """Functions or classes of the product: FILE:NAME, what it is, and the lines of its file."""
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        for one in ast.walk(ast.parse(text)):
            if isinstance(one, kinds):
                yield f"{path.relative_to(ROOT).as_posix()}:{one.name}", one, text.splitlines()


def lines_of(one: ast.AST) -> int:
    """How many lines a definition takes, its docstring included and its decorators left out."""
    return one.end_lineno - one.lineno + 1


def has_a_reason(function: ast.AST, lines: list[str]) -> bool:
    """Whether a comment `# long: why` stands between the first line of a definition and its body."""
    return any("# long: " in line for line in lines[function.lineno - 1 : function.body[0].lineno - 1])


@pytest.mark.parametrize(
    ("imports", "expected"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}, [["a", "b", "c"]]),
        ({"a": {"b", "c"}, "b": {"a"}, "c": {"d"}, "d": {"c"}}, [["c", "d"], ["a", "b"]]),
    ],
)
def test_circles_are_seen(imports, expected):
    """Modules that import one another on whatever way round are a circle, those that are merely imported by it are none."""
    assert circles(imports) == expected


def test_files_import_one_another_without_circles():
    """No file needs itself in order to be read, not even by way of others of its layer or for the sake of type checking."""
    graph = grimp.build_graph("sim", cache_dir=None)
    found = circles({module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules})
    wrong = [group for group in found if not any(all(module.startswith(f"{package}.") for module in group) for package in CIRCLES_TO_BREAK)]
    assert not wrong
    assert all(any(module.startswith(f"{package}.") for group in found for module in group) for package in CIRCLES_TO_BREAK), "take it off the list"


def test_functions_are_short_or_say_why():
    """What takes more than 45 lines has a comment `# long: why` beside its name."""
    long = {name for name, one, lines in defined((ast.FunctionDef, ast.AsyncFunctionDef)) if lines_of(one) > LONGEST_FUNCTION and not has_a_reason(one, lines)}
    assert long <= FUNCTIONS_TO_SHORTEN, long - FUNCTIONS_TO_SHORTEN
    assert long >= FUNCTIONS_TO_SHORTEN, f"take off the list: {FUNCTIONS_TO_SHORTEN - long}"


def test_classes_are_short():
    """No class takes more than 250 lines."""
    long = {name for name, one, _ in defined(ast.ClassDef) if lines_of(one) > LONGEST_CLASS}
    assert long <= CLASSES_TO_DIVIDE, long - CLASSES_TO_DIVIDE
    assert long >= CLASSES_TO_DIVIDE, f"take off the list: {CLASSES_TO_DIVIDE - long}"


def test_scripts_use_public_names():
    """What is printed in the documentation, studied or measured asks the product for nothing that begins with an underscore."""
    private = []
    for path in sorted(script for folder in ("docs", "benchmarks") for script in (ROOT / folder).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        taken = [one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and (one.module or "").partition(".")[0] == "sim"]
        names = {name.asname or name.name: name.name for one in taken for name in one.names}
        private += [f"{path.name}: {name}" for name in names.values() if name.startswith("_") and not name.startswith("__")]
        for one in ast.walk(tree):
            if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id in names and one.attr.startswith("_"):
                private.append(f"{path.name}: {names[one.value.id]}.{one.attr}")
    assert not private
