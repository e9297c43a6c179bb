"""Tensors in memory that several processes map."""

import atexit
import itertools
import mmap
import os
import weakref

import numpy as np

from th.errors import ArgumentTypeError, WorkerError
from th.tensor.declare import method
from th.tensor.tensor import Tensor, new_tensor

__all__ = ["is_shared", "reduce_tensor", "share_memory_", "shared_folder"]


def shared_folder():
    """Where files are memory: /dev/shm where the machine has it, else the folder of temporary files."""
    if os.access("/dev/shm", os.W_OK):
        return "/dev/shm"
    import tempfile  # 3 ms

    return tempfile.gettempdir()


class _Memory(mmap.mmap):
    """A mapped file that knows its name."""

    path = None


_numbers = itertools.count()
_MANY = 1000
_handed = set()  # names made for receivers, removed at exit where nobody came for them


def _remove(path, owner):
    if os.getpid() == owner and os.path.exists(path):
        os.unlink(path)


def _new_path():
    return os.path.join(shared_folder(), f"th-shared-{os.getpid()}-{next(_numbers)}")


@atexit.register
def _remove_handed():
    for path, owner in _handed:
        _remove(path, owner)


def _memory_of(array):
    """The shared memory that an array lies in, None when it lies elsewhere."""
    owner = array
    while owner is not None and not isinstance(owner, _Memory):
        owner = owner.obj if isinstance(owner, memoryview) else getattr(owner, "base", None)
    return owner


def _mapped(path, size):
    """A mapping of the file, which is removed with it."""
    with open(path, "r+b") as file:
        memory = _Memory(file.fileno(), size)
    memory.path = path
    weakref.finalize(memory, _remove, path, os.getpid())
    return memory


@method
def share_memory_(self):
    """Moves this tensor to memory that other processes map when it is sent to them; writes are seen by all.

    Returns:
        the tensor itself
    Example:
        >>> torch.ones(2).share_memory_().is_shared()
        True
    """
    if self.is_cuda:
        return self
    if _memory_of(self._array) is None:
        array = self._array
        path, size = _new_path(), max(array.nbytes, 1)
        with open(path, "xb") as file:
            file.truncate(size)
        memory = _mapped(path, size)
        shared = np.ndarray(array.shape, array.dtype, memory)
        shared[...] = array
        self._array = shared
    return self


@method
def is_shared(self):
    """True for a tensor that `share_memory_` has moved, and on a GPU."""
    return self.is_cuda or _memory_of(self._array) is not None


def reduce_tensor(tensor):
    """How a tensor travels to another process: by the name of its memory. For `ForkingPickler`."""
    if tensor.is_cuda:
        raise ArgumentTypeError("a tensor on a GPU cannot be sent to another process; send tensor.cpu()")
    tensor.share_memory_()
    array = tensor._array
    memory = _memory_of(array)
    start = array.__array_interface__["data"][0] - np.frombuffer(memory, np.uint8).__array_interface__["data"][0]
    # The receiver gets a name of its own for the memory, so that it may come when the sender's tensor is gone.
    path = _new_path()
    os.link(memory.path, path)
    if len(_handed) > _MANY:  # forget those that were received
        _handed.difference_update([entry for entry in _handed if not os.path.exists(entry[0])])
    _handed.add((path, os.getpid()))
    how = (type(tensor), path, len(memory), start, array.dtype, array.shape, array.strides, tensor.requires_grad)
    return _rebuilt, how


def _rebuilt(cls, path, size, start, dtype, shape, strides, requires_grad):
    own = _new_path()
    try:
        os.rename(path, own)
    except FileNotFoundError:
        raise WorkerError(
            "the shared memory of a tensor is gone: the process that sent it has ended, or it was received before"
        ) from None
    array = np.ndarray(shape, dtype, _mapped(own, size), start, strides)
    if cls is Tensor:
        made = new_tensor(array)
        return made.requires_grad_() if requires_grad else made
    return cls(new_tensor(array), requires_grad)
