"""CUDA's matrix products and attention."""

from th.tensor.devices import cuda_is_available

__all__ = ["enable_flash_sdp", "enable_math_sdp", "enable_mem_efficient_sdp", "flash_sdp_enabled", "is_built",
           "math_sdp_enabled", "matmul", "mem_efficient_sdp_enabled"]


class _Matmul:
    """The switches of matrix products."""

    allow_tf32 = False
    allow_fp16_reduced_precision_reduction = True
    allow_bf16_reduced_precision_reduction = True


matmul = _Matmul()


def is_built():
    """True when cupy is there and finds a GPU.

    Example:
        >>> isinstance(torch.backends.cuda.is_built(), bool)
        True
    """
    return cuda_is_available()


def flash_sdp_enabled():
    """False: attention is computed one way, the one that PyTorch calls "math"."""
    return False


def mem_efficient_sdp_enabled():
    """False: attention is computed one way, the one that PyTorch calls "math"."""
    return False


def math_sdp_enabled():
    """True: it is the one way there is."""
    return True


def enable_flash_sdp(enabled):
    """Accepted; there is one way to compute attention."""


def enable_mem_efficient_sdp(enabled):
    """Accepted; there is one way to compute attention."""


def enable_math_sdp(enabled):
    """Accepted; there is one way to compute attention."""
