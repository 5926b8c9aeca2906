import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from scenario_builder import TALKS, changed, is_clear, mistakes, overlay, written

from sim.errors import InputError, ScenarioError
from sim.scenario import composing, load
from sim.scenario.reading import MAX_BYTES, read, read_value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("off", "off"),
        ("1:30", "1:30"),
        ("2030-02-01", "2030-02-01"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("012", 12),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("1e3", 1000.0),
        (".5", 0.5),
        (".inf", ".inf"),
        ("-7", -7),
        ("'7'", "7"),
        ("{mean: 30, sd: 5}", {"mean": 30, "sd": 5}),
        ("[a, {1.50: b}]", ["a", {"1.5": "b"}]),
    ],
)
def test_values_are_what_they_look_like(text, value):
    """Words stay words, dates and times stay text, numbers are numbers."""
    found = read_value(text, "here")
    assert found == value
    assert type(found) is type(value)


def test_every_setting_has_its_place(tmp_path):
    """File, line and column of each name and of each item of a list are kept."""
    document = read(written(tmp_path, "title: x\nparties:\n  a: {trust: {b: 1}}\nmodules:\n  - events\n"))
    ends = {keys: place.split(".yaml:")[1] for keys, place in document.places.items()}
    assert ends == {
        (): "1:1",
        ("title",): "1:1",
        ("parties",): "2:1",
        ("parties", "a"): "3:3",
        ("parties", "a", "trust"): "3:7",
        ("parties", "a", "trust", "b"): "3:15",
        ("modules",): "4:1",
        ("modules", 0): "5:5",
    }


def test_both_parsers_see_the_same_tree(monkeypatch):
    """Where libyaml is missing, nothing is read differently."""
    fast = read(TALKS)
    monkeypatch.setattr(composing, "_FastLoader", composing._Loader)
    assert read(TALKS) == fast


def test_a_repeated_value_is_written_out(tmp_path):
    """An anchor and its alias give two settings with the same value."""
    assert changed(tmp_path, "title: &name Again\nsummary: *name\n").scenario.summary == "Again"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    """Files saved on Windows are read like any other, lines counted alike."""
    path = overlay(tmp_path, "title: Grüße\r\nissues:\r\n  dams: {phase: 0}\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert mistakes(path) == [f"{path}:4:10: issues.dams.phase: must be between 1 and 9, found 0"]


def _empty(folder):
    return written(folder, "")


def _folder(folder):
    (folder / "talks.yaml").mkdir()
    return folder / "talks.yaml"


def _missing(folder):
    return folder / "nothing.yaml"


def _latin_1(folder):
    (folder / "a.yaml").write_bytes("title: x\nsummary: Grüße\n".encode("latin-1"))
    return folder / "a.yaml"


def _utf_16(folder):
    (folder / "a.yaml").write_bytes("title: x\n".encode("utf-16"))
    return folder / "a.yaml"


def _picture(folder):
    (folder / "a.yaml").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    return folder / "a.yaml"


def _control_character(folder):
    return written(folder, "title: x\nsummary: a\x07b\n")


def _too_large(folder):
    return written(folder, "# long\n" * (MAX_BYTES // 7 + 1))


def _pipe(folder):
    os.mkfifo(folder / "pipe.yaml")
    return folder / "pipe.yaml"


def _endless(_folder):
    return Path("/dev/zero")


def _link_to_itself(folder):
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    return folder / "loop.yaml"


def _impossible_name(folder):
    return folder / ("x" * 300 + ".yaml")


def _zero_byte_in_name(folder):
    return folder / "a\0b.yaml"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_empty, ":1:1: the file is empty; `new` writes one to start from"),
        (_folder, ":1:1: this is a folder, not a scenario file"),
        (_missing, ":1:1: there is no such file"),
        (_latin_1, ":2:12: this is not text in UTF-8; save the file in that encoding"),
        (_utf_16, ":1:1: this is not a text file in UTF-8 (it holds zero bytes)"),
        (_picture, ":1:1: this is not a text file in UTF-8 (it holds zero bytes)"),
        (_control_character, ":2:11: the character '\\x07' is not allowed"),
        (_too_large, f":1:1: the file is too large (more than {MAX_BYTES // 1000} kB)"),
        (_pipe, ":1:1: this is not an ordinary file"),
        (_endless, ":1:1: this is not an ordinary file"),
        (_link_to_itself, ":1:1: the file cannot be read: Too many levels of symbolic links"),
        (_impossible_name, ":1:1: the file cannot be read: File name too long"),
        (_zero_byte_in_name, ":1:1: the file cannot be read: embedded null byte"),
    ],
)
def test_what_is_no_scenario_file_is_named_once(make, message, tmp_path):
    """One message says what is wrong with it."""
    path = make(tmp_path)
    assert mistakes(path) == [f"{path}{message}"]


def test_a_file_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    """The reason of the system is handed on."""

    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    path = overlay(tmp_path, "")
    monkeypatch.setattr(Path, "open", refuse)
    assert mistakes(path) == [f"{path}:1:1: the file cannot be read: Permission denied"]


def test_a_file_below_the_current_folder_is_named_from_there(tmp_path, monkeypatch):
    """Messages are as short as the place they are read from allows."""
    path = overlay(tmp_path, "as_of: x\n")
    monkeypatch.chdir(tmp_path)
    assert mistakes(path) == ["change.yaml:2:1: as_of: must be a date such as 2024-08-15, found 'x'"]


def _loads_or_explains(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.yaml"
        path.write_bytes(content)
        try:
            load(path)
        except ScenarioError as error:
            is_clear(error, f"{path}:")


_LENIENT = settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))


@_LENIENT
@given(st.binary(max_size=300))
@example(b"\xff\xfe")
@example(b"%YAML 9.9\n---\nx")
@example(b'a: "\\ud800"')
@example(b"? [a]\n: b")
@example(b"&a")
@example(b'"a\\nb": 1')
@example(b"extends: '\\0'")
def test_any_bytes_are_read_or_explained(content):
    """Nothing but a ScenarioError comes of any content, and it can be printed."""
    _loads_or_explains(content)


@_LENIENT
@given(st.text(st.sampled_from("abmt0159:-{}[],&*!|>'\"#%@`?~.\n \t\\é"), max_size=60))
def test_any_text_is_read_or_explained(text):
    """The same for text made of what YAML is made of."""
    _loads_or_explains(text.encode())


@_LENIENT
@given(
    st.integers(0, len(TALKS.read_bytes()) - 1),
    st.integers(0, 40),
    st.sampled_from([b"", b"x", b"{", b"]", b"- ", b": ", b"null", b"-1", b"'", b"\n", b"\xc3", b"1e400"]),
)
def test_a_damaged_scenario_is_read_or_explained(start, length, put):
    """Whatever is cut out of a good file or put into it, the rest is read or the damage named."""
    content = TALKS.read_bytes()
    _loads_or_explains(content[:start] + put + content[start + length :])


@_LENIENT
@given(st.text(max_size=40), st.text(max_size=20))
@example("parties.upland.demand.beta", "{")
@example("\udcff", "\udcff")
@example("parties.upland.preconditions.²", "1")
def test_any_override_is_taken_or_explained(path, value):
    """The same for overrides."""
    try:
        load(TALKS, [f"{path}={value}", path])
    except ScenarioError as error:
        is_clear(error, "--set ")


@_LENIENT
@given(st.text(max_size=300))
def test_any_name_is_found_or_explained(name):
    """The same for names of scenarios."""
    try:
        load(name)
    except InputError as error:
        is_clear(error)
