"""`kit`: a lesson on disk, scores on the screen, mistakes in words."""

import re

import pytest


@pytest.fixture
def made(talks, tmp_path):
    """A kit in a folder."""
    outcome = talks("kit", "one-mediator", "-n", "50", "--out", tmp_path / "lesson")
    assert outcome.code == 0, outcome.err
    return tmp_path / "lesson"


def test_a_kit_is_written_whole(made):
    """Sheets, tables and one page to print."""
    assert {"briefing.md", "agenda.md", "predictions.csv", "coding.csv", "kit.html", "answers.md", "roles"} <= {path.name for path in made.iterdir()}


def test_only_another_kit_is_not_written_over_unasked(talks, made):
    """The same command makes its kit again; with other settings it refuses, and with --overwrite it does not."""
    again = ["kit", "one-mediator", "--out", made, "-n"]
    assert talks(*again, "50").code == 0
    assert talks(*again, "60").code == 2
    assert talks(*again, "60", "--overwrite").code == 0


def test_what_a_class_typed_into_a_kit_stays(talks, made):
    """Predictions typed into the kit's own table stay in their place when the kit is made again, and so does a file that somebody has laid there."""
    typed = (made / "predictions.csv").read_text(encoding="utf-8") + "Ada,50,0,0,50,0\n"
    (made / "predictions.csv").write_text(typed, encoding="utf-8")
    (made / "roles" / "notes.txt").write_text("mine", encoding="utf-8")
    outcome = talks("kit", "one-mediator", "-n", "60", "--out", made, "--overwrite")
    assert (outcome.code, "predictions.csv, roles/notes.txt" in outcome.err) == (0, True)
    assert (made / "predictions.csv").read_text(encoding="utf-8") == typed
    assert (made / "roles" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_the_tables_can_be_filled_in_and_scored(talks, made, tmp_path):
    """What the kit gives to be filled in is read as it stands; lines that were left empty do not count, and semicolons do as well as commas."""
    scored = talks("kit", "one-mediator", "-n", "50", "--score", made / "predictions.csv")
    assert (scored.code, "an even guess" in scored.out, "0.800" in scored.out) == (0, True, True)
    empty = (made / "coding.csv").read_text(encoding="utf-8")
    nothing = talks("kit", "one-mediator", "--coding", made / "coding.csv")
    assert (nothing.code, "Nobody has placed a statement yet" in nothing.out) == (0, True)
    filled, mine = empty.replace(",1,,", "Ada,1,0,100", 1), tmp_path / "mine.csv"
    for table in (filled, filled.replace(",", ";")):
        mine.write_text(table, encoding="utf-8")
        placed = talks("kit", "one-mediator", "--coding", mine)
        assert (placed.code, "100 %" in placed.out) == (0, True)
    mine.write_text(filled + "Ada,1,10,20\n", encoding="utf-8")
    twice = talks("kit", "one-mediator", "--coding", mine)
    assert (twice.code, "'Ada' has placed statement 1 already, in line 2" in twice.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--score", "nowhere.csv"], "nowhere.csv: cannot be read"),
        (["--coding", "nowhere.csv"], "nowhere.csv: cannot be read"),
        (["--score", "a.csv", "--coding", "b.csv"], "ask for one at a time"),
    ],
)
def test_a_mistake_is_told_in_words(talks, words, said):
    """Exit code 2, the reason on stderr, no traceback."""
    outcome = talks("kit", "one-mediator", *words)
    assert (outcome.code, said in outcome.err, "Traceback" in outcome.err) == (2, True, False)


def test_the_kit_of_a_file_of_ones_own_names_that_file(talks, tmp_path):
    """Its commands are those that work where it was made: with the file's path, and the folder's tables."""
    assert talks("new", "mary.yaml").code == 0
    assert talks("kit", "mary.yaml", "-n", "50", "--out", "lesson").code == 0
    sheets = (tmp_path / "lesson" / "predictions.md").read_text(encoding="utf-8")
    assert "kit mary.yaml --score lesson/predictions.csv" in sheets
    command = next(line for line in (tmp_path / "lesson" / "exercises.md").read_text(encoding="utf-8").splitlines() if line.startswith("talks "))
    assert "mary.yaml" in command
    assert talks("kit", "mary.yaml", "-n", "50", "--score", "lesson/predictions.csv").code == 0


def test_check_and_kit_name_an_exercise_that_cannot_be_done(talks, tmp_path):
    """File, line and column of its command, exit code 2, and no kit; what a lesson would lack is a warning of both."""
    assert talks("new", "mine.yaml").code == 0
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    for command, said in {
        "command: compare": "compare names no scenario",
        'command: "run FILE.yaml; rm x"': "the character ';' is not allowed",
        "command: run FILE.yaml --set parties.nobody.patience=1": "parties.nobody",
        "command: run FILE.yaml\n      moves: {term.j: up}": "there is no output 'term.j'",
    }.items():
        (tmp_path / "broken.yaml").write_text(re.sub(r"command: run FILE.*", lambda _, command=command: command, text, count=1), encoding="utf-8")
        for verb in ("check", "kit"):
            outcome = talks(verb, "broken.yaml")
            assert (outcome.code, said in outcome.err, "Traceback" in outcome.err) == (2, True, False), outcome.err
            assert re.match(r"broken\.yaml:\d+:\d+: information\.things_to_try\.0\.(command|moves)", outcome.err)
    assert not (tmp_path / "kits").exists()
    (tmp_path / "real.yaml").write_text(re.sub(r"invented: true.*\n", "", text), encoding="utf-8")
    assert "what happened is not told" in talks("check", "real.yaml").err
    assert "what happened is not told" in talks("kit", "real.yaml", "-n", "20").err


def test_what_a_class_typed_is_read_as_spreadsheets_save_it(talks, tmp_path):
    """Every mistake of a table at once, each with its place and exit code 2; what was passed over is noted; no name steers the terminal."""
    (tmp_path / "good.csv").write_text(
        "who;agreement;partial;broken;stalemate;breakdown\nAnna;33,5;0;0;66,5;0\nBo;;;;;\n\x1b[31m=Cy;40 %;;;60%;\n", encoding="utf-8"
    )
    scored = talks("kit", "one-mediator", "-n", "50", "--score", "good.csv")
    assert (scored.code, "Anna" in scored.out, "\x1b" in scored.out, "1 empty line skipped (3)" in scored.err) == (0, True, False, True)
    (tmp_path / "bad.csv").write_text("who,agreement,partial,broken,stalemate,breakdown\nA,x,0,0,-4,0\nB,50,0,0,0,0\n", encoding="utf-8")
    refused = talks("kit", "one-mediator", "--score", "bad.csv")
    assert (refused.code, [line.partition(": ")[0] for line in refused.err.splitlines()]) == (2, ["bad.csv:2:3", "bad.csv:2:9", "bad.csv:3:3"])
