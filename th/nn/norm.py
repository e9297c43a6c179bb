"""Normalisation layers."""

from th.errors import ArgumentError
from th.nn import init
from th.nn.functional import normalization as F  # noqa: N812
from th.nn.module import Module
from th.tensor import dtypes
from th.tensor.ops.filled import empty, ones, zeros
from th.tensor.ops.create import tensor
from th.tensor.parameter import Parameter

__all__ = [
    "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "CrossMapLRN2d", "GroupNorm", "InstanceNorm1d", "InstanceNorm2d",
    "InstanceNorm3d", "LayerNorm", "LocalResponseNorm", "Norm", "RMSNorm", "SyncBatchNorm",
]


class Norm(Module):
    """What normalisation by channels has in common: scale, shift and running statistics.

    Args:
        num_features (int): channels
        eps (float): added to the variance
        momentum (float or None): how fast the running statistics move; None averages all batches
        affine (bool): learn a scale and a shift
        track_running_stats (bool): keep running statistics
        bias (bool): learn the shift too
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

    def _check_input_dim(self, input):  # noqa: A002
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

    def _check_input_dim(self, input):  # noqa: A002
        if input.ndim not in self.dims:
            wanted = " or ".join(f"{d}D" for d in self.dims)
            raise ArgumentError(f"expected {wanted} input (got {input.ndim}D input)")

    def forward(self, input):  # noqa: A002
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
    """Normalises each channel over the batch, and in evaluation with running statistics.

    Args:
        num_features (int): channels
        eps (float): added to the variance
        momentum (float or None): how fast the running statistics move; None averages all batches
        affine (bool): learn a scale and a shift
        track_running_stats (bool): keep running statistics
        bias (bool): learn the shift too
    Shape:
        (n, channels) or (n, channels, length) to the same
    Example:
        >>> nn.BatchNorm1d(1)(th.tensor([[1.0], [3.0]])).detach().flatten()
        tensor([-1.0000,  1.0000])
    Source:
        Ioffe and Szegedy, 2015
    """


class BatchNorm2d(_BatchNorm):
    """As `BatchNorm1d`, for pictures.

    Args:
        num_features (int): channels
        eps (float): added to the variance
        momentum (float or None): how fast the running statistics move; None averages all batches
        affine (bool): learn a scale and a shift
        track_running_stats (bool): keep running statistics
        bias (bool): learn the shift too
    Shape:
        (n, channels, height, width) to the same
    """

    dims = (4,)


class BatchNorm3d(_BatchNorm):
    """As `BatchNorm1d`, for volumes.

    Args:
        num_features (int): channels
        eps (float): added to the variance
        momentum (float or None): how fast the running statistics move; None averages all batches
        affine (bool): learn a scale and a shift
        track_running_stats (bool): keep running statistics
        bias (bool): learn the shift too
    Shape:
        (n, channels, depth, height, width) to the same
    """

    dims = (5,)


class SyncBatchNorm(_BatchNorm):
    """Batch normalisation over all processes; with one process, `BatchNorm2d` for any number of dims.

    Args:
        num_features (int): channels
        eps (float): added to the variance
        momentum (float or None): how fast the running statistics move; None averages all batches
        affine (bool): learn a scale and a shift
        track_running_stats (bool): keep running statistics
        bias (bool): learn the shift too
        process_group: taken for compatibility
    Shape:
        (n, channels, *) to the same
    """

    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, process_group=None,
                 device=None, dtype=None, *, bias=True):
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)
        self.process_group = process_group

    def _check_input_dim(self, input):  # noqa: A002
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

    def _check_input_dim(self, input):  # noqa: A002
        if input.ndim not in self.dims:
            raise ArgumentError(f"expected {self.dims[0]}D or {self.dims[1]}D input (got {input.ndim}D input)")

    def forward(self, input):  # noqa: A002
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


_INSTANCE = """Normalises each channel of each element of the batch.

    Args:
        num_features (int): channels
        eps (float): added to the variance
        momentum (float): how fast the running statistics move
        affine (bool): learn a scale and a shift
        track_running_stats (bool): keep running statistics
        bias (bool): learn the shift too
    Shape:
        (n, channels, {size}) or (channels, {size}) to the same
    Source:
        Ulyanov, Vedaldi and Lempitsky, 2016
    """


class InstanceNorm1d(_InstanceNorm):
    __doc__ = _INSTANCE.format(size="length")


class InstanceNorm2d(_InstanceNorm):
    __doc__ = _INSTANCE.format(size="height, width")
    dims = (3, 4)


class InstanceNorm3d(_InstanceNorm):
    __doc__ = _INSTANCE.format(size="depth, height, width")
    dims = (4, 5)


class LayerNorm(Module):
    """Normalises the last dims.

    Args:
        normalized_shape (int or sequence): the sizes of these dims
        eps (float): added to the variance
        elementwise_affine (bool): learn a scale and a shift for each element
        bias (bool): learn the shift too
    Shape:
        (*, *normalized_shape) to the same
    Example:
        >>> nn.LayerNorm(2)(th.tensor([1.0, 3.0])).detach()
        tensor([-1.0000,  1.0000])
    Source:
        Ba, Kiros and Hinton, 2016
    """

    def __init__(self, normalized_shape, eps=1e-5, elementwise_affine=True, bias=True, device=None, dtype=None):
        super().__init__()
        self.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        learnt = {"weight": elementwise_affine, "bias": elementwise_affine and bias}
        for name, there in learnt.items():
            self.register_parameter(name, Parameter(empty(*self.normalized_shape, device=device, dtype=dtype)) if there else None)
        self.reset_parameters()

    def reset_parameters(self):
        """Scale 1, shift 0."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input):  # noqa: A002
        """(*, *normalized_shape) to the same."""
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self):
        """The settings."""
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}"
        )


