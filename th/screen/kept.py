"""Pictures that somebody wants to keep beyond the screen: a session that is to become a notebook, say.

Standard output may have a method `keep_picture(kept, handle)`, a context manager: what is written inside it is the
picture as the screen has it. `kept` has `fix()`, which takes the picture as it is now, and `bundle()`, which draws it.
"""

from __future__ import annotations

import io
import pickle
import sys
import weakref

from th.screen.base import Handle, Screen

__all__ = ["KeptFigure", "KeptPicture", "observed"]

_LARGEST = 8 * 2**20  # bytes of a figure with its data; of a larger one the last state is kept, while it lives


class KeptFigure:
    """A Figure as it was when it was shown: 50 to 100 KB, in 2 to 15 ms; drawing it at once would take 200."""

    def __init__(self, figure) -> None:
        self._figure, self._data = figure, b""

    def fix(self) -> None:
        """Take the figure as it is now."""
        if self._figure is None or isinstance(self._figure, weakref.ref):
            return
        try:
            self._data = _pickled(self._figure)
        except Exception:  # a formatter of the user's that is a lambda, an artist of a strange kind
            self._data = b""
        small = 0 < len(self._data) <= _LARGEST
        self._figure = None if small else weakref.ref(self._figure)
        self._data = self._data if small else b""

    @property
    def size(self) -> int:
        """Bytes that it holds."""
        return len(self._data)

    def bundle(self) -> tuple[dict, dict] | None:
        """(data, metadata) for a notebook, or None where the figure is gone."""
        from th.screen.notebook import figure_bundle

        self.fix()
        figure = pickle.loads(self._data) if self._data else self._figure()
        return None if figure is None else figure_bundle(figure)


class _Pickler(pickle.Pickler):
    """Leaves out that pyplot had the figure: loading it would open it again there."""

    def reducer_override(self, obj):
        reduced = NotImplemented
        if hasattr(obj, "savefig") and not isinstance(obj, type):
            reduced = obj.__reduce_ex__(pickle.HIGHEST_PROTOCOL)
            if isinstance(reduced[2], dict):
                reduced[2].pop("_restore_to_pylab", None)
        return reduced


def _pickled(figure) -> bytes:
    file = io.BytesIO()
    _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(figure)
    return file.getvalue()


class KeptPicture:
    """An image that was shown."""

    def __init__(self, pixels, zoom: float | None) -> None:
        self._pixels, self._zoom, self.size = pixels, zoom, pixels.nbytes

    def fix(self) -> None:
        """Take the pixels as they are now; they can be those of an array of the user's."""
        self._pixels = self._pixels.copy()

    def bundle(self) -> tuple[dict, dict]:
        """(data, metadata) for a notebook."""
        from th.screen.notebook import picture_bundle

        return picture_bundle(self._pixels, self._zoom)


class _Observed(Screen):
    """A screen, and somebody who keeps what it shows."""

    def __init__(self, screen: Screen, keep) -> None:
        self.screen, self.keep, self.name = screen, keep, screen.name

    def check(self) -> None:
        self.screen.check()

    def show(self, figure, handle: Handle | None = None) -> None:
        with self.keep(KeptFigure(figure), handle):
            self.screen.show(figure, handle)

    def picture(self, pixels, handle: Handle | None = None, *, zoom: float | None = None) -> None:
        with self.keep(KeptPicture(pixels, zoom), handle):
            self.screen.picture(pixels, handle, zoom=zoom)


def observed(screen: Screen) -> Screen:
    """The screen, or one that also keeps its pictures where standard output asks for them."""
    keep = getattr(sys.stdout, "keep_picture", None)
    return screen if keep is None else _Observed(screen, keep)
