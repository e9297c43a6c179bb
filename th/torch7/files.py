"""Torch7's files: `load`, `save`, and the same for bytes."""

import os

from th.errors import ArgumentError, ArgumentTypeError, FileFormatError
from th.torch7.decode import AsciiSource, BinarySource
from th.torch7.encode import AsciiSink, BinarySink
from th.torch7.reading import read_object
from th.torch7.writing import write_object

__all__ = ["dumps", "load", "loads", "save"]

_LONGS = {"binary": None, "b32": 32, "b64": 64, "ascii": None}
_OTHERS = {
    b"PK\x03\x04": "a file of torch.save, or a zip file: try th.load",
    b"\x80": "a pickle: try th.load",
    b"\x93NUMPY": "a .npy file: use np.load",
    b"\x89HDF": "an HDF5 file",
    b"\x1f\x8b": "gzipped: unzip it first",
    b"\x89PNG": "a PNG picture: use th.image.load",
    b"\xff\xd8\xff": "a JPEG picture: use th.image.load",
}


def load(f, mode="binary", longs=None, *, lists=True):
    """Reads an object that Torch7's `torch.save` wrote.

    nil, numbers, strings and booleans become None, int (whole numbers) or float, str (bytes when it is not UTF-8) and
    bool.  A table becomes a list when its keys are 1 to n (an empty one too), else a dict; one with tables as keys, or
    with both 1 and true, a `Table`.  Tensors become tensors, those of a GPU on the CPU, and share memory as they
    did.  A module of `nn` becomes an `Object` (`to_nn` makes a module of `th.nn` of it), a function a `Function`.
    What the file holds once and names twice is one object.

    Args:
        f (path or file): a file is opened for reading bytes, and stands behind the object afterwards
        mode (str): "binary", "ascii", or "b32" and "b64" for a binary file whose longs have that many bits
        longs (int): 32 or 64; None tries 64 and then 32, which 32-bit machines and Windows wrote
        lists (bool): False makes dicts of all tables, those with the keys 1 to n too
    Raises:
        FileFormatError: when it is no such file or is cut off; it says where
    Example:
        >>> import os, tempfile
        >>> from th import torch7
        >>> path = os.path.join(tempfile.mkdtemp(), "x.t7")
        >>> torch7.save(path, {"x": torch.tensor([1.0, 2.0]), "names": ["a", "b"]})
        >>> torch7.load(path)
        {'x': tensor([1., 2.]), 'names': ['a', 'b']}
        >>> torch7.load(path, lists=False)["names"]
        {1: 'a', 2: 'b'}
    """
    mode, longs = _checked(mode, longs)
    if isinstance(f, str | os.PathLike):
        with open(f, "rb") as file:
            return _read(file.read(), repr(os.fspath(f)), mode, longs, lists)[0]
    if not hasattr(f, "read"):
        raise ArgumentTypeError(f"`f` (={f!r}) must be a path or a file opened for reading bytes")
    start = f.tell() if hasattr(f, "seekable") and f.seekable() else None
    data = f.read()
    if not isinstance(data, bytes | bytearray):
        raise ArgumentTypeError(f"`f` (={f!r}) is opened for text: open it with mode 'rb'")
    obj, end = _read(data, "the file", mode, longs, lists)
    if start is not None:
        f.seek(start + end)
    return obj


def loads(data, mode="binary", longs=None, *, lists=True):
    """The object in bytes that `dumps`, or Torch7's `torch.serialize`, made.

    Args:
        data (bytes): the whole file
        mode, longs, lists: as for `load`
    Raises:
        FileFormatError: when it is nothing of the kind or is cut off
    Example:
        >>> from th import torch7
        >>> torch7.loads(torch7.dumps([1, "two", None, True]))
        [1, 'two', None, True]
    """
    if not isinstance(data, bytes | bytearray | memoryview):
        raise ArgumentTypeError(f"`data` must be bytes, not {type(data).__name__}")
    mode, longs = _checked(mode, longs)
    return _read(bytes(data), "the data", mode, longs, lists)[0]


