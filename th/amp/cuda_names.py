"""`torch.cuda.amp`: the older names."""

import warnings

from th.amp.autocasting import autocast as _autocast
from th.amp.autocasting import custom_bwd, custom_fwd
from th.amp.scaling import GradScaler as _GradScaler

__all__ = ["GradScaler", "autocast", "custom_bwd", "custom_fwd"]


def _warn(name):
    warnings.warn(
        f"`torch.cuda.amp.{name}(args...)` is deprecated. Please use `torch.amp.{name}('cuda', args...)` instead.", FutureWarning,
        stacklevel=3,
    )


class autocast(_autocast):
    """`torch.autocast` for "cuda".

    Args:
        enabled (bool): False makes it do nothing
        dtype (dtype): float16 or bfloat16
        cache_enabled (bool): accepted
    """

    def __init__(self, enabled=True, dtype=None, cache_enabled=True):
        _warn("autocast")
        super().__init__("cuda", dtype, enabled, cache_enabled)


class GradScaler(_GradScaler):
    """`torch.amp.GradScaler` for "cuda"; see there."""

    def __init__(self, init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000, enabled=True):
        _warn("GradScaler")
        super().__init__("cuda", init_scale, growth_factor, backoff_factor, growth_interval, enabled)
