"""Normalisation layers."""

from th.errors import ArgumentError
from th.nn import init
from th.nn.functional import normalization as F
from th.nn.module import Module
from th.tensor import dtypes
from th.tensor.ops.filled import empty, ones, zeros
from th.tensor.ops.create import tensor
from th.tensor.parameter import Parameter

__all__ = [
    "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d", "Norm",
    "SyncBatchNorm", "_BatchNorm", "_InstanceNorm",
]

_ARGUMENTS = """Args:
        num_features (int): channels
        eps (float): added to the variance
        momentum (float or None): how fast the running statistics move; None averages all batches
        affine (bool): learn a scale and a shift
        track_running_stats (bool): keep running statistics
        bias (bool): learn the shift too"""


class Norm(Module):
    __doc__ = f"""What normalisation by channels has in common: scale, shift and running statistics.

    {_ARGUMENTS}
    """

    _version = 2

    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None,
                 *, bias=True):
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        for name, there in (("weight", affine), ("bias", affine and bias)):
            self.register_parameter(name, Parameter(empty(num_features, device=device, dtype=dtype)) if there else None)
        if track_running_stats:
            self.register_buffer("running_mean", zeros(num_features, device=device, dtype=dtype))
            self.register_buffer("running_var", ones(num_features, device=device, dtype=dtype))
            self.register_buffer("num_batches_tracked", tensor(0, dtype=dtypes.int64, device=device))
        else:
            for name in ("running_mean", "running_var", "num_batches_tracked"):
                self.register_buffer(name, None)
        self.reset_parameters()

    def reset_running_stats(self):
        """Forgets the running statistics."""
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self):
        """Scale 1, shift 0, and no running statistics."""
        self.reset_running_stats()
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def _check_input_dim(self, input):
        raise NotImplementedError

    def extra_repr(self):
        """The settings."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )

    def _load_from_state_dict(self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs):
        version = local_metadata.get("version", None)
        if (version is None or version < 2) and self.track_running_stats:  # older files do not count batches
            state_dict.setdefault(prefix + "num_batches_tracked", tensor(0, dtype=dtypes.int64))
        super()._load_from_state_dict(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)


class _BatchNorm(Norm):
    dims = (2, 3)

    def _check_input_dim(self, input):
        if input.ndim not in self.dims:
            wanted = " or ".join(f"{d}D" for d in self.dims)
            raise ArgumentError(f"expected {wanted} input (got {input.ndim}D input)")

    def forward(self, input):
        """(n, channels, *) to the same."""
        self._check_input_dim(input)
        factor = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats and self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
            if self.momentum is None:
                factor = 1.0 / float(self.num_batches_tracked)
        of_batch = self.training or (self.running_mean is None and self.running_var is None)
        keeps = not self.training or self.track_running_stats
        return F.batch_norm(
            input, self.running_mean if keeps else None, self.running_var if keeps else None, self.weight, self.bias, of_batch,
            factor, self.eps,
        )

    def _torch7_(self):
        return f"nn.{type(self).__name__} ({'/'.join(f'{d}D' for d in self.dims)}) ({self.num_features})"


class BatchNorm1d(_BatchNorm):
    __doc__ = f"""Normalises each channel over the batch, and in evaluation with running statistics.

    {_ARGUMENTS}
    Shape:
        (n, channels) or (n, channels, length) to the same
    Example:
        >>> nn.BatchNorm1d(1)(th.tensor([[1.0], [3.0]])).detach().flatten()
        tensor([-1.0000,  1.0000])
    Source:
        Ioffe and Szegedy, 2015
    """


class BatchNorm2d(_BatchNorm):
    __doc__ = f"""As `BatchNorm1d`, for pictures.

    {_ARGUMENTS}
    Shape:
        (n, channels, height, width) to the same
    """
    dims = (4,)


class BatchNorm3d(_BatchNorm):
    __doc__ = f"""As `BatchNorm1d`, for volumes.

    {_ARGUMENTS}
    Shape:
        (n, channels, depth, height, width) to the same
    """
    dims = (5,)


class SyncBatchNorm(_BatchNorm):
    __doc__ = f"""Batch normalisation over all processes; with one process, `BatchNorm2d` for any number of dims.

    {_ARGUMENTS}
        process_group: taken for compatibility
    Shape:
        (n, channels, *) to the same
    """

    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, process_group=None,
                 device=None, dtype=None, *, bias=True):
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)
        self.process_group = process_group

    def _check_input_dim(self, input):
        if input.ndim < 2:
            raise ArgumentError(f"expected at least 2D input (got {input.ndim}D input)")

    @classmethod
    def convert_sync_batchnorm(cls, module, process_group=None):
        """A copy of `module` in which every batch normalisation is a `SyncBatchNorm` with the same parameters."""
        found = module
        if isinstance(module, _BatchNorm) and not isinstance(module, cls):
            found = cls(module.num_features, module.eps, module.momentum, module.affine, module.track_running_stats, process_group)
            found._parameters.update(module._parameters)
            found._buffers.update(module._buffers)
            found.training = module.training
        for name, child in module.named_children():
            found.add_module(name, cls.convert_sync_batchnorm(child, process_group))
        return found


class _InstanceNorm(Norm):
    dims = (2, 3)

    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=False, track_running_stats=False,
                 device=None, dtype=None, *, bias=True):
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

    def _check_input_dim(self, input):
        if input.ndim not in self.dims:
            raise ArgumentError(f"expected {self.dims[0]}D or {self.dims[1]}D input (got {input.ndim}D input)")

    def forward(self, input):
        """(n, channels, *) or (channels, *) to the same."""
        self._check_input_dim(input)
        unbatched = input.ndim == self.dims[0]
        x = input.unsqueeze(0) if unbatched else input
        if x.shape[1] != self.num_features and self.affine:
            raise ArgumentError(f"expected input's size at dim={1} to match num_features ({self.num_features}), but got: {x.shape[1]}.")
        out = F.instance_norm(
            x, self.running_mean, self.running_var, self.weight, self.bias, self.training or not self.track_running_stats,
            self.momentum if self.momentum is not None else 0.0, self.eps,
        )
        return out.squeeze(0) if unbatched else out


class InstanceNorm1d(_InstanceNorm):
    __doc__ = f"""Normalises each channel of each element of the batch.

    {_ARGUMENTS}
    Shape:
        (n, channels, length) or (channels, length) to the same
    Source:
        Ulyanov, Vedaldi and Lempitsky, 2016
    """


class InstanceNorm2d(_InstanceNorm):
    __doc__ = f"""As `InstanceNorm1d`, for pictures.

    {_ARGUMENTS}
    Shape:
        (n, channels, height, width) or (channels, height, width) to the same
    """
    dims = (3, 4)


class InstanceNorm3d(_InstanceNorm):
    __doc__ = f"""As `InstanceNorm1d`, for volumes.

    {_ARGUMENTS}
    Shape:
        (n, channels, depth, height, width) or (channels, depth, height, width) to the same
    """
    dims = (4, 5)
