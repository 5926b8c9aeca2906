"""Where results go: nothing that a command has not written itself is ever removed, whatever happens meanwhile."""

from contextlib import suppress
from pathlib import Path

import pytest

from sim.ensemble.destination import Destination, altered
from sim.errors import InputError, TalksError

OURS = {"result.txt": "new", "table.csv": "who\n", "below/sheet.md": "new"}


def made(path, *, settings=1, command="sweep", overwrite=False, files=OURS, meanwhile=lambda: None):
    """Make a folder of results."""
    destination = Destination(path, command, settings, overwrite=overwrite, fill_in=("table.csv",))
    with destination.work():
        try:
            destination.begin()
            for name, text in files.items():
                (destination.making / name).parent.mkdir(exist_ok=True)
                (destination.making / name).write_text(text, encoding="utf-8")
            meanwhile()
            destination.finish()
        finally:
            destination.clear(entirely=True)
    return destination


def everything(folder):
    """Every file below a folder with its text, links as what they name."""
    return {
        path.relative_to(folder).as_posix(): str(path.readlink()) if path.is_symlink() else path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def test_the_same_command_replaces_its_own(tmp_path):
    """With the same settings there is nothing to lose; with others leave is asked for."""
    made(tmp_path / "out", files={"result.txt": "old", "gone.txt": "old"})
    made(tmp_path / "out")
    assert {name: text for name, text in everything(tmp_path / "out").items() if name != "contents.json"} == OURS
    with pytest.raises(InputError, match="holds results of other settings; replace it with --overwrite"):
        made(tmp_path / "out", settings=2)
    made(tmp_path / "out", settings=2, overwrite=True)
    with pytest.raises(InputError, match="holds what `sweep` wrote, not `kit`"):
        made(tmp_path / "out", command="kit", overwrite=True)


def test_what_people_put_there_stays(tmp_path):
    """Files of their own stay; of what they changed both versions lie there, and a table to be filled in stays as they filled it in."""
    out = tmp_path / "out"
    made(out)
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    (out / "result.txt").write_text("mine", encoding="utf-8")
    (out / "table.csv").write_text("who\nAda\n", encoding="utf-8")
    (out / "link").symlink_to(tmp_path)
    kept = made(out).kept
    assert kept == ["link", "notes.txt", "result.before.txt", "table.csv"]
    found = everything(out)
    assert (found["notes.txt"], found["result.before.txt"], found["result.txt"], found["table.csv"]) == ("mine", "mine", "new", "who\nAda\n")
    assert found["link"] == str(tmp_path)
    assert made(out).kept == kept, "what was kept once is kept again"


@pytest.mark.parametrize("marker", ["manifest.json", "kit.html", "contents.json"])
def test_a_folder_is_not_told_by_a_name(tmp_path, marker):
    """A folder of something else stays as it is even with leave to replace, whatever its files are called."""
    out = tmp_path / "out"
    out.mkdir()
    (out / marker).write_text('{"mine": true}', encoding="utf-8")
    before = everything(tmp_path)
    with pytest.raises(InputError, match="holds no results"):
        made(out, overwrite=True)
    assert everything(tmp_path) == before


def test_what_appears_meanwhile_is_left_as_it_is(tmp_path):
    """A folder that somebody makes while the command works is not replaced."""
    out = tmp_path / "out"

    def somebody():
        out.mkdir()
        (out / "thesis.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(TalksError, match="has appeared while this command was at work"):
        made(out, meanwhile=somebody)
    assert everything(tmp_path) == {"out/thesis.txt": "mine"}


def test_what_appears_in_a_folder_being_replaced_is_kept(tmp_path):
    """A file laid into the old folder while the new one is made lies in the new one."""
    out = tmp_path / "out"
    made(out)
    made(out, meanwhile=lambda: (out / "late.txt").write_text("mine", encoding="utf-8"))
    assert everything(out)["late.txt"] == "mine"


def test_two_commands_of_any_kind_do_not_share_a_folder(tmp_path):
    """While one works, another command on the same folder is refused."""

    def another():
        with pytest.raises(InputError, match="another command is at work there"):
            made(tmp_path / "out", command="kit")

    made(tmp_path / "out", meanwhile=another)
    assert altered(tmp_path / "out") is None


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_a_neighbour_of_somebody_elses_is_left_alone(tmp_path, kind):
    """What lies where the work would go on, and is not of this program, is named and stays."""
    neighbour, elsewhere = tmp_path / "out.unfinished", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "batches").write_text("mine", encoding="utf-8")
    if kind == "folder":
        neighbour.mkdir()
        (neighbour / "thesis.txt").write_text("mine", encoding="utf-8")
    elif kind == "file":
        neighbour.write_text("mine", encoding="utf-8")
    else:
        neighbour.symlink_to(elsewhere)
    before = everything(tmp_path)
    with pytest.raises(InputError, match=r"out\.unfinished: is in the way and not of this program"):
        made(tmp_path / "out", overwrite=True)
    assert everything(tmp_path) == before


def test_a_link_to_nothing_is_refused_at_once(tmp_path):
    """A dangling link is told before any work is done; one to a folder stands for that folder."""
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match="is a link to what is not there"):
        made(tmp_path / "link")
    (tmp_path / "nowhere").mkdir()
    made(tmp_path / "link", overwrite=True)
    assert (tmp_path / "link").is_symlink()
    assert altered(tmp_path / "nowhere") is None


class Killed(BaseException):
    """The command is gone at this moment, and cleans up nothing."""


@pytest.mark.parametrize("survivor", ["old", "new"])
@pytest.mark.parametrize("moment", range(3))
def test_a_kill_while_folders_change_places_loses_nothing(tmp_path, monkeypatch, moment, survivor):
    """Killed before or after any renaming, the old folder or the new one is there once the next command has come by, and all that people put there."""
    out = tmp_path / "out"
    made(out, files={"result.txt": "old"})
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    real, renamed = Path.rename, []

    def rename(self, target):
        if len(renamed) == moment:
            raise Killed
        renamed.append(self)
        return real(self, target)

    with monkeypatch.context() as patch, suppress(Killed):
        patch.setattr(Path, "rename", rename)
        patch.setattr("shutil.rmtree", lambda *_, **__: None)
        patch.setattr(Destination, "clear", lambda *_, **__: None)
        made(out)
    if survivor == "old":
        with suppress(TalksError), Destination(out, "sweep", 1, overwrite=False).work():
            pass  # a command that comes by and writes nothing
        assert everything(out)["result.txt"] == ("old" if moment < 2 else "new")
    else:
        made(out)
        assert everything(out)["result.txt"] == "new"
    assert everything(out)["notes.txt"] == "mine"
