"""Tables that people fill in, as spreadsheets of any country save them; and words of people in tables for spreadsheets."""

import csv
import io
import os
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.endings import ENDINGS
from sim.errors import InputError, TableError
from sim.kit.coding import coded, placed
from sim.kit.forecasts import forecasts
from sim.scenario import load
from sim.tables import MOST_LETTERS, guarded, number, read_rows, read_table

CASE = Path(__file__).parents[1] / "kit/cases/predictions_decimal_comma.csv"
HEAD = ["who", *ENDINGS]


def words(rows):
    """The cells of rows as words."""
    return [[cell.text for cell in row] for row in rows]


def saved(folder, rows, *, separator=",", ends="\n", encoding="utf-8", before=""):
    """A table as a spreadsheet saves it."""
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator=ends).writerows(rows)
    path = folder / "table.csv"
    path.write_bytes((before + file.getvalue()).encode(encoding))
    return path


def test_a_table_with_decimal_commas_and_a_mark_of_its_encoding_is_read():
    """Semicolons between cells, commas in numbers, lines that end as on Windows."""
    (anna,), notes = forecasts(CASE)
    assert (anna.who, anna.chances["agreement"], anna.chances["stalemate"], notes) == ("Anna", pytest.approx(0.335), pytest.approx(0.665), [])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_way_to_save_a_table_gives_the_same(tmp_path, separator, ends, encoding):
    """Whatever stands between cells and lines and however letters are kept, cells are the same, and blank lines and blanks around words are nothing."""
    rows = [
        [" Who ", *(name.title() for name in ENDINGS), "remarks"],
        ["Zoë", "40 %", "10%", "0", "50,0", "", 'said "no",;\tnever'],
        ["", " ", "", "", "", "", ""],
    ]
    path = saved(tmp_path, rows, separator=separator, ends=ends, encoding=encoding)
    (found,), notes = forecasts(path)
    assert (found.who, found.chances["agreement"], found.chances["stalemate"], notes) == ("Zoë", pytest.approx(0.4), pytest.approx(0.5), [])


def test_a_line_that_names_its_separator_is_no_row(tmp_path):
    """`sep=;`, as a spreadsheet writes it before a table."""
    (found,), _ = forecasts(saved(tmp_path, [HEAD, ["Anna", "20", "20", "20", "20", "20"]], separator=";", before="sep=;\n"))
    assert found.who == "Anna"


@given(st.lists(st.lists(st.text(string.printable.replace("\x0b", "").replace("\x0c", ""), max_size=6), min_size=2, max_size=4), min_size=1, max_size=5))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cells_are_those_of_pythons_own_reader(tmp_path, rows):
    """A table written by Python is read as Python reads it, but for blanks around words and rows of blanks."""
    rows = [["a", "b"], *rows]
    path = saved(tmp_path, rows)
    own = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))
    assert words(read_rows(path)) == [[cell.strip() for cell in row] for row in own if any(cell.strip() for cell in row)]


def test_a_cell_knows_where_it_begins(tmp_path):
    """Line and column, after cells that hold breaks of lines."""
    (tmp_path / "table.csv").write_text('a,b\n"one\ntwo",x\n"p ""q""",y\n', encoding="utf-8")
    assert [(cell.text, cell.line, cell.column) for row in read_rows(tmp_path / "table.csv")[1:] for cell in row] == [
        ("one\ntwo", 2, 1), ("x", 3, 6), ('p "q"', 4, 1), ("y", 4, 11)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [("33,5", 33.5), ("33.5", 33.5), ("40%", 40), ("40 %", 40), (" 7 ", 7), ("−3", -3), (",5", 0.5), ("x", None), ("", None), ("nan", None), ("1e5", None)],  # noqa: RUF001
)
def test_a_number_is_read_as_people_write_it(text, value):
    """Point or comma, with or without a sign for per cent; nothing that only a program would write."""
    assert number(text) == value


def test_chances_of_one_do_as_well_as_chances_of_a_hundred(tmp_path):
    """A row that makes 1 is read as parts of the whole; what is a little off is scaled; a row may do as it likes."""
    found, _ = forecasts(saved(tmp_path, [HEAD, ["A", "0.4", "0", "0", "0.6", "0"], ["B", "40", "0", "0", "60.5", "0"], ["C", "40 %", "", "", "60 %", ""]]))
    assert [one.chances["agreement"] for one in found] == [pytest.approx(0.4), pytest.approx(40 / 100.5), pytest.approx(0.4)]
    assert all(sum(one.chances.values()) == pytest.approx(1.0) for one in found)


