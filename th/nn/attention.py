"""`nn.attention`: which kernel computes attention; `th` has one, so the choice changes nothing."""

import contextlib
import enum

__all__ = ["SDPBackend", "sdpa_kernel"]


class SDPBackend(enum.IntEnum):
    """PyTorch's kernels for attention."""

    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3
    OVERRIDEABLE = 4


@contextlib.contextmanager
def sdpa_kernel(backends, set_priority=False):
    """Takes a choice of kernels and runs the block.

    Args:
        backends (SDPBackend or list): taken for compatibility
        set_priority (bool): taken for compatibility
    """
    yield
