from __future__ import annotations

import json
import os
import pty
import sys

import pytest
from command_line import ROOT, TEMPLATES, everything_in, names_in

from sim.scenario.naming import files


def test_a_run_shows_a_table_and_keeps_a_folder(talks, tmp_path, a_scenario):
    """Results on stdout without colours when piped, the run in its default folder with figures, and what to do next."""
    outcome = talks("run", a_scenario, "-n", "20", "--seed", "3")
    assert (outcome.code, outcome.err) == (0, "")
    assert "agreement" in outcome.out
    assert "\x1b" not in outcome.out
    kept = "The run is kept in runs/mediator-3-20\nOpen first: runs/mediator-3-20/endings.png\n"
    assert f"{kept}Next: talks explain runs/mediator-3-20 --history 0\n" in outcome.out
    kept = names_in(tmp_path / "runs" / "mediator-3-20")
    assert {"manifest.json", "rows.csv", "series.npz", "times.json"} <= set(kept)
    assert any(name.endswith(".png") for name in kept)
    assert names_in(tmp_path / "runs") == ["mediator-3-20"]


def test_no_setting_of_matplotlib_from_outside_stops_a_command(process, tmp_path, a_scenario):
    """Neither the backend that a notebook sets nor a matplotlibrc of the reader's own matters."""
    (tmp_path / "matplotlibrc").write_text("xtick.labeltop: True\nfont.size: 30\nfigure.autolayout: True\n", encoding="utf-8")
    outcome = process("run", a_scenario, "-n", "5", "--out", "kept", MPLBACKEND="module://matplotlib_inline.backend_inline")
    assert (outcome.code, outcome.err) == (0, "")
    assert "endings.png" in names_in(tmp_path / "kept")


def test_a_scenario_alone_is_run(talks, a_scenario):
    """The word `run` may be left out, before or after options."""
    documents = [
        json.loads(talks(*words).out)
        for words in (("run", a_scenario, "-n", "5", "--json"), (a_scenario, "-n", "5", "--json"), ("-n", "5", "--json", a_scenario))
    ]
    for document in documents:
        document.pop("elapsed_s")
    assert documents[0] == documents[1] == documents[2]


@pytest.mark.parametrize("template", ["two-parties", "mediator", "full"])
def test_json_is_one_document_and_nothing_else(talks, tmp_path, template):
    """With --json stdout holds one document, stderr nothing, and nothing is written to disk."""
    outcome = talks(TEMPLATES / f"{template}.yaml", "-n", "20", "--json")
    document = json.loads(outcome.out)
    assert (document["scenario"], document["histories"], document["seed"], document["out"]) == (template, 20, 1, None)
    assert sum(ending["count"] for ending in document["endings"].values()) == 20
    assert (outcome.code, outcome.err) == (0, "")
    assert everything_in(tmp_path) == []


def test_json_of_a_single_history_is_valid(talks, a_scenario):
    """Where there is nothing to average, JSON has null, never NaN."""
    document = json.loads(talks(a_scenario, "-n", "1", "--json", "--set", "parties.upper_town.no_deal.expected=1").out)
    assert document["deal_day"] == {"n": 0, "p10": None, "p50": None, "p90": None}


def test_json_and_a_folder(talks, tmp_path, a_scenario):
    """With --json and --out both are made, and the document says where."""
    outcome = talks(a_scenario, "-n", "5", "--json", "--out", "kept", "--no-figures")
    assert json.loads(outcome.out)["out"] == "kept"
    assert "manifest.json" in names_in(tmp_path / "kept")
    assert not list((tmp_path / "kept").glob("*.png"))


def test_an_overlay_has_a_folder_of_its_own(talks, tmp_path, an_overlay):
    """The name of a scenario that extends another makes one folder, not two."""
    assert talks(an_overlay, "-n", "5", "--no-figures").code == 0
    assert names_in(tmp_path / "runs") == ["town--storm-1-5"]


