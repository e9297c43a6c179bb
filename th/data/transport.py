"""Batches from one process to another: pickles through a pipe, memory through files that both map."""

import io
import mmap
import os
import pickle
import shutil
import threading
import traceback

import numpy as np

from th.errors import WorkerError
from th.tensor.tensor import Tensor, new_tensor

__all__ = ["Failure", "Inbox", "Outbox"]

_SMALL = 16 * 1024  # below this a file costs more than the copy through the pipe
_ALIGNMENT = 64


class Failure:
    """An exception on its way to another process."""

    def __init__(self, error, where):
        self.kind = type(error)
        self.text = f"Caught {self.kind.__name__} {where}.\nOriginal {''.join(traceback.format_exception(error))}"

    def raise_here(self):
        """Raises it again, with the traceback of where it happened in its text."""
        try:
            error = self.kind(self.text)
        except Exception:  # a type that wants other arguments
            error = WorkerError(self.text)
        if isinstance(error, KeyError):  # it would show its text as a quoted key
            error = WorkerError(self.text)
        raise error


class _Pickler(pickle.Pickler):
    """Tensors by their arrays, whose memory is kept out of the pickle."""

    def reducer_override(self, obj):
        """How to rebuild a tensor on the other side."""
        if type(obj) is Tensor and isinstance(obj._array, np.ndarray):
            array = obj._array
            if array.base is not None and array.size:  # a view would take all of its base along
                array = np.ascontiguousarray(array) if array.ndim else array.copy()
            return _rebuild, (array, obj.requires_grad)
        return NotImplemented


def _rebuild(array, requires_grad):
    made = new_tensor(array)
    return made.requires_grad_() if requires_grad else made


class Outbox:
    """The sending side: writes the memory of large arrays into files of `folder`."""

    def __init__(self, folder, number):
        self.folder, self.number, self.count = folder, number, 0
        self.writing = None

    def open(self):
        """Called in the worker's process: a lock cannot come from another one."""
        self.writing = threading.Lock()

    def end(self):
        """Ends this process; removes the folder, which a parent that was killed cannot.

        Whichever worker ends last finds nobody who writes: each stops writing before it removes.
        """
        self.writing.acquire()
        shutil.rmtree(self.folder, ignore_errors=True)
        os._exit(0)

    def send(self, connection, task, value):
        """Sends a batch, or the error that pickling it gave."""
        try:
            message = self._packed(task, value)
        except Exception as err:
            message = self._packed(task, Failure(err, f"while sending a batch, in DataLoader worker process {self.number}"))
        try:
            connection.send_bytes(message)
        except (BrokenPipeError, ConnectionResetError):
            self.end()

    def _packed(self, task, value):
        large = []

        def keep_inside(buffer):
            if buffer.raw().nbytes < _SMALL:
                return True
            large.append(buffer)
            return False

        stream = io.BytesIO()
        _Pickler(stream, protocol=5, buffer_callback=keep_inside).dump((task, value))
        with self.writing:
            path, spans = self._stored(large) if large else (None, [])
        return pickle.dumps((path, spans, stream.getvalue()))

    def _stored(self, buffers):
        self.count += 1
        path = os.path.join(self.folder, f"{self.number}-{self.count}")
        spans, place = [], 0
        with open(path, "wb") as file:
            for buffer in buffers:
                raw = buffer.raw()
                file.seek(place)
                file.write(raw)
                spans.append((place, raw.nbytes))
                place += -(-raw.nbytes // _ALIGNMENT) * _ALIGNMENT
        return path, spans


class Inbox:
    """The receiving side: maps the files and forgets their names."""

    def receive(self, connection):
        """The next (task, batch) of a worker."""
        path, spans, message = pickle.loads(connection.recv_bytes())
        if path is None:
            return pickle.loads(message)
        with open(path, "r+b") as file:
            memory = memoryview(mmap.mmap(file.fileno(), 0))
        os.unlink(path)
        return pickle.loads(message, buffers=[memory[start:start + size] for start, size in spans])
