"""The benchmark of two commits: its arithmetic, and that it works on tiny numbers."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import start

ROOT = Path(__file__).parents[2]


def compared(*words):
    """The benchmark called with these words."""
    words = [sys.executable, ROOT / "benchmarks" / "start.py", *words]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_times_are_compared_within_each_round():
    """A machine that grows slower for both from round to round leaves the ratio as it is."""
    olds = [1.0, 2.0, 4.0, 8.0, 16.0]
    found = start.ratio(olds, [one / 2 for one in olds])
    assert (found.middle, found.low, found.high) == (0.5, 0.5, 0.5)
    assert str(start.ratio([1, 1, 1], [0.2, 0.4, 0.3])) == "0.30 (0.20 to 0.40)"


@pytest.mark.parametrize(
    ("rounds", "left_out", "holds"),
    [(5, 0, 0.9375), (6, 0, 0.96875), (8, 0, 1 - 2 / 256), (9, 1, 1 - 20 / 512), (12, 2, 1 - 158 / 4096)],
)
def test_intervals_leave_out_what_the_sign_test_allows(rounds, left_out, holds):
    """The interval runs between sorted ratios that hold the median at least 95 times in 100, or as often as so few rounds allow."""
    ratios = list(range(1, rounds + 1))
    found = start.ratio([1] * rounds, ratios)
    assert (found.low, found.high) == (1 + left_out, rounds - left_out)
    assert start.coverage(rounds) == pytest.approx(holds)


def test_both_take_turns_and_the_first_time_does_not_count():
    """Each is first as often as the other, and what the first time costs for both is thrown away."""
    order = []

    def done(name):
        def task():
            order.append(name)
            return start.Times(len(order), 1.0)

        return task

    olds, news = start.paired(done("old"), done("new"), 2)
    assert order == ["new", "old", "old", "new", "new", "old"]
    assert [one.cpu for one in olds] == [3, 6]
    assert [one.cpu for one in news] == [4, 5]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="commits are compared in a checkout")
def test_a_commit_beside_itself():
    """The command prints a line for each thing that was asked for, with times of both and their ratio."""
    words = "warm help --base HEAD --new HEAD --rounds 1 --sizes 2 --scenario scenarios/textbook/split-the-pie.yaml"
    done = compared(*words.split())
    number, ratio = r"\d+\.\d\d", r"\d+\.\d\d \(\d+\.\d\d to \d+\.\d\d\)"
    for name in ("simulate 2, warm", "--help, cold"):
        line = rf"^\| {name}( \| {number} \| {number} \| {ratio}){{2}} \|  \|$"
        assert re.search(line, done.stdout, re.MULTILINE), done.stderr


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="commits are compared in a checkout")
def test_commits_that_are_not_there_are_named():
    """A base that git does not have is said in words, with the remedy."""
    done = compared("--base", "no-such")
    assert done.returncode == 1
    assert done.stderr.startswith("git has no files of no-such")
    assert "Traceback" not in done.stderr
