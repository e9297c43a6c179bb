"""The accelerator of this machine: a CUDA GPU, or none."""

from th.tensor import cuda, device

__all__ = ["current_accelerator", "current_device_index", "device_count", "is_available", "synchronize"]


def is_available():
    """True when there is a GPU.

    Example:
        >>> isinstance(torch.accelerator.is_available(), bool)
        True
    """
    return cuda.is_available()


def device_count():
    """How many GPUs there are."""
    return cuda.device_count()


def current_accelerator(check_available=False):
    """``device(type='cuda')``, None without a GPU."""
    return device("cuda") if is_available() else None


def current_device_index():
    """The number of the present GPU."""
    return cuda.current_device()


def synchronize(device=None):
    """Waits until the GPU has done what it was given."""
    if is_available():
        cuda.synchronize(device)
