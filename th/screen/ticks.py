"""Ticks made and placed once a drawing: matplotlib builds each from scratch, and places all of them six times."""

from __future__ import annotations

from contextlib import contextmanager
from copy import copy

from matplotlib.axis import XAxis, XTick, YAxis, YTick
from matplotlib.cbook import CallbackRegistry

__all__ = ["quick_ticks"]

_KINDS = {XAxis: XTick, YAxis: YTick}
_LINES, _LABELS = ("tick1line", "tick2line", "gridline"), ("label1", "label2")
_OURS = ("_get_tick", "_copy_tick_props", "_update_ticks", "_get_ticklabel_bboxes")


@contextmanager
def quick_ticks(figure):
    """While the Figure is drawn inside, new ticks are copies of the first, and what was worked out is kept.

    Only for plain axes: other projections have ticks and axes of their own kinds.
    """
    found = [axis for axes in figure.axes for axis in (getattr(axes, "xaxis", None), getattr(axes, "yaxis", None))]
    plain = [axis for axis in found if type(axis) in _KINDS and axis._tick_class is _KINDS[type(axis)]]
    for axis in plain:
        _quicken(axis)
    try:
        yield
    finally:
        for axis in plain:
            for name in _OURS:
                vars(axis).pop(name, None)


def _quicken(axis) -> None:
    kind = type(axis)

    def get_tick(major):
        # (Not `axis.majorTicks`: the first tick of all is made when that is asked for.)
        made = vars(axis).get("majorTicks" if major else "minorTicks")
        return _copied(made[0]) if made else kind._get_tick(axis, major)

    def copy_tick_props(source, made):
        """A copy has them."""

    axis._get_tick, axis._copy_tick_props = get_tick, copy_tick_props
    axis._update_ticks = _kept(axis, lambda: kind._update_ticks(axis))
    axis._get_ticklabel_bboxes = _kept(axis, lambda ticks, renderer: kind._get_ticklabel_bboxes(axis, ticks, renderer))


def _kept(axis, function):
    """The function's last result, until the axes have another size, place or range."""
    state = []

    def keeping(*arguments):
        now = (axis.axes.bbox.bounds, tuple(axis.get_view_interval()), *map(id, arguments))
        if not state or state[0] != now:
            # The arguments too, so that no other object gets their number.
            state[:] = now, arguments, function(*arguments)
        return state[2]

    return keeping


def _copied(tick):
    """Another tick of the same looks, as `Axis._copy_tick_props` would have it."""
    made = _own(tick)
    for name in (*_LINES, *_LABELS):
        setattr(made, name, _own(getattr(tick, name)))
    for name in _LABELS:
        label = getattr(made, name)
        label._fontproperties = copy(label._fontproperties)
    return made


def _own(artist):
    made = copy(artist)
    made._callbacks = CallbackRegistry(signals=["pchanged"])
    return made
