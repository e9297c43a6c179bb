"""`torch.profiler`: which operations take the time.

`th.tensor.profiler.recorder` watches through Python's hook for calls, so that operations pay nothing while nobody does.
"""

import enum
import functools
import json
import os
import socket
import time

from th.errors import ArgumentError
from th.tensor.profiler.recorder import Recorder, innermost
from th.tensor.profiler.tables import EventList

__all__ = ["ProfilerAction", "ProfilerActivity", "profile", "record_function", "schedule", "supported_activities", "tensorboard_trace_handler"]


class ProfilerActivity(enum.Enum):
    """What is watched."""

    CPU = 0
    CUDA = 1


class ProfilerAction(enum.Enum):
    """What a schedule wants of a step."""

    NONE = 0
    WARMUP = 1
    RECORD = 2
    RECORD_AND_SAVE = 3


def supported_activities():
    """The activities that can be watched on this machine.

    Example:
        >>> torch.profiler.ProfilerActivity.CPU in torch.profiler.supported_activities()
        True
    """
    from th.tensor import cuda

    return set(ProfilerActivity) if cuda.is_available() else {ProfilerActivity.CPU}


def schedule(*, wait, warmup, active, repeat=0, skip_first=0, skip_first_wait=0):
    """For `profile`: of each round of steps, skip `wait`, warm up for `warmup`, record `active`.

    Args:
        repeat (int): how many rounds; 0 for ever
        skip_first (int): steps before the first round
        skip_first_wait (int): 1 to leave the first round's `wait` out
    Returns:
        a function from the number of a step to a ProfilerAction
    Raises:
        ArgumentError: when a count is negative or `active` is not positive
    Example:
        >>> plan = torch.profiler.schedule(wait=1, warmup=0, active=2)
        >>> [plan(step).name for step in range(4)]
        ['NONE', 'RECORD', 'RECORD_AND_SAVE', 'NONE']
    """
    if min(wait, warmup, repeat, skip_first) < 0 or active <= 0:
        raise ArgumentError(
            f"`wait` (={wait}), `warmup` (={warmup}), `repeat` (={repeat}) and `skip_first` (={skip_first}) must not be negative, "
            f"`active` (={active}) must be positive"
        )

    def action(step):
        step -= skip_first - (wait if skip_first_wait and step >= skip_first else 0)
        length = wait + warmup + active
        if step < 0 or repeat and step // length >= repeat:
            return ProfilerAction.NONE
        place = step % length
        if place < wait:
            return ProfilerAction.NONE
        if place < wait + warmup:
            return ProfilerAction.WARMUP
        return ProfilerAction.RECORD if place < length - 1 else ProfilerAction.RECORD_AND_SAVE

    return action


def tensorboard_trace_handler(dir_name, worker_name=None, use_gzip=False):
    """For `profile(on_trace_ready=...)`: writes each trace into the folder `dir_name`, for Chrome's or Perfetto's viewer."""

    def write(prof):
        os.makedirs(dir_name, exist_ok=True)
        worker = worker_name or f"{socket.gethostname()}_{os.getpid()}"
        name = f"{worker}.{time.time_ns()}.pt.trace.json" + (".gz" if use_gzip else "")
        prof.export_chrome_trace(os.path.join(dir_name, name))

    return write


_RECORDED = (ProfilerAction.RECORD, ProfilerAction.RECORD_AND_SAVE)


