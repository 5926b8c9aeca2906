"""What a program gets back: the same documents as the commands print, tables, figures, frames; in a notebook and out of it."""

import json
import sys
import types

import numpy as np
import pytest
from rich.console import Console

import sim
from sim import columns
from sim.api import frames
from sim.api.listening import watched
from sim.cli import main
from sim.ensemble.series import SERIES

VARY = "constants.shape=1,2"
CALLS = {
    "run": (lambda: sim.run("split-the-pie", n=120, seed=2), "run split-the-pie -n 120 --seed 2"),
    "run changed": (lambda: sim.run(sim.load("one-mediator", "constants.shape=2"), n=60), "run one-mediator -n 60 --set constants.shape=2"),
    "compare": (lambda: sim.compare("one-mediator", "split-the-pie", n=60), "compare one-mediator split-the-pie -n 60"),
    "compare changed": (
        lambda: sim.compare("one-mediator", changes="constants.shape=2", variants={"Flat": "constants.shape=3"}, n=60),
        'compare one-mediator -n 60 --set constants.shape=2 --variant "Flat: constants.shape=3"',
    ),
    "compare without": (lambda: sim.compare("doha-2024-08", without="mediators.qatar", n=20), "compare doha-2024-08 -n 20 --without mediators.qatar"),
    "sweep": (lambda: sim.sweep("split-the-pie", {"constants.shape": [1, 2]}, n=60), f"sweep split-the-pie -n 60 --vary {VARY}"),
    "levers": (lambda: sim.levers("split-the-pie", {"any_deal": 0.7}, n=60), "levers split-the-pie -n 60 --target any_deal=0.7"),
    "sensitivity": (lambda: sim.sensitivity("split-the-pie", trajectories=2, sets=2), "sensitivity split-the-pie --trajectories 2 --sets 2"),
}


def typed(words, capsys):
    import shlex

    capsys.readouterr()
    with pytest.raises(SystemExit) as leaving:
        main(shlex.split(words))
    assert leaving.value.code == 0
    return capsys.readouterr().out


RESULTS = ("run", "compare", "sweep", "levers", "sensitivity")
SLOW = {"sensitivity", "compare changed", "compare without"}


def each(names):
    return [pytest.param(name, marks=pytest.mark.slow if name in SLOW else ()) for name in names]


@pytest.mark.parametrize("call", each(CALLS))
def test_a_document_is_what_the_command_prints(call, capsys):
    """`document()` is the JSON of `--json`, but for the seconds that it took."""
    make, words = CALLS[call]
    document, printed = make().document(), json.loads(typed(f"{words} --json", capsys))
    assert json.loads(json.dumps(document, allow_nan=False)) | {"elapsed_s": 0} == printed | {"elapsed_s": 0}


@pytest.mark.parametrize("call", each(RESULTS))
def test_a_table_is_what_the_command_prints(call, capsys, tmp_path, monkeypatch, results):
    """`table()` laid out by rich is the output of the command, but for its last lines."""
    monkeypatch.chdir(tmp_path)
    printed = typed(f"{CALLS[call][1]} --out kept", capsys)
    console = Console(width=100_000, markup=False, highlight=False, emoji=False)
    with console.capture() as shown:
        console.print(results[call].table())
    expected = shown.get().replace("talks explain", "pytest explain")
    assert printed.replace("talks explain", "pytest explain").startswith(expected)


@pytest.fixture(scope="module")
def results():
    """Each result, made when it is first asked for."""

    class Made(dict):
        def __missing__(self, name):
            self[name] = CALLS[name][0]()
            return self[name]

    return Made()


@pytest.mark.parametrize("name", each(RESULTS))
def test_every_result_is_told_in_a_line(results, name):
    """Reprs are short, whatever they hold; printed as text and in a notebook results are tables, in which every letter of a file is escaped."""
    found = results[name]
    assert repr(found).startswith("<")
    assert "\n" not in repr(found)
    assert len(repr(found)) < 200
    assert repr(found.table()).startswith("<Table of ")
    assert "teaching model" in str(found.table())
    assert found._repr_html_() == found.table()._repr_html_()
    assert found._repr_html_().startswith("<pre")


def test_everything_else_is_told_in_a_line():
    """Scenarios, lists, checks, stories and summaries."""
    for other in (
        sim.load("doha-2024-08"),
        sim.library(),
        sim.check("split-the-pie"),
        sim.explain("split-the-pie", 3),
        sim.run("split-the-pie", n=3).summary(),
    ):
        assert "\n" not in repr(other)
        assert len(repr(other)) < 200


