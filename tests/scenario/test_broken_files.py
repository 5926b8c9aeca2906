"""Each file in `broken/` begins with what must be said about it: `# expect: LINE: FRAGMENT`, or `FILE:LINE: FRAGMENT`."""

import re

import pytest
from scenario_builder import HERE, mistakes

BROKEN = sorted((HERE / "broken").glob("*.yaml"))


def expected(path) -> list[tuple[str, str]]:
    """The beginning and a fragment of each message."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not (match := re.match(r"# expect: (?:([^:]+\.yaml):)?(\d+): (.+)", line)):
            break
        file = path.parent / match[1] if match[1] else path
        found.append((f"{file}:{match[2]}:", match[3]))
    return found


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_every_mistake_is_named_once_at_its_place(path, monkeypatch, tmp_path):
    """Each expected message appears, at its file and line, and nothing else is said."""
    monkeypatch.chdir(tmp_path)
    said = mistakes(path)
    for begin, fragment in expected(path):
        matching = [line for line in said if line.startswith(begin) and fragment in line]
        assert matching, f"missing: {begin} {fragment}\nsaid:\n" + "\n".join(said)
        said.remove(matching[0])
    assert not said


def test_there_are_many_broken_files():
    """The collection is large, and every file in it says what it expects."""
    assert len(BROKEN) >= 50
    assert all(expected(path) for path in BROKEN)


def test_no_message_speaks_of_the_insides_of_the_program():
    """Words of the validation library do not reach the reader."""
    said = "\n".join(line for path in BROKEN for line in mistakes(path))
    assert not re.search(r"pydantic|Input should|union|\[key\]|\bnormal\b|\btriangle\b|Traceback|validat", said)