def save(f, obj, mode="binary"):
    """Writes an object to a file that Torch7's `torch.load` reads.

    Lists and tuples become tables with the keys 1 to n.  Torch7 has no scalars, no sizes of 0 and no truth values in
    tensors: they are written with one element, with none, and as bytes.

    Args:
        f (path or file): a file of this name is replaced only when all is written
        obj: None, truth values, numbers, text, bytes, lists, dicts, tensors, numpy arrays, and what `load` gave
        mode (str): "binary", "ascii", or "b32" for Torch7 on 32-bit machines and on Windows
    Raises:
        ArgumentTypeError: when Torch7 has nothing of that type
        DtypeError: when Torch7 has no such tensor
        FileNotFoundError: when the folder does not exist
    Example:
        >>> import io
        >>> from th import torch7
        >>> file = io.BytesIO()
        >>> torch7.save(file, torch.ones(2), "ascii")
        >>> file.getvalue().split()[-3:]
        [b'2', b'1', b'1']
    """
    is_path = isinstance(f, str | os.PathLike)
    if not is_path and not hasattr(f, "write"):
        raise ArgumentTypeError(f"`f` (={f!r}) must be a path or a file opened for writing bytes")
    parts = _parts(obj, mode)
    if not is_path:
        f.write(b"".join(parts))
        return
    from th.tensor.archive import replacing  # zipfile: 9 ms, paid by the first file

    with replacing(os.fspath(f)) as file:
        file.writelines(parts)


def dumps(obj, mode="binary"):
    """An object as the bytes of a Torch7 file, as Torch7's `torch.serialize` makes them.

    Args:
        obj: as for `save`
        mode (str): as for `save`
    Example:
        >>> from th import torch7
        >>> torch7.dumps(42, "ascii")
        b'1\\n42\\n'
    """
    return b"".join(_parts(obj, mode))


def _checked(mode, longs):
    """(mode, longs) where both are known, and agree."""
    if mode not in _LONGS:
        raise ArgumentError(f"`mode` (={mode!r}) must be one of {', '.join(map(repr, _LONGS))}")
    if longs not in (None, 32, 64):
        raise ArgumentError(f"`longs` (={longs!r}) must be 32, 64 or None")
    if _LONGS[mode] is not None and longs not in (None, _LONGS[mode]):
        raise ArgumentError(f"`longs` (={longs}) and `mode` (={mode!r}) must agree: leave out one of them")
    return mode, longs or _LONGS[mode]


def _parts(obj, mode):
    mode, longs = _checked(mode, None)
    sink = AsciiSink() if mode == "ascii" else BinarySink((longs or 64) // 8)
    write_object(sink, obj)
    return sink.parts


def _read(data, name, mode, longs, lists):
    """(the object, where it ends)."""
    if not data:
        raise FileFormatError(f"{name} is empty")
    _refuse_others(data, name, mode)
    if mode == "ascii":
        return _attempt(AsciiSource(data, 0, name), lists)
    if longs is not None:
        return _attempt(BinarySource(data, 0, name, longs // 8), lists)
    return _guessed(data, name, lists)


def _guessed(data, name, lists):
    """Longs have 64 bits, unless that makes no sense of the file and 32 make sense of all of it.

    The beginning of a file for 64 bits may read as a whole file for 32: what is merely cut off is never taken for that.
    """
    wide, narrow = BinarySource(data, 0, name, 8), BinarySource(data, 0, name, 4)
    try:
        return _attempt(wide, lists)
    except FileFormatError as err:
        error = err
    try:
        obj, end = _attempt(narrow, lists)
    except FileFormatError as err:
        raise err if narrow.is_cut_off and not wide.is_cut_off else error from None
    if end < len(data):
        raise error
    if wide.is_cut_off:
        raise FileFormatError(f"{error}; if it is of a 32-bit machine, load it with longs=32")
    return obj, end


def _attempt(source, lists):
    return read_object(source, lists), source.at


def _refuse_others(data, name, mode):
    """Raises the error that names the format, where the first bytes are known to be of another."""
    other = next((what for magic, what in _OTHERS.items() if data.startswith(magic)), None)
    if other:
        raise FileFormatError(f"{name} is not a .t7 file; it looks like {other}")
    looks_binary = data[0] <= 8 and data[1:4] == b"\0\0\0"[: len(data) - 1]
    looks_ascii = data[:1] in b"012345678" and data[1:2] in (b"\n", b"\r", b" ")
    if mode == "ascii" and looks_binary:
        raise FileFormatError(f"{name} is not a .t7 file of mode 'ascii'; it looks like one of mode 'binary'")
    if mode != "ascii" and looks_ascii:
        raise FileFormatError(f"{name} is not a .t7 file of mode 'binary'; it looks like one of mode 'ascii'")
    if mode != "ascii" and not looks_binary:
        raise FileFormatError(f"{name} is not a .t7 file: it begins with {data[:4]!r}, not with the type of an object (0 to 8)")