def test_what_a_file_says_is_escaped_in_a_notebook(tmp_path):
    """A title that is a script is shown, not run."""
    file = tmp_path / "talks.yaml"
    talks = next(one.path for one in sim.library() if one.name == "split-the-pie")
    lines = talks.read_text(encoding="utf-8").splitlines()
    lines = ['title: "<script>alert(1)</script> & more"' if line.startswith("title:") else line for line in lines]
    file.write_text("\n".join(lines), encoding="utf-8")
    scenario = sim.load(file)
    for shown in (scenario, sim.run(scenario, n=3), sim.explain(scenario), sim.check(file)):
        assert "<script>" not in shown._repr_html_()
    assert "&lt;script&gt;" in sim.run(scenario, n=3)._repr_html_()


def test_figures_go_by_their_names(results):
    """`figures()` has all, `plot` one of them, with its title, words for those who cannot see it, and numbers."""
    run = results["run"]
    assert next(iter(run.figures())) == run.plot("endings").name == "endings"
    picture = run.plot("endings")
    assert picture.alt in run.figures()["endings"].alt
    assert len(picture.rows) > 1
    assert picture._repr_png_().startswith(b"\x89PNG")
    assert picture._repr_html_().startswith('<img src="data:image/png;base64,')
    assert repr(picture).startswith("<Picture endings: ")
    with pytest.raises(sim.InputError, match="there is no figure 'ending'"):
        run.plot("ending")


@pytest.mark.parametrize("name", each(RESULTS))
def test_every_result_has_figures(results, name):
    """The first is the one that is drawn if none is named; a name that none has is refused."""
    found = results[name]
    assert found.plot().name in found.figures()
    with pytest.raises(sim.InputError, match="there is no figure 'no'"):
        found.plot("no")


def test_a_run_is_kept_as_the_command_keeps_it(tmp_path, capsys, monkeypatch):
    """Saved afterwards, kept on the way, or by the command: the same files, but for the times; read back it is the same run."""
    monkeypatch.chdir(tmp_path)
    typed("run split-the-pie -n 50 --out command", capsys)
    run = sim.run("split-the-pie", n=50, folder="on_the_way")
    sim.run("split-the-pie", n=50).save("saved")

    def files(name):
        return {path.name: path.read_bytes() for path in (tmp_path / name).iterdir() if path.name != "times.json"}

    assert files("command") == files("on_the_way") == files("saved")
    back = sim.read_run("command")
    assert back.document() | {"elapsed_s": 0, "out": None} == run.document() | {"elapsed_s": 0, "out": None}
    assert str(back.table()) == str(run.table())
    with pytest.raises(sim.InputError, match=r"replace it with `overwrite=True` or choose another folder with `folder`"):
        sim.run("split-the-pie", n=60, folder="saved")
    with pytest.warns(sim.TalksWarning, match="is shown from there; `overwrite=True` runs it again") as warned:
        sim.run("split-the-pie", n=50, folder="saved")
    assert warned[0].filename == __file__


@pytest.mark.parametrize("call", each(RESULTS[1:]))
def test_other_results_are_kept_with_their_figures(call, tmp_path, results):
    """A document that names the folder, and the figures that it lists; the same again replaces it, another result does not."""
    found = results[call]
    folder = found.save(tmp_path / "kept")
    (document,) = (json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("*.json") if file.name != "contents.json")
    assert document["out"] == str(folder)
    assert [figure["name"] for figure in document["figures"]] == list(found.figures())
    found.save(folder)
    with pytest.raises(sim.InputError, match="holds what"):
        sim.run("split-the-pie", n=3).save(folder)


@pytest.mark.parametrize("library", ["pandas", "polars", None])
def test_rows_as_a_frame(library):
    """A row a history and a column for each of `histories`, with `draws` also what each history drew; numbers and words are those of the run."""
    pytest.importorskip(library or "pandas")
    run = sim.run("one-mediator", n=40)
    frame = run.to_frame(library, draws=True)
    assert list(frame.columns) == [*run.histories, *run.draws]
    assert type(frame).__module__.startswith(library or "pandas")
    for name, values in {**run.histories, **run.draws}.items():
        there = np.array(frame[name].to_list())
        assert np.array_equal(there, values, equal_nan=values.dtype.kind == "f") if values.dtype.kind != "O" else there.tolist() == values.tolist()
    assert len(CALLS["sweep"][0]().to_frame(library)) == 2


