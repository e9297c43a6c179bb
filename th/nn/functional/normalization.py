"""Normalisation."""

from th.errors import ArgumentError, ShapeError
from th.tensor.casting import follows_autocast
from th.tensor.modes import no_grad
from th.tensor.ops.norm import batch_norm_train, group_norm, layer_norm, rms_norm
from th.tensor.ops.norm import instance_norm as _instance_norm
from th.tensor.ops.pool import avg_pool2d, avg_pool3d
from th.tensor.ops.padding import pad
from th.tensor.outs import takes_out

__all__ = [
    "batch_norm", "group_norm", "instance_norm", "layer_norm", "local_response_norm", "normalize", "rms_norm",
]


def _update(running_mean, running_var, mean, rstd, eps, count, momentum):
    """Moves the running statistics towards those of this batch."""
    with no_grad():
        mean, rstd = mean.detach().reshape(running_mean.shape), rstd.detach().reshape(running_mean.shape)
        variance = (1 / (rstd * rstd) - eps) * (count / max(count - 1, 1))
        running_mean.mul_(1 - momentum).add_(mean.to(running_mean.dtype), alpha=momentum)
        running_var.mul_(1 - momentum).add_(variance.to(running_var.dtype), alpha=momentum)


def batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05):
    """Normalises each channel over the batch, or with the running statistics.

    Args:
        input (Tensor): (n, channels, *)
        running_mean, running_var (Tensor or None): (channels,); updated in training
        weight, bias (Tensor): (channels,)
        training (bool): use the statistics of the batch
        momentum (float): how fast the running statistics move
        eps (float): added to the variance
    Raises:
        ArgumentError: in training with one value for each channel
    Source:
        Ioffe and Szegedy, 2015
    """
    channels = input.shape[1] if input.ndim > 1 else 0
    for name, value in (("running_mean", running_mean), ("running_var", running_var), ("weight", weight), ("bias", bias)):
        if value is not None and value.numel() != channels:
            raise ShapeError(f"{name} should contain {channels} elements not {value.numel()}: the input has {channels} channels")
    if not training:
        if running_mean is None or running_var is None:
            raise ArgumentError("Expected running_mean and running_var to be defined when training=False")
        return _with_running(input, running_mean, running_var, weight, bias, eps)
    count = input.numel() // max(channels, 1)
    if count == 1:
        raise ArgumentError(f"Expected more than 1 value per channel when training, got input size {input.shape}")
    out, mean, rstd = batch_norm_train(input, weight, bias, eps)
    if running_mean is not None and count:
        _update(running_mean, running_var, mean, rstd, eps, count, momentum)
    return out


def _with_running(input, mean, var, weight, bias, eps):
    scale = (var + eps).rsqrt()
    if weight is not None:
        scale = scale * weight
    shift = -mean * scale
    if bias is not None:
        shift = shift + bias
    shape = [1, -1] + [1] * (input.ndim - 2) if input.ndim > 1 else [-1]
    return (input * scale.to(input.dtype).reshape(shape)) + shift.to(input.dtype).reshape(shape)


def instance_norm(input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True,
                  momentum=0.1, eps=1e-05):
    """Normalises each channel of each element of the batch.

    Args:
        input (Tensor): (n, channels, *)
        running_mean, running_var (Tensor or None): (channels,); updated when `use_input_stats`
        weight, bias (Tensor): (channels,)
        use_input_stats (bool): False uses the running statistics
        momentum (float): how fast the running statistics move
        eps (float): added to the variance
    Source:
        Ulyanov, Vedaldi and Lempitsky, 2016
    """
    if not use_input_stats:
        return _with_running(input, running_mean, running_var, weight, bias, eps)
    count = input.numel() // max(input.shape[0] * input.shape[1], 1)
    if count == 1:
        raise ArgumentError(f"Expected more than 1 spatial element when training, got input size {input.shape}")
    out, mean, rstd = _instance_norm(input, weight, bias, eps)
    if running_mean is not None:
        with no_grad():
            variance = (1 / (rstd.detach() ** 2) - eps) * (count / max(count - 1, 1))
            running_mean.mul_(1 - momentum).add_(mean.detach().flatten(1).mean(0), alpha=momentum)
            running_var.mul_(1 - momentum).add_(variance.flatten(1).mean(0), alpha=momentum)
    return out


def local_response_norm(input, size, alpha=1e-4, beta=0.75, k=1.0):
    """Divides each element by a power of the mean square of its neighbours among the channels.

    Args:
        input (Tensor): (n, channels, *)
        size (int): how many channels are neighbours
        alpha, beta, k (float): ``input / (k + alpha * mean square) ** beta``
    Source:
        Krizhevsky, Sutskever and Hinton, 2012
    """
    if input.ndim < 3:
        raise ArgumentError(f"Expected 3D or higher dimensionality input (got {input.ndim} dimensions)")
    if not input.numel():
        return input
    square = (input * input).unsqueeze(1)
    if input.ndim == 3:
        square = avg_pool2d(pad(square, (0, 0, size // 2, (size - 1) // 2)), (size, 1), stride=1).squeeze(1)
    else:
        n, channels = input.shape[:2]
        square = square.reshape(n, 1, channels, input.shape[2], -1)
        square = pad(square, (0, 0, 0, 0, size // 2, (size - 1) // 2))
        square = avg_pool3d(square, (size, 1, 1), stride=1).squeeze(1).reshape(input.shape)
    return input / (square * alpha + k) ** beta


@takes_out
@follows_autocast
def normalize(input, p=2.0, dim=1, eps=1e-12):
    """Divides by the norm along a dim.

    Args:
        input (*): any number of dims
        p (float): which norm
        dim (int or tuple): along which
        eps (float): the least norm to divide by
    Example:
        >>> F.normalize(torch.tensor([[3.0, 4.0]]))
        tensor([[0.6000, 0.8000]])
    """
    length = input.norm(p, dim, keepdim=True).clamp(min=eps)
    return input / length