def test_set_changes_the_run(talks, a_scenario):
    """An override reaches the simulation, and one that does nothing is warned of on stderr."""
    words = (a_scenario, "-n", "20", "--json", "--set", "parties.upper_town.no_deal.expected=1")
    assert json.loads(talks(*words).out)["endings"]["agreement"]["count"] == 0
    idle = talks(a_scenario, "-n", "5", "--json", "--set", "parties.upper_town.demand.beta=1")
    assert "changes nothing" in idle.err
    assert json.loads(idle.out)


def test_the_same_run_is_shown_from_where_it_is_kept(talks, tmp_path, a_scenario, monkeypatch):
    """Asked for once more, the very same run is not simulated again, and not a byte of it changes; with --overwrite it is."""
    first = talks(a_scenario, "-n", "5", "--no-figures", "--out", "kept")
    before = everything_in(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("sim.ensemble.simulate", lambda *_, **__: pytest.fail("simulated all the same"))
        again = talks(a_scenario, "-n", "5", "--no-figures", "--out", "kept", "--resume")
    assert (first.code, again.code, again.out) == (0, 0, first.out)
    assert "is kept already in kept" in again.err
    assert everything_in(tmp_path) == before
    assert "is kept already" not in talks(a_scenario, "-n", "5", "--no-figures", "--out", "kept", "--overwrite").err


@pytest.mark.parametrize("damage", [lambda text: text + "mine", lambda text: text.replace('"format": 3', '"format": 2')], ids=["edited", "another format"])
def test_the_same_run_is_made_again_where_it_cannot_be_read(talks, tmp_path, a_scenario, damage):
    """A kept run that was changed since, or is of another format, stands in nobody's way: it is made again, and what was changed lies beside it."""
    talks(a_scenario, "-n", "5", "--no-figures", "--out", "kept")
    manifest = tmp_path / "kept" / "manifest.json"
    before = manifest.read_text(encoding="utf-8")
    manifest.write_text(damage(before), encoding="utf-8")
    outcome = talks(a_scenario, "-n", "5", "--no-figures", "--out", "kept")
    assert (outcome.code, "is kept already" in outcome.err) == (0, False)
    assert manifest.read_text(encoding="utf-8") == before
    assert (tmp_path / "kept" / "manifest.before.json").read_text(encoding="utf-8") == damage(before)


def test_the_same_run_gets_the_figures_that_it_lacks(talks, tmp_path, a_scenario):
    """Kept without figures and asked for with them, a run is made again unasked."""
    talks(a_scenario, "-n", "5", "--no-figures", "--out", "kept")
    assert talks(a_scenario, "-n", "5", "--out", "kept").code == 0
    assert (tmp_path / "kept" / "endings.png").exists()


def test_another_run_is_never_replaced_in_silence(talks, tmp_path, a_scenario, monkeypatch):
    """A folder that holds a run of other settings is refused, with the remedy, before anything is simulated."""
    assert talks(a_scenario, "-n", "5", "--no-figures", "--out", "kept").code == 0
    before = everything_in(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("sim.ensemble.simulate", lambda *_, **__: pytest.fail("simulated all the same"))
        outcome = talks(a_scenario, "-n", "6", "--no-figures", "--out", "kept")
    assert outcome.code == 2
    assert "holds results of other settings" in outcome.err
    assert "--overwrite" in outcome.err
    assert "--out" in outcome.err
    assert everything_in(tmp_path) == before
    assert talks(a_scenario, "-n", "6", "--no-figures", "--out", "kept", "--overwrite").code == 0


def test_what_to_type_next_can_be_copied(talks, a_scenario):
    """A folder with a space in its name is quoted in the suggestion."""
    assert "talks explain 'my run' --history 0" in talks(a_scenario, "-n", "5", "--out", "my run", "--no-figures").out


@pytest.mark.parametrize("words", [["--out", "mine"], ["--out", "mine", "--overwrite"], ["--out", "a-file"]], ids=" ".join)
def test_only_a_run_is_replaced(talks, tmp_path, a_scenario, words):
    """A folder that holds anything but a run, or a file, is left alone whatever is asked."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    (tmp_path / "a-file").write_text("more of it", encoding="utf-8")
    before = everything_in(tmp_path)
    outcome = talks(a_scenario, "-n", "5", *words)
    assert outcome.code == 2
    assert "--out" in outcome.err
    assert everything_in(tmp_path) == before


def test_a_run_stopped_halfway_is_resumed(talks, tmp_path, a_scenario, monkeypatch):
    """If drawing is interrupted after the histories are done, there is no run yet, and --resume finishes it without simulating again."""

    def fails(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as interrupted:
        interrupted.setattr("sim.report.figures.draw_all", fails)
        stopped = talks(a_scenario, "-n", "5")
    assert stopped.code == 130
    assert "5 of 5 histories are kept: add --resume" in stopped.err
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["mediator-1-5.unfinished"]
    resumed = talks(a_scenario, "-n", "5", "--resume")
    assert resumed.code == 0
    assert "Resumed: 5 of 5 histories are kept." in resumed.err
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["mediator-1-5"]


def test_resuming_and_starting_again_are_two_things(talks, a_scenario):
    """Asked for both, the command asks back."""
    outcome = talks(a_scenario, "-n", "5", "--resume", "--overwrite")
    assert outcome.code == 2
    assert "choose one" in outcome.err


def test_progress_is_for_a_person_alone(tmp_path, a_scenario):
    """A bar moves on stderr if that is a terminal; stdout stays what it was."""
    reader, writer = pty.openpty()
    out = tmp_path / "out.json"
    words = [sys.executable, str(ROOT / "run_sim.py"), str(a_scenario), "-n", "2000", "--json"]
    with out.open("wb") as stdout:
        child = os.posix_spawn(words[0], words, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, stdout.fileno(), 1), (os.POSIX_SPAWN_DUP2, writer, 2)])
    os.close(writer)
    seen = b""
    try:
        while some := os.read(reader, 4096):
            seen += some
    except OSError:  # how a terminal says that nobody writes to it any more
        pass
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert b"2000" in seen
    assert json.loads(out.read_text(encoding="utf-8"))["histories"] == 2000


# --- explain -------------------------------------------------------------------------------------------------------------


def test_the_story_is_the_same_from_a_run_and_from_a_seed(talks, a_scenario):
    """One history is told alike from the folder of its run, and from scenario, seed and settings."""
    change = ("--set", "parties.upper_town.demand.beta=0.5")
    assert talks(a_scenario, "-n", "5", "--seed", "4", *change, "--out", "kept", "--no-figures").code == 0
    from_run = talks("explain", "kept", "--history", "3")
    from_seed = talks("explain", a_scenario, "--seed", "4", "--history", "3", *change)
    assert (from_run.code, from_run.err) == (0, "")
    assert from_run.out == from_seed.out
    assert "Upper Town" in from_run.out
    assert from_run.out != talks("explain", "kept").out


def test_a_history_that_is_not_there(talks, a_scenario):
    """A number beyond the run's histories is refused, with the numbers that there are."""
    assert talks(a_scenario, "-n", "5", "--out", "kept", "--no-figures").code == 0
    outcome = talks("explain", "kept", "--history", "5")
    assert outcome.code == 2
    assert "5 histories, numbered 0 to 4" in outcome.err


def test_a_history_far_beyond_the_default_can_be_told(talks, a_scenario):
    """From a scenario any history can be told, whatever the number, in the width of a page."""
    assert "history 123456" in talks("explain", a_scenario, "--history", "123456").out


def test_a_run_folder_may_be_called_like_a_scenario(talks, a_scenario):
    """A folder that holds a run is told from, even if the library has a scenario of that name."""
    name = files()[0][1].partition("/")[0]
    assert talks(a_scenario, "-n", "5", "--out", name, "--no-figures").code == 0
    assert "Two towns" in talks("explain", name).out
