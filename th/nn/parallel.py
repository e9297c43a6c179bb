"""`nn.parallel`: the names that programs for several devices use, here for one."""

from th.nn.module import Module

__all__ = ["DataParallel", "DistributedDataParallel", "data_parallel"]


class DataParallel(Module):
    """Runs a module; `th` uses one device, so this only forwards.

    Args:
        module (Module): the module
        device_ids, output_device, dim: taken for compatibility
    Example:
        >>> nn.DataParallel(nn.ReLU())(th.tensor([-1.0, 1.0]))
        tensor([0., 1.])
    """

    def __init__(self, module, device_ids=None, output_device=None, dim=0):
        super().__init__()
        self.module = module
        self.device_ids = list(device_ids) if device_ids is not None else []
        self.output_device, self.dim = output_device, dim

    def forward(self, *inputs, **kwargs):
        """What the module gives."""
        return self.module(*inputs, **kwargs)


class DistributedDataParallel(DataParallel):
    """Runs a module; `th` uses one process, so this only forwards.

    Args:
        module (Module): the module
        others: taken for compatibility
    """

    def __init__(self, module, device_ids=None, output_device=None, dim=0, **kwargs):
        super().__init__(module, device_ids, output_device, dim)


def data_parallel(module, inputs, device_ids=None, output_device=None, dim=0, module_kwargs=None):
    """Runs a module on inputs, on one device."""
    inputs = inputs if isinstance(inputs, tuple) else (inputs,)
    return module(*inputs, **(module_kwargs or {}))
