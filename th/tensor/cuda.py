"""`torch.cuda`: the GPUs, their memory, streams and events; everything answers without one too."""

import contextlib

from th import errors
from th.errors import ArgumentError, DeviceError
from th.tensor import devices
from th.tensor.legacy import tensor_types
from th.tensor.random import default_generator
from th.tensor.tensor import Tensor

__all__ = [
    "Event", "Stream", "current_device", "current_stream", "default_stream", "device", "device_count", "empty_cache",
    "get_device_capability", "get_device_name", "get_device_properties", "get_rng_state", "get_rng_state_all",
    "init", "initial_seed", "ipc_collect", "is_available", "is_bf16_supported", "is_initialized", "manual_seed",
    "manual_seed_all", "max_memory_allocated", "max_memory_reserved", "mem_get_info", "memory_allocated",
    "memory_reserved", "memory_summary", "reset_peak_memory_stats", "seed", "seed_all", "set_device", "set_rng_state",
    "stream", "synchronize",
]  # fmt: skip


def is_available():
    """True when there is a GPU that can be used.

    Example:
        >>> isinstance(torch.cuda.is_available(), bool)
        True
    """
    return devices.cuda_is_available()


def device_count():
    """The number of GPUs.

    Example:
        >>> torch.cuda.device_count() >= 0
        True
    """
    if not is_available():
        return 0
    return int(devices.cuda_namespace().cuda.runtime.getDeviceCount())


def is_initialized():
    """True when a GPU has been used."""
    return is_available()


def init():
    """Makes sure that a GPU can be used.

    Raises:
        DeviceError: when there is none
    """
    devices.cuda_namespace()


def _index(device):
    """The number of a GPU, from None (the current one), a number, a string or a device."""
    if device is None:
        return current_device()
    if isinstance(device, int):
        return device
    found = devices.to_device(device)
    if found.type != "cuda":
        raise ArgumentError(f"Expected a cuda device, but got: {found}")
    return found.index


def current_device():
    """The number of the GPU that "cuda" means now."""
    return int(devices.cuda_namespace().cuda.Device().id)


def set_device(device):
    """Makes a GPU the one that "cuda" means."""
    devices.cuda_namespace().cuda.Device(_index(device)).use()


class device:
    """Inside it "cuda" means the given GPU; a number below 0 changes nothing."""

    def __init__(self, device):
        self.index = -1 if device is None else _index(device)

    def __enter__(self):
        self._inner = contextlib.nullcontext() if self.index < 0 else devices.cuda_namespace().cuda.Device(self.index)
        return self._inner.__enter__()

    def __exit__(self, *exc):
        return self._inner.__exit__(*exc)


class _Properties:
    """What the driver says of a GPU; printed as the table that Torch7's `cutorch.getDeviceProperties` gave."""

    def __init__(self, fields, free):
        name = fields["name"]
        self.name = name.decode() if isinstance(name, bytes) else name
        self.total_memory = fields["totalGlobalMem"]
        self.major, self.minor = fields["major"], fields["minor"]
        self.multi_processor_count = fields["multiProcessorCount"]
        self.warp_size = fields.get("warpSize", 32)
        self.max_threads_per_multi_processor = fields.get("maxThreadsPerMultiProcessor", 0)
        self.free_memory = free
        self._fields = {"name": self.name, "freeGlobalMem": free}
        self._fields.update({k: v for k, v in fields.items() if k != "name" and isinstance(v, int | float | str)})

    def __repr__(self):
        return (
            f"_CudaDeviceProperties(name='{self.name}', major={self.major}, minor={self.minor}, "
            f"total_memory={self.total_memory // 2**20}MB, multi_processor_count={self.multi_processor_count})"
        )

    def _repr_pretty_(self, p, cycle):
        rows = "\n".join(f"  {k} : {v}" for k, v in sorted(self._fields.items()))
        p.text("{\n" + rows + "\n}")


