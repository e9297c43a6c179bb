"""Normalisation of each element of the batch by itself."""

from th.errors import ArgumentError
from th.nn import init
from th.nn.functional import normalization as F
from th.nn.module import Module
from th.tensor.ops.filled import empty
from th.tensor.parameter import Parameter

__all__ = [
    "CrossMapLRN2d", "GroupNorm", "LayerNorm", "LocalResponseNorm", "RMSNorm",
]


class _Scaled(Module):
    def _learn(self, shape, device, dtype, **learnt):
        """Adds the parameters of these names, None for those that are not learnt."""
        for name, there in learnt.items():
            self.register_parameter(name, Parameter(empty(*shape, device=device, dtype=dtype)) if there else None)
        self.reset_parameters()

    def reset_parameters(self):
        """Scale 1, shift 0."""
        for name, parameter in self._parameters.items():
            if parameter is not None:
                (init.ones_ if name == "weight" else init.zeros_)(parameter)


class LayerNorm(_Scaled):
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
        self._learn(self.normalized_shape, device, dtype, weight=elementwise_affine, bias=elementwise_affine and bias)

    def forward(self, input):
        """(*, *normalized_shape) to the same."""
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self):
        """The settings."""
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}"
        )


class RMSNorm(_Scaled):
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
        self._learn(self.normalized_shape, device, dtype, weight=elementwise_affine)

    def forward(self, input):
        """(*, *normalized_shape) to the same."""
        return F.rms_norm(input, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self):
        """The settings."""
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class GroupNorm(_Scaled):
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
        self._learn((num_channels,), device, dtype, weight=affine, bias=affine and bias)

    def forward(self, input):
        """(n, channels, *) to the same."""
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self):
        """The settings."""
        return f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, bias={self.bias is not None}"


class _LocalResponse(Module):
    def forward(self, input):
        """(n, channels, *) to the same."""
        return F.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self):
        """The settings."""
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


class LocalResponseNorm(_LocalResponse):
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


class CrossMapLRN2d(_LocalResponse):
    """Torch7's name for `LocalResponseNorm` on pictures, with ``k=1``.

    Its window slides over the channels as Torch7's does; PyTorch's keeps the first channel in it.

    Args:
        size, alpha, beta, k: as of `LocalResponseNorm`
    Shape:
        (n, channels, height, width) to the same
    """

    def __init__(self, size, alpha=1e-4, beta=0.75, k=1):
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k