def test_a_frame_needs_a_library_that_is_there(monkeypatch):
    """What is missing is told with the extra that brings it; a library that none knows is refused."""
    run = sim.run("split-the-pie", n=3)
    with pytest.raises(sim.InputError, match="library is 'pandas' or 'polars'; found 'dask'"):
        run.to_frame("dask")
    monkeypatch.setattr(frames, "find_spec", lambda _: None)
    for call, extra in (
        (run.to_frame, "frames"),
        (lambda: run.to_frame("polars"), "frames"),
        (lambda: run.to_parquet("r.parquet"), "frames"),
        (run.to_xarray, "xarray"),
    ):
        with pytest.raises(sim.InputError, match=rf"pip install .*\[{extra}\]'"):
            call()


def test_rows_as_parquet(tmp_path):
    """What is written is read back by polars as it was."""
    polars = pytest.importorskip("polars")
    run = sim.run("one-mediator", n=40)
    run.to_parquet(tmp_path / "rows.parquet")
    assert polars.read_parquet(tmp_path / "rows.parquet").equals(run.to_frame("polars"))
    with pytest.raises(sim.InputError, match="is a folder"):
        run.to_parquet(tmp_path)
    with pytest.raises(sim.InputError, match="there is no folder"):
        run.to_parquet(tmp_path / "no" / "rows.parquet")


def test_arrays_with_named_axes():
    """Everything that a run holds stands in the dataset, and what is asked for by name is what the arrays have at its place."""
    pytest.importorskip("xarray")
    run = sim.run("doha-2024-08", n=60)
    found = run.to_xarray()
    assert {name for name in frames.AXES if not SERIES[name].module} == run.series.keys()
    assert dict(found.sizes) | {"history": 60, "party": 2, "issue": 6, "day": run.scenario.days} == dict(found.sizes)
    assert float(found["term"].sel(issue="withdrawal").isel(history=3).fillna(-1)) == float(np.nan_to_num(run.histories["term.withdrawal"][3], nan=-1))
    assert int(found["in_person"].sel(party="hamas").sum()) == int(run.histories["in_person.hamas"].sum())
    assert int(found["escalation_count"].sel(day=5).sum()) == 60
    path = next(iter(run.draws))
    assert np.array_equal(found["draw"].sel(setting=path), run.draws[path])
    assert {name.partition(".")[0] for name in run.histories} <= {*found.data_vars, *found.coords}


def test_a_column_that_is_added_has_its_place_in_the_dataset(monkeypatch):
    """A family of columns with a record of its own comes into the dataset with the axis of what it is about, and nobody has to list it again."""
    pytest.importorskip("xarray")
    added = columns.Column("twice", "count", "sessions", "twice", read=lambda end, party: 2 * end.model.tally.sat[party][2], of="party")
    monkeypatch.setattr(columns, "_OF_PARTIES", (*columns._OF_PARTIES, added))
    monkeypatch.setitem(columns.COLUMNS, "twice", added)
    found = sim.run("one-mediator", n=20).to_xarray()
    assert found["twice"].dims == ("history", "party")
    assert (found["twice"] == 2 * found["in_person"]).all()


def test_stories_and_contrasts():
    """A history is told from a run, a scenario or a name alike; its twin is named, and what is none is refused."""
    run = sim.run("one-mediator", n=20)
    story = run.explain(3)
    assert story.paragraphs == sim.explain("one-mediator", 3).paragraphs
    assert story.paragraphs[0] in str(story)
    changed = sim.load("one-mediator").with_changes("constants.shape=2")
    assert "one-mediator changed (there)" in str(run.explain(3, why=changed))
    with pytest.raises(sim.InputError, match="has 20 histories, numbered 0 to 19"):
        run.explain(20)
    with pytest.raises(sim.InputError, match="histories with other luck are no twins"):
        run.explain(3, why=sim.run("one-mediator", n=20, seed=2))
    with pytest.raises(sim.InputError, match="has another calendar"):
        run.explain(3, why="split-the-pie")


