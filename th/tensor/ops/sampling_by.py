"""Random tensors whose distributions are given by tensors."""

from th.errors import ArgumentError, ArgumentTypeError, DtypeError, ShapeError
from th.tensor import devices, dtypes
from th.tensor.declare import method
from th.tensor.ops.drawing import (
    check_floating,
    check_probabilities,
    check_probability,
    draw,
    finish_drawn,
    flat_parameters,
    part_std,
    sampler_of,
    shape_of,
    target_of,
)
from th.tensor.ops.sampling_gamma import without_slope
from th.tensor.pointwise import broadcast_shape
from th.tensor.random import engine_of
from th.tensor.tensor import Tensor, new_tensor

__all__ = ["bernoulli", "binomial", "multinomial", "normal", "poisson"]


def normal(mean=0.0, std=1.0, size=None, *, generator=None, out=None, dtype=None, layout=None, device=None,
           requires_grad=False, pin_memory=False):
    """Normal numbers with given means and standard deviations.

    Args:
        mean (Tensor or float): the means
        std (Tensor or float): the standard deviations, not negative
        size (tuple): the shape, when neither is a tensor
    Raises:
        ArgumentError: when `std` is negative
    Example:
        >>> g = torch.manual_seed(0)
        >>> torch.normal(torch.tensor([10.0, 20.0]), 0.1)
        tensor([10.1541, 19.9707])
    """
    tensors = [v for v in (mean, std) if isinstance(v, Tensor)]
    if not tensors:
        if size is None:
            raise ArgumentTypeError("normal(): argument 'size' is needed where neither mean nor std is a Tensor")
        _check_std(std)
        dtype, place = target_of(dtype, device, out)
        check_floating("normal_kernel_cpu", dtype)
        array = draw("normal", shape_of("normal", (size,)), dtype, place, generator, float(mean), part_std(dtype, float(std)))
        return finish_drawn(array, out, requires_grad)
    if isinstance(std, Tensor):
        if std._array.size and not bool((std._array >= 0).all()):
            raise ArgumentError("normal expects all elements of std >= 0.0")
    else:
        _check_std(std)
    shape = broadcast_shape(*[t._array.shape for t in tensors])
    dtype, place = tensors[0].dtype, tensors[0].device
    check_floating("normal_kernel_cpu", dtype)
    scale = 1.0 if isinstance(std, Tensor) else float(std)
    array = draw("normal", shape, dtype, place, generator, 0.0, part_std(dtype, scale))
    if isinstance(std, Tensor):
        array *= std._array
    array += mean._array if isinstance(mean, Tensor) else array.dtype.type(mean)
    if out is not None:
        return finish_drawn(array, out, requires_grad)
    return without_slope("normal", array, *tensors)


def _check_std(std):
    if not std >= 0:
        raise ArgumentError(f"normal expects std >= 0.0, but found std {std}")


def bernoulli(input, p=None, *, generator=None, out=None):
    """1 with probability `input` (or with the one probability `p`), else 0; of the dtype of `input`.

    Args:
        input (Tensor): (*), floating, probabilities in [0, 1]; with `p` any dtype, for its shape
        p (float): in [0, 1]
    Raises:
        ArgumentError: when a probability is not in [0, 1]
    Example:
        >>> torch.bernoulli(torch.tensor([0.0, 1.0]))
        tensor([0., 1.])
    """
    probability = p
    if p is None or isinstance(p, Tensor):
        source = input if p is None else p
        (probability,), _, _ = flat_parameters("bernoulli", source)
        check_probabilities(probability)
        if source._array.shape != input._array.shape:
            probability = _flat_like(source._array, input._array.shape)
    else:
        check_probability(p, "bernoulli_")
    engine = engine_of(generator, input.device)
    drawn = sampler_of("bernoulli", engine)(engine, input._array.size, probability)
    drawn = drawn.reshape(input._array.shape).astype(input._array.dtype)
    return finish_drawn(drawn, out, False) if out is not None else without_slope("bernoulli", drawn, input)


def _flat_like(array, shape):
    return devices.namespace(array).broadcast_to(array, shape).reshape(-1)


def multinomial(input, num_samples, replacement=False, *, generator=None, out=None):
    """Numbers of categories, drawn by the weights in each row of `input`.

    Args:
        input (Tensor): (categories,) or (rows, categories), floating; weights, not negative
        num_samples (int): how many for each row
        replacement (bool): may a category be drawn again?
    Returns:
        (num_samples,) or (rows, num_samples), int64
    Raises:
        ArgumentError: when a weight is negative or not finite, or there are too few categories
    Example:
        >>> torch.multinomial(torch.tensor([0.0, 3.0, 0.0]), 2, replacement=True)
        tensor([1, 1])
    """
    array = input._array
    if array.ndim not in (1, 2):
        raise ShapeError(f"prob_dist must be 1 or 2 dim, not {array.ndim}: {list(array.shape)}")
    if input.dtype.kind != dtypes.FLOAT:
        raise DtypeError(f"multinomial only supports floating-point dtypes for input, got: {input.dtype.alias}")
    if num_samples <= 0:
        raise ArgumentError(f"cannot sample n_sample <= 0 samples: `num_samples` (={num_samples})")
    if not replacement and num_samples > array.shape[-1]:
        raise ArgumentError(
            f"cannot sample n_sample > prob_dist.size(-1) samples without replacement: `num_samples` (={num_samples}), "
            f"{array.shape[-1]} categories"
        )
    engine = engine_of(generator, input.device)
    drawn = sampler_of("multinomial", engine)(engine, array.reshape(-1, array.shape[-1]), num_samples, replacement)
    drawn = devices.namespace(drawn).ascontiguousarray(drawn)  # not a part of the order of all categories
    return finish_drawn(drawn if array.ndim == 2 else drawn[0], out, False)


def poisson(input, generator=None):
    """Poisson numbers with the rates `input`.

    Args:
        input (Tensor): (*), floating, not negative
    Example:
        >>> torch.poisson(torch.tensor([0.0, 0.0]))
        tensor([0., 0.])
    """
    (rates,), shape, place = flat_parameters("poisson", input)
    engine = engine_of(generator, place)
    return without_slope("poisson", sampler_of("poisson", engine)(engine, rates).reshape(shape), input)


def binomial(count, prob, generator=None):
    """The number of successes in `count` trials of probability `prob`.

    Args:
        count (Tensor): (*), floating
        prob (Tensor): (*), the dtype of `count`
    Example:
        >>> torch.binomial(torch.tensor([5.0, 5.0]), torch.tensor([0.0, 1.0]))
        tensor([0., 5.])
    """
    (counts, probabilities), shape, place = flat_parameters("binomial", count, prob)
    engine = engine_of(generator, place)
    return new_tensor(sampler_of("binomial", engine)(engine, counts, probabilities).reshape(shape))


for _function in (bernoulli, multinomial):
    method(_function)
