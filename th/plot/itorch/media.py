"""Images, sound, film and HTML as iTorch showed them; in a terminal, as much of them as it can show."""

from __future__ import annotations

import base64
import html as escaping
import os
import re
from pathlib import Path

from th.errors import ArgumentError, FileFormatError
from th.image import display
from th.image import lena as demo_image
from th.screen.notebook import in_kernel
from th.screen.output import write

__all__ = ["Html", "audio", "html", "image", "lena", "svg", "video"]

# iTorch's space between the images of a grid.
_PADDING = 2

_AUDIO = {".aac": "audio/aac", ".flac": "audio/flac", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".wav": "audio/wav"}
_VIDEO = {".mp4": "video/mp4", ".ogg": "video/ogg", ".ogv": "video/ogg", ".webm": "video/webm"}


def image(img, opts=None, **options):
    """Show a tensor, a list of tensors or a file as an image.

    Args:
        img: what `image.display` takes, or the name of an SVG file
        opts (dict): more for `image.display`, as Torch7's scripts give them
    """
    if isinstance(img, (str, os.PathLike)) and str(img).lower().endswith(".svg"):
        return svg(img)
    merged = {"padding": _PADDING, **(opts or {}), **options}
    return display(img, **merged)


def lena():
    """Show the demo image; see `image.lena`."""
    return image(demo_image())


def _file(path, kinds: dict | None) -> Path:
    path = Path(os.fspath(path)).expanduser()
    if not path.is_file():
        raise FileNotFoundError(f"`filename` (={str(path)!r}) must be a file that exists.")
    if kinds is not None and path.suffix.lower() not in kinds:
        raise ArgumentError(f"`filename` (={str(path)!r}) must end in one of {', '.join(sorted(kinds))}.")
    return path


def _embedded(filename, kinds: dict, tag: str) -> None:
    path = _file(filename, kinds)
    if not in_kernel():
        write(f"<{tag} {path.name}, {path.stat().st_size / 1024:.0f} KiB; a notebook plays it>\n")
        return
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    source = f'<source type="{kinds[path.suffix.lower()]}" src="data:{kinds[path.suffix.lower()]};base64,{data}">'
    _publish({"text/html": f"<{tag} controls>{source}</{tag}>", "text/plain": f"<{tag} {path.name}>"})


def audio(filename) -> None:
    """Play a sound file in a notebook: mp3, wav, ogg, aac or flac."""
    _embedded(filename, _AUDIO, "audio")


def video(filename) -> None:
    """Play a film in a notebook: mp4, ogg, ogv or webm. In a terminal see `image.Camera(filename).live()`."""
    _embedded(filename, _VIDEO, "video")


def svg(filename) -> None:
    """Show an SVG drawing: the name of a file, or the drawing itself."""
    text = str(filename)
    if not text.lstrip().startswith("<"):
        text = _file(filename, None).read_text(encoding="utf-8", errors="replace")
    if "<svg" not in text:
        raise FileFormatError(f"`filename` (={str(filename)[:60]!r}) must be an SVG drawing, but holds no <svg>.")
    if in_kernel():
        _publish({"image/svg+xml": text, "text/plain": "<svg>"})
    else:
        write("<svg drawing; a notebook shows it>\n")


def _publish(data: dict) -> None:
    from IPython.display import publish_display_data

    publish_display_data(data=data)


class Html:
    """What `html` returns: call it, or `html(text, handle)`, to put other content in the same place."""

    def __init__(self, text: str):
        self._handle = None
        self(text)

    def __call__(self, text: str) -> "Html":
        """Show other content in the same place."""
        data = {"text/html": str(text), "text/plain": _readable(str(text))}
        if not in_kernel():
            write(data["text/plain"] + "\n")
        elif self._handle is None:
            from IPython.display import DisplayHandle

            self._handle = DisplayHandle()
            self._handle.display(data, raw=True)
        else:
            self._handle.update(data, raw=True)
        return self

    def __repr__(self) -> str:
        return "<th.plot.itorch.Html>"

    def _ipython_display_(self) -> None:
        """Nothing: as the value of a cell it has been shown already."""


def _readable(text: str) -> str:
    """HTML without its tags."""
    text = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>", "", text)
    text = re.sub(r"(?i)<(br|/p|/div|/tr|/h\d|/li)\b[^>]*>", "\n", text)
    text = re.sub(r"<[^>]+>", "", text)
    return re.sub(r"\n{3,}", "\n\n", escaping.unescape(text)).strip()


def html(text, window_id=None) -> Html:
    """Show HTML in a notebook, its text in a terminal.

    Args:
        text (str): the HTML
        window_id (Html): what an earlier call returned: put the new content in its place
    Example:
        >>> place = itorch.html('<b>1 %</b>')
        1 %
        >>> place = itorch.html('<b>2 %</b>', place)
        2 %
    """
    if isinstance(window_id, Html):
        return window_id(text)
    return Html(text)
