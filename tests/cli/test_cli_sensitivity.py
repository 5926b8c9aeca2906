"""`sensitivity`."""

import builtins

from command_line import names_in

QUICK = ["--trajectories", "2", "--sets", "2", "--workers", "1"]


def test_a_table_a_figure_and_their_numbers(talks, tmp_path):
    """The largest effects, how the spread divides, and both kept."""
    outcome = talks("sensitivity", "split-the-pie", *QUICK, "--out", "kept")
    assert outcome.code == 0
    assert "constants." in outcome.out
    assert "A teaching model" in outcome.out
    assert names_in(tmp_path / "kept") == ["sensitivity.csv", "sensitivity.json", "sensitivity.png", "sensitivity.svg"]


def test_without_the_extra_it_says_what_to_install(talks, tmp_path, monkeypatch):
    """The message names the command, and nothing is written."""
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.startswith("SALib"):
            raise ModuleNotFoundError(name=name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    outcome = talks("sensitivity", "split-the-pie", *QUICK, "--sobol", "2")
    assert outcome.code == 2
    assert "pip install -e '.[analysis]'" in outcome.err
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []
