"""`save` and `load`: objects in PyTorch's own file format, so that its files load here and ours load there."""

import contextlib
import io
import os
import pickle
import struct

import numpy as np

from th.errors import (
    ArgumentError, ArgumentTypeError, CheckpointError, DtypeError, EmptyFileError, FileFormatError, GradientError, ShapeError,
)
from th.tensor.pickling import (
    Pickler,
    RestrictedUnpickler,
    Unpickler,
    add_safe_globals,
    clear_safe_globals,
    get_safe_globals,
    safe_globals,
)
from th.tensor.storage import attach

__all__ = ["add_safe_globals", "attach", "clear_safe_globals", "get_safe_globals", "load", "safe_globals", "save"]

_OLD_MAGIC, _OLD_VERSION = 0x1950A86A20F9469CFC6C, 1001
_T7 = "a Torch7 file: use th.torch7.load"
_OTHERS = {b"\x93NUMPY": "a .npy file: use np.load", b"\x89HDF": "an HDF5 file", b"\x1f\x8b": "gzipped: unzip it first",
           b"\3\0\0\0": _T7, b"\4\0\0\0": _T7, b"3\n1\n": f"{_T7} with mode='ascii'", b"4\n1\n": f"{_T7} with mode='ascii'"}
# What a pickle that is not whole, or not of tensors, can raise on its way.
_DAMAGES = (pickle.UnpicklingError, EOFError, IndexError, KeyError, struct.error, TypeError, AttributeError, ValueError,
            MemoryError, OverflowError, DtypeError, GradientError, ShapeError)


def save(obj, f, pickle_module=None, pickle_protocol=2, _use_new_zipfile_serialization=True):
    """Writes tensors, state dicts, or any object that can be pickled, to a file that PyTorch reads too.

    Tensors that share memory share it again after loading.  A file of this name is replaced only when all is written.

    Args:
        obj: what to save
        f (path or file): where to; a file is opened for writing bytes
    Raises:
        FileNotFoundError: when the folder does not exist
    Example:
        >>> import tempfile, os
        >>> path = os.path.join(tempfile.mkdtemp(), "x.pt")
        >>> torch.save({"x": torch.tensor([1, 2])}, path)
        >>> torch.load(path)
        {'x': tensor([1, 2])}
    """
    if not isinstance(f, str | os.PathLike) and not hasattr(f, "write"):
        raise ArgumentTypeError(f"`f` (={f!r}) must be a path or a file opened for writing bytes")
    from th.tensor.archive import replacing, write_archive  # zipfile: 9 ms, paid by the first file

    data = io.BytesIO()
    pickler = Pickler(data, pickle_protocol)
    pickler.dump(obj)
    if hasattr(f, "write"):
        write_archive(f, data.getvalue(), pickler.storages)
        return
    with replacing(os.fspath(f)) as file:
        write_archive(file, data.getvalue(), pickler.storages)


def load(f, map_location=None, pickle_module=None, *, weights_only=True, mmap=None, **pickle_load_args):
    """Reads what `save`, here or in PyTorch, wrote.

    Args:
        f (path or file): a file is opened for reading bytes
        map_location (device, str, dict or callable): where tensors go, instead of where they were saved from
        weights_only (bool): read tensors, numbers, text and containers of these, and nothing that could run code; False
            only for files whose source you trust
        mmap (bool): map tensors into memory instead of reading them; `f` must be a path
    Raises:
        FileFormatError: when it is no such file, is cut off, or holds what `weights_only` refuses
        DeviceError: when it was saved from a GPU, there is none, and `map_location` is not given
    Example:
        >>> import io
        >>> file = io.BytesIO()
        >>> torch.save(torch.eye(2), file)
        >>> torch.load(io.BytesIO(file.getvalue()))
        tensor([[1., 0.],
                [0., 1.]])
    """
    if isinstance(f, str | os.PathLike):
        with open(f, "rb") as file:
            return _load(file, repr(os.fspath(f)), os.fspath(f), map_location, weights_only, mmap)
    if not hasattr(f, "read") or not hasattr(f, "seek"):
        raise ArgumentTypeError(f"`f` (={f!r}) must be a path, or a file that can be read and searched in")
    if mmap:
        raise ArgumentError("f must be a file path in order to use the mmap argument")
    return _load(f, "the file", None, map_location, weights_only, mmap)


def _load(file, name, path, map_location, weights_only, mmap):
    start = file.tell()
    head = file.read(8)
    file.seek(start)
    if head[:2] != b"PK":
        return _load_old(file, name, head, map_location, weights_only)
    from th.tensor.archive import Archive

    archive = Archive(file, name, path)

    def fetch(key, numpy_dtype, count):
        return archive.storage(key, numpy_dtype, count, bool(mmap))

    return _unpickle(io.BytesIO(archive.read("data.pkl")), name, fetch, map_location, weights_only)


def _unpickle(file, name, fetch, map_location, weights_only):
    reader = (RestrictedUnpickler if weights_only else Unpickler)(file).prepare(fetch, map_location)
    with _told(name, _DAMAGES if weights_only else pickle.UnpicklingError):
        return reader.load()


@contextlib.contextmanager
def _told(name, errors):
    """Tells what reading the file `name` ran into as a damage of the file."""
    try:
        yield
    except FileFormatError as err:
        raise err if name in str(err) else type(err)(f"{name}: {err}") from None
    except errors as err:
        raise FileFormatError(f"{name} is cut off or damaged: {type(err).__name__}: {err}") from None


# ---- the format before PyTorch 1.6: pickles one after the other, then the memory of the storages


def _load_old(file, name, head, map_location, weights_only):
    if not head:
        raise EmptyFileError(f"{name} is empty")
    if _header(file) != [_OLD_MAGIC, _OLD_VERSION]:
        known = next((what for magic, what in _OTHERS.items() if head.startswith(magic)), None)
        raise CheckpointError(
            f"{name} is not a file that torch.save wrote" + (f"; it looks like {known}" if known else "")
        )
    memories = {}

    def fetch(key, numpy_dtype, count):
        memories[key] = np.empty(count, numpy_dtype)
        return memories[key]

    if map_location not in (None, "cpu") and str(map_location) != "cpu":
        raise ArgumentError(f"{name} is of PyTorch's old format, which is loaded to the CPU: use map_location='cpu'")
    with _told(name, _DAMAGES):
        _plain(file)  # what machine wrote it
    obj = _unpickle(file, name, fetch, "cpu", weights_only)
    with _told(name, _DAMAGES):
        _fill(file, name, memories)
    return obj


def _fill(file, name, memories):
    """Reads the memory of the storages, which follows the pickles."""
    for key in _plain(file):
        flat = memories[str(key)]
        count, data = file.read(8), file.read(flat.nbytes)
        if count != struct.pack("<q", flat.size) or len(data) != flat.nbytes:
            raise FileFormatError(f"{name} is cut off: storage {key!r} has {len(data)} bytes, not {flat.nbytes}")
        flat.view(np.uint8)[:] = np.frombuffer(data, np.uint8)


def _header(file):
    """The first two numbers of the old format; nothing of another."""
    try:
        return [_plain(file), _plain(file)]
    except Exception:  # any file can fail in any way here
        return []


def _plain(file):
    """The next pickle, of numbers, text and containers."""
    return RestrictedUnpickler(file).prepare(None, None).load()
