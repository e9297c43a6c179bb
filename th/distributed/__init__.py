"""Several processes that train together: not here, and `is_available` says so."""

from th.missing import missing_name

__all__ = ["get_rank", "get_world_size", "is_available", "is_initialized"]


def is_available():
    """False: training runs in one process.

    Example:
        >>> torch.distributed.is_available()
        False
    """
    return False


def is_initialized():
    """False: there is no process group."""
    return False


def get_rank(group=None):
    """The number of this process: 0."""
    return 0


def get_world_size(group=None):
    """How many processes train together: 1."""
    return 1


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise missing_name("th.distributed", name, __all__)
