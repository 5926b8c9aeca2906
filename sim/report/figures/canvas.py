"""What figures are drawn on, as pixels and as SVG: each line of text is measured once for both, and drawn whole."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg, get_hinting_flag
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from numpy.typing import NDArray

from .letters import side_by_side

_DPI = 150.0
"""At which text is measured for SVG."""
_POINTS = 72.0
"""Units of an SVG to the inch."""
_START = "\u200b"
"""A letter without width that a line begins with, so that its first visible one keeps its distance from the second."""
_KEPT = 256
"""Lines of text whose pictures are kept: more than those of one figure."""


def drawn(figure: Figure) -> NDArray[np.uint8]:
    """The pixels of a figure (height, width, red, green, blue and alpha)."""
    width, height = figure.get_size_inches() * figure.dpi
    pixels = _Pixels(int(width), int(height), figure.dpi)
    _settle(figure)
    figure.draw(pixels)
    return np.asarray(pixels.buffer_rgba())


def write_svg(path: Path, figure: Figure, texts: Mapping[str, str | None]) -> None:
    """Write a figure as SVG, with texts by their names (Dublin Core)."""
    dpi = figure.dpi
    width, height = figure.get_size_inches()
    with path.open("w", encoding="utf-8") as file:
        vector: Any = _Vector(width * _POINTS, height * _POINTS, file, image_dpi=dpi, metadata=texts)
        figure.dpi = _POINTS
        _settle(figure)
        mixed: Any = MixedModeRenderer(figure, width, height, dpi, vector)
        figure.draw(mixed)
        vector.finalize()
    figure.dpi = dpi


_Size = tuple[float, float, float]
"""Width, height and descent of a line."""


def _settle(figure: Figure) -> None:
    """Give labels of axes that say nothing a place; for one that has none matplotlib measures every tick each time."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if not axis.get_label_text():
                axis.set_label_coords(0.5, 0.5)


class _Line(NamedTuple):
    """A line of text, in pixels: its size, how much of its height lies below the base line, and its picture (height, width) beside its start."""

    width: float
    height: float
    descent: float
    picture: NDArray[np.uint8]
    left: int
    """Of the picture, from the start of the line."""
    above: int
    """Pixels of the picture above the base line."""


@lru_cache(_KEPT)
def _line(words: str, file: str, size: float, dpi: float) -> _Line:
    font = get_font([file])
    font.clear()
    font.set_size(size, dpi)
    font.set_text(_START + words, 0.0, flags=get_hinting_flag())
    font.draw_glyphs_to_bitmap(antialiased=True)
    width, height = font.get_width_height()
    descent, picture = font.get_descent(), np.array(font.get_image())
    left = int(font.get_bitmap_offset()[0] / 64)
    return _Line(width / 64, height / 64, descent / 64, picture, left, (height - descent) // 64 + 1)


def _laid_out(words: str, font: FontProperties, dpi: float) -> _Line:
    file = _file(tuple(font.get_family()), font.get_style(), font.get_weight())
    return _line(words, file, font.get_size_in_points(), dpi)


@lru_cache
def _file(families: tuple[str, ...], style: Any, weight: Any) -> str:
    """The file of the first of these families, kept since matplotlib takes longer over its own list of what it found."""
    return fontManager.findfont(FontProperties(family=list(families), style=style, weight=weight))


class _Pixels(RendererAgg):
    """Pixels; a line of text comes in one piece, where matplotlib 3.11 places letter by letter."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> _Size:
        """Width, height and descent of a line of text, in pixels."""
        if ismath or not side_by_side(s):
            whole: _Size = super().get_text_width_height_descent(s, prop, ismath)
            return whole
        return _laid_out(s, prop, self.dpi)[:3]

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        """Draw a line of text whose start is at x and y, pixels from the left and from above."""
        red, green, blue, alpha = (round(255 * share) for share in (*gc.get_rgb(), 1.0)[:4])
        if ismath or angle or alpha < 255 or not side_by_side(s):
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        line = _laid_out(s, prop, self.dpi)
        tall, wide = line.picture.shape
        pixels = np.empty((tall, wide, 4), np.uint8)
        pixels[..., :3] = red, green, blue
        pixels[..., 3] = line.picture
        self.draw_image(gc, round(x) + line.left, self.height - (round(y) - line.above + tall), pixels[::-1])


class _Vector(RendererSVG):
    """SVG; lines of text are as wide as they are in pixels, for which they have been measured already."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> _Size:
        """Width, height and descent of a line of text, in units of the SVG."""
        if ismath or not side_by_side(s):
            whole: _Size = super().get_text_width_height_descent(s, prop, ismath)
            return whole
        width, height, descent = _laid_out(s, prop, _DPI)[:3]
        return width * _POINTS / _DPI, height * _POINTS / _DPI, descent * _POINTS / _DPI
