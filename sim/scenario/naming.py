"""What scenarios are called, and which file a name stands for."""

from __future__ import annotations

from pathlib import Path

from sim.errors import InputError
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


def named(reference: str, folder: Path = SCENARIOS) -> list[Path]:
    """The files of the library that a name stands for, with or without its group; more than one where groups share it."""
    wanted = reference.removesuffix(".yaml")
    return [path for group, name, path in files(folder) if wanted in {name, f"{group}/{name}"}]


def name_for(path: Path, folder: Path = SCENARIOS) -> str | None:
    """What a file of the library is called from anywhere: its name, with its group where others bear it too; None for other files."""
    for group, name, known in files(folder):
        if known == path.resolve():
            return name if len(named(name, folder)) == 1 else f"{group}/{name}"
    return None


def find(reference: str | Path, folder: Path = SCENARIOS) -> Path:
    """The file that a path, or a name from the library with or without its group, stands for; raises InputError."""
    path = Path(reference)
    try:
        if path.is_file():
            return path
    except OSError as error:  # a name that no file can have
        raise InputError(f"{str(reference)[:60]!r} is not the name of a scenario: {error.strerror}") from None
    wanted = path.as_posix().removesuffix(".yaml")
    known, found = files(folder), named(wanted, folder)
    if len(found) == 1:
        return found[0]
    if found:
        names = " or ".join(f"{group}/{name}" for group, name, _ in known if name == wanted)
        raise InputError(f"{wanted!r} is the name of several scenarios: write {names}")
    if path.exists():
        return path  # reading it says what is wrong with it
    beside = [file.stem for file in path.parent.glob("*.yaml")] if path.suffix and path.parent.is_dir() else []
    hint = near(path.stem, beside) or near(wanted, [name for group, name, _ in known] + [f"{group}/{name}" for group, name, _ in known])
    raise InputError(f"there is no file and no scenario {str(reference)!r}{hint}")