def get_device_properties(device=None):
    """What the driver says of a GPU: name, total_memory (bytes), major, minor, multi_processor_count ..."""
    xp = devices.cuda_namespace()
    index = _index(device)
    if not 0 <= index < device_count():
        raise DeviceError(f"Invalid device id {index}: this machine has {device_count()} GPU(s), numbered from 0")
    with xp.cuda.Device(index):
        free = xp.cuda.runtime.memGetInfo()[0]
    return _Properties(xp.cuda.runtime.getDeviceProperties(index), free)


def get_device_name(device=None):
    """The name of a GPU."""
    return get_device_properties(device).name


def get_device_capability(device=None):
    """The compute capability of a GPU, (major, minor)."""
    found = get_device_properties(device)
    return found.major, found.minor


def is_bf16_supported():
    """True when the current GPU computes in bfloat16."""
    return is_available() and get_device_capability()[0] >= 8


# ---- memory


def _pool():
    return devices.cuda_namespace().get_default_memory_pool()


_peak = {}


def memory_allocated(device=None):
    """Bytes that tensors on a GPU take; 0 without a GPU."""
    if not is_available():
        return 0
    with devices.cuda_namespace().cuda.Device(_index(device)):
        used = int(_pool().used_bytes())
    index = _index(device)
    _peak[index] = max(_peak.get(index, 0), used)
    return used


def memory_reserved(device=None):
    """Bytes that the memory pool of a GPU holds, in use or not; 0 without a GPU."""
    if not is_available():
        return 0
    with devices.cuda_namespace().cuda.Device(_index(device)):
        return int(_pool().total_bytes())


def max_memory_allocated(device=None):
    """The most that `memory_allocated` has answered since the last reset; 0 without a GPU."""
    if not is_available():
        return 0
    memory_allocated(device)
    return _peak[_index(device)]


def max_memory_reserved(device=None):
    """Bytes that the memory pool holds, which only `empty_cache` makes smaller; 0 without a GPU."""
    return memory_reserved(device)


def reset_peak_memory_stats(device=None):
    """Makes `max_memory_allocated` start anew."""
    if is_available():
        _peak.pop(_index(device), None)


def mem_get_info(device=None):
    """(free, total) bytes of a GPU, as the driver counts them."""
    xp = devices.cuda_namespace()
    with xp.cuda.Device(_index(device)):
        return tuple(int(n) for n in xp.cuda.runtime.memGetInfo())


def memory_summary(device=None, abbreviated=False):
    """A table of the memory of a GPU."""
    if not is_available():
        return "no GPU: nothing is allocated on one"
    free, total = mem_get_info(device)
    rows = [
        ("in use by tensors", memory_allocated(device)),
        ("held by the pool", memory_reserved(device)),
        ("free on the device", free),
        ("total on the device", total),
    ]
    width = max(len(name) for name, _ in rows)
    lines = [f"| {name:<{width}} | {size / 2**20:12.1f} MiB |" for name, size in rows]
    rule = "|" + "-" * (len(lines[0]) - 2) + "|"
    return "\n".join([rule, f"| GPU {_index(device)}: {get_device_name(device)}"[: len(rule)], rule, *lines, rule])


def empty_cache():
    """Gives the memory that the pool holds but nothing uses back to the driver."""
    if is_available():
        _pool().free_all_blocks()
        devices.cuda_namespace().get_default_pinned_memory_pool().free_all_blocks()


def ipc_collect():
    """PyTorch's name; nothing is shared between processes here."""


# ---- waiting


def synchronize(device=None):
    """Waits until a GPU has done all it was given; does nothing without one."""
    if is_available():
        devices.cuda_namespace().cuda.Device(_index(device)).synchronize()


