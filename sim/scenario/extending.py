"""A counterfactual is the difference and nothing else: `extends:` names the file it differs from, and the two are merged."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import ScenarioError
from sim.shipped import SCENARIOS

from .mistakes import near, written
from .naming import all_names, full_names, is_overlay_of_neighbour, named, own_named
from .reading import Document, Keys, dotted, read, shown
from .shape import SCENARIO, Leaf, Shape, step


@dataclass
class Merged:
    """A file merged onto all that it extends."""

    data: dict[str, Any]
    places: dict[Keys, str]
    chain: tuple[Path, ...] = ()
    mistakes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_merged(path: Path) -> Merged:
    """Read a file and all that it extends; raises ScenarioError if one of them cannot be read."""
    documents, chain = [read(path.absolute())], [path.resolve()]
    folder = _folder_of_scenarios(chain[0])
    while "extends" in documents[-1].data:
        base = _base(documents[-1], chain, folder)
        chain.append(base)
        documents.append(read(base))
    whole = Merged(documents[-1].data, documents[-1].places, tuple(chain[1:]), [line for document in documents for line in document.mistakes])
    for document in reversed(documents[:-1]):
        _merge(whole, document)
    whole.data.pop("extends", None)
    return whole


def _folder_of_scenarios(path: Path) -> Path:
    """The folder that a file may reach into: that of all scenarios, else its own (with the base beside it)."""
    named = next((folder for folder in path.parents if folder.name == "scenarios"), None)
    return named or (path.parent.parent if is_overlay_of_neighbour(path) else path.parent)


def _base(document: Document, chain: list[Path], folder: Path) -> Path:
    """The file that a document extends: one that its path leads to inside the folder, else the scenario of the library that bears the name."""
    reference = document.data["extends"]
    where = f"{document.places['extends',]}: extends"
    if not isinstance(reference, str) or not reference.strip():
        raise ScenarioError([f"{where}: must be the name of one scenario file, found {written(reference)}"])
    if Path(reference).is_absolute():
        raise ScenarioError([f"{where}: must be given from the folder of this file, or be a name that `list` shows; found the absolute path {reference!r}"])
    try:
        base = (chain[-1].parent / reference).resolve()
        exists = base.is_file()
    except (OSError, RuntimeError, ValueError):
        raise ScenarioError([f"{where}: {written(reference)} is not the name of a file"]) from None
    known = [] if exists else [path.resolve() for path in named(reference) or own_named(reference)]
    if len(known) > 1:
        raise ScenarioError([f"{where}: {written(reference)} is the name of several scenarios: write {' or '.join(full_names(known))}"])
    if known:
        base, exists = known[0], True
    if not (known or base.is_relative_to(folder) or base.is_relative_to(SCENARIOS.resolve())):
        raise ScenarioError([f"{where}: {written(reference)} lies outside the folder of scenarios ({shown(folder)})"])
    if base in chain:
        raise ScenarioError([f"{where}: the files extend each other in a circle ({' -> '.join(file.name for file in (*chain, base))})"])
    if not exists:
        beside = [file.stem for file in base.parent.glob("*.yaml")] if base.parent.is_dir() else []
        hint = near(base.stem, beside) or near(reference, all_names())
        raise ScenarioError([f"{where}: there is no file {written(reference)}{hint}, and no scenario of that name in `list`"])
    return base


def _merge(whole: Merged, document: Document) -> None:
    """Lay a document over what it extends: mappings merge; numbers, lists and spreads are replaced whole; null deletes."""
    data = {name: value for name, value in document.data.items() if name != "extends"}
    whole.data = _merged(whole, whole.data, data, document, (), SCENARIO)
    whole.places.update(document.places)


def _merged(whole: Merged, base: dict[str, Any], over: dict[str, Any], document: Document, keys: Keys, shape: Shape | None) -> dict[str, Any]:
    result = dict(base)
    for name, value in over.items():
        path, inner = (*keys, name), step(shape, name)
        if isinstance(value, dict) and isinstance(base.get(name), dict) and not isinstance(inner, Leaf):
            if not value:
                whole.warnings.append(f"{document.places[path]}: {dotted(path)}: changes nothing")
            result[name] = _merged(whole, base[name], value, document, path, inner)
            continue
        if value is None and name not in base and inner is not None:
            whole.warnings.append(f"{document.places[path]}: {dotted(path)}: deletes nothing, since it is not set in what this file extends")
        elif value == base.get(name):
            whole.warnings.append(f"{document.places[path]}: {dotted(path)}: changes nothing, since it is {written(value)} already")
        whole.places = {known: place for known, place in whole.places.items() if known[: len(path)] != path}
        if value is None and inner is not None:
            result.pop(name, None)
        else:
            result[name] = value
    return result