def test_a_comparison_of_changed_runs_says_how_to_type_them(tmp_path):
    """Commands that tell of a history name what is in memory by its settings, and a run that is kept by its folder."""
    base = sim.run("one-mediator", n=60, folder=tmp_path / "kept", figures=False)
    other = sim.run(sim.load("one-mediator").with_changes({"parties.lowmere.demand.beta": 0.2, "constants.shape": 2}), n=60)
    said = " ".join(str(sim.compare(base, other).table()).split())
    assert "one-mediator changed" in said
    assert "--set parties.lowmere.demand.beta=0.2 --set constants.shape=2 --seed 1 --history" in said
    assert "kept" in said


def test_a_check_says_what_is_wrong_without_raising(tmp_path):
    """Mistakes with their places, warnings, and which numbers move nothing."""
    (tmp_path / "bad.yaml").write_text("title: Bad\n", encoding="utf-8")
    bad = sim.check(tmp_path / "bad.yaml")
    assert not bad.ok
    assert all("bad.yaml" in mistake for mistake in bad.mistakes)
    with pytest.raises(sim.InputError, match="has mistakes"):
        bad.dead_inputs()
    good = sim.check("split-the-pie")
    assert good.ok
    assert good.document()["mistakes"] == []
    assert str(good.table()).startswith("OK ")


def test_a_scenario_describes_itself(capsys):
    """As the command does, on a page of a hundred columns, also where it is changed; in a notebook it is escaped."""
    page = sim.load("one-mediator").describe()
    printed = typed("describe one-mediator", capsys).replace("pytest ", "talks ")
    assert str(page).split()[:600] == printed.split()[:600]  # tables further down fold at another width
    assert max(map(len, str(page).splitlines()[:20])) <= 100
    assert repr(page) == "<Description of one-mediator>"
    changed = sim.load("one-mediator").with_changes({"constants.shape": 2})
    assert "What differs from one-mediator.yaml" in str(changed.describe())
    assert changed.describe()._repr_html_().startswith("<pre")


def test_the_library_by_theme():
    """A sequence of scenarios that can be run by their names."""
    every, some = sim.library(), sim.library("ratification")
    assert 0 < len(some) < len(every)
    assert set(some.names) < set(every.names)
    assert every[0].name in str(every.table())
    assert [one["name"] for one in every[:2].document()] == every.names[:2]


@pytest.fixture
def notebook(monkeypatch):
    shown = []
    handle = types.SimpleNamespace(shown=shown, update=shown.append)
    shell = types.SimpleNamespace(kernel=object())
    display = types.ModuleType("IPython.display")
    display.HTML, display.display = str, lambda first, **_: handle.update(first) or handle
    python = types.ModuleType("IPython")
    python.get_ipython, python.display = lambda: shell, display
    monkeypatch.setitem(sys.modules, "IPython", python)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    return handle


def test_a_notebook_sees_how_far_it_is(notebook):
    """A bar that fills and goes away; none where it is not wanted."""
    sim.run("split-the-pie", n=300)
    assert notebook.shown[0] == '<progress value="0" max="300"></progress> histories: 0 of 300'
    assert notebook.shown[-2:] == ['<progress value="300" max="300"></progress> histories: 300 of 300', ""]
    notebook.shown.clear()
    sim.run("split-the-pie", n=300, progress=False)
    assert notebook.shown == []


TELLING = {
    "run": lambda tell: sim.run("split-the-pie", n=300, progress=tell),
    "compare": lambda tell: sim.compare("split-the-pie", changes="constants.shape=2", n=300, progress=tell),
    "sweep": lambda tell: sim.sweep("split-the-pie", VARY, n=300, progress=tell),
    "levers": lambda tell: sim.levers("split-the-pie", "any_deal=0.5", n=250, pairs=False, progress=tell),
    "sensitivity": lambda tell: sim.sensitivity("split-the-pie", trajectories=2, sets=2, progress=tell),
}


@pytest.mark.parametrize("name", each(RESULTS))
def test_progress_may_be_told_to_a_function(name):
    """Called with what is done and how much there is, in every function."""
    heard = []
    TELLING[name](lambda done, total: heard.append((done, total)))
    assert heard
    assert all(0 < done <= total for done, total in heard)


def test_on_a_terminal_nothing_is_shown_unless_asked_for(capsys):
    """A bar where `progress` is true, else not a letter."""
    with watched(3, None) as tick:
        assert tick is None
    with watched(3, True) as tick:
        tick(1, 3)
    sim.run("split-the-pie", n=3)
    assert capsys.readouterr().out == ""
