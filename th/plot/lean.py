"""matplotlib without what few figures need: the first plot of a session comes 50 ms sooner."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from types import ModuleType

__all__ = ["without_rarities"]

_SPACE = "mpl_toolkits.mplot3d"
# A table of 4000 names of glyphs, which only TeX's fonts are looked up in (15 ms).
_GLYPHS = "fontTools.agl"


class _Axes3D:
    """Stands in matplotlib's list of projections until somebody wants to draw in space (35 ms)."""

    name = "3d"

    def __new__(cls, *arguments, **options):
        from mpl_toolkits.mplot3d import Axes3D
        from matplotlib.projections import register_projection

        register_projection(Axes3D)
        return Axes3D(*arguments, **options)


@contextmanager
def without_rarities():
    """While matplotlib is imported inside, the glyph names and the axes in space are put off to their first use."""
    if "matplotlib.projections" in sys.modules or _SPACE in sys.modules:
        yield
        return
    _put_off(_GLYPHS)
    stand_in = ModuleType(_SPACE)
    stand_in.Axes3D = _Axes3D
    sys.modules[_SPACE] = stand_in
    try:
        yield
    finally:
        if sys.modules.get(_SPACE) is stand_in:
            del sys.modules[_SPACE]


def _put_off(name: str) -> None:
    """Import a module when its first attribute is asked for."""
    from importlib import util

    parent, _, last = name.rpartition(".")
    try:
        spec = util.find_spec(name)
    except ImportError:
        return
    if spec is None or name in sys.modules:
        return
    spec.loader = util.LazyLoader(spec.loader)
    module = util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    setattr(sys.modules[parent], last, module)
