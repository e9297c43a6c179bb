"""Settings of the whole process, and the constants and names that go with them."""

import math
import os

from th.errors import ArgumentError
from th.tensor import dtypes
from th.tensor.node import anomaly

__all__ = [
    "are_deterministic_algorithms_enabled", "channels_last", "channels_last_3d", "compile", "contiguous_format", "e",
    "get_default_tensor_type", "get_deterministic_debug_mode", "get_float32_matmul_precision", "get_num_interop_threads", "get_num_threads", "inf",
    "is_anomaly_check_nan_enabled", "is_anomaly_enabled", "is_deterministic_algorithms_warn_only_enabled",
    "is_warn_always_enabled", "memory_format", "nan", "newaxis", "pi", "preserve_format", "set_anomaly_enabled",
    "set_default_tensor_type", "set_deterministic_debug_mode", "set_float32_matmul_precision", "set_flush_denormal", "set_num_interop_threads",
    "set_num_threads", "set_warn_always", "typename", "use_deterministic_algorithms",
]  # fmt: skip

inf, nan, pi, e, newaxis = math.inf, math.nan, math.pi, math.e, None


class memory_format:
    """The order of a tensor's dims in memory; taken and kept in mind by nothing here but accepted everywhere."""

    def __init__(self, name):
        self._name = name

    def __repr__(self):
        return f"torch.{self._name}"


contiguous_format, preserve_format = memory_format("contiguous_format"), memory_format("preserve_format")
channels_last, channels_last_3d = memory_format("channels_last"), memory_format("channels_last_3d")


_state = {"deterministic": False, "warn_only": False, "warn_always": False, "precision": "highest", "interop": os.cpu_count() or 1}


def _limits():
    """threadpoolctl's control of the BLAS threads; None where that package is missing."""
    try:
        from threadpoolctl import ThreadpoolController  # 4 ms, and few ask
    except ImportError:
        return None
    return ThreadpoolController().select(user_api="blas")


def get_num_threads():
    """The number of threads that matrix products use.

    Example:
        >>> torch.get_num_threads() >= 1
        True
    """
    found = _limits()
    counts = [lib["num_threads"] for lib in found.info()] if found is not None else []
    return counts[0] if counts else int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)


def set_num_threads(number):
    """Sets the number of threads that matrix products use (through the package threadpoolctl, where it is installed)."""
    if not isinstance(number, int) or number < 1:
        raise ArgumentError(f"`number` (={number!r}) must be a positive integer")
    found = _limits()
    if found is not None:
        found.limit(limits=number)


def get_num_interop_threads():
    """PyTorch's name: operations run one after the other here."""
    return _state["interop"]


def set_num_interop_threads(number):
    """PyTorch's name; see `get_num_interop_threads`."""
    _state["interop"] = number


def use_deterministic_algorithms(mode, *, warn_only=False):
    """Remembers the wish: on the CPU every operation is deterministic."""
    _state["deterministic"], _state["warn_only"] = bool(mode), bool(warn_only)


def are_deterministic_algorithms_enabled():
    """What `use_deterministic_algorithms` was told."""
    return _state["deterministic"]


def is_deterministic_algorithms_warn_only_enabled():
    """What `use_deterministic_algorithms` was told of warnings."""
    return _state["warn_only"]


def set_deterministic_debug_mode(debug_mode):
    """`use_deterministic_algorithms` by a number or a word: 0 or "default", 1 or "warn", 2 or "error"."""
    modes = {"default": 0, "warn": 1, "error": 2}
    found = modes.get(debug_mode, debug_mode)
    if found not in (0, 1, 2):
        raise ArgumentError(f"`debug_mode` (={debug_mode!r}) must be 0, 1 or 2, or 'default', 'warn' or 'error'")
    use_deterministic_algorithms(found > 0, warn_only=found == 1)


def get_deterministic_debug_mode():
    """0, 1 or 2: see `set_deterministic_debug_mode`.

    Example:
        >>> torch.get_deterministic_debug_mode()
        0
    """
    return (1 if _state["warn_only"] else 2) if _state["deterministic"] else 0


def set_warn_always(b):
    """Remembers the wish; Python's `warnings` filters decide how often a warning is shown."""
    _state["warn_always"] = bool(b)


def is_warn_always_enabled():
    """What `set_warn_always` was told."""
    return _state["warn_always"]


def set_float32_matmul_precision(precision):
    """Remembers the wish ("highest", "high" or "medium"): products of float32 are computed in float32."""
    if precision not in ("highest", "high", "medium"):
        raise ArgumentError(f"`precision` (={precision!r}) must be 'highest', 'high' or 'medium'")
    _state["precision"] = precision


def get_float32_matmul_precision():
    """What `set_float32_matmul_precision` was told."""
    return _state["precision"]


def set_flush_denormal(mode):
    """False: numpy does not flush denormal numbers to zero."""
    return False


def set_default_tensor_type(t):
    """Torch's older form of `set_default_dtype`: "torch.DoubleTensor" or torch.DoubleTensor."""
    name = t if isinstance(t, str) else repr(t)
    alias = name.rstrip("'>").rpartition(".")[2].removesuffix("Tensor")
    for d in dtypes.DTYPES:
        if d.alias == alias:
            dtypes.set_default_dtype(d)
            return
    raise ArgumentError(f"invalid type object: `t` (={t!r}) must name a floating point tensor type")


def get_default_tensor_type():
    """The name of the type of new tensors.

    Example:
        >>> torch.get_default_tensor_type()
        'torch.FloatTensor'
    """
    return f"torch.{dtypes.get_default_dtype().alias}Tensor"


def set_anomaly_enabled(mode, check_nan=True):
    """Switches anomaly detection on or off."""
    anomaly.trace(bool(mode), check_nan)


def is_anomaly_enabled():
    """True when anomaly detection is on."""
    return anomaly.tracing


def is_anomaly_check_nan_enabled():
    """True when anomaly detection looks for NaN."""
    return anomaly.check_nan


def compile(model=None, **options):
    """The model itself: everything runs eagerly here."""
    return model if model is not None else (lambda function: function)


def typename(obj):
    """The name of the type of an object, ``torch.FloatTensor`` for a tensor.

    Example:
        >>> torch.typename(torch.zeros(1))
        'torch.FloatTensor'
    """
    if hasattr(obj, "_array"):
        return obj.type()
    return f"{type(obj).__module__}.{type(obj).__qualname__}".removeprefix("builtins.")
