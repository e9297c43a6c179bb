"""`torch.autograd.profiler`: the older form of `torch.profiler.profile`, for one block without a schedule."""

from th.tensor import profiler
from th.tensor.profiler import record_function

__all__ = ["profile", "record_function"]


class profile(profiler.profile):
    """Watches the operations inside a ``with`` block.

    Args:
        enabled (bool): False watches nothing
        use_cuda (bool): measure the GPU's stream too
        record_shapes, profile_memory, with_stack: see `torch.profiler.profile`
    Example:
        >>> with torch.autograd.profiler.profile() as prof:
        ...     y = torch.ones(2) + 1
        >>> prof.key_averages()[-1].key
        'aten::add'
    """

    def __init__(self, enabled=True, *, use_cuda=False, use_device=None, **settings):
        super().__init__(use_cuda=use_cuda or use_device == "cuda", **settings)
        self.enabled = enabled

    def start(self):
        """Begins to watch, when enabled."""
        if self.enabled:
            super().start()
