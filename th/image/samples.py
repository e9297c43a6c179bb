"""Pictures to try things on."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from th.image.arrays import as_tensor
from th.image.io import load_array

__all__ = ["fabio", "lena"]


def _hopper() -> np.ndarray:
    import matplotlib  # ships the picture; 60 ms

    path = Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg"
    return load_array(path).astype(np.float32) / 255


def lena():
    """The demo image: Rear Admiral Grace Hopper, (3, 600, 512), float in [0, 1].

    Torch7 showed the portrait of Lena Forsén here, cut from a magazine's nude without her consent to this use. She
    asked for it to be retired, and journals no longer accept it. So the name stays for old scripts, and the picture is
    that of a pioneer of computing (matplotlib's sample, an official photograph of the US Navy, in the public domain).

    Example:
        >>> image.lena().shape
        torch.Size([3, 600, 512])
    """
    return as_tensor(_hopper())


def fabio():
    """The second demo image: the face of `lena()` in grey, (1, 256, 256), float in [0, 1].

    Torch7 showed the model Fabio Lanzoni; that picture is not free to ship.
    Example:
        >>> image.fabio().shape
        torch.Size([1, 256, 256])
    """
    face = _hopper()[:, 60:316, 120:376]
    grey = np.tensordot(np.array([0.299, 0.587, 0.114], np.float32), face, 1)
    return as_tensor(grey[None])
