from __future__ import annotations

import resource

import pytest
from command_line import everything_in


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lst"], "Did you mean list?"),
        (["chekc"], "Did you mean check?"),
        (["run", "x", "--sede", "1"], "'--seed'"),
        (["--sede", "1", "x"], "'--seed'"),
        (["run"], "Missing argument 'SCENARIO'"),
        (["run", "TEMPLATE", "-n", "0"], "from 1 to 10,000,000"),
        (["run", "TEMPLATE", "-n", "10000001"], "from 1 to 10,000,000"),
        (["run", "TEMPLATE", "-n", "many"], "found 'many'"),
        (["run", "TEMPLATE", "--seed", "-1"], "from 0 to 9,223,372,036,854,775,807"),
        (["run", "TEMPLATE", "--workers", "65"], "from 1 to 64"),
        (["run", "TEMPLATE", "--set", "calendar.strat=2025-01-01"], "calendar.start"),
        (["run", "TEMPLATE", "--set", "calendar.start"], "must be PATH=VALUE"),
        (["run", "TEMPLATE", "--set", "parties.upper_town.demand.beta=-1"], "between 0.01 and 100"),
        (["run", "missing.yaml"], "missing.yaml"),
        (["missing.yaml"], "missing.yaml"),
        (["run", "FOLDER"], "folder"),
        (["FOLDER"], "folder"),
        (["run", "BINARY"], "not a text file"),
        (["run", "BROKEN"], "broken.yaml:2:"),
        (["describe", "missing.yaml"], "missing.yaml"),
        (["check", "missing.yaml"], "missing.yaml"),
        (["explain", "TEMPLATE", "--history", "-1"], "from 0 to 9,999,999"),
        (["explain", "FOLDER"], "not a run folder"),
        (["explain", "FOLDER", "--seed", "2"], "leave out --seed"),
        (["new", "talks.txt"], "ends in .yaml"),
        (["new", "nowhere/talks.yaml"], "no folder nowhere"),
        (["new", "talks.yaml", "--template", "huge"], "'two-parties'"),
    ],
    ids=" ".join,
)
def test_bad_input_is_said_plainly_and_writes_nothing(talks, tmp_path, a_scenario, words, said):
    """Whatever is wrong with the command line or a file: a message that helps, exit code 2, nothing written, no traceback."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary.yaml").write_bytes(b"\x00\x01\xff")
    (tmp_path / "broken.yaml").write_text("title: Half\nparties: 3\n", encoding="utf-8")
    before = everything_in(tmp_path)
    stand_for = {"TEMPLATE": str(a_scenario), "FOLDER": "folder", "BINARY": "binary.yaml", "BROKEN": "broken.yaml"}
    outcome = talks(*(stand_for.get(word, word) for word in words))
    assert outcome.code == 2
    assert said in outcome.err
    assert not outcome.out
    assert "Traceback" not in outcome.err
    assert everything_in(tmp_path) == before


def test_a_near_scenario_name_is_suggested(talks, monkeypatch, tmp_path):
    """A word that is neither command nor scenario brings up scenarios that resemble it, or contain it."""
    known = [("towns", "river-2025", tmp_path), ("towns", "river-2025/late", tmp_path), ("towns", "harbour", tmp_path)]
    monkeypatch.setattr("sim.scenario.naming.files", lambda *_: known)
    assert "Did you mean harbour?" in talks("harbor").err
    assert "Did you mean river-2025 or river-2025/late?" in talks("river").err


def test_every_mistake_is_told_at_once(talks, tmp_path):
    """Each mistake of a file stands on a line of its own that starts with file, line and column."""
    (tmp_path / "two.yaml").write_text("title: Two mistakes\ncalendr: {}\nissues: 3\n", encoding="utf-8")
    lines = talks("run", "two.yaml").err.splitlines()
    assert len(lines) >= 2
    assert all(line.startswith("two.yaml:") for line in lines)


def test_an_interruption_leaves_130_and_nothing_on_disk(talks, tmp_path, a_scenario, monkeypatch):
    """Ctrl-C in the middle of a run ends it in one line, without a half-written folder."""

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.ensemble.simulate", interrupted)
    outcome = talks("run", a_scenario)
    assert outcome.code == 130
    assert outcome.err.strip() == "Interrupted; nothing was kept."
    assert everything_in(tmp_path) in ([], ["runs"])


def test_a_missing_package_is_named_with_the_remedy(talks, a_scenario, monkeypatch):
    """Without a package it needs, the command says what to install."""

    def missing(*_, **__):
        raise ModuleNotFoundError("No module named 'mesa'", name="mesa")

    monkeypatch.setattr("sim.ensemble.simulate", missing)
    outcome = talks("run", a_scenario, "--json")
    assert outcome.code == 1
    assert "'mesa' is missing" in outcome.err
    assert "make demo" in outcome.err


def test_a_defect_of_the_program_is_not_hidden(talks, a_scenario, monkeypatch):
    """An error that no input explains stays visible, for whoever mends it."""

    def defect(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("sim.ensemble.simulate", defect)
    with pytest.raises(ZeroDivisionError):
        talks("run", a_scenario, "--json")


def test_a_full_disk_is_said_without_a_traceback(process, a_scenario):
    """When the results cannot be written where stdout leads, the command fails and says so."""
    outcome = process("describe", a_scenario, then="> /dev/full")
    assert outcome.code == 1
    assert "No space left" in outcome.err
    assert "Traceback" not in outcome.err


def test_a_full_disk_leaves_no_half_file_in_the_way_of_new(talks, tmp_path):
    """What cannot be written whole is not there at all, so that the same command works once there is room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))  # a file may grow no further, as on a disk that is full
    try:
        full = talks("new", "mine.yaml")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (full.code, full.out) == (1, "")
    assert everything_in(tmp_path) == []
    assert talks("new", "mine.yaml").code == 0