class RMSNorm(Module):
    """Divides the last dims by the root of their mean square.

    Args:
        normalized_shape (int or sequence): the sizes of these dims
        eps (float): added to the mean square; the dtype's resolution by default
        elementwise_affine (bool): learn a scale for each element
    Shape:
        (*, *normalized_shape) to the same
    Source:
        Zhang and Sennrich, 2019
    """

    def __init__(self, normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None):
        super().__init__()
        self.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        weight = Parameter(empty(*self.normalized_shape, device=device, dtype=dtype)) if elementwise_affine else None
        self.register_parameter("weight", weight)
        self.reset_parameters()

    def reset_parameters(self):
        """Scale 1."""
        if self.weight is not None:
            init.ones_(self.weight)

    def forward(self, input):  # noqa: A002
        """(*, *normalized_shape) to the same."""
        return F.rms_norm(input, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self):
        """The settings."""
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class GroupNorm(Module):
    """Normalises the channels of each group together, for each element of the batch.

    Args:
        num_groups (int): divides `num_channels`
        num_channels (int): channels
        eps (float): added to the variance
        affine (bool): learn a scale and a shift for each channel
        bias (bool): learn the shift too
    Shape:
        (n, channels, *) to the same
    Source:
        Wu and He, 2018
    """

    def __init__(self, num_groups, num_channels, eps=1e-5, affine=True, device=None, dtype=None, *, bias=True):
        super().__init__()
        if num_channels % num_groups:
            raise ArgumentError(f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups, self.num_channels, self.eps, self.affine = num_groups, num_channels, eps, affine
        for name, there in (("weight", affine), ("bias", affine and bias)):
            self.register_parameter(name, Parameter(empty(num_channels, device=device, dtype=dtype)) if there else None)
        self.reset_parameters()

    def reset_parameters(self):
        """Scale 1, shift 0."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input):  # noqa: A002
        """(n, channels, *) to the same."""
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self):
        """The settings."""
        return f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, bias={self.bias is not None}"


class LocalResponseNorm(Module):
    """Divides each element by a power of the mean square of its neighbours among the channels.

    Args:
        size (int): how many channels are neighbours
        alpha, beta, k (float): ``x / (k + alpha * mean square) ** beta``
    Shape:
        (n, channels, *) to the same
    Source:
        Krizhevsky, Sutskever and Hinton, 2012
    """

    def __init__(self, size, alpha=1e-4, beta=0.75, k=1.0):
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input):  # noqa: A002
        """(n, channels, *) to the same."""
        return F.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self):
        """The settings."""
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


class CrossMapLRN2d(LocalResponseNorm):
    """Torch7's name for `LocalResponseNorm` on pictures, with ``k=1``.

    Args:
        size (int): how many channels are neighbours
        alpha, beta, k (float): ``x / (k + alpha * mean square) ** beta``
    Shape:
        (n, channels, height, width) to the same
    """

    def __init__(self, size, alpha=1e-4, beta=0.75, k=1):
        super().__init__(size, alpha, beta, k)
