"""Kits of cases that somebody wrote: nothing is called invented that is not, nothing is planned that is not there, and commands work where one stands."""

import os
import re
import shlex
from pathlib import Path

import pytest

from sim.kit import kit_of
from sim.kit.commands import commands_of
from sim.kit.trials import AS_EXPECTED, NOTHING, OTHER_WAY, Answer, verdicts
from sim.scenario import load
from sim.scenario.schema import Try
from sim.shipped import SCENARIOS

CASES = Path(__file__).parent / "cases"
COMMANDS = {"check", "compare", "describe", "explain", "kit", "levers", "list", "new", "run", "sensitivity", "sweep"}
GAP = "To be filled in by the teacher"


def pages_of(loaded, **how):
    """The pages of a kit by their files."""
    return {page.file: page.text for page in kit_of(loaded, **how).pages}


def variant(folder, name, old, new):
    """An own case with something in it changed, as a file in a folder."""
    text = (CASES / "own_case.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return load(str(folder / name))


@pytest.fixture(scope="module")
def own():
    """The kit of a real case without its end, made beside its file."""
    before = Path.cwd()
    os.chdir(CASES)
    try:
        yield kit_of(load("own_case.yaml"), n=250)
    finally:
        os.chdir(before)


def test_a_real_case_is_never_called_invented(own):
    """Where the file does not tell what happened, the debrief leaves a gap for the teacher, and a warning says so with its place."""
    texts = {page.file: page.text for page in own.pages}
    assert not any("invented" in text for text in texts.values())
    assert GAP in texts["debrief.md"]
    assert any(re.match(r"\S*own_case\.yaml:\d+:\d+: information: what happened is not told", warning) for warning in own.warnings)


def test_what_happened_or_an_invented_place_leaves_no_gap(tmp_path):
    """Only `invented: true` makes a place invented; what is told to have happened is printed."""
    told = variant(tmp_path, "a.yaml", "modules:", "invented: true\nmodules:")
    assert "The place is invented" in pages_of(told, n=10)["debrief.md"]
    ended = variant(tmp_path, "b.yaml", "information:\n", "information:\n  what_happened: {told: They agreed., ending: agreement}\n")
    debrief = pages_of(ended, n=10)["debrief.md"]
    assert ("They agreed." in debrief, GAP in debrief) == (True, False)


def test_a_kit_without_exercises_plans_for_none():
    """No sheet, no minutes and no table for exercises that the file has not got, and the plan still fills the lesson."""
    kit = kit_of(load(CASES / "own_case_three_parties.yaml"), n=10)
    texts = {page.file: page.text for page in kit.pages}
    assert "exercises.md" not in texts
    assert "coding.csv" not in kit.tables
    for minutes in (50, 90):
        plan = texts[f"lesson-{minutes}.md"]
        assert not re.search(r"exercise|experiment|coding|reversal", plan, re.IGNORECASE)
        spans = [tuple(map(int, found)) for found in re.findall(r"^\| (\d+)-(\d+) \|", plan, re.MULTILINE)]
        assert [start for start, _ in spans] == [0, *(end for _, end in spans[:-1])]
        assert spans[-1][1] == minutes


def test_whoever_would_sign_anything_is_told_so():
    """Where what going on costs eats what it is worth, the sheet says at every chance that any text is enough, and asks not why it is so much."""
    texts = pages_of(load(CASES / "own_case_three_parties.yaml"), n=10)
    cells = {role: re.findall(r"^\| \D*\d+ in 100.*\| \**(.*?)\** \|$", texts[f"roles/{role}.md"], re.MULTILINE) for role in ("egypt", "ethiopia", "sudan")}
    assert set(cells["egypt"]) == {"any text is enough"}
    assert len(cells["egypt"]) == len(cells["sudan"]) == 10
    assert not {"any text is enough", "0.0"} & {*cells["ethiopia"], *cells["sudan"]}
    assert not any("Why so much" in text for text in texts.values())


def test_one_who_may_have_to_draft_is_told_so():
    """A mediator without a task of its own reads on its sheet for whom it stands in; the one who drafts does not."""
    texts = pages_of(load(CASES / "own_case_three_parties.yaml"), n=10)
    assert [file for file, text in texts.items() if "Should US Treasury be missing, the draft may fall to you." in text] == ["roles/world_bank.md"]


def test_every_command_that_is_printed_can_be_typed():
    """Wherever a page names a command it names the program too, and the score is taken of as many histories as the kit itself."""
    texts = pages_of(load("doha-2024-08"), n=10, seed=3)
    named = [span for text in texts.values() for span in re.findall(r"`([^`\n]+)`", text)]
    assert not [span for span in named if span.split()[0] in COMMANDS]
    assert sum(span.startswith("python run_sim.py ") for span in named) > 5
    assert "--score kits/doha-2024-08/predictions.csv -n 10 --seed 3`" in texts["predictions.md"]
    assert "-n" not in pages_of(load("one-mediator"))["predictions.md"].partition("--score")[2].partition("`")[0]


def test_an_expectation_that_does_not_come_true_is_flagged(own):
    """The answer key says so where it stands, and a warning names the line that expects it."""
    key = next(page.text for page in own.pages if page.file == "answers.md")
    assert key.count("**Not as expected.**") == 2
    assert "any deal; it does not move beyond noise" in key
    assert any("things_to_try.0.expect: Expected to fall: any deal" in warning for warning in own.warnings)


def test_an_interval_that_leaves_out_zero_and_is_not_enough_is_explained():
    """Where a movement falls short only because many outcomes are looked at, the warning beside its interval says so."""
    (warning,) = kit_of(load("one-mediator"), n=250).warnings
    low, high = re.search(r"\((\S+) to (\S+)\)$", warning).groups()
    assert 0 < float(low) < float(high)
    assert "it does not move beyond noise, since many outcomes are looked at, with 250 histories" in warning


def test_expectations_of_the_library_come_true_in_its_kits():
    """No flag where outputs move as the file says."""
    kit = kit_of(load("one-mediator"), n=1000)
    assert (kit.warnings, "Not as expected" in "".join(page.text for page in kit.pages)) == ((), False)


def test_a_move_the_other_way_is_told_from_none():
    """The same answer is as expected, or the other way, by the sign of what is expected; and nothing beyond noise where nothing is changed."""
    kit = kit_of(load("one-mediator"), n=250)
    trial = kit.results.run.scenario.information.things_to_try[1]
    answer = kit.results.answers[trial.command]

    def came(**expected):
        return [one.came for one in verdicts(Try(question="?", command=trial.command, **expected), answer)]

    assert came(expect="more deals, and sooner") == came(expect="", moves={"any_deal": "up"}) == [AS_EXPECTED]
    assert came(expect="Many fewer deals.") == came(expect="", moves={"any_deal": "down"}) == [OTHER_WAY]
    assert came(expect="it is hard to say") == []
    same = Answer(answer.n, answer.seed, answer.base, tuple(kit.results.answers[trial.command].variants))
    assert [one.came for one in verdicts(Try(question="?", command="", expect="", moves={"falls.highfold": "up"}), same)] == [NOTHING]


@pytest.mark.parametrize("program", ["talks", "python run_sim.py"])
def test_commands_work_from_where_the_reader_stands(tmp_path, monkeypatch, program):
    """The program is called as it was called, the case by the path that was given, other files of its folder by theirs; blanks are quoted."""
    (tmp_path / "my talks").mkdir()
    variant(tmp_path / "my talks", "strike.yaml", "compare strike.yaml --set parties.ila.no_deal.expected=0.3", "compare strike.yaml later.yaml")
    variant(tmp_path / "my talks", "later.yaml", "end: 2025-01-31", "end: 2025-02-28")
    monkeypatch.chdir(tmp_path)
    texts = pages_of(load("my talks/strike.yaml"), n=10, program=program, folder=Path("out/my kit"))
    typed = re.findall(rf"^{program} .*$", texts["exercises.md"], re.MULTILINE)
    assert typed[0].startswith(f'{program} run "my talks/strike.yaml" --set ')
    assert typed[1] == f'{program} compare "my talks/strike.yaml" "my talks/later.yaml"'
    assert f'{program} kit "my talks/strike.yaml" --score "out/my kit/predictions.csv"' in texts["predictions.md"]
    assert all("--out" in command for command in typed if "--set" in command)
    assert f'{program} compare "my talks/strike.yaml" --set PATH=VALUE --out runs/try --overwrite' in texts["debrief.md"]
    for command in typed:
        words = shlex.split(command)
        assert all(Path(word).is_file() for word in words if word.endswith(".yaml"))


def test_an_exercise_that_names_an_earlier_name_of_the_file_is_of_this_file(own):
    """A file that is nowhere is taken for the case itself, with a warning; the command that is printed names the case."""
    exercises = next(page.text for page in own.pages if page.file == "exercises.md")
    assert "compare own_case.yaml --set" in exercises
    assert any("there is no file 'strike.yaml'; it is taken for this file itself" in warning for warning in own.warnings)


def test_a_sweep_is_answered_by_a_sweep(tmp_path):
    """Its points stand in the key, as the command would print them; commands that are not run say so; none is compared with itself."""
    line = "command: compare strike.yaml --set parties.ila.no_deal.expected=0.3"
    swept = variant(tmp_path, "a.yaml", line, "command: sweep FILE.yaml --vary parties.ila.no_deal.expected=0.3:0.9:3 -n 40")
    key = pages_of(swept, n=10)["answers.md"]
    rows = re.findall(r"^\| (as it is|0\.3|0\.6|0\.9) \|", key, re.MULTILINE)
    assert rows == ["as it is", "0.3", "0.6", "0.9"]
    assert "40 histories, seed 1" in key
    for command in ("levers FILE.yaml --target agreement=0.5", "sensitivity FILE.yaml", "explain FILE.yaml --history 3"):
        key = pages_of(variant(tmp_path, "b.yaml", line, f"command: {command}"), n=10)["answers.md"]
        assert "This command was not run for the key" in key.partition("## 2.")[2]


def test_describe_prints_the_same_commands(tmp_path, monkeypatch, capsys):
    """What is to be tried names the file by its path, as the sheets do."""
    from sim.cli import main

    (tmp_path / "my talks").mkdir()
    variant(tmp_path / "my talks", "strike.yaml", "modules:", "modules:")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["describe", "my talks/strike.yaml"])
    told = capsys.readouterr().out
    assert 'talks compare "my talks/strike.yaml" --set parties.ila.no_deal.expected=0.3 --out runs/exercise-2' in told
    assert "FILE.yaml" not in told


