"""Python's multiprocessing, with tensors that processes share.

A tensor put into a queue or a pipe, or given to a process, is moved to shared memory; writes are seen on both sides.
"""

import multiprocessing
from multiprocessing import *  # noqa: F403
from multiprocessing import reduction

from th.errors import ArgumentError
from th.multiprocessing.spawning import ProcessContext, ProcessExitedException, ProcessRaisedException, spawn, start_processes
from th.tensor.parameter import Parameter
from th.tensor.sharing import reduce_tensor
from th.tensor.tensor import Tensor

__all__ = [*multiprocessing.__all__, "ProcessContext", "ProcessExitedException", "ProcessRaisedException",
           "get_all_sharing_strategies", "get_sharing_strategy", "set_sharing_strategy", "spawn", "start_processes"]

for _kind in (Tensor, Parameter):
    reduction.ForkingPickler.register(_kind, reduce_tensor)


def get_all_sharing_strategies():
    """The ways to share memory: files in memory.

    Example:
        >>> torch.multiprocessing.get_all_sharing_strategies()
        {'file_system'}
    """
    return {"file_system"}


def get_sharing_strategy():
    """The way memory is shared."""
    return "file_system"


def set_sharing_strategy(new_strategy):
    """Sets the way memory is shared.

    Raises:
        ArgumentError: when it is none of PyTorch's
    """
    if new_strategy not in ("file_system", "file_descriptor"):
        raise ArgumentError(f"`new_strategy` (={new_strategy!r}) must be 'file_system'")
