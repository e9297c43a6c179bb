"""cuDNN: the convolutions of a GPU."""

import contextlib
from importlib.util import find_spec

from th.tensor.devices import cuda_is_available

__all__ = ["allow_tf32", "benchmark", "benchmark_limit", "deterministic", "enabled", "flags", "is_acceptable", "is_available",
           "set_flags", "version"]

enabled = True
benchmark = False
benchmark_limit = 10
deterministic = False
allow_tf32 = True


def is_available():
    """True when there are a GPU and the package ``nvidia-cudnn-frontend``.

    Example:
        >>> isinstance(torch.backends.cudnn.is_available(), bool)
        True
    """
    return cuda_is_available() and find_spec("cudnn") is not None


def version():
    """cuDNN's version as a number, None without it."""
    if not is_available():
        return None
    import cudnn

    return cudnn.backend_version()


def is_acceptable(tensor):
    """True when cuDNN can compute with this tensor."""
    return enabled and tensor.is_cuda and tensor.is_floating_point() and is_available()


_NAMES = ("enabled", "benchmark", "benchmark_limit", "deterministic", "allow_tf32")


def set_flags(_enabled=None, _benchmark=None, _benchmark_limit=None, _deterministic=None, _allow_tf32=None):
    """Sets switches; returns what they were."""
    before = tuple(globals()[name] for name in _NAMES)
    given = (_enabled, _benchmark, _benchmark_limit, _deterministic, _allow_tf32)
    for name, value in zip(_NAMES, given, strict=True):
        if value is not None:
            globals()[name] = value
    return before


@contextlib.contextmanager
def flags(enabled=False, benchmark=False, benchmark_limit=10, deterministic=False, allow_tf32=True):
    """Sets the switches for a block."""
    before = set_flags(enabled, benchmark, benchmark_limit, deterministic, allow_tf32)
    try:
        yield
    finally:
        set_flags(*before)
