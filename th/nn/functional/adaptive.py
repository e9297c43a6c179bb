"""Pooling to a given size, at random places, by norms, and back."""

import math

import numpy as np

from th.errors import ArgumentError, DimensionError, ShapeError
from th.tensor import devices
from th.tensor.casting import HALVES
from th.tensor.ops.joining import stack
from th.tensor.ops.pool import avg_pool1d, avg_pool2d, avg_pool3d, window_numbers
from th.tensor.ops.resample import resample
from th.tensor.ops.sampling import rand
from th.tensor.tensor import new_tensor

__all__ = [
    "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d", "adaptive_max_pool1d",
    "adaptive_max_pool1d_with_indices", "adaptive_max_pool2d", "adaptive_max_pool2d_with_indices", "adaptive_max_pool3d",
    "adaptive_max_pool3d_with_indices", "fractional_max_pool2d", "fractional_max_pool2d_with_indices", "fractional_max_pool3d",
    "fractional_max_pool3d_with_indices", "lp_pool1d", "lp_pool2d", "lp_pool3d", "max_unpool1d", "max_unpool2d", "max_unpool3d",
]


def _sizes(name, x, output_size, dims):
    if x.ndim not in (dims + 1, dims + 2):
        raise ArgumentError(f"{name}(): Input dimension should be at least {dims + 1}: Expected {dims + 1}D or {dims + 2}D tensor, but got {list(x.shape)}")
    wanted = tuple(output_size) if isinstance(output_size, list | tuple) else (output_size,) * dims
    if len(wanted) != dims:
        raise ArgumentError(f"{name}: `output_size` (={output_size}) must be one number or {dims} numbers")
    wanted = tuple(n if o is None else int(o) for o, n in zip(wanted, x.shape[-dims:], strict=True))
    if any(o < 0 for o in wanted):
        raise ArgumentError(f"{name}: `output_size` (={output_size}) must not be negative")
    return wanted


def _windows(n, out):
    """(first, last + 1) of the windows that cover `n` elements with `out` windows as evenly as can be."""
    places = np.arange(out)
    return places * n // out, -((-(places + 1) * n) // out)


def _spread(starts, ends):
    """The places in each window, (windows, longest), the last one repeated; and which are real."""
    places = starts[:, None] + np.arange((ends - starts).max(initial=1))
    return np.minimum(places, ends[:, None] - 1), places < ends[:, None]


def _adaptive_avg(name, x, output_size, dims):
    wanted = _sizes(name, x, output_size, dims)
    if x.dtype in HALVES:
        return _adaptive_avg(name, x.float(), output_size, dims).to(x.dtype)
    for axis, (n, out) in enumerate(zip(x.shape[-dims:], wanted, strict=True)):
        if n == out:
            continue
        if out and n % out == 0:
            window, axis_from_end = n // out, axis - dims
            if window == n:
                x = x.mean(axis_from_end, keepdim=True)
            else:
                x = x.unflatten(axis_from_end, (out, window)).mean(axis_from_end)
            continue
        places, real = _spread(*_windows(n, out))
        x = resample(x, axis - dims, places, real / np.maximum(real.sum(1, keepdims=True), 1))
    return x


def adaptive_avg_pool1d(input, output_size):
    """The means of `output_size` windows; (n, channels, length) to (n, channels, output_size)."""
    return _adaptive_avg("adaptive_avg_pool1d", input, output_size, 1)


def adaptive_avg_pool2d(input, output_size):
    """The means of windows, as many as asked for.

    Args:
        input (Tensor): (n, channels, height, width), or without n
        output_size (int or pair): None keeps a size
    Returns:
        (n, channels, *output_size)
    Example:
        >>> F.adaptive_avg_pool2d(torch.arange(4.0).reshape(1, 1, 2, 2), 1)
        tensor([[[[1.5000]]]])
    """
    return _adaptive_avg("adaptive_avg_pool2d", input, output_size, 2)


def adaptive_avg_pool3d(input, output_size):
    """The means of windows; (n, channels, depth, height, width) to (n, channels, *output_size)."""
    return _adaptive_avg("adaptive_avg_pool3d", input, output_size, 3)


