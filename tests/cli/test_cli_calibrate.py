"""`calibrate`."""

import pytest


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "say which case to calibrate; there is gaza"),
        (["gazza"], "there is no case 'gazza'; there is gaza"),
        (["gaza", "--as-of", "2024-13-01"], "--as-of: must be a date written as year-month-day"),
        (["gaza", "--as-of", "2025-08-01"], "--as-of: the record of gaza ends on 2025-07-25; found 2025-08-01"),
        (["gaza", "--as-of", "2023-01-01"], "nothing in the record of gaza up to 2023-01-01 places a principal on an issue"),
        (["gaza", "--without", "GZERO Medai"], "no report and no outlet of gaza is called 'GZERO Medai' (did you mean 'GZERO Media'?)"),
        (["gaza", "--bias", "huge"], "--bias"),
        (["--new", "Gaza 2"], "--new: a case is named in small letters"),
        (["--new", "gaza"], "--new: there is a case 'gaza' already"),
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


@pytest.mark.parametrize("words", [["--new", "river"], ["gaza", "--keep"]])
def test_nothing_is_written_beside_an_installed_program(talks, tmp_path, monkeypatch, words):
    """Where the program lies among installed packages neither a case nor stances are put beside it; the message says where to work instead."""
    installed = tmp_path / "site-packages" / "calibration"
    installed.mkdir(parents=True)
    monkeypatch.setattr("sim.shipped.CASES", installed)
    outcome = talks("calibrate", *words)
    assert outcome.code == 2
    assert f"{words[-1] if words[-1] == '--keep' else words[0]}: cases are kept beside the program" in outcome.err
    assert "pip install -e ." in outcome.err
    assert list(installed.iterdir()) == []
