"""A Figure as pixels, in the colours of the terminal: on a dark background black ink becomes light."""

from __future__ import annotations

import sys
import warnings
from contextlib import contextmanager

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg

from th.screen.space import borrowed_space, fit_space
from th.screen.ticks import quick_ticks

__all__ = ["figure_pixels_of", "figure_png", "room_for_labels"]

# Ink this far from grey is a colour, and stays.
_GREY = 0.06
# The darkest that a light page may be, for its figure to be redrawn light on dark.
_LIGHT_PAGE = 0.8


class _Ink(GraphicsContextBase):
    """A graphics context that draws greys as shades between the terminal's background and its opposite."""

    def __init__(self, ink):
        super().__init__()
        self._ink = ink
        # The colour before it was turned round.
        self.given = self._rgb

    def set_foreground(self, fg, isRGBA=False):
        # set_alpha passes the colour that is set already, which must not be turned round again.
        is_set = fg is self._rgb
        super().set_foreground(fg, isRGBA)
        if not is_set:
            self.given = self._rgb
            self._rgb = self._ink(self._rgb)


class _DarkRenderer(RendererAgg):
    """Agg, with black and white exchanged and colours kept. Pictures are not touched."""

    def __init__(self, width, height, dpi, background):
        super().__init__(width, height, dpi)
        self._page = tuple(part / 255 for part in background)

    def _update_methods(self):
        super()._update_methods()
        # Agg's own methods are bound in __init__; ours change the colours first.
        for name in ("draw_markers", "draw_path_collection"):
            self.__dict__.pop(name, None)

    def ink(self, colour):
        """The colour to draw with."""
        # In plain Python: fifty colours a figure, and numpy takes ten times as long for three numbers.
        red, green, blue, *rest = map(float, colour)
        if max(red, green, blue) - min(red, green, blue) > _GREY:
            return (red, green, blue, *rest)
        grey = (red + green + blue) / 3
        return (*(part * grey + (1 - part) * 0.92 * (1 - grey) for part in self._page), *rest)

    def new_gc(self):
        return _Ink(self.ink)

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        # Text on a picture was coloured to be read there, not on the page.
        row, column = int(min(max(y - 3, 0), self.height - 1)), int(min(max(x + 3, 0), self.width - 1))
        below = np.asarray(self._renderer)[row, column].tolist()
        if any(abs(part / 255 - page) > 0.1 for part, page in zip(below, self._page)):
            gc._rgb = gc.given
        super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)

    def draw_path(self, gc, path, transform, rgbFace=None):
        super().draw_path(gc, path, transform, None if rgbFace is None else self.ink(rgbFace))

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        face = None if rgbFace is None else self.ink(rgbFace)
        self._renderer.draw_markers(gc, marker_path, marker_trans, path, trans, face)

    def draw_path_collection(self, gc, master, paths, all_trans, offsets, offset_trans, faces, edges, *rest, **more):
        # Many colours are data (a grey colour map, say); one colour is ink.
        faces, edges = (
            np.array([self.ink(colours[0])]) if len(colours) == 1 else colours for colours in (faces, edges)
        )
        self._renderer.draw_path_collection(
            gc, master, paths, all_trans, offsets, offset_trans, faces, edges, *rest, **more
        )


@contextmanager
def _sized(figure, width: int, height: int, dpi: float):
    """The Figure at another size and resolution; afterwards as it was."""
    size, before, canvas, stale = figure.get_size_inches().copy(), figure.dpi, figure.canvas, figure.stale
    places = [(axes, axes._originalPosition.frozen(), axes._position.frozen()) for axes in figure.axes]
    try:
        figure._set_dpi(dpi, forward=False)
        figure.set_size_inches(width / dpi, height / dpi, forward=False)
        yield
    finally:
        for axes, original, active in places:
            axes._originalPosition.set(original)
            axes._position.set(active)
        figure._set_dpi(before, forward=False)
        figure.set_size_inches(size, forward=False)
        figure.set_canvas(canvas)
        figure.stale = stale


def figure_pixels_of(figure, width: int, height: int, *, dpi: float, background=None) -> np.ndarray:
    """The Figure as uint8 (height, width, 3).

    Args:
        figure (matplotlib.figure.Figure): left as it was
        width, height (int): in pixels
        dpi (float): pixels an inch, which decides how large text is
        background: the terminal's, 0 to 255; None keeps the Figure's own colours
    """
    from matplotlib.colors import to_rgb

    with _sized(figure, width, height, dpi):
        canvas = FigureCanvasAgg(figure)
        page = np.mean(to_rgb(figure.get_facecolor()))
        if background is not None and sum(background) < 384 and page > _LIGHT_PAGE:
            renderer = _DarkRenderer(width, height, dpi, background)
            canvas.get_renderer = lambda: renderer
        with quick_ticks(figure), room_for_labels(figure):
            canvas.draw()
            buffer = np.asarray(canvas.get_renderer().buffer_rgba())
    return _on_page(buffer, background)


@contextmanager
def room_for_labels(figure):
    """Room for labels on Agg's canvas, if the Figure has no layout of its own choice."""
    engine = figure.get_layout_engine()
    parameters = dict(vars(figure.subplotpars))
    places = [axes for axes in figure.axes if axes.get_subplotspec() is not None]
    with borrowed_space(figure):
        if engine is None and any(axes.name != "3d" for axes in places):
            with warnings.catch_warnings():
                # Axes that a tight layout cannot place keep the places they have.
                warnings.simplefilter("ignore")
                figure.tight_layout()
        elif engine is None and places:
            top = 1 if figure._suptitle is None else 0.9
            figure.subplots_adjust(left=0, right=1, bottom=0, top=top, wspace=0, hspace=0)
            for axes in places:
                fit_space(axes, figure.canvas.get_renderer(), axes.bbox.frozen(), 0.02 * figure.bbox.height)
        try:
            yield
        finally:
            figure._layout_engine = engine
            vars(figure.subplotpars).update(parameters)


def _on_page(buffer: np.ndarray, background) -> np.ndarray:
    alpha = buffer[..., 3:]
    # All four bytes at once, the last the largest: a quarter of the time of asking for alpha alone.
    if sys.byteorder == "little" and (buffer.view(np.uint32) >= 0xFF000000).all() or (alpha == 255).all():
        from PIL import Image  # loaded with matplotlib

        return np.asarray(Image.fromarray(buffer).convert("RGB"))
    page = np.array(background or (255, 255, 255), np.uint16)
    alpha = alpha.astype(np.uint16)
    return ((buffer[..., :3] * alpha + page * (255 - alpha)) // 255).astype(np.uint8)


def figure_png(figure, scale: float = 1.0) -> tuple[bytes, int, int]:
    """The Figure as PNG at `scale` times its own size, and that size in pixels (width, height)."""
    from th.screen.png import png_of

    width, height = (round(side) for side in figure.get_size_inches() * figure.dpi)
    pixels = figure_pixels_of(figure, round(width * scale), round(height * scale), dpi=figure.dpi * scale)
    return png_of(pixels), width, height
