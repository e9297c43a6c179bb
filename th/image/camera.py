"""`image.Camera`: frames of a camera or a video file as tensors, through OpenCV (extra `camera`)."""

from __future__ import annotations

import os
import time

import numpy as np

from th.errors import ArgumentError, MissingPackageError
from th.image.arrays import as_array, as_tensor
from th.image.display import display
from th.image.pictures import planes

__all__ = ["Camera", "detectFaces"]


def _opencv():
    try:
        import cv2  # 150 ms, and only cameras need it
    except ImportError:
        raise MissingPackageError(
            "image.Camera must have OpenCV, which is not installed. Type: pip install 'th[camera]'"
        ) from None
    return cv2


class Camera:
    """A camera, or a video file, that gives its frames as tensors.

    Args:
        idx (int): which camera; or a file's name
        width, height (int): the size of the frames; the source's own by default
        fps (float): frames a second, at most
        buffers (int): how many frames the driver keeps; 1 is the least delay
    Example:
        >>> camera = image.Camera(idx=0, width=320, height=240)  # doctest: +SKIP
        >>> frame = camera.forward()  # doctest: +SKIP
        >>> camera.live(seconds=10)  # doctest: +SKIP
        >>> camera.stop()  # doctest: +SKIP
    """

    def __init__(self, idx=0, width=None, height=None, buffers=1, fps=None):
        cv2 = _opencv()
        if isinstance(idx, (str, os.PathLike)):
            idx = os.fspath(idx)
            if not os.path.isfile(idx):
                raise FileNotFoundError(f"`idx` (={idx!r}) must be a camera's number or a video file that exists.")
        self._size = (width, height)
        self._capture = cv2.VideoCapture(idx)
        if not self._capture.isOpened():
            self._capture.release()
            raise ArgumentError(f"`idx` (={idx!r}) must be a camera or a video that OpenCV can open, but it cannot.")
        self._is_file = isinstance(idx, str)
        wanted = {"FRAME_WIDTH": width, "FRAME_HEIGHT": height, "BUFFERSIZE": buffers, "FPS": fps}
        for name, value in wanted.items():
            if value is not None and not self._is_file:
                self._capture.set(getattr(cv2, f"CAP_PROP_{name}"), value)

    def forward(self, tensor=None):
        """The next frame, (3, height, width) of float in [0, 1]; written into `tensor` if there is one."""
        frame = self._read()
        if frame is None:
            raise ArgumentError("the camera must have a next frame, but it is stopped or its video has ended.")
        made = as_tensor(frame.transpose(2, 0, 1).astype(np.float32) / 255)
        if tensor is None:
            return made
        tensor.copy_(made)
        return tensor

    def _read(self) -> np.ndarray | None:
        cv2 = _opencv()
        is_there, frame = self._capture.read() if self._capture.isOpened() else (False, None)
        if not is_there:
            return None
        width, height = self._size
        if width and height and frame.shape[:2] != (height, width):
            frame = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)
        return cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)

    def __iter__(self):
        while (frame := self._read()) is not None:
            yield as_tensor(frame.transpose(2, 0, 1).astype(np.float32) / 255)

    def live(self, change=None, *, seconds=None, fps=10) -> int:
        """Show frames in place until the time is over, the video ends, or Ctrl-C.

        Args:
            change: a function from frame to frame, such as `lambda f: image.rgb2y(f)`
            seconds (float): for how long; without an end by default
            fps (float): frames a second
        Returns:
            int: how many frames were shown
        """
        started, shown, picture = time.monotonic(), 0, None
        try:
            for frame in self:
                picture = display(frame if change is None else change(frame), win=picture)
                shown += 1
                if seconds is not None and time.monotonic() - started > seconds:
                    break
                time.sleep(max(shown / fps - (time.monotonic() - started), 0))
        except KeyboardInterrupt:
            pass
        return shown

    def stop(self) -> None:
        """Let go of the camera."""
        self._capture.release()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def detectFaces(src, minSize=30) -> list[tuple[int, int, int, int]]:
    """Faces in an image, by the cascade that ships in OpenCV's wheel (extra `camera`).

    Args:
        src: (H, W) or (C, H, W)
        minSize (int): the smallest face, in pixels
    Returns:
        list of (x1, y1, x2, y2), largest first, ready for `image.drawRect`
    Example:
        >>> image.detectFaces(image.lena())  # doctest: +SKIP
    """
    cv2 = _opencv()
    if not hasattr(cv2, "CascadeClassifier"):
        raise MissingPackageError(
            "image.detectFaces must have OpenCV below 5, which ships the cascades. Type: pip install 'opencv-python-headless<5'"
        )
    image = planes(as_array(src, "src"))
    top = 1 if as_array(src).dtype.kind == "f" else 255
    grey = np.tensordot(np.array([0.299, 0.587, 0.114]), image, 1) if len(image) == 3 else image[0]
    cascade = cv2.CascadeClassifier(os.path.join(cv2.data.haarcascades, "haarcascade_frontalface_default.xml"))
    boxes = cascade.detectMultiScale(
        np.clip(grey * (255 / top), 0, 255).astype(np.uint8), scaleFactor=1.1, minNeighbors=5, minSize=(minSize, minSize)
    )
    found = [(int(x), int(y), int(x + wide), int(y + high)) for x, y, wide, high in boxes]
    return sorted(found, key=lambda box: (box[0] - box[2]) * (box[3] - box[1]))
