"""`torch.signal`: windows."""

from th.tensor.signal import windows

__all__ = ["windows"]
