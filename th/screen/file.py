"""Files: a Figure or an image written in the format of the file's suffix, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

from th.errors import ArgumentError
from th.screen.base import Handle, Screen, checked_pixels

__all__ = ["FileScreen", "checked_path", "save_figure", "written_whole"]

_FIGURE_SUFFIXES = ("eps", "jpeg", "jpg", "pdf", "pgf", "png", "ps", "svg", "svgz", "tif", "tiff", "txt", "webp")


def checked_path(path, suffixes=None) -> Path:
    """The path, if a file can be written there; else an error that says why not."""
    try:
        path = Path(os.fspath(path)).expanduser()
    except TypeError:
        raise ArgumentError(f"`path` (={path!r}) must be the name of a file.") from None
    if path.is_dir():
        raise IsADirectoryError(f"`path` (={str(path)!r}) must be a file, but it is a directory. Add a file name to it.")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"`path` (={str(path)!r}) must be in a directory that exists. Make {path.parent} first.")
    if suffixes is not None and path.suffix.lower().lstrip(".") not in suffixes:
        raise ArgumentError(f"`path` (={str(path)!r}) must end in one of .{', .'.join(suffixes)}.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise PermissionError(f"`path` (={str(path)!r}) must be writable, but there is no permission to write it.")
    return path


@contextmanager
def written_whole(path: Path):
    """A temporary file's path beside `path`, renamed to it at the end: nothing is ever half written."""
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(descriptor)
    try:
        yield temporary
        os.chmod(temporary, path.stat().st_mode if path.exists() else 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def save_figure(figure, path, *, size: tuple[int, int] | None = None) -> Path:
    """Write a Figure; the suffix says how: png, pdf, svg, eps, jpg, txt and more.

    Args:
        figure (matplotlib.figure.Figure): left as it was
        path: where to
        size (width, height): pixels, or for vector formats points
    """
    path = checked_path(path, _FIGURE_SUFFIXES)
    canvas = figure.canvas
    before = figure.get_size_inches().copy()
    try:
        with written_whole(path) as temporary:
            if path.suffix == ".txt":
                _write_text(figure, temporary)
                return path
            if size is not None:
                figure.set_size_inches(size[0] / figure.dpi, size[1] / figure.dpi, forward=False)
            _write_figure(figure, temporary, path.suffix.lower().lstrip("."), is_exact=size is not None)
    finally:
        figure.set_size_inches(before, forward=False)
        figure.set_canvas(canvas)
    return path


def _write_figure(figure, path: str, kind: str, *, is_exact: bool) -> None:
    """Exactly as large as asked, or as large as what is drawn."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # with matplotlib: 250 ms

    from th.screen.raster import room_for_labels

    FigureCanvasAgg(figure)
    with room_for_labels(figure):
        figure.savefig(path, format=kind, dpi=figure.dpi, bbox_inches=None if is_exact else "tight")


def _write_text(figure, path: str) -> None:
    from th.screen.cells import figure_cells, to_text

    text = to_text(figure_cells(figure, paper=(255, 255, 255)), depth=0)
    Path(path).write_text(text + "\n", encoding="utf-8")


class FileScreen(Screen):
    """Writes th-1.png, th-2.png, ... into TH_SCREEN_DIRECTORY, or the current directory; a handle rewrites its file."""

    name = "file"

    def __init__(self) -> None:
        self._count = 0

    def _path(self, handle: Handle | None) -> Path:
        if handle is not None and handle.state is not None:
            return handle.state
        directory = Path(os.environ.get("TH_SCREEN_DIRECTORY", "."))
        self._count += 1
        while (directory / f"th-{self._count}.png").exists():
            self._count += 1
        path = checked_path(directory / f"th-{self._count}.png")
        if handle is not None:
            handle.state = path
        return path

    def show(self, figure, handle: Handle | None = None) -> None:
        """Write a Figure as PNG, and say where."""
        path = self._path(handle)
        save_figure(figure, path)
        print(path)

    def picture(self, pixels, handle: Handle | None = None, *, zoom: float | None = None) -> None:
        """Write an image as PNG, and say where."""
        from th.screen.png import png_of

        path = self._path(handle)
        with written_whole(path) as temporary:
            Path(temporary).write_bytes(png_of(checked_pixels(pixels)))
        print(path)
