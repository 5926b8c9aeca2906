"""How output leaves the process: pipes, character sets, closed streams."""

from __future__ import annotations

import json

import pytest

from sim.cli import terminal

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}


@pytest.mark.parametrize("words", [["--help"], ["describe", "TEMPLATE", "--settings"], ["schema"], ["missing.yaml"]], ids=" ".join)
def test_a_reader_who_stops_early_is_no_error(process, a_scenario, words):
    """`| head -1` gets its line, and nobody complains about the rest."""
    outcome = process(*(a_scenario if word == "TEMPLATE" else word for word in words), then="2>&1 | head -1; exit ${PIPESTATUS[1]}")
    assert outcome.code == 0
    assert len(outcome.out.splitlines()) == 1
    assert not outcome.err


def test_a_reader_who_is_gone_is_no_error(process, a_scenario):
    """With nobody at the other end of the pipe the command leaves quietly."""
    outcome = process("describe", a_scenario, then="| true; exit ${PIPESTATUS[0]}")
    assert (outcome.code, outcome.err) == (0, "")


def test_closed_output_is_no_error(process, a_scenario):
    """A caller that has closed stdout gets the exit code alone."""
    outcome = process("check", a_scenario, then=">&-")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


@pytest.mark.parametrize("words", [["--help"], ["list"], ["describe", "FILE"], ["describe", "FILE", "--settings"], ["check", "FILE"], ["schema"]], ids=" ".join)
def test_letters_that_the_terminal_lacks_are_spelt_plainly(process, tmp_path, a_scenario, words):
    """With a character set of plain letters alone nothing fails; accents are dropped."""
    file = tmp_path / "towns.yaml"
    file.write_text(a_scenario.read_text(encoding="utf-8").replace("Upper Town", "Évora → “Übertal”"), encoding="utf-8")
    outcome = process(*(file if word == "FILE" else word for word in words), **ASCII)
    assert outcome.code == 0
    assert outcome.out.isascii()
    if words == ["describe", "FILE"]:
        assert 'Evora -> "Ubertal"' in outcome.out
        assert "+/-" in outcome.out


def test_json_loses_no_letters_on_a_plain_terminal(process):
    """Where letters cannot be written, JSON escapes them."""
    outcome = process("schema", **ASCII)
    assert json.loads(outcome.out)


def test_a_name_of_strange_bytes_is_reported(process):
    """A file name that is no text in the terminal's character set is named as far as it goes."""
    outcome = process("check", "caf\udce9.yaml", **ASCII)
    assert outcome.code == 2
    assert "Traceback" not in outcome.err


HOSTILE = "Ada\x1b[2J\x1b]0;mine\x07 \x9b31m\u202eback"


def test_words_of_tables_and_runs_do_not_steer_the_terminal(capsys):
    """What would clear the screen, colour it or turn letters around is spelt out, in results, notes and tables; line ends stay."""
    from rich.table import Table

    table = Table(HOSTILE)
    table.add_row(f"{HOSTILE}\nsecond line")
    terminal.results().print(table)
    terminal.say(HOSTILE)
    terminal.note(HOSTILE)
    said = capsys.readouterr()
    for text in said:
        assert not any(letter in text for letter in "\x1b\x07\x9b\u202e")
    assert r"Ada\x1b[2J\x1b]0;mine\x07 \x9b31m\x202eback" in said.out
    assert "second line" in said.out


def test_json_loses_nothing_of_hostile_words(capsys):
    """As JSON they come back letter by letter, without one that a terminal obeys."""
    terminal.print_json({"who": HOSTILE})
    said = capsys.readouterr().out
    assert not any(letter in said for letter in "\x1b\x07\x9b\u202e")
    assert json.loads(said) == {"who": HOSTILE}


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u2028"], ids=["override", "isolate", "line separator"])
def test_invisible_marks_in_a_file_are_named(talks, tmp_path, a_scenario, mark):
    """A mark that would turn the order of letters around is a mistake with its line, whether written or escaped."""
    text = a_scenario.read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    for written in (mark, f"\\u{ord(mark):04x}"):
        (tmp_path / "marked.yaml").write_text(text.replace(title, f'title: "Two {written}towns"'), encoding="utf-8")
        outcome = talks("check", tmp_path / "marked.yaml")
        assert (outcome.code, "is not allowed" in outcome.err, "marked.yaml:" in outcome.err) == (2, True, True)
