"""`autocast`: products in half precision, and what loses too much in it in float32."""

import functools
import threading
import warnings

from th.errors import ArgumentError, MissingPackageError
from th.tensor import devices, dtypes
from th.tensor.casting import casts
from th.tensor.tensor import Tensor

__all__ = ["autocast", "custom_bwd", "custom_fwd", "get_autocast_dtype", "is_autocast_available", "is_autocast_enabled"]

_DEFAULTS = {"cpu": dtypes.bfloat16, "cuda": dtypes.float16}
_counting = threading.Lock()


def is_autocast_available(device_type):
    """True for the devices that `autocast` knows.

    Example:
        >>> torch.amp.is_autocast_available("cpu")
        True
    """
    return device_type in _DEFAULTS


def is_autocast_enabled(device_type="cuda"):
    """True inside an enabled `autocast` for this device."""
    return device_type in casts.here.dtypes


def get_autocast_dtype(device_type="cuda"):
    """The dtype that products are cast to inside `autocast`."""
    return casts.here.dtypes.get(device_type, _DEFAULTS[device_type])


def _is_there(device_type, dtype):
    """Whether the block can do what it says; a warning when not."""
    if device_type == "cuda" and not devices.cuda_is_available():
        warnings.warn("CUDA is not available. Disabling autocast.", stacklevel=4)
        return False
    try:
        return dtype.numpy is not None
    except MissingPackageError as err:
        warnings.warn(f"autocast computes in the dtypes of its tensors: {err}", stacklevel=4)
        return False


class autocast:
    """A block, or with ``@`` a function, of mixed precision.

    Matrix products, convolutions, attention and recurrent layers are computed from tensors cast to `dtype`, and give that
    dtype; losses, and on a GPU also what has exponentials and long sums, are computed in float32. Parameters stay as they
    are, and so do their gradients. On a CPU this saves no time: numpy knows half precision by conversion only.

    Args:
        device_type (str): "cpu" or "cuda"; what tensors on the other device are computed in stays
        dtype (dtype): float16 or bfloat16; by default bfloat16 on the CPU and float16 on a GPU
        enabled (bool): False turns an outer block off
        cache_enabled (bool): accepted
    Raises:
        ArgumentError: when the device or the dtype is another one
    Example:
        >>> with torch.autocast("cpu", dtype=torch.bfloat16):
        ...     (torch.ones(2, 2) @ torch.ones(2, 2)).dtype
        torch.bfloat16
    """

    def __init__(self, device_type, dtype=None, enabled=True, cache_enabled=None):
        if device_type not in _DEFAULTS:
            raise ArgumentError(
                f"User specified an unsupported autocast device_type '{device_type}'; it must be 'cpu' or 'cuda'"
            )
        dtype = get_autocast_dtype(device_type) if dtype is None else dtypes.to_dtype(dtype)
        if dtype not in (dtypes.float16, dtypes.bfloat16, dtypes.float32):
            raise ArgumentError(f"`dtype` (={dtype}) must be torch.float16 or torch.bfloat16")
        self.device, self.fast_dtype = device_type, dtype
        self._enabled = bool(enabled) and dtype is not dtypes.float32 and _is_there(device_type, dtype)
        self._outer = []

    def __enter__(self):
        here = casts.here
        self._outer.append(here.dtypes)
        inner = {k: v for k, v in here.dtypes.items() if k != self.device}
        if self._enabled:
            inner[self.device] = self.fast_dtype
        here.dtypes = inner
        _count(1)
        return self

    def __exit__(self, *exc):
        casts.here.dtypes = self._outer.pop()
        _count(-1)

    def __call__(self, function):
        @functools.wraps(function)
        def wrapped(*args, **kwargs):
            with self:
                return function(*args, **kwargs)

        return wrapped


def _count(change):
    with _counting:
        casts.open += change


def _cast(value, device_type, dtype):
    if isinstance(value, Tensor):
        fits = value.is_floating_point() and value.dtype is not dtypes.float64 and value.device.type == device_type
        return value.to(dtype) if fits else value
    if isinstance(value, dict):
        return {k: _cast(v, device_type, dtype) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_cast(v, device_type, dtype) for v in value)
    return value


def custom_fwd(fwd=None, *, device_type="cuda", cast_inputs=None):
    """Makes the forward of an `autograd.Function` work in mixed precision.

    Args:
        device_type (str): "cpu" or "cuda"
        cast_inputs (dtype): inside `autocast`, cast the arguments to this and compute outside of it
    """
    if fwd is None:
        return functools.partial(custom_fwd, device_type=device_type, cast_inputs=cast_inputs)

    @functools.wraps(fwd)
    def wrapped(*args, **kwargs):
        args[0]._dtype = get_autocast_dtype(device_type)
        enabled = is_autocast_enabled(device_type)
        args[0]._fwd_used_autocast = enabled and cast_inputs is None
        if cast_inputs is None or not enabled:
            return fwd(*args, **kwargs)
        with autocast(device_type, enabled=False):
            return fwd(*_cast(args, device_type, cast_inputs), **_cast(kwargs, device_type, cast_inputs))

    return wrapped


def custom_bwd(bwd=None, *, device_type="cuda"):
    """Makes the backward of an `autograd.Function` work in the precision that its forward had; see `custom_fwd`."""
    if bwd is None:
        return functools.partial(custom_bwd, device_type=device_type)

    @functools.wraps(bwd)
    def wrapped(*args, **kwargs):
        with autocast(device_type, args[0]._dtype, enabled=args[0]._fwd_used_autocast):
            return bwd(*args, **kwargs)

    return wrapped
