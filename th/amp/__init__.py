"""Mixed precision: `autocast`, and `GradScaler` against gradients that half precision rounds to 0."""

from th.amp.autocasting import autocast, custom_bwd, custom_fwd, is_autocast_available
from th.amp.scaling import GradScaler

__all__ = ["GradScaler", "autocast", "custom_bwd", "custom_fwd", "is_autocast_available"]
