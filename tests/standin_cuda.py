"""What `cupy.cuda` has, for the stand-in: two devices, streams and events that have nothing to wait for."""

import threading
import types

__all__ = ["CURRENT", "DEVICES", "Device", "Event", "Pool", "Stream", "module", "transfers"]

DEVICES = 2


class _Transfers:
    """How often data crossed: `up` to the device, `down` to the host."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.up = self.down = 0

    @property
    def total(self):
        return self.up + self.down


transfers = _Transfers()


class _Current(threading.local):
    device = 0


CURRENT = _Current()


class Device:
    """``cupy.cuda.Device``: one of two, and the context in which it is the current one."""

    def __init__(self, device=None):
        self.id = CURRENT.device if device is None else int(device)
        if not 0 <= self.id < DEVICES:
            raise RuntimeError("cudaErrorInvalidDevice: invalid device ordinal")
        self._outer = []

    def __enter__(self):
        self._outer.append(CURRENT.device)
        CURRENT.device = self.id
        return self

    def __exit__(self, *exc):
        CURRENT.device = self._outer.pop()

    def __eq__(self, other):
        return isinstance(other, Device) and self.id == other.id

    def __hash__(self):
        return hash(self.id)

    def __int__(self):
        return self.id

    def use(self):
        CURRENT.device = self.id

    def synchronize(self):
        """Nothing is ever pending here."""

    mem_info = property(lambda self: (2**34, 2**34))
    compute_capability = "90"


class Stream:
    """``cupy.cuda.Stream``: everything is done at once here."""

    def __init__(self, null=False, non_blocking=False, ptds=False, priority=0):
        self.ptr = 0

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        pass

    done = True

    def synchronize(self):
        """Nothing is pending."""

    def record(self, event=None):
        return event or Event()

    def wait_event(self, event):
        """Nothing is pending."""

    def use(self):
        return self


Stream.null = Stream()


class Event:
    """``cupy.cuda.Event``."""

    def __init__(self, block=False, disable_timing=False, interprocess=False):
        self.done = True

    def record(self, stream=None):
        """Nothing is pending."""

    def synchronize(self):
        """Nothing is pending."""


class Pool:
    def used_bytes(self):
        return 0

    def total_bytes(self):
        return 0

    def free_all_blocks(self, stream=None):
        """There is nothing to free."""


def _runtime():
    runtime = types.ModuleType("cupy.cuda.runtime")
    runtime.getDeviceCount = lambda: DEVICES
    runtime.getDevice = lambda: CURRENT.device
    runtime.setDevice = lambda place: Device(place).use()
    runtime.deviceSynchronize = lambda: None
    runtime.memGetInfo = lambda: (2**34, 2**34)
    runtime.runtimeGetVersion = lambda: 13000
    runtime.driverGetVersion = lambda: 13000
    runtime.getDeviceProperties = lambda place: {
        "name": b"Stand-in", "major": 9, "minor": 0, "totalGlobalMem": 2**34, "multiProcessorCount": 1, "warpSize": 32,
    }
    runtime.is_hip = False
    return runtime


def module():
    """The module `cupy.cuda`."""
    cuda = types.ModuleType("cupy.cuda")
    cuda.__dict__.update(
        Device=Device, Stream=Stream, Event=Event, is_available=lambda: True, runtime=_runtime(),
        get_current_stream=lambda device_id=None: Stream.null, get_elapsed_time=lambda start, end: 0.0,
    )
    return cuda
