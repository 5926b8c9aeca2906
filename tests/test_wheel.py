"""The wheel: one import name with the shipped data inside, and an installation outside the checkout that needs nothing to be written beside it."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

from sim.shipped import in_checkout, shipped

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^python run_sim\.py (.+)$", README, re.MULTILINE)
OTHERS = [python for minor in range(11, 20) if minor != sys.version_info[1] and (python := shutil.which(f"python3.{minor}"))]


def made(*words, **how):
    """What a program leaves with and says."""
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False, timeout=600, **how)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this checkout."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    code, _, said = made(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    assert code == 0, said
    return next(folder.glob("*.whl"))


def test_the_wheel_occupies_one_import_name_and_carries_the_data(wheel):
    """Every shipped scenario and case lies inside `sim`, beside the marker that its types can be relied on."""
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert {name.split("/")[0] for name in inside if ".dist-info/" not in name} == {"sim"}
    tracked = {
        path.relative_to(ROOT) for folder in ("scenarios", "calibration") for path in (ROOT / folder).rglob("*") if path.suffix in {".yaml", ".csv", ".md"}
    }
    assert {f"sim/data/{path.as_posix()}" for path in tracked} <= inside
    assert {"sim/py.typed", "sim/__main__.py", "sim/cli/templates/full.yaml"} <= inside
    assert not [name for name in inside if name.endswith(".pyc")]


def test_one_function_tells_where_shipped_data_lies(tmp_path):
    """Beside the package in a checkout, inside it where a wheel was installed."""
    code = tmp_path / "sim"
    code.mkdir()
    assert (in_checkout(code), shipped("scenarios", code)) == (True, tmp_path / "scenarios")
    (code / "data").mkdir()
    assert (in_checkout(code), shipped("scenarios", code)) == (False, code / "data" / "scenarios")
    readers = [
        path
        for path in (ROOT / "sim").rglob("*.py")
        if path.name != "shipped.py" and re.search(r"parents?\b.*/ \"(scenarios|calibration)\"", path.read_text("utf-8"))
    ]
    assert readers == []


def without_writing(folder):
    """Take away the right to write to all that lies in a folder."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o222)


def contents(folder):
    """Every file of a folder, with its size and when it was changed."""
    return {path.relative_to(folder): (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
@pytest.mark.parametrize("python", [sys.executable, *OTHERS], ids=lambda python: Path(python).name)
def test_an_installed_wheel_runs_what_the_readme_shows_and_writes_nothing_beside_itself(wheel, python, tmp_path):
    """In a clean environment outside the checkout that may not be written to, by name and as a module; own things lie where the user stands."""
    environment, here = tmp_path / "environment", tmp_path / "here"
    here.mkdir()
    if made(python, "--version")[0] != 0:
        pytest.skip(f"{python} does not start")
    assert made(python, "-m", "venv", environment)[0] == 0
    binaries = environment / ("Scripts" if os.name == "nt" else "bin")
    code, _, said = made(binaries / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    if code != 0 and re.search(r"No matching distribution|connection|resolve", said):
        pytest.skip("no index of packages can be reached")
    assert code == 0, said
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "TALKS_HOME"}} | {"PYTHONDONTWRITEBYTECODE": "1"}
    without_writing(environment)
    before = contents(environment)

    def talks(*words, program=(binaries / "talks",)):
        code, said, complaint = made(*program, *words, cwd=here, env=clean)
        assert (words, code, complaint[-2000:]) == (words, 0, complaint[-2000:])
        return said

    for command in COMMANDS:
        assert talks(*shlex.split(command)).strip(), command
    assert talks("list", program=(binaries / "python", "-m", "sim")) == talks("list")
    talks("new", "mine.yaml")
    talks("mine", "-n", "50", "--no-figures")
    talks("calibrate", "--new", "river")
    assert "extra `calibration`: python -m pip install 'proximity-talks[calibration]'" in made(binaries / "talks", "calibrate", "gaza", cwd=here, env=clean)[2]
    assert {"kits", "mine.yaml", "river", "runs"} <= {path.name for path in here.iterdir()}
    assert contents(environment) == before


def test_what_describes_the_project_agrees():
    """Version and licence are the same in the citation and the metadata; the changes of this version are told; no address of a host stands in them."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= cited.keys()
    assert (cited["version"], cited["license"]) == (version("proximity-talks"), PROJECT["license"])
    assert cited["type"] == "software"
    assert all(author.keys() <= {"name"} for author in cited["authors"])
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[(Unreleased|\d+\.\d+\.\d+)\]", changes, re.MULTILINE)
    assert set(re.findall(r"^### (.+)$", changes, re.MULTILINE)) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert "urls" not in PROJECT
