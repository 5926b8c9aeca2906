"""What scenarios are called, and which file a name stands for."""

from __future__ import annotations

import re
from pathlib import Path

from sim.errors import InputError
from sim.home import home
from sim.shipped import SCENARIOS

from .mistakes import near


def is_overlay_of_neighbour(path: Path) -> bool:
    """Whether a file lies in a folder named for a scenario file beside that folder: `talks/early.yaml` beside `talks.yaml`."""
    return (path.parent.parent / f"{path.parent.name}.yaml").is_file()


def name_of(path: Path) -> str:
    """The name of a scenario: that of its file, after that of its base if it lies in a folder named for it."""
    path = path.absolute()
    return f"{path.parent.name}/{path.stem}" if is_overlay_of_neighbour(path) else path.stem


def files(folder: Path = SCENARIOS) -> list[tuple[str, str, Path]]:
    """Group, name and path of every scenario file in a folder, each base followed by what extends it."""
    found = []
    for path in folder.rglob("*.yaml"):
        name = name_of(path)
        inside = path.relative_to(folder).parts
        if not any(part.startswith(".") for part in inside):
            found.append(("/".join(inside[: -1 - name.count("/")]), name, path))
    return sorted(found, key=lambda entry: (entry[0], entry[1].split("/")))


def own_files() -> list[tuple[str, str, Path]]:
    """Group, name and path of the user's own scenarios: those where they stand, each followed by what extends it, and those in `scenarios` there.

    Raises InputError where TALKS_HOME names no folder.
    """
    folder = home()
    if folder.resolve().is_relative_to(SCENARIOS):
        return []
    found = [path for base in folder.glob("*.yaml") for path in (base, *base.with_suffix("").glob("*.yaml"))]
    own = sorted((("", name_of(path), path) for path in found if _is_scenario(path)), key=lambda entry: entry[1].split("/"))
    below = folder / "scenarios"
    return own + ([] if below.resolve() == SCENARIOS else [entry for entry in files(below) if _is_scenario(entry[2])])


def _is_scenario(path: Path) -> bool:
    """Whether a YAML file of the user's is meant as a scenario, rather than as a part of a case or something of another program's."""
    if (path.parent / "case.yaml").is_file():
        return False
    try:
        return re.search(r"^(extends|parties) *:", path.read_text(encoding="utf-8", errors="replace"), re.MULTILINE) is not None
    except OSError:
        return False


def all_names(folder: Path = SCENARIOS) -> list[str]:
    """The names of all scenarios, shipped and the user's own, with their group and without."""
    return [called for group, name, _ in (*files(folder), *own_files()) for called in dict.fromkeys((name, f"{group}/{name}" if group else name))]


def named(reference: str, folder: Path = SCENARIOS) -> list[Path]:
    """The files of the library that a name stands for, with or without its group; more than one where groups share it."""
    return _bearing(reference, files(folder))


def own_named(reference: str) -> list[Path]:
    """The user's own files that a name stands for; a name that the library has is the library's."""
    return [] if named(reference) else _bearing(reference, own_files())


def _bearing(reference: str, known: list[tuple[str, str, Path]]) -> list[Path]:
    wanted = reference.removesuffix(".yaml")
    return [path for group, name, path in known if wanted in {name, f"{group}/{name}"}]


def name_for(path: Path, folder: Path = SCENARIOS) -> str | None:
    """What a file of the library is called from anywhere: its name, with its group where others bear it too; None for other files."""
    for group, name, known in files(folder):
        if known == path.resolve():
            return name if len(named(name, folder)) == 1 else f"{group}/{name}"
    return None


def find(reference: str | Path, folder: Path = SCENARIOS) -> Path:
    """The file that a path stands for, or a name from the library or of a scenario of one's own, with or without its group; raises InputError."""
    path = Path(reference)
    try:
        if path.is_file():
            return path
    except OSError as error:  # a name that no file can have
        raise InputError(f"{str(reference)[:60]!r} is not the name of a scenario: {error.strerror}") from None
    wanted = path.as_posix().removesuffix(".yaml")
    found = named(wanted, folder) or own_named(wanted)
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f"{wanted!r} is the name of several scenarios: write {' or '.join(full_names(found, folder))}")
    if path.exists():
        return path  # reading it says what is wrong with it
    beside = [file.stem for file in path.parent.glob("*.yaml")] if path.suffix and path.parent.is_dir() else []
    raise InputError(f"there is no file and no scenario {str(reference)!r}{near(path.stem, beside) or near(wanted, all_names(folder))}")


def full_names(paths: list[Path], folder: Path = SCENARIOS) -> list[str]:
    """Names that tell scenarios of one name apart: with their groups, or the paths of one's own."""
    full = {path: f"{group}/{name}" for group, name, path in files(folder)}
    return [full.get(path, path.as_posix()) for path in paths]
