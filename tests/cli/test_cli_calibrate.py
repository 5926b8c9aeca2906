"""`calibrate`."""

import re
import shutil
from pathlib import Path

import pytest
from command_line import ROOT, everything_in, names_in

from sim.calibration.layout import lay_out
from sim.shipped import CASES

PAGE = (ROOT / "docs/how-to/add-a-case.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "say which case to calibrate; there is gaza"),
        (["gazza"], "there is no case 'gazza' (did you mean 'gaza'?); there is gaza"),
        (["gaza", "--as-of", "2024-13-01"], "--as-of: must be a date written as year-month-day"),
        (["gaza", "--as-of", "2025-08-01"], "--as-of: the record of gaza ends on 2025-07-25; found 2025-08-01"),
        (["gaza", "--as-of", "2023-01-01"], "nothing in the record of gaza up to 2023-01-01 places a principal on an issue"),
        (["gaza", "--without", "GZERO Medai"], "no report and no outlet of gaza is called 'GZERO Medai' (did you mean 'GZERO Media'?)"),
        (["gaza", "--bias", "huge"], "--bias"),
        (["people", "--as-of", "2024-08-15"], "--as-of: only for a case that rests on reports; calibrate people takes --simulations"),
        (["people", "--without", "CBC", "--agreement"], "--without, --agreement: only for a case that rests on reports"),
        (["people", "--bias", "high"], "--bias: only for a case that rests on reports"),
        (["--new", "Gaza 2"], "--new: a case is named in small letters"),
        (["--new", "gaza"], "--new: a case that comes with the simulator is called 'gaza'"),
        (["--new", "nowhere/river"], "--new: the folder nowhere/river cannot be made (No such file or directory)"),
        (["./gaza"], "./gaza: there is no case"),
        (["gaza", "--cases", "nowhere"], "--cases"),
    ],
)
def test_slips_are_named(talks, tmp_path, words, message):
    """Exit code 2, what is wrong and what there is, and nothing written."""
    outcome = talks("calibrate", *words)
    assert outcome.code == 2
    assert message in " ".join(outcome.err.split())
    assert list(tmp_path.iterdir()) == []


def test_the_agreement_of_coders_is_shown(talks):
    """A table of what was coded twice, with how far the coders agree."""
    outcome = talks("calibrate", "gaza", "--agreement")
    assert outcome.code == 0
    assert "Krippendorff's alpha" in outcome.out
    assert "place on the scale, negotiable issues" in outcome.out


@pytest.mark.slow
def test_stances_figures_and_a_table(talks, tmp_path):
    """A file of stances, a figure for each issue, and a table that says what each number rests on."""
    outcome = talks("calibrate", "gaza", "--as-of", "2024-05-15", "--without", "CBC", "--out", "kept")
    assert outcome.code == 0, outcome.err
    for part in ("Hamas", "Israel", "Chains agree: R-hat", "judgement", "contraction", "A teaching model, not a forecast"):
        assert part in outcome.out
    names = {path.name for path in (tmp_path / "kept").iterdir()}
    assert {"stances.yaml", "permanence.png", "permanence.svg", "permanence.csv", "aid.png"} <= names


def test_a_new_case_lies_where_the_user_stands_and_is_calibrated_by_its_path(talks, tmp_path, monkeypatch):
    """By name there, by path from anywhere, in the folder that --cases or TALKS_HOME names; what is wrong in it is said with its line."""
    made = talks("calibrate", "--new", "river")
    assert (made.code, made.out.split(":")[0]) == (0, "The case river has a folder now")
    assert (tmp_path / "river" / "codebook.md").is_file()
    for words in (["river"], ["./river"], [tmp_path / "river"], ["river", "--cases", tmp_path]):
        assert "nothing in the record of river up to 2026-12-31 places a principal" in talks("calibrate", *words).err
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv("TALKS_HOME", str(tmp_path / "elsewhere"))
    assert "there is no case 'river'" in talks("calibrate", "river").err
    assert talks("calibrate", "--new", "brook").code == 0
    assert talks("calibrate", "--new", "elsewhere/pond").code == 0
    assert names_in(tmp_path / "elsewhere") == ["brook", "pond"]
    assert "there is gaza, river" in talks("calibrate", "x", "--cases", tmp_path).err


def test_a_case_that_two_folders_hold_is_named_by_its_path(talks, tmp_path):
    """One's own copy of a shipped case is reached by its path alone."""
    shutil.copytree(CASES / "gaza", tmp_path / "gaza")
    refused = talks("calibrate", "gaza", "--agreement")
    assert (refused.code, f"write ./gaza or {CASES / 'gaza'}" in " ".join(refused.err.split())) == (2, True)
    assert talks("calibrate", "./gaza", "--agreement").code == 0


@pytest.fixture
def no_fit(monkeypatch):
    """A fit that costs nothing, since none may start."""
    monkeypatch.setattr("sim.calibration.stances.fit", lambda *_, **__: pytest.fail("the fit was paid for"))


@pytest.mark.usefixtures("no_fit")
def test_stances_are_not_kept_beside_an_installed_program(talks, monkeypatch):
    """A shipped case is left alone there; the message says where stances can go."""
    monkeypatch.setattr("sim.calibration.layout.in_checkout", lambda: False)
    outcome = talks("calibrate", "gaza", "--keep")
    assert outcome.code == 2
    assert "the case gaza is part of the installed simulator, and nothing is written there; --out keeps the stances elsewhere" in outcome.err


@pytest.mark.usefixtures("no_fit")
@pytest.mark.parametrize("stances", ["read-only", "a file", "none"])
def test_a_folder_that_cannot_be_written_is_told_before_the_fit(talks, tmp_path, monkeypatch, stances):
    """Whether the stances or the whole case may not be written to; nothing is left behind."""
    folder = a_case(tmp_path / "valley")
    if stances == "a file":
        (folder / "stances").touch()
    elif stances == "read-only":
        (folder / "stances").mkdir()
    refused = folder if stances == "none" else folder / "stances"

    def no_file(*, dir):  # noqa: A002 - the name of the argument that is stood in for
        assert Path(dir).resolve() == refused
        raise OSError(30, "Read-only file system")

    if stances != "a file":
        monkeypatch.setattr("sim.calibration.layout.TemporaryFile", no_file)
    before = everything_in(tmp_path)
    outcome = talks("calibrate", "./valley", "--keep")
    assert outcome.code == 2
    assert "--keep: nothing can be written to valley" in outcome.err
    assert everything_in(tmp_path) == before


@pytest.mark.usefixtures("no_fit")
@pytest.mark.parametrize(("name", "said"), [("Valley-2", "scenarios could not name the case 'Valley-2'"), ("gaza", "is also the name of a case that comes")])
def test_stances_that_no_scenario_could_name_are_not_kept(talks, tmp_path, name, said):
    """Told before the fit."""
    a_case(tmp_path / name)
    outcome = talks("calibrate", f"./{name}", "--keep")
    assert (outcome.code, said in outcome.err) == (2, True)


def a_case(folder):
    """A case whose record places somebody."""
    lay_out(str(folder.with_name("laid_out")))
    folder.with_name("laid_out").rename(folder)
    for file in ("sources.csv", "statements.csv"):
        (folder / file).write_text(FILES[file], encoding="utf-8")
    return folder
