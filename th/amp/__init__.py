"""Mixed precision: PyTorch's names, computing in the precision of the tensors themselves."""

from th.amp.autocasting import autocast, custom_bwd, custom_fwd, is_autocast_available
from th.amp.scaling import GradScaler

__all__ = ["GradScaler", "autocast", "custom_bwd", "custom_fwd", "is_autocast_available"]