class profile:
    """Watches the operations inside a ``with`` block, or between `start` and `stop`.

    Args:
        activities (iterable of ProfilerActivity): CPU alone, or the GPU's stream too; by default what this machine has
        schedule (callable): from the number of a step to what to do with it: see `schedule`; `step` begins the next
        on_trace_ready (callable): called with this profile when a round has been recorded
        record_shapes (bool): keep the shapes of arguments
        profile_memory (bool): count the host's bytes, by `tracemalloc`
        with_stack (bool): keep the user's lines
        use_cuda (bool): the old way of asking for the GPU
    Raises:
        ArgumentError: for `with_flops`, which is not there: `th.nn.summary` tells the work of a network
    Example:
        >>> with torch.profiler.profile() as prof:
        ...     y = torch.ones(2, 2) @ torch.ones(2, 2)
        >>> [row.key for row in prof.key_averages() if row.count == 1 and "matmul" in row.key]
        ['aten::matmul']
    """

    def __init__(self, *, activities=None, schedule=None, on_trace_ready=None, record_shapes=False, profile_memory=False,
                 with_stack=False, with_flops=False, with_modules=False, use_cuda=None, **others):
        if with_flops:
            raise ArgumentError("`with_flops` is not there: th.nn.summary(model, input_size) tells the work of each layer")
        chosen = supported_activities() if activities is None else set(activities)
        on_device = ProfilerActivity.CUDA in chosen if use_cuda is None else use_cuda
        self._settings = {"shapes": record_shapes, "memory": profile_memory, "stacks": with_stack, "on_device": on_device}
        self.schedule = schedule or (lambda step: ProfilerAction.RECORD)
        self.on_trace_ready = on_trace_ready
        self.step_num = 0
        self._recorder, self._kept, self._stretch, self._action = None, None, None, ProfilerAction.NONE
        self._has_schedule = schedule is not None

    def start(self):
        """Begins to watch, if the schedule says so for the first step."""
        self._action = self.schedule(self.step_num)
        self._follow()

    def stop(self):
        """Ends it; what is recorded is handed to `on_trace_ready`."""
        if self._recorder is not None:
            self._finish()
            if self.on_trace_ready is not None:
                self.on_trace_ready(self)
        self._action = ProfilerAction.NONE

    def step(self):
        """The next step begins."""
        self.step_num += 1
        if self._recorder is not None and self._action is ProfilerAction.RECORD_AND_SAVE:
            self._finish()
            if self.on_trace_ready is not None:
                self.on_trace_ready(self)
        self._action = self.schedule(self.step_num)
        self._follow()

    def _follow(self):
        """Watches or does not, as the action of this step wants."""
        if self._action in _RECORDED:
            if self._recorder is None:
                self._recorder = Recorder(**self._settings)
                self._recorder.start()
            self._end_stretch()
            if self._has_schedule:
                self._stretch = self._recorder.begin(f"ProfilerStep#{self.step_num}", "user_annotation")
        elif self._recorder is not None:
            self._finish()

    def _end_stretch(self):
        if self._stretch is not None and self._stretch.end is None:
            while self._recorder.open and self._recorder.open[-1][0] is not self._stretch:
                self._recorder.close()
            self._recorder.close()
        self._stretch = None

    def _finish(self):
        self._end_stretch()
        self._recorder.stop()
        self._kept, self._recorder = self._recorder, None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.stop()

    # ---- what was found

    def events(self):
        """Every event, in the order in which they began."""
        if self._kept is None:
            raise ArgumentError("nothing is recorded yet: the figures are there when the block has ended")
        settings = self._settings
        return EventList(self._kept.events, with_shapes=settings["shapes"], with_memory=settings["memory"], on_device=self._kept.on_device)

    @property
    def function_events(self):
        """Every event."""
        return self.events()

    def key_averages(self, group_by_input_shape=False, group_by_stack_n=0):
        """The events added up by name; ``print(prof.key_averages().table(sort_by="cpu_time_total"))``."""
        return self.events().key_averages(group_by_input_shape, group_by_stack_n)

    def total_average(self):
        """All events as one row."""
        return self.events().total_average()

    def table(self, *args, **kwargs):
        """The averages as a table; arguments as those of ``key_averages().table``."""
        return self.key_averages().table(*args, **kwargs)

    @property
    def self_cpu_time_total(self):
        """Microseconds of all events."""
        return self.events().self_cpu_time_total

    def export_chrome_trace(self, path):
        """Writes the events for Chrome's chrome://tracing or ui.perfetto.dev; gzipped where `path` ends in ``.gz``."""
        import gzip

        traced = [_traced(event) for event in self.events()]
        with (gzip.open if str(path).endswith(".gz") else open)(path, "wt", encoding="utf-8") as file:
            json.dump({"schemaVersion": 1, "displayTimeUnit": "ms", "traceEvents": traced}, file)

    def export_stacks(self, path, metric="self_cpu_time_total"):
        """Writes the user's lines with their time, as flame graphs read it; needs `with_stack`."""
        if not self._settings["stacks"]:
            raise ArgumentError("export_stacks needs the lines of the calls: profile(with_stack=True)")
        with open(path, "w", encoding="utf-8") as file:
            for event in self.events():
                value = int(getattr(event, metric))
                if event.stack and value > 0:
                    file.write(";".join(line.translate({32: "_", 59: ","}) for line in reversed(event.stack)) + f" {value}\n")

    def __str__(self):
        return self.table() if self._kept is not None else repr(self)


def _traced(event):
    found = {"ph": "X", "cat": event.category, "name": event.name, "pid": os.getpid(), "tid": event.thread,
             "ts": event.start / 1000, "dur": event.cpu_time_total}  # fmt: skip
    if event.input_shapes:
        found["args"] = {"Input Dims": event.input_shapes}
    return found


class record_function:
    """A stretch with a name in the profile, as a block or a decorator.

    Example:
        >>> with torch.profiler.profile() as prof, torch.profiler.record_function("mine"):
        ...     y = torch.ones(2) * 2
        >>> any(row.key == "mine" for row in prof.key_averages())
        True
    """

    def __init__(self, name, args=None):
        self.name = name
        self._recorder = self._event = None

    def __enter__(self):
        self._recorder = innermost()
        if self._recorder is not None:
            self._event = self._recorder.begin(self.name, "user_annotation")
        return self

    def __exit__(self, *error):
        recorder, self._recorder = self._recorder, None
        if recorder is not None and self._event.end is None:
            while recorder.open[-1][0] is not self._event:
                recorder.close()
            recorder.close()

    def __call__(self, function):
        @functools.wraps(function)
        def wrapped(*args, **kwargs):
            with record_function(self.name):
                return function(*args, **kwargs)

        return wrapped
