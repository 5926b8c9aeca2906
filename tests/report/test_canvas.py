"""What figures are drawn on: pixels and SVG that look as matplotlib would have them, and PNG files that anybody can read."""

import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from PIL import Image

from sim.report.figures import canvas
from sim.report.figures.letters import _letters_of, drawn_for, installed, side_by_side
from sim.report.figures.png import write_png
from sim.report.figures.style import house_style

WORDS = [
    "58 % of 1,000 histories",
    "Just a line, AV To jig",
    "été — Łódź, Ωμέγα, Москва: “≥ 5 €”",
    "3",
    "...",
    "a\nline below",
]


def figure(words, **look):
    """A figure with these words at its middle."""
    made = Figure(figsize=(4.0, 1.0), dpi=150)
    made.text(0.5, 0.5, words, **look)
    return made


def ink(pixels):
    """How dark each pixel is, from 0 to 1."""
    return 1 - np.asarray(pixels)[..., :3].mean(axis=2) / 255


def by_matplotlib(made):
    """The pixels that matplotlib's own canvas draws."""
    own = FigureCanvasAgg(made)
    own.draw()
    return np.asarray(own.buffer_rgba())


def box(dark):
    """Edges of what is drawn: above, below, left, right."""
    rows, columns = np.flatnonzero((dark > 0.2).any(axis=1)), np.flatnonzero((dark > 0.2).any(axis=0))
    return np.array([rows[0], rows[-1], columns[0], columns[-1]])


@pytest.mark.parametrize("align", ["left", "center", "right"])
@pytest.mark.parametrize("words", WORDS)
def test_words_stand_where_matplotlib_puts_them(words, align):
    """A line of text covers the place that matplotlib gives it, to a pixel or two, with as much ink, whatever its letters and its look."""
    for look in (
        {"fontsize": 8.5},
        {"fontsize": 13, "fontweight": "bold", "va": "top", "linespacing": 1.25, "color": "#444488"},
    ):
        with house_style():
            own, ours = (ink(draw(figure(words, ha=align, **look))) for draw in (by_matplotlib, canvas.drawn))
        assert own.shape == ours.shape
        assert np.abs(box(own) - box(ours)).max() <= 2
        assert ours.sum() == pytest.approx(own.sum(), rel=0.03)


@pytest.mark.parametrize("look", [{"rotation": 90}, {"rotation": 30}, {"alpha": 0.5}])
def test_what_is_turned_or_seen_through_is_matplotlibs(look):
    """Words that are turned, and words that one sees through, are drawn by matplotlib to the pixel."""
    with house_style():
        turned = figure("Turned words", **look)
        assert np.array_equal(by_matplotlib(turned), canvas.drawn(figure("Turned words", **look)))


def test_letters_that_change_beside_each_other_are_left_to_matplotlib():
    """Scripts whose letters join or run the other way, marks that letters carry, and letters of another font are not taken for lines of single letters."""
    for words in ("السلام", "שלום", "नमस्ते", "e\u0301", "中", "a\u2067b"):
        assert not side_by_side(words)
        assert not side_by_side(f"plain {words}")
    assert all(side_by_side(words.replace("\n", "")) for words in WORDS)
    word = next((word for word in ("שלום", "中") if any(installed_with(word))), None)
    if word is None:
        pytest.skip("no font with other letters is installed")
    with drawn_for([word]), house_style():
        assert np.array_equal(by_matplotlib(figure(word)), canvas.drawn(figure(word)))


def installed_with(word):
    """Whether fonts of this machine have the letters of a word, font by font."""
    return (set(map(ord, word)) <= _letters_of(font.fname) for font in installed())


def test_a_line_is_laid_out_once_for_pixels_and_svg(tmp_path):
    """Drawing a figure both ways lays each of its lines out once, however often it occurs, and measures for SVG as matplotlib would."""
    canvas._line.cache_clear()
    made = figure("The same line\nanother\nThe same line", ha="center")
    made.text(0.1, 0.1, "another")
    with house_style():
        canvas.drawn(made)
        canvas.write_svg(tmp_path / "ours.svg", made, {"Date": None})
        # Two, and the letters by which some versions of matplotlib measure heights.
        assert canvas._line.cache_info().misses <= 3
        assert made.dpi == 150
        FigureCanvasSVG(made).print_svg(tmp_path / "own.svg", metadata={"Date": None})
    ours, own = (numbers_in((tmp_path / name).read_text(encoding="utf-8")) for name in ("ours.svg", "own.svg"))
    assert np.allclose(ours, own, atol=0.25)  # of 72 to the inch


def numbers_in(svg):
    """All numbers of an SVG, in their order."""
    return [float(word) for word in re.findall(r"-?\d+\.?\d*", svg)]


@pytest.mark.parametrize("alt", ["Words", "Übersicht: 5 €", ""])
def test_a_picture_is_read_as_it_was_written(tmp_path, alt):
    """Pixels, resolution and texts of a PNG file come back from a program that knows nothing of how it was made."""
    pixels = np.random.default_rng(1).integers(0, 256, (37, 53, 4), dtype=np.uint8)
    write_png(tmp_path / "a.png", pixels, 150.0, {"Title": "A title", "Description": alt})
    with Image.open(tmp_path / "a.png") as read:
        assert np.array_equal(np.asarray(read), pixels[..., :3])
        assert dict(read.text) == {"Title": "A title", "Description": alt}
        assert read.info["dpi"] == pytest.approx((150, 150), rel=1e-3)


def test_a_label_that_says_nothing_changes_nothing():
    """Axes without labels are drawn as matplotlib draws them, and one that has a label keeps it below its ticks."""

    def axes_with(label):
        made = Figure(figsize=(4.0, 2.0), dpi=150)
        axes = made.add_axes((0.3, 0.4, 0.6, 0.5))
        axes.set_yticks([0, 1], ["", ""])
        axes.set_xticks([0, 1], ["", "\n\n"])
        axes.set_xlabel(label)
        return made

    with house_style():
        assert np.array_equal(by_matplotlib(axes_with("")), canvas.drawn(axes_with("")))
        own, ours = (box(ink(draw(axes_with("below")))) for draw in (by_matplotlib, canvas.drawn))
        assert np.abs(own - ours).max() <= 1
