"""Parameters as one vector, and back."""

from th.errors import ArgumentTypeError
from th.tensor.ops.joining import cat
from th.tensor.tensor import Tensor

__all__ = ["parameters_to_vector", "vector_to_parameters"]


def parameters_to_vector(parameters):
    """All parameters, flattened, as one vector.

    Args:
        parameters (iterable of Tensor): any shapes
    Example:
        >>> nn.utils.parameters_to_vector([th.ones(2), th.zeros(1, 2)])
        tensor([1., 1., 0., 0.])
    """
    return cat([p.reshape(-1) for p in parameters])


def vector_to_parameters(vec, parameters):
    """Writes the parts of one vector into the parameters.

    Args:
        vec (Tensor): (sum of the sizes,)
        parameters (iterable of Tensor): any shapes
    """
    if not isinstance(vec, Tensor):
        raise ArgumentTypeError(f"expected torch.Tensor, but got: {type(vec).__name__}")
    start = 0
    for p in parameters:
        count = p.numel()
        p.data = vec[start: start + count].reshape(p.shape).data.clone()
        start += count
