"""What a format string asks for: Torch7's own, gnuplot's `with ...`, or matplotlib's `r--`."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from th.errors import ArgumentError

__all__ = ["COLOURS", "Style", "parse_style"]

# matplotlib's own ten. Torch7's style sheet began with a blue (1D4599) that cannot be seen on a dark terminal.
COLOURS = (
    "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf",
)  # fmt: skip

_SHORT = {
    "": "", ".": "dots", "dots": "dots", "+": "points", "points": "points", "-": "line", "lines": "line",
    "line": "line", "+-": "linespoints", "-+": "linespoints", "linespoints": "linespoints", "lp": "linespoints",
    "|": "boxes", "boxes": "boxes", "~": "spline", "csplines": "spline", "v": "vectors", "V": "vectors",
    "vectors": "vectors", "steps": "steps", "impulses": "impulses", "filledcurves": "band", "filledcu": "band",
    "errorbars": "errorbars", "yerrorbars": "errorbars", "yerrorlines": "errorbars", "l": "line", "p": "points",
}  # fmt: skip
_NUMBERS = {
    "lw": "width", "linewidth": "width", "ps": "size", "pointsize": "size", "ls": "colour_number",
    "linestyle": "colour_number", "pt": "marker_number", "pointtype": "marker_number", "dt": "dash_number",
    "dashtype": "dash_number",
}  # fmt: skip
_MARKERS = "o+x*sso^^vvDD"
_DASHES = ("-", "-", "--", ":", "-.")


@dataclass
class Style:
    """How one curve is drawn.

    Attributes:
        kind: '' (the default), line, points, linespoints, dots, boxes, spline, smooth, vectors, steps, impulses,
            band, errorbars or matplotlib
        weight: how close a `smooth` curve keeps to the points
        rest: what else matplotlib is told, by its own names
    """

    kind: str = ""
    weight: float = 0.0
    text: str = ""
    rest: dict | None = None


def parse_style(text: str) -> Style:
    """The style that a format string means.

    >>> parse_style("+-").kind, parse_style("~0.5").weight, parse_style("with lines lw 3").rest
    ('linespoints', 0.5, {'linewidth': 3.0})
    """
    text = text.strip()
    if text in _SHORT:
        return Style(_SHORT[text], rest={})
    weighted = re.fullmatch(r"(?:~|acsplines)\s*([0-9.eE+-]*)", text)
    if weighted:
        try:
            return Style("smooth", float(weighted[1] or 1), rest={})
        except ValueError:
            raise ArgumentError(f"`format` (={text!r}) must give a number after ~, as in '~0.5'.") from None
    if text.split()[0] == "with" or text.split()[0] in _SHORT:
        return _gnuplot_style(text)
    return Style("matplotlib", text=_checked(text), rest={})


def _checked(text: str) -> str:
    from matplotlib.axes._base import _process_plot_format  # with matplotlib: 250 ms, which the plot needs anyway

    try:
        _process_plot_format(text)
    except ValueError:
        raise ArgumentError(
            f"`format` (={text!r}) must be one of . + - +- | ~ ~0.5 v, a gnuplot style such as 'with lines lw 2', "
            "or matplotlib's, such as 'r--'."
        ) from None
    return text


def _gnuplot_style(text: str) -> Style:
    try:
        words = shlex.split(text.removeprefix("with "))
    except ValueError:
        raise ArgumentError(f"`format` (={text!r}) must close its quotation marks.") from None
    kind = _SHORT.get(words[0]) if words else None
    if kind is None:
        known = ", ".join(sorted(word for word in _SHORT if word.isalpha() and len(word) > 2))
        raise ArgumentError(f"`format` (={text!r}) must name a style that is known: {known}.")
    return Style(kind, rest=_options(words[1:], text))


def _options(words: list[str], text: str) -> dict:
    rest: dict = {}
    while words:
        word = words.pop(0)
        if word in ("lc", "linecolor", "rgb", "rgbcolor"):
            while words and words[0] in ("rgb", "rgbcolor"):
                words.pop(0)
            if words:
                rest["color"] = _colour(words.pop(0))
        elif word in _NUMBERS and words:
            rest.update(_number_option(_NUMBERS[word], words.pop(0), text))
        elif word in ("title", "t") and words:
            rest["label"] = words.pop(0)
        elif word == "solid" and words and re.fullmatch(r"[0-9.]+", words[0]):
            rest["alpha"] = float(words.pop(0))
        # Other words (fill, transparent, notitle, ...) change nothing that is seen here.
    return rest


def _colour(word: str) -> str:
    return COLOURS[(int(word) - 1) % len(COLOURS)] if word.isdigit() else word


def _number_option(name: str, word: str, text: str) -> dict:
    try:
        number = float(word)
    except ValueError:
        raise ArgumentError(f"`format` (={text!r}) must have a number where it has {word!r}.") from None
    if name == "colour_number":
        return {"color": COLOURS[(int(number) - 1) % len(COLOURS)]}
    if name == "marker_number":
        return {"marker": _MARKERS[int(number) % len(_MARKERS)]}
    if name == "dash_number":
        return {"linestyle": _DASHES[int(number) % len(_DASHES)]}
    return {"linewidth": number} if name == "width" else {"markersize": 6 * number}