def _picked(x, windows, dims):
    """(maximum, flat place) of every combination of one window for each of the last dims.

    `windows`: for each dim (places, real) as `_spread` gives them.
    """
    array = devices.to_host(x._array)
    size, lead = array.shape[-dims:], array.ndim - dims
    count = [p.shape[0] for p, _ in windows]
    index, flat, real = [], 0, True
    for axis, (places, inside) in enumerate(windows):
        shape = [1] * (2 * dims)
        shape[axis], shape[dims + axis] = places.shape
        index.append(places.reshape(shape))
        flat = flat * size[axis] + places.reshape(shape)
        real = real & inside.reshape(shape)
    values = array[(..., *index)].astype(np.float64) if array.dtype.kind == "V" else array[(..., *index)]
    values = values.reshape(*array.shape[:lead], *count, -1)
    flat = np.broadcast_to(flat, (*count, *[p.shape[1] for p, _ in windows])).reshape(*count, -1)
    best = values.argmax(-1)
    chosen = np.take_along_axis(np.broadcast_to(flat, values.shape), best[..., None], -1)[..., 0]
    places = new_tensor(np.ascontiguousarray(chosen)).to(device=x.device)
    picked = x.flatten(-dims).gather(-1, places.flatten(-dims))
    return picked.reshape(places.shape), places


def _adaptive_max(name, x, output_size, dims, return_indices):
    wanted = _sizes(name, x, output_size, dims)
    found = _picked(x, [_spread(*_windows(n, o)) for n, o in zip(x.shape[-dims:], wanted, strict=True)], dims)
    return found if return_indices else found[0]


def _adaptive_max_function(dims):
    name = f"adaptive_max_pool{dims}d"
    letters = ", ".join(("d", "h", "w")[3 - dims:])

    def plain(input, output_size, return_indices=False):
        return _adaptive_max(name, input, output_size, dims, return_indices)

    def with_indices(input, output_size, return_indices=True):
        return _adaptive_max(name, input, output_size, dims, True)

    plain.__name__ = plain.__qualname__ = name
    plain.__doc__ = f"""The maxima of windows, as many as asked for.

    Args:
        input (Tensor): (n, channels, {letters}), or without n
        output_size (int or tuple): None keeps a size
        return_indices (bool): give the flat places of the maxima too
    """
    with_indices.__name__ = with_indices.__qualname__ = name + "_with_indices"
    with_indices.__doc__ = f"`{name}`, with the flat places of the maxima as second result."
    return plain, with_indices


adaptive_max_pool1d, adaptive_max_pool1d_with_indices = _adaptive_max_function(1)
adaptive_max_pool2d, adaptive_max_pool2d_with_indices = _adaptive_max_function(2)
adaptive_max_pool3d, adaptive_max_pool3d_with_indices = _adaptive_max_function(3)


def _random_starts(samples, n, out, window):
    """Where the windows of fractional pooling begin, for one number between 0 and 1; computed as PyTorch does."""
    if out == 1:
        return np.array([n - window])
    alpha = np.float32(n - window) / np.float32(out - 1)
    places = np.arange(out - 1, dtype=np.float32)
    sample = np.float32(samples)
    starts = ((places + sample) * alpha).astype(np.int64) - int(sample * alpha)
    return np.append(starts, n - window)


def _fractional(name, x, kernel_size, output_size, output_ratio, random_samples, dims):
    if output_size is None and output_ratio is None:
        raise ArgumentError(f"{name} requires specifying either an output_size or an output_ratio")
    window = window_numbers("kernel_size", kernel_size, dims)
    if output_size is None:
        ratio = output_ratio if isinstance(output_ratio, list | tuple) else (output_ratio,) * dims
        output_size = [int(n * r) for n, r in zip(x.shape[-dims:], ratio, strict=True)]
    wanted = window_numbers("output_size", output_size, dims)
    batched = x if x.ndim == dims + 2 else x.unsqueeze(0)
    n, channels = batched.shape[:2]
    for size, o, k in zip(batched.shape[2:], wanted, window, strict=True):
        if o + k - 1 > size:
            raise ShapeError(f"{name}(): pool size {k} and output {o} too large relative to input of size {size}")
    if random_samples is None:
        random_samples = rand(n, channels, dims, dtype=x.dtype, device=x.device)
    draws = random_samples.detach().cpu().numpy()
    values, places = [], []
    for i in range(n):
        for c in range(channels):
            # Of a picture's draw the first number belongs to the width, of a volume's to the depth, as in PyTorch.
            windows = []
            for axis in range(dims):
                starts = _random_starts(draws[i, c, 1 - axis if dims == 2 else axis], batched.shape[2 + axis], wanted[axis], window[axis])
                windows.append(_spread(starts, starts + window[axis]))
            value, place = _picked(batched[i, c], windows, dims)
            values.append(value)
            places.append(place)
    if not values:
        nothing = batched[(..., *[slice(o) for o in wanted])]
        return nothing, nothing.long()
    found = [stack(v).reshape(n, channels, *wanted) for v in (values, places)]
    return tuple(f if x.ndim == dims + 2 else f.squeeze(0) for f in found)


def fractional_max_pool2d_with_indices(input, kernel_size, output_size=None, output_ratio=None, return_indices=False,
                                       _random_samples=None):
    """`fractional_max_pool2d`, with the flat places of the maxima as second result."""
    return _fractional("fractional_max_pool2d", input, kernel_size, output_size, output_ratio, _random_samples, 2)


