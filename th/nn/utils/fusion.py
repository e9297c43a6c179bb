"""A convolution or a linear layer with the batch normalisation behind it, as one layer for evaluation."""

import copy

from th.errors import ArgumentError
from th.tensor.parameter import Parameter

__all__ = ["fuse_conv_bn_eval", "fuse_conv_bn_weights", "fuse_linear_bn_eval", "fuse_linear_bn_weights"]


def _scale_and_shift(bias, mean, var, eps, weight, shift):
    rstd = (var + eps).rsqrt()
    scale = rstd if weight is None else weight * rstd
    bias = mean.new_zeros(mean.shape) if bias is None else bias
    moved = (bias - mean) * scale
    return scale, moved if shift is None else moved + shift


def fuse_conv_bn_weights(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, transpose=False):
    """(weight, bias) of the convolution that does both.

    Args:
        conv_w, conv_b (Tensor): of the convolution; the bias may be None
        bn_rm, bn_rv (Tensor): running mean and variance
        bn_eps (float): of the normalisation
        bn_w, bn_b (Tensor): scale and shift; may be None
        transpose (bool): the convolution is a transposed one
    """
    scale, bias = _scale_and_shift(conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b)
    shape = [1, -1] if transpose else [-1, 1]
    weight = conv_w * scale.reshape(shape + [1] * (conv_w.ndim - 2))
    return (Parameter(weight.detach().to(conv_w.dtype), conv_w.requires_grad),
            Parameter(bias.detach().to(conv_w.dtype), True if conv_b is None else conv_b.requires_grad))


def fuse_linear_bn_weights(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b):
    """(weight, bias) of the linear layer that does both; the arguments as in `fuse_conv_bn_weights`."""
    scale, bias = _scale_and_shift(linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b)
    weight = linear_w * scale.unsqueeze(-1)
    return (Parameter(weight.detach().to(linear_w.dtype), linear_w.requires_grad),
            Parameter(bias.detach().to(linear_w.dtype), True if linear_b is None else linear_b.requires_grad))


def _check(first, bn):
    if first.training or bn.training:
        raise ArgumentError("Fusion only for eval!")
    if bn.running_mean is None or bn.running_var is None:
        raise ArgumentError("Only support fusing with batch norm that has running_mean and running_var.")


def fuse_conv_bn_eval(conv, bn, transpose=False):
    """A copy of a convolution that also does the batch normalisation behind it.

    Args:
        conv (Module): in evaluation mode
        bn (Module): in evaluation mode, with running statistics
        transpose (bool): `conv` is a transposed convolution
    Example:
        >>> conv, bn = nn.Conv2d(1, 2, 3).eval(), nn.BatchNorm2d(2).eval()
        >>> nn.utils.fuse_conv_bn_eval(conv, bn)
        Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1))
    """
    _check(conv, bn)
    fused = copy.deepcopy(conv)
    fused.weight, fused.bias = fuse_conv_bn_weights(
        fused.weight, fused.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias, transpose
    )
    return fused


def fuse_linear_bn_eval(linear, bn):
    """A copy of a linear layer that also does the batch normalisation behind it.

    Args:
        linear (Module): in evaluation mode
        bn (Module): in evaluation mode, with running statistics
    """
    _check(linear, bn)
    if linear.out_features != bn.num_features and bn.num_features != 1:
        raise ArgumentError("To fuse, linear.out_features == bn.num_features or bn.num_features == 1")
    fused = copy.deepcopy(linear)
    fused.weight, fused.bias = fuse_linear_bn_weights(
        fused.weight, fused.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias
    )
    return fused