@pytest.mark.parametrize("path", sorted(SCENARIOS.rglob("*.yaml")), ids=lambda path: path.stem)
def test_the_library_says_which_places_are_invented(path):
    """All of textbook/, overlays with their base, and nothing else; whatever is not invented tells how it ended."""
    scenario = load(path).scenario
    assert scenario.invented == ("textbook" in path.relative_to(SCENARIOS).parts)
    assert scenario.invented == (scenario.information.what_happened is None)


@pytest.mark.slow
def test_a_debrief_names_who_tells_what_happened():
    """Named points are told in their own words, and the sources of the story stand below it."""
    debrief = pages_of(load("ec-car-emissions"), n=10)["debrief.md"]
    happened = debrief.partition("## 3.")[2].partition("## 4.")[0]
    sources = load("ec-car-emissions").scenario.information
    assert all(" ".join(sources.sources[name].by.split()) in happened for name in sources.what_happened.cites)
    assert "As told by: " in happened


@pytest.mark.parametrize("name", ["divided-island", "constructive-ambiguity"])
def test_no_page_prints_half_a_command(name):
    """Whatever stands between marks of code and begins with a command begins with the program's name, so that it can be typed."""
    texts = pages_of(load(name), n=10)
    assert not [line for text in texts.values() for line in re.findall(r"`(?:check|compare|describe|explain|kit|run|sweep) [^`]*`", text)]
    assert f"`python run_sim.py run {name}`" in texts["answers.md"]
    assert all(" ".join(load(name).scenario.information.related.split()) in " ".join(text.split()) for text in [texts["debrief.md"]])


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*/*.yaml")), ids=lambda path: path.stem)
def test_an_exercise_is_not_stopped_by_what_another_left(path):
    """Exercises of many scenarios keep their results in folders of the same name, so each command that names one says that it replaces what is there."""
    loaded = load(path)
    for trial in loaded.scenario.information.things_to_try:
        words = shlex.split(commands_of(loaded).tried(trial))
        assert ("--out" in words) == (words.count("--overwrite") == 1)