class Stream:
    """A queue of work on a GPU."""

    def __init__(self, device=None, priority=0, *, wrapped=None):
        xp = devices.cuda_namespace()
        self._stream = wrapped if wrapped is not None else xp.cuda.Stream(non_blocking=True)

    def synchronize(self):
        """Waits until the queue is empty."""
        self._stream.synchronize()

    def query(self):
        """True when the queue is empty."""
        return bool(self._stream.done)

    def wait_stream(self, stream):
        """Lets later work here wait for what `stream` was given so far."""
        self._stream.wait_event(stream._stream.record())

    def wait_event(self, event):
        """Lets later work here wait for `event`."""
        self._stream.wait_event(event._event)

    def record_event(self, event=None):
        """Records an event here."""
        event = Event() if event is None else event
        event.record(self)
        return event

    def __enter__(self):
        self._stream.__enter__()
        return self

    def __exit__(self, *exc):
        return self._stream.__exit__(*exc)


def stream(stream):
    """Inside it work is given to `stream`; None changes nothing."""
    return contextlib.nullcontext() if stream is None else stream


def current_stream(device=None):
    """The stream that work is given to now."""
    return Stream(wrapped=devices.cuda_namespace().cuda.get_current_stream())


def default_stream(device=None):
    """The stream that work is given to unless told otherwise."""
    return Stream(wrapped=devices.cuda_namespace().cuda.Stream.null)


class Event:
    """A mark in a stream; two of them measure the time between.

    Args:
        enable_timing (bool): True to measure with it
    """

    def __init__(self, enable_timing=False, blocking=False, interprocess=False):
        xp = devices.cuda_namespace()
        self._event = xp.cuda.Event(block=blocking, disable_timing=not enable_timing)

    def record(self, stream=None):
        """Puts the mark at the end of a stream."""
        self._event.record(None if stream is None else stream._stream)

    def synchronize(self):
        """Waits until the mark is reached."""
        self._event.synchronize()

    def query(self):
        """True when the mark is reached."""
        return bool(self._event.done)

    def wait(self, stream=None):
        """Lets later work of a stream wait for the mark."""
        (stream or current_stream())._stream.wait_event(self._event)

    def elapsed_time(self, end_event):
        """Milliseconds from this mark to `end_event`."""
        return float(devices.cuda_namespace().cuda.get_elapsed_time(self._event, end_event._event))


# ---- random numbers


def manual_seed(seed):
    """Seeds the random numbers of the current GPU; does nothing without one."""
    if is_available():
        devices.cuda_namespace().random.seed(int(seed) % 2**32)


def manual_seed_all(seed):
    """Seeds the random numbers of all GPUs; does nothing without one."""
    if is_available():
        xp = devices.cuda_namespace()
        for index in range(device_count()):
            with xp.cuda.Device(index):
                xp.random.seed(int(seed) % 2**32)


def seed():
    """Seeds the current GPU from the machine's own source of chance."""
    if is_available():
        devices.cuda_namespace().random.seed()


def seed_all():
    """As `seed`, for all GPUs."""
    seed()


def initial_seed():
    """The seed of the default generator."""
    return default_generator.initial_seed()


def get_rng_state(device="cuda"):
    """PyTorch's name: cupy's generators do not give their state out.

    Raises:
        DeviceError: always
    """
    raise DeviceError("the state of a GPU's random generator is not available with cupy; seed it with manual_seed")


def set_rng_state(new_state: Tensor, device="cuda"):
    """As `get_rng_state`.

    Raises:
        DeviceError: always
    """
    get_rng_state(device)


def get_rng_state_all():
    """The states of all GPUs: none without one."""
    return [] if not is_available() else [get_rng_state()]


globals().update(tensor_types("cuda"))  # torch.cuda.FloatTensor and its kin


def __getattr__(name):
    if name == "OutOfMemoryError":  # for `except torch.cuda.OutOfMemoryError`: what a full GPU raises is cupy's own
        return devices.cuda_namespace().cuda.memory.OutOfMemoryError if is_available() else errors.OutOfMemoryError
    raise AttributeError(f"module 'th.cuda' has no attribute {name!r}", name=name)
