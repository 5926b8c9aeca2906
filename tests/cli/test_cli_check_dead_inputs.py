"""check --dead-inputs: which numbers of a file matter."""

from __future__ import annotations

import csv
import re

import pytest

ANSI = re.compile(r"\x1b\[[0-9;]*m")
TALKS = """
title: Two hamlets and a bridge
calendar: {start: 2000-01-01, end: 2000-01-29, sessions: every 7 days}
issues:
  toll: {label: Toll}
parties:
  heath:
    label: Heath
    stances: {toll: {wants: more, position: {mean: 80, sd: 10}, salience: SALIENCE}}
    no_deal: {expected: 0.3}
  fen:
    label: Fen
    stances: {toll: {wants: less, position: {mean: 20, sd: 10}, salience: SALIENCE}}
    no_deal: {expected: 0.3}
mediators:
  reeve: {label: Reeve}
"""


@pytest.fixture
def hamlets(tmp_path):
    """A file whose saliences are dead, since there is one issue."""
    path = tmp_path / "hamlets.yaml"
    path.write_text(TALKS.replace("SALIENCE", "1"), encoding="utf-8")
    return path


def rows(out):
    """The table as other programs read it."""
    return {row["setting"]: row for row in csv.DictReader(out.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)}


def test_dead_numbers_are_told_with_the_reason(talks, hamlets):
    """Piped, the result is a table with whole values, the dead numbers first; they decide the exit code."""
    outcome = talks("check", hamlets, "--dead-inputs", "-n", "250", "--workers", "1")
    found = rows(outcome.out)
    assert outcome.code == 1
    assert [row["state"] for row in found.values()][:2] == ["dead", "dead"]
    assert "only issue" in found["parties.heath.stances.toll.salience"]["reason"]
    moved = found["parties.heath.no_deal.expected"]
    assert (moved["state"], moved["value"], moved["histories"]) == ("moves", "0.3", "250")
    assert float(moved["low"]) * float(moved["high"]) > 0.0
    assert "OK " in outcome.err
    assert re.search(r"hamlets: of 11 numbers 2 dead, .*move some output\.", outcome.err)


def test_a_person_reads_words(talks, hamlets, monkeypatch):
    """In a terminal each number has its row, no wider than the terminal, and nothing is cut."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "70")
    lines = [ANSI.sub("", line) for line in talks("check", hamlets, "--dead-inputs", "-n", "250", "--workers", "1").out.splitlines()]
    assert max(map(len, lines)) <= 70
    assert "not one of 250 histories comes out different" in " ".join(" ".join(line[32:] for line in lines).split())
    assert "…" not in "".join(lines)


def test_all_is_well_where_every_number_matters(talks, tmp_path, hamlets):
    """A file that sets nothing dead leaves with 0; of an overlay only its own numbers are looked at."""
    dear = tmp_path / "dear.yaml"
    dear.write_text(f"extends: {hamlets.name}\nparties: {{fen: {{no_deal: {{expected: 0.4}}}}}}\n", encoding="utf-8")
    outcome = talks("check", dear, "--dead-inputs", "-n", "250", "--workers", "1")
    assert outcome.code == 0
    assert list(rows(outcome.out)) == ["parties.fen.no_deal.expected"]


def test_mistakes_weigh_more_than_dead_numbers(talks, tmp_path, hamlets):
    """A file with a mistake is not run, the others are; the exit code is that of the mistake."""
    (tmp_path / "bad.yaml").write_text("title: Bad\n", encoding="utf-8")
    outcome = talks("check", tmp_path / "bad.yaml", hamlets, "--dead-inputs", "-n", "250", "--workers", "1")
    assert outcome.code == 2
    assert "bad.yaml:1:1" in outcome.err
    assert {row["scenario"] for row in rows(outcome.out).values()} == {"hamlets"}


@pytest.mark.parametrize("option", [["-n", "250"], ["--seed", "2"], ["--workers", "1"]], ids=" ".join)
def test_nothing_is_run_unasked(talks, hamlets, option):
    """Options for running say that they need --dead-inputs."""
    outcome = talks("check", hamlets, *option)
    assert outcome.code == 2
    assert "--dead-inputs" in outcome.err