def test_rows_that_say_nothing_are_skipped_with_a_note(tmp_path):
    """A name without a number is nobody's forecast; the note names its line."""
    found, notes = forecasts(saved(tmp_path, [HEAD, ["Anna", *[""] * 5], ["Bo", "20", "20", "20", "20", "20"], ["Cy", *[" "] * 5]]))
    assert [one.who for one in found] == ["Bo"]
    assert notes == [f"{tmp_path / 'table.csv'}: 2 empty lines skipped (2, 4)"]


def test_every_mistake_of_predictions_at_once(tmp_path):
    """Each with its line and column; nothing is scored."""
    path = saved(tmp_path, [HEAD, ["A", "many", "0", "0", "-5", "0"], ["B", "20", "20", "20", "20", "20"], ["C", "10", "0", "0", "0", "0"], ["D", *"123456"]])
    with pytest.raises(TableError) as told:
        forecasts(path)
    assert told.value.mistakes == [
        f"{path}:2:3: agreement must be a number from 0 to 100, found 'many'",
        f"{path}:2:12: stalemate must be a number from 0 to 100, found '-5'",
        f"{path}:4:3: the chances of the five endings must make 100 (or 1), found 10 in all",
        f"{path}:5:13: the row has more cells than the head (6); between cells with decimal commas write semicolons",
    ]


def test_every_mistake_of_codings_at_once(tmp_path):
    """Each with its line and column."""
    rows = [["who", "number", "low", "high"], ["A", "1,5", "0", "1"], ["A", "2", "60", "40"], ["A", "3", "x", "40"], ["A", "4", "1", "2"], ["A", "4", "1", "2"]]
    with pytest.raises(TableError) as told:
        coded(placed(load("one-mediator").scenario, None), saved(tmp_path, rows, separator=";"))
    assert [line.partition("table.csv:")[2].partition(": ")[0] for line in told.value.mistakes] == ["2:3", "3:5", "4:5", "6:1"]


def test_what_is_no_table_ends_in_words(tmp_path):
    """A device, a pipe, a folder, a cell without end, zero bytes and another encoding: no hang, no traceback."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "long.csv").write_text('who,a\n"' + "x" * (MOST_LETTERS + 1) + '",1\n', encoding="utf-8")
    (tmp_path / "zeros.csv").write_bytes(b"who,a\n\0\0,1\n")
    (tmp_path / "other.csv").write_bytes("who,a\nZoë,1\n".encode("latin-1"))
    for name, said in {
        "/dev/zero": "is no ordinary file", str(tmp_path / "pipe"): "is no ordinary file", str(tmp_path): "is a folder",
        "long.csv": "long.csv:2:1: a cell holds 131,073 letters", "zeros.csv": "zeros.csv:2: is no text", "other.csv": "other.csv:2: found a byte",
        "nowhere.csv": "cannot be read",
    }.items():  # fmt: skip
        with pytest.raises(InputError, match=said):
            read_table(tmp_path / name, ["who"], filled_in=["who"])


@pytest.mark.parametrize("words", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "=HYPERLINK(1)"])
def test_words_are_no_formula_in_a_spreadsheet(words):
    """What would be computed begins with an apostrophe; numbers, signs alone and plain words stay as they are."""
    assert guarded(words) == f"'{words}"
    assert [guarded(value) for value in ("-5", "+3,5 %", "-", "half = all", 7, None, -1.5)] == ["-5", "+3,5 %", "-", "half = all", 7, None, -1.5]


def test_tables_beside_figures_hold_no_formula(tmp_path):
    """A name that begins as a formula is words in the numbers that are written beside a figure."""
    from matplotlib.figure import Figure

    from sim.report.figures import write_picture
    from sim.report.figures.style import Drawing

    write_picture("small", Drawing(Figure(), "title", "alt", [{"name": "=HYPERLINK(1)", "value": -1.5}, {"name": "plain", "value": 2}]), tmp_path)
    assert (tmp_path / "small.csv").read_text(encoding="utf-8") == "name,value\n'=HYPERLINK(1),-1.5\nplain,2\n"