def fractional_max_pool3d_with_indices(input, kernel_size, output_size=None, output_ratio=None, return_indices=False,
                                       _random_samples=None):
    """`fractional_max_pool3d`, with the flat places of the maxima as second result."""
    return _fractional("fractional_max_pool3d", input, kernel_size, output_size, output_ratio, _random_samples, 3)


def fractional_max_pool2d(input, kernel_size, output_size=None, output_ratio=None, return_indices=False,
                          _random_samples=None):
    """The maxima of windows at random places.

    Args:
        input (Tensor): (n, channels, height, width), or without n
        kernel_size (int or pair): the size of the windows
        output_size (int or pair): how many windows; or
        output_ratio (float or pair): as a share of the input's size
        return_indices (bool): give the flat places of the maxima too
    Source:
        Graham, 2014
    """
    found = _fractional("fractional_max_pool2d", input, kernel_size, output_size, output_ratio, _random_samples, 2)
    return found if return_indices else found[0]


def fractional_max_pool3d(input, kernel_size, output_size=None, output_ratio=None, return_indices=False,
                          _random_samples=None):
    """The maxima of windows at random places; (n, channels, depth, height, width), as `fractional_max_pool2d`."""
    found = _fractional("fractional_max_pool3d", input, kernel_size, output_size, output_ratio, _random_samples, 3)
    return found if return_indices else found[0]


def _lp(pool, x, norm_type, kernel_size, stride, ceil_mode, dims):
    kernel = window_numbers("kernel_size", kernel_size, dims)
    mean = pool(x.pow(norm_type), kernel, stride, 0, ceil_mode)
    return (mean.sign() * mean.abs().relu()).mul(math.prod(kernel)).pow(1.0 / norm_type)


def lp_pool1d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    """The p-norm of each window; (n, channels, length)."""
    return _lp(avg_pool1d, input, norm_type, kernel_size, stride, ceil_mode, 1)


def lp_pool2d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    """The p-norm of each window; (n, channels, height, width)."""
    return _lp(avg_pool2d, input, norm_type, kernel_size, stride, ceil_mode, 2)


def lp_pool3d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    """The p-norm of each window; (n, channels, depth, height, width)."""
    return _lp(avg_pool3d, input, norm_type, kernel_size, stride, ceil_mode, 3)


def _unpool(name, x, indices, kernel_size, stride, padding, output_size, dims):
    kernel = window_numbers("kernel_size", kernel_size, dims)
    stride = kernel if stride is None else window_numbers("stride", stride, dims)
    padding = window_numbers("padding", padding, dims)
    default = [(n - 1) * s - 2 * p + k for n, s, p, k in zip(x.shape[-dims:], stride, padding, kernel, strict=True)]
    if output_size is None:
        size = default
    else:
        size = list(output_size)[-dims:]
        if any(not d - s < o < d + s for o, d, s in zip(size, default, stride, strict=True)):
            raise ArgumentError(
                f"invalid output_size {size}: each dim must be between {[d - s for d, s in zip(default, stride, strict=True)]} and "
                f"{[d + s for d, s in zip(default, stride, strict=True)]}"
            )
    if indices.shape != x.shape:
        raise ShapeError(f"{name}: Expected shape of indices to be same as that of the input tensor ({list(x.shape)}) but got indices "
                         f"tensor with shape: {list(indices.shape)}")
    total = math.prod(size)
    if indices.numel() and (int(indices.max()) >= total or int(indices.min()) < 0):
        raise DimensionError(f"Found an invalid max index: {int(indices.max())} (output volumes are of size {'x'.join(map(str, size))}")
    flat = x.new_zeros((*x.shape[:-dims], total)).scatter(-1, indices.flatten(-dims), x.flatten(-dims))
    return flat.reshape(*x.shape[:-dims], *size)


def max_unpool1d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    """Puts maxima back to their places, zeros elsewhere; (n, channels, length)."""
    return _unpool("max_unpool1d", input, indices, kernel_size, stride, padding, output_size, 1)


def max_unpool2d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    """Puts maxima back to their places, zeros elsewhere.

    Args:
        input, indices (Tensor): (n, channels, height, width), as `max_pool2d` with `return_indices` gives them
        kernel_size, stride, padding (int or pair): of that pooling
        output_size (sequence): the size before the pooling
    """
    return _unpool("max_unpool2d", input, indices, kernel_size, stride, padding, output_size, 2)


def max_unpool3d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    """Puts maxima back to their places, zeros elsewhere; (n, channels, depth, height, width)."""
    return _unpool("max_unpool3d", input, indices, kernel_size, stride, padding, output_size, 3)
