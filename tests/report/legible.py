"""What is written in a figure, and whether it can be read."""

import itertools

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from sim.report.figures.style import house_style


def texts_of(figure):
    """Every visible text of a figure with the box it fills, in pixels."""
    canvas = FigureCanvasAgg(figure)
    with house_style():
        canvas.draw()
        found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
        return [(text.get_text(), text.get_window_extent(canvas.get_renderer())) for text in found]


def assert_legible(written, figure):
    """No text leaves the page or meets another."""
    width, height = figure.bbox.size
    for words, box in written:
        assert box.x0 >= 0, words
        assert box.y0 >= 0, words
        assert box.x1 <= width, words
        assert box.y1 <= height, words
    for (first, one), (second, other) in itertools.combinations(written, 2):
        # Boxes hold the room for descenders, so they may touch.
        across = min(one.x1, other.x1) - max(one.x0, other.x0)
        along = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert across <= 1 or along <= 3, (first, second)
