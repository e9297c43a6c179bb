"""`autocast`: what it means where no operation is faster in a smaller dtype."""

import functools
import threading

from th.errors import ArgumentError
from th.tensor import dtypes

__all__ = ["autocast", "custom_bwd", "custom_fwd", "get_autocast_dtype", "is_autocast_available", "is_autocast_enabled"]

_DEFAULTS = {"cpu": dtypes.bfloat16, "cuda": dtypes.float16}


class _State(threading.local):
    def __init__(self):
        self.active = {}  # device type -> dtype, innermost block


_state = _State()


def is_autocast_available(device_type):
    """True for the devices that `autocast` knows.

    Example:
        >>> torch.amp.is_autocast_available("cpu")
        True
    """
    return device_type in _DEFAULTS


def is_autocast_enabled(device_type="cuda"):
    """True inside an enabled `autocast` for this device."""
    return device_type in _state.active


def get_autocast_dtype(device_type="cuda"):
    """The dtype that was asked for inside `autocast`."""
    return _state.active.get(device_type, _DEFAULTS[device_type])


class autocast:  # noqa: N801 - PyTorch's name
    """A block, or with ``@`` a function, written for mixed precision.

    Here it computes in the dtypes of its tensors: numpy's float16 and bfloat16 are slower than float32, so that casting
    would cost both time and digits. A script written for mixed precision runs as it is and gives float32's results.

    Args:
        device_type (str): "cpu" or "cuda"
        dtype (dtype): float16 or bfloat16; what the block would be cast to
        enabled (bool): False makes it do nothing
        cache_enabled (bool): accepted
    Raises:
        ArgumentError: when the device or the dtype is another one
    Example:
        >>> with torch.autocast("cpu", dtype=torch.bfloat16):
        ...     (torch.ones(2, 2) @ torch.ones(2, 2)).dtype
        torch.float32
    """

    def __init__(self, device_type, dtype=None, enabled=True, cache_enabled=None):
        if device_type not in _DEFAULTS:
            raise ArgumentError(
                f"User specified an unsupported autocast device_type '{device_type}'; it must be 'cpu' or 'cuda'"
            )
        dtype = _DEFAULTS[device_type] if dtype is None else dtypes.to_dtype(dtype)
        if dtype not in (dtypes.float16, dtypes.bfloat16, dtypes.float32):
            raise ArgumentError(f"`dtype` (={dtype}) must be torch.float16 or torch.bfloat16")
        self.device, self.fast_dtype, self._enabled = device_type, dtype, enabled
        self._outer = []

    def __enter__(self):
        self._outer.append(dict(_state.active))
        if self._enabled:
            _state.active[self.device] = self.fast_dtype
        else:
            _state.active.pop(self.device, None)
        return self

    def __exit__(self, *exc):
        _state.active = self._outer.pop()

    def __call__(self, function):
        @functools.wraps(function)
        def wrapped(*args, **kwargs):
            with self:
                return function(*args, **kwargs)

        return wrapped


def custom_fwd(fwd=None, *, device_type="cuda", cast_inputs=None):
    """Marks the forward of an `autograd.Function` as written for mixed precision; it runs as it is."""
    if fwd is None:
        return functools.partial(custom_fwd, device_type=device_type, cast_inputs=cast_inputs)
    return fwd


def custom_bwd(bwd=None, *, device_type="cuda"):
    """Marks the backward of an `autograd.Function` as written for mixed precision; it runs as it is."""
    return functools.partial(custom_bwd, device_type=device_type) if bwd is None else bwd
