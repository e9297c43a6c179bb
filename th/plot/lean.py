"""matplotlib without what few figures need: the first plot of a session comes 50 ms sooner."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
from contextlib import contextmanager
from types import ModuleType

__all__ = ["without_rarities"]

_SPACE = "mpl_toolkits.mplot3d"
# A table of 4000 names of glyphs, which only TeX's fonts are looked up in (15 ms).
_GLYPHS = ("fontTools", "agl")


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
    _put_off(*_GLYPHS)
    stand_in = ModuleType(_SPACE)
    stand_in.Axes3D = _Axes3D
    sys.modules[_SPACE] = stand_in
    try:
        yield
    finally:
        if sys.modules.get(_SPACE) is stand_in:
            del sys.modules[_SPACE]


class _Later(ModuleType):
    """Stands in for a module, and for what it imports, until its first attribute is asked for.

    importlib's LazyLoader does not serve: before Python 3.12 the import statement itself asks for an attribute.
    """

    def __init__(self, spec):
        super().__init__(spec.name)
        self.__spec__ = spec
        self.__path__ = spec.submodule_search_locations

    def __getattr__(self, attribute):
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        name = self.__name__
        if sys.modules.get(name) is self:
            del sys.modules[name]
        module = importlib.import_module(name)
        # What is still put off in this package belongs to the real one, too.
        for child in [child for child in sys.modules if child.rpartition(".")[0] == name]:
            setattr(module, child.rpartition(".")[2], sys.modules[child])
        vars(self).update(vars(module))
        return getattr(module, attribute)


def _put_off(package: str, module: str) -> None:
    """Import a module of a package when its first attribute is asked for."""
    name = f"{package}.{module}"
    spec = None if package in sys.modules or name in sys.modules else importlib.util.find_spec(package)
    if spec is None:
        return
    parent = sys.modules[package] = _Later(spec)
    found = importlib.machinery.PathFinder.find_spec(name, spec.submodule_search_locations)
    if found is None:
        del sys.modules[package]
        return
    child = sys.modules[name] = _Later(found)
    setattr(parent, module, child)
