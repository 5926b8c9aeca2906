"""Commands of exercises: only those of this program, as it reads them itself, and nothing that a shell takes for more."""

import re
import shlex

import click
import pytest

from sim.cli.commands import talks
from sim.errors import ScenarioError
from sim.scenario import load
from sim.scenario.command_lines import FORMS, LEFT_TO_THE_USER, command_line, quoted
from sim.scenario.exercises import cautions_for_class

FILE = """\
title: Talks
invented: true
information:
  things_to_try:
    - question: What if?
      command: {command}
      expect: nothing
      {more}
calendar: {{start: 2024-08-15, end: 2024-10-15}}
protocol: {{kind: alternating_offers}}
issues: {{i: {{label: Water}}}}
parties:
  a: {{label: A, stances: {{i: {{wants: more, position: 90, salience: 1}}}}, no_deal: {{expected: 0.2}}, trust: {{b: {{mean: 0.8}}}}}}
  b: {{label: B, stances: {{i: {{wants: less, position: 10, salience: 1}}}}, no_deal: {{expected: 0.2}}, trust: {{a: {{mean: 0.8}}}}}}
"""


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """A small scenario whose one exercise has a command, and more settings."""
    monkeypatch.chdir(tmp_path)

    def of(command, more=""):
        (tmp_path / "talks.yaml").write_text(FILE.format(command=command, more=more), encoding="utf-8")
        return load("talks.yaml")

    return of


@pytest.mark.parametrize("name", FORMS)
def test_the_forms_of_commands_are_those_of_the_program(name):
    """Each option is one that the command has, with a value or without, and each that the command has is known, but for what is left to the user."""
    options = [one for one in talks.get_command(click.Context(talks), name).params if isinstance(one, click.Option)]
    spelt = {kind: {option for one in options if one.is_flag is kind for option in one.opts} for kind in (True, False)}
    assert (FORMS[name].flags, FORMS[name].valued) == (spelt[True], spelt[False] - LEFT_TO_THE_USER)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ('""', "must start with one of run, compare, sweep"),
        ("list", "must start with one of run, compare, sweep"),
        ("compair FILE.yaml", "did you mean 'compare'?"),
        ("compare", "names no scenario: write FILE.yaml"),
        ("compare FILE.yaml", "has nothing to lay beside 'FILE.yaml'"),
        ("run FILE.yaml spoiler", "takes one scenario"),
        ('"run FILE.yaml --set title=it\'s"', "a quotation mark is not closed"),
        ('"run FILE.yaml; rm -rf x"', "the character ';' is not allowed"),
        ('"run FILE.yaml | sh"', "the character '|' is not allowed"),
        ('"run $(rm x)"', "the character '$' is not allowed"),
        ('"run `rm x`"', "the character '`' is not allowed"),
        ('"run FILE.yaml > x"', "the character '>' is not allowed"),
        ("run FILE.yaml --sett a=1", "did you mean '--set'?"),
        ("run FILE.yaml --set", "--set needs a value"),
        ("run FILE.yaml -n many", "-n must be a whole number, up to 20,000"),
        ("run FILE.yaml -n 9000000", "-n must be a whole number, up to 20,000"),
        ("sweep FILE.yaml", "sweep needs --vary"),
        ("levers FILE.yaml", "levers needs --target"),
    ],
)
def test_what_is_no_command_is_a_mistake_with_its_place(asked, command, said):
    """Whoever loads the file is told file, line and column, what was found and what is allowed."""
    with pytest.raises(ScenarioError) as told:
        asked(command)
    assert re.match(r"talks\.yaml:6:7: information\.things_to_try\.0\.command: ", told.value.mistakes[0])
    assert said in told.value.mistakes[0]


@pytest.mark.parametrize(
    ("command", "more", "said"),
    [
        (
            "compare FILE.yaml one-mediater",
            "",
            r"talks\.yaml:6:7: .*command: there is no file and no scenario 'one-mediater' .*'one-mediator'",
        ),
        ("run FILE.yaml --set parties.a.patience=1", "", r"talks\.yaml:6:7: .*command: .*parties\.a\.patience=1"),
        (
            "run FILE.yaml --set parties.a.no_deal.expected=0.3",
            "moves: {term.j: up}",
            r"talks\.yaml:8:15: .*there is no output 'term\.j' .*'term\.i'",
        ),
        ("run FILE.yaml --set parties.a.no_deal.expected=0.3", "reverses: deals_made", r"talks\.yaml:8:7: .*there is no output 'deals_made'"),
    ],
)
def test_an_exercise_that_cannot_be_done_is_a_mistake_for_a_lesson(asked, command, more, said):
    """Scenarios, settings and outputs that are not there are named with their place, before anything is run."""
    with pytest.raises(ScenarioError) as told:
        cautions_for_class(asked(command, more))
    assert re.search(said, told.value.mistakes[0]), told.value.mistakes


def test_a_find_that_prints_its_answer_is_warned_of(asked):
    """Who asks a class to find settings keeps the command for the key."""
    found = cautions_for_class(asked("run FILE.yaml --set parties.a.no_deal.expected=0.3"))
    assert found == []
    (one,) = cautions_for_class(asked("run other.yaml --set parties.a.no_deal.expected=0.3"))
    assert "there is no file 'other.yaml'; it is taken for this file itself" in one


def test_a_command_is_read_as_the_program_reads_it():
    """Options joined to their values, several of one kind, and one that may stand alone."""
    found = command_line('explain FILE.yaml --history=3 --why --set "a=every 3 days" --set b=2')
    assert (found.name, found.scenarios, found.values("--history"), found.values("--set")) == ("explain", ["FILE.yaml"], ["3"], ["a=every 3 days", "b=2"])
    assert command_line("run x -n500 --set a=1").number("-n", 1) == 500
    assert found.typed(lambda name: name.replace("FILE", "my talks/new")) == ('explain "my talks/new.yaml" --history 3 --why --set "a=every 3 days" --set b=2')


@pytest.mark.parametrize("word", ["plain", "a b", "it's", 'say "so"', "$HOME", "`x`", "a;b", "{mean: 1, sd: 2}", "", "zwölf", "a\\b", "!!"])
def test_a_quoted_word_is_one_word(word):
    """Whatever it holds, a shell gives it back."""
    assert shlex.split(quoted(word)) == [word]
