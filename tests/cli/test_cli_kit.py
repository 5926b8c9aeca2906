"""`kit`: a lesson on disk, scores on the screen, mistakes in words."""

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


def test_a_kit_is_not_written_over_unasked(talks, made):
    """A second command refuses, and with --overwrite it does not."""
    again = ["kit", "one-mediator", "-n", "50", "--out", made]
    assert talks(*again).code == 2
    assert talks(*again, "--overwrite").code == 0


def test_the_empty_tables_can_be_scored(talks, made):
    """What the kit gives to be filled in is read as it stands."""
    scored = talks("kit", "one-mediator", "-n", "50", "--score", made / "predictions.csv")
    assert (scored.code, "an even guess" in scored.out, "0.800" in scored.out) == (0, True, True)
    placed = talks("kit", "one-mediator", "--coding", made / "coding.csv")
    assert (placed.code, "100 %" in placed.out) == (0, True)


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
