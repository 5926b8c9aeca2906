"""Every figure is declared once, beside the function that draws it, and found by its name."""

import pytest
from synthetic_run import a_run

from sim.errors import InputError
from sim.report import figures
from sim.report.figures import registry

NEW = '''
from sim.report.figures.registry import figure
from sim.report.figures.style import INNER, MARGIN, Drawing, Page

@figure("doubts", place=99)
def draw(run, summary):
    """How many histories there are, and nothing else."""
    page = Page(run, "A new one", "Nothing to note.", 1.0)
    page.axes(MARGIN, 0, INNER, 1.0)
    return Drawing(page.figure, page.title, "A new figure.", [{"histories": summary.n}])
'''


def test_a_new_figure_is_one_file(monkeypatch, tmp_path):
    """A file put into the folder of figures is found without being named anywhere, and comes last where its place says so."""
    (tmp_path / "doubts.py").write_text(NEW, encoding="utf-8")
    monkeypatch.setattr(figures, "__path__", [*figures.__path__, str(tmp_path)])
    monkeypatch.setattr(registry, "_registered", dict(registry._registered))
    found = registry.figures_of("run")
    assert [*found] == [*figures.FIGURES, "doubts"]
    assert found["doubts"].shows == "How many histories there are, and nothing else."


def test_a_figure_is_drawn_by_its_name():
    """Each registered name gives a picture, pictures of several issues each their own, and a name that is none is refused with those that are."""
    run = a_run(n=30, issues=5)
    for name in (*figures.FIGURES, "texts_1", "texts_3"):
        assert figures.drawing_of(name, run)[1].figure.axes
    for name in ("nothing", "texts_9", "endings_2"):
        with pytest.raises(InputError, match=f"there is no figure '{name}' of a run; the figures are endings, "):
            figures.drawing_of(name, run)


@pytest.mark.parametrize("kind", ["run", "comparison", "sweep", "sensitivity", "levers"])
def test_each_kind_of_result_has_figures_that_say_what_they_show(kind):
    """What a figure shows is one sentence, and the order is that of the declared places."""
    found = figures.figures_of(kind)
    assert found
    assert all(one.shows.endswith(".") and one.of == kind for one in found.values())
    assert [one.place for one in found.values()] == sorted({one.place for one in found.values()})


def test_two_figures_cannot_share_a_name_or_a_place():
    """The second one is refused where it is declared."""
    for name, place in (("endings", 50), ("another", 1)):
        with pytest.raises(ValueError, match="has the name or the place of endings"):
            figures.figure(name, place=place)(lambda: None)
