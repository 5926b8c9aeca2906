"""What a run will take is said beforehand, and what cannot be done is refused before it is begun."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import sim
from sim.ensemble import size
from sim.ensemble.size import most_blocks
from sim.errors import InputError
from sim.scenario import Scenario, library, load


def talks(parties, issues, days=180, drafted=True):
    """So many parties on so many issues for so many days."""
    names = [f"issue_{k}" for k in range(issues)]
    stances = [{name: {"wants": "more" if k % 2 else "less", "position": 80 if k % 2 else 20, "salience": 1} for name in names} for k in range(2)]
    return {
        "title": "Large talks",
        "calendar": {"start": "2030-01-01", "end": str(dt.date(2030, 1, 1) + dt.timedelta(days=days - 1))},
        "protocol": {"kind": "mediated_text" if drafted else "alternating_offers"},
        "issues": {name: {"label": name} for name in names},
        "parties": {f"party_{k}": {"label": f"Party {k}", "stances": stances[k % 2], "no_deal": {"expected": 0.3}} for k in range(parties)},
        "mediators": {"host": {"label": "The host"}} if drafted else {},
    }


def sized(n=1000, **shape):
    """What talks of that shape will take."""
    return size(Scenario.model_validate(talks(**shape)), n)


def command(arguments, folder):
    """What a command prints for the person, and its exit code."""
    done = subprocess.run([sys.executable, str(Path(__file__).parents[2] / "run_sim.py"), *arguments], capture_output=True, text=True, cwd=folder, check=False)
    return done.returncode, done.stdout + done.stderr


def test_everything_shipped_is_of_a_usual_size():
    """No scenario of the library takes minutes or a gigabyte for a thousand histories, and none is stepped in narrower batches than before."""
    for entry in library():
        scenario = load(entry.path).scenario
        assert not size(scenario, 1000).worth_saying, entry.name
        assert most_blocks(scenario) >= 20, entry.name


@pytest.mark.parametrize(("parties", "issues"), [(60, 10), (200, 10), (3, 300)])
def test_large_talks_are_told_beforehand(parties, issues):
    """Sizes that take minutes or a gigabyte are told, and more of anything takes more of both."""
    found = sized(parties=parties, issues=issues)
    assert found.worth_saying
    more = sized(parties=parties + 2, issues=issues + 10, days=400, n=9000)
    assert more.seconds > found.seconds
    assert more.memory > found.memory


def test_what_cannot_be_done_is_refused_before_it_is_begun():
    """In Python and in commands, with the size, what it would take and what can be done."""
    huge = Scenario.model_validate(talks(60, 60, days=36_000))
    with pytest.raises(InputError, match=r"60 parties on 60 issues over 36,000 days, 10 histories: this would take about .* GB of memory, which is more than"):
        sim.run(huge, n=10)


def test_commands_say_it(tmp_path):
    """`check` and `run` tell a large size in one line, and refuse one that cannot be done without leaving a folder."""
    (tmp_path / "large.yaml").write_text(yaml.safe_dump(talks(60, 10)), encoding="utf-8")
    code, said = command(["check", "large.yaml"], tmp_path)
    assert code == 0
    assert "Note: 1,000 histories will take about" in said
    assert "whether each party has a text that it would sign was not looked at" in said
    (tmp_path / "huge.yaml").write_text(yaml.safe_dump(talks(60, 30, days=36_000)), encoding="utf-8")
    for arguments in (["check", "huge.yaml"], ["run", "huge.yaml", "--out", "out"]):
        code, said = command(arguments, tmp_path)
        assert code == 2
        assert "which is more than can be done" in said
        assert "Traceback" not in said
    assert not (tmp_path / "out").exists()


_MEASURE = """
import sys, yaml
from sim.scenario import Scenario
from sim.ensemble import simulate
simulate(Scenario.model_validate(yaml.safe_load(open(sys.argv[1]))), name="x", n=int(sys.argv[2]), workers=1)
print(next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) * 1024)
"""
"""Of this program alone: what `getrusage` tells of a process counts the one that started it, too."""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read in /proc")
@pytest.mark.parametrize(("parties", "issues", "days", "n"), [(3, 40, 20, 2500), (20, 5, 30, 250), (2, 100, 15, 500), (3, 300, 1, 1000)])
def test_the_estimate_of_memory_holds(tmp_path, parties, issues, days, n):
    """What is told is what is taken, within a factor of two."""
    (tmp_path / "talks.yaml").write_text(yaml.safe_dump(talks(parties, issues, days)), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", _MEASURE, str(tmp_path / "talks.yaml"), str(n)], capture_output=True, text=True, check=True)
    memory = float(done.stdout)
    told = sized(parties=parties, issues=issues, days=days, n=n).memory
    assert told / 2 <= memory <= told * 2
