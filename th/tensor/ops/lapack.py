"""Calls into numpy's and cupy's LAPACK, with errors of our own."""

import numpy as np

from th.errors import ThError

__all__ = ["LinAlgError", "lapack"]


class LinAlgError(ThError, RuntimeError):
    """A matrix for which the result does not exist, or for which the algorithm did not converge."""


def lapack(xp, name, message, *args):
    """``xp.linalg.name(*args)``; a failure raises a LinAlgError that says `message`."""
    try:
        return getattr(xp.linalg, name)(*args)
    except np.linalg.LinAlgError:
        raise LinAlgError(message) from None
