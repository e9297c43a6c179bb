"""The zip file that PyTorch keeps objects in: one pickle, and the memory of each storage as it is."""

import contextlib
import os
import stat
import struct
import zipfile
import zlib

import numpy as np

from th.errors import FileFormatError

__all__ = ["Archive", "replacing", "write_archive"]

_ALIGNMENT = 64  # bytes; where each storage begins, so that it can be mapped into memory
_LOCAL_HEADER = struct.Struct("<26xHH")  # of a zip entry: lengths of the name and the extra field
_PADDING_FIELD = 0x4246  # "FB", as PyTorch pads
_DAMAGES = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, ValueError, NotImplementedError, RuntimeError, struct.error)
_STILL = (1980, 1, 1, 0, 0, 0)  # the same objects give the same file at any time


def _entry(archive, name, aligned):
    info = zipfile.ZipInfo(f"archive/{name}", _STILL)
    info.external_attr = 0o644 << 16
    if aligned:
        start = archive.fp.tell() + 30 + len(info.filename) + 4
        info.extra = struct.pack("<HH", _PADDING_FIELD, -start % _ALIGNMENT) + b"Z" * (-start % _ALIGNMENT)
    return info


def write_archive(file, pickled, storages):
    """Writes the zip file: the pickle, and flat numpy arrays by their keys."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, data in (("data.pkl", pickled), (".format_version", b"1"), (".storage_alignment", b"64"),
                           ("byteorder", b"little")):
            archive.writestr(_entry(archive, name, False), data)
        for key, flat in storages.items():
            info = _entry(archive, f"data/{key}", True)
            info.file_size = flat.nbytes
            with archive.open(info, "w", force_zip64=flat.nbytes >= 1 << 31) as entry:
                entry.write(memoryview(flat.view(np.uint8)))
        archive.writestr(_entry(archive, "version", False), b"3\n")


@contextlib.contextmanager
def replacing(path):
    """A file to write that takes the place of `path` at the end, whole or not at all."""
    path = os.path.realpath(path)
    if os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode):
        with open(path, "wb") as file:  # a directory says so itself; a pipe cannot be replaced
            yield file
        return
    folder, name = os.path.split(path)
    if not os.path.isdir(folder):
        raise FileNotFoundError(f"Parent directory {folder} does not exist: `f` (={path!r}) cannot be written")
    draft = os.path.join(folder, f".{name}.{os.getpid()}.part")
    try:
        with open(draft, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(path):
            os.chmod(draft, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(draft, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)
        raise


class Archive:
    """A zip file that PyTorch, or `write_archive`, wrote, for reading.

    Raises:
        FileFormatError: when it is damaged, or was written for something else
    """

    def __init__(self, file, name, path=None):
        self.name, self.path, self._file = name, path, file
        try:
            self._zip = zipfile.ZipFile(file)
        except _DAMAGES:
            raise FileFormatError(
                f"{name} is cut off or damaged: it begins as a zip file, but its directory is not there or not whole"
            ) from None
        entries = self._zip.namelist()
        pickles = [e for e in entries if e.endswith("/data.pkl") and e.count("/") == 1]
        if not pickles:
            raise FileFormatError(f"{name} is a zip file, but not one that torch.save wrote: it has no data.pkl")
        self.prefix = pickles[0].rpartition("/")[0]
        if f"{self.prefix}/constants.pkl" in entries:
            raise FileFormatError(f"{name} is a TorchScript archive, which only PyTorch's torch.jit.load can read")
        swapped = f"{self.prefix}/byteorder" in entries and self.read("byteorder") == b"big"
        self.byteorder = ">" if swapped else "<"

    def read(self, entry):
        """The bytes of an entry."""
        try:
            return self._zip.read(f"{self.prefix}/{entry}")
        except _DAMAGES as err:
            raise FileFormatError(f"{self.name} is damaged: its entry {entry!r} cannot be read ({err})") from None

    def storage(self, key, numpy_dtype, count, mapped):
        """The memory of a storage as a flat array; of a file mapped into memory, nothing is read yet."""
        wanted = count * numpy_dtype.itemsize
        try:
            info = self._zip.getinfo(f"{self.prefix}/data/{key}")
        except KeyError:
            raise FileFormatError(f"{self.name} is damaged: storage {key!r} is missing") from None
        if info.file_size < wanted:
            raise FileFormatError(f"{self.name} is damaged: storage {key!r} has {info.file_size} bytes, not {wanted}")
        if mapped and wanted and info.compress_type == zipfile.ZIP_STORED and self.byteorder == "<":
            return np.memmap(self.path, numpy_dtype, "c", self._start(info), count).view(np.ndarray)
        flat = np.empty(count, numpy_dtype)
        if info.compress_type == zipfile.ZIP_STORED and info.file_size == wanted:
            self._fill(flat.view(np.uint8), info)
        else:
            flat.view(np.uint8)[:] = np.frombuffer(self.read(f"data/{key}"), np.uint8, wanted)
        return flat if self.byteorder == "<" else flat.byteswap()

    def _fill(self, data, info):
        """Reads an entry straight into place: half the time of the zip module's way, which copies twice."""
        try:
            self._file.seek(self._start(info))
            whole = self._read_into(data) == data.size and zlib.crc32(data) == info.CRC
        except _DAMAGES:
            whole = False
        if not whole:
            raise FileFormatError(f"{self.name} is damaged: {info.filename} is not what was written")

    def _read_into(self, data):
        if hasattr(self._file, "readinto"):
            return self._file.readinto(data)
        found = self._file.read(data.size)
        data[: len(found)] = np.frombuffer(found, np.uint8)
        return len(found)

    def _start(self, info):
        self._file.seek(info.header_offset)
        name, extra = _LOCAL_HEADER.unpack(self._file.read(_LOCAL_HEADER.size))
        return info.header_offset + _LOCAL_HEADER.size + name + extra
