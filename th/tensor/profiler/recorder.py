"""Which operations ran, when, and inside which others: seen through Python's own hook for calls.

Operations pay nothing for it while nobody watches. While somebody does, every call of a Python function costs about a
microsecond more, so that small operations look slower than they are; what is compared are shares and counts.
"""

import os
import sys
import threading
import time
import tracemalloc

from th.tensor import autograd, cuda, devices, dispatch, pointwise, writing
from th.tensor.tensor import Tensor

__all__ = ["Event", "Recorder", "innermost"]

_PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))) + os.sep
_CALLS = {m.__file__ for m in (dispatch, pointwise, writing)}
_BACKWARD = autograd.__file__

_recorders = []  # those that watch now, the innermost last


def innermost():
    """The recorder that watches this thread, or None."""
    return next((r for r in reversed(_recorders) if r.thread == threading.get_ident()), None)


class Event:
    """One call of an operation, or one stretch that the user has named.

    `start` and `end` are nanoseconds of the clock; `children` what ran inside; `input_shapes` the shapes of the tensors among the
    arguments; `bytes` what the host's memory grew by; `stack` the user's lines, the innermost first.
    """

    __slots__ = ("bytes", "category", "children", "end", "input_shapes", "marks", "name", "parent", "stack", "start", "thread")

    def __init__(self, name, category, parent):
        self.name, self.category, self.parent = name, category, parent
        self.children, self.input_shapes, self.stack, self.marks = [], [], [], None
        self.bytes, self.end, self.thread = 0, None, threading.get_ident()
        if parent is not None:
            parent.children.append(self)
        self.start = time.perf_counter_ns()

    @property
    def cpu_time_total(self):
        """Microseconds from begin to end."""
        return (self.end - self.start) / 1000

    @property
    def self_cpu_time_total(self):
        """The same without what ran inside."""
        return self.cpu_time_total - sum(c.cpu_time_total for c in self.children)

    @property
    def device_time_total(self):
        """Microseconds of the GPU's stream between begin and end; 0 where none was watched."""
        return self.marks[0].elapsed_time(self.marks[1]) * 1000 if self.marks else 0.0

    @property
    def self_device_time_total(self):
        """The same without what ran inside."""
        return self.device_time_total - sum(c.device_time_total for c in self.children)

    @property
    def cpu_memory_usage(self):
        """Bytes that the host's memory grew by."""
        return self.bytes

    @property
    def self_cpu_memory_usage(self):
        """The same without what ran inside."""
        return self.bytes - sum(c.bytes for c in self.children)


class Recorder:
    """Watches the operations of this thread between `start` and `stop`.

    Args:
        shapes (bool): keep the shapes of the arguments
        memory (bool): count bytes, by `tracemalloc`
        stacks (bool): keep the user's lines
        on_device (bool): measure time on the GPU's stream too
    """

    def __init__(self, *, shapes=False, memory=False, stacks=False, on_device=False):
        self.shapes, self.memory, self.stacks = shapes, memory, stacks
        self.on_device = on_device and devices.cuda_is_available()
        self.events, self.open = [], []
        self.thread = self.before = None
        self.traces_memory = False

    def start(self):
        """Begins to watch; a profiler of Python's that was there comes back with `stop`."""
        self.thread, self.before = threading.get_ident(), sys.getprofile()
        self.traces_memory = self.memory and not tracemalloc.is_tracing()
        if self.traces_memory:
            tracemalloc.start()
        _recorders.append(self)
        sys.setprofile(self.look)

    def stop(self):
        """Ends it; what is still open ends here."""
        sys.setprofile(self.before)
        if self in _recorders:
            _recorders.remove(self)
        while self.open:
            self.close()
        if self.traces_memory:
            tracemalloc.stop()
        if self.on_device:
            cuda.synchronize()

    # ---- events

    def begin(self, name, category, frame=None):
        """Opens an event; `frame` is that of the call, or None for a stretch with a name."""
        event = Event(name, category, self.open[-1][0] if self.open else None)
        self.open.append((event, frame))
        if self.memory:
            event.bytes = -tracemalloc.get_traced_memory()[0]
        if self.on_device:
            event.marks = cuda.Event(enable_timing=True), cuda.Event(enable_timing=True)
            event.marks[0].record()
        if frame is not None:
            if self.shapes:
                event.input_shapes = _shapes(frame)
            if self.stacks:
                event.stack = _lines(frame)
        self.events.append(event)
        return event

    def close(self):
        """Ends the innermost open event."""
        event, _ = self.open.pop()
        event.end = time.perf_counter_ns()
        if self.memory:
            event.bytes += tracemalloc.get_traced_memory()[0]
        if event.marks:
            event.marks[1].record()

    def look(self, frame, kind, _):
        """Python's hook: called for every call and every return."""
        if kind == "call":
            file = frame.f_code.co_filename
            if file in _CALLS:
                op = _op_of(frame)
                if op is not None and not (self.open and self.open[-1][1] is not None and _op_of(self.open[-1][1]) is op):
                    self.begin(f"aten::{op.name.strip('_')}" + ("_" if file == writing.__file__ else ""), "cpu_op", frame)
            elif file == _BACKWARD and frame.f_code.co_name == "_pull":
                self.begin(f"autograd::engine::evaluate_function: {frame.f_locals['node'].name()}", "cpu_op", frame)
        elif kind == "return" and self.open and self.open[-1][1] is frame:
            self.close()


def _op_of(frame):
    """The op that a function of the dispatcher works for; None for a function that serves no single one."""
    code = frame.f_code
    if "op" in code.co_freevars or "op" in code.co_varnames[: code.co_argcount]:
        return frame.f_locals.get("op")
    return None


def _shapes(frame):
    values = frame.f_locals
    found = [*values.get("args", ()), *(values[n] for n in ("input", "other", "tensor") if n in values)]
    return [list(v.shape) if isinstance(v, Tensor) else [] for v in found]


def _lines(frame):
    found = []
    while frame is not None:
        if not frame.f_code.co_filename.startswith(_PACKAGE):
            found.append(f"{frame.f_code.co_filename}({frame.f_lineno}): {frame.f_code.co_name}")
        frame = frame.f_back
    return found
