"""`torch.autograd.functional`: Jacobians, Hessians and products with them."""

from th.errors import GradientError
from th.tensor import func as transforms
from th.tensor.gradients import grad
from th.tensor.modes import enable_grad
from th.tensor.tensor import Tensor

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]


def _entered(inputs, create_graph):
    several = not isinstance(inputs, Tensor)
    given = list(inputs) if several else [inputs]
    return several, [x.view_as(x) if create_graph and x.requires_grad else x.detach().requires_grad_() for x in given]


def _done(values, several, create_graph):
    values = [v if create_graph else v.detach() for v in values]
    return tuple(values) if several else values[0]


def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False, strategy="reverse-mode"):
    """The Jacobian of a function: for each output and input, a tensor (*output.shape, *input.shape).

    Args:
        create_graph (bool): record it, for higher derivatives
        strict (bool): raise when an output does not depend on an input
    Example:
        >>> torch.autograd.functional.jacobian(torch.exp, torch.tensor([0.0]))
        tensor([[1.]])
    """
    several, entered = _entered(inputs, create_graph)
    with enable_grad():
        outputs = func(*entered)
        many = not isinstance(outputs, Tensor)
        outs = list(outputs) if many else [outputs]
        if strict and any(not o.requires_grad for o in outs):
            raise GradientError(
                "Output of the function is independent of all inputs, which is not allowed in strict mode"
            )
        found = [_done(transforms._rows(o, entered), several, create_graph) for o in outs]
    return tuple(found) if many else found[0]


def hessian(func, inputs, create_graph=False, strict=False, vectorize=False, outer_jacobian_strategy="reverse-mode"):
    """The second derivatives of a scalar function.

    Example:
        >>> torch.autograd.functional.hessian(lambda x: (x**3).sum(), torch.tensor([1.0]))
        tensor([[6.]])
    """
    several = not isinstance(inputs, Tensor)

    def first(*args):
        with enable_grad():
            value = _scalar(func(*args))
            found = grad(value, args, create_graph=True, materialize_grads=True)
        return found if several else found[0]

    return jacobian(first, inputs, create_graph, strict)


def _scalar(value):
    if not isinstance(value, Tensor) or value.numel() != 1:
        raise GradientError("The Tensor returned by the function given to hessian should contain a single element")
    return value.reshape(())


def vjp(func, inputs, v=None, create_graph=False, strict=False):
    """The value of a function, and the product of the vector `v` with its Jacobian.

    Example:
        >>> torch.autograd.functional.vjp(torch.exp, torch.tensor([0.0]), torch.tensor([2.0]))
        (tensor([1.]), tensor([2.]))
    """
    several, entered = _entered(inputs, create_graph)
    with enable_grad():
        output = func(*entered)
        found = grad(output, entered, v, create_graph=create_graph, materialize_grads=True)
    return _plain(output, create_graph), _done(found, several, create_graph)


def _plain(output, create_graph):
    if create_graph:
        return output
    return output.detach() if isinstance(output, Tensor) else tuple([o.detach() for o in output])


def jvp(func, inputs, v=None, create_graph=False, strict=False):
    """The value of a function, and the product of its Jacobian with the vector `v`.

    Example:
        >>> torch.autograd.functional.jvp(torch.exp, torch.tensor([0.0]), torch.tensor([2.0]))
        (tensor([1.]), tensor([2.]))
    """
    given = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    tangents = (
        tuple([x.new_ones(x.shape) for x in given]) if v is None else ((v,) if isinstance(v, Tensor) else tuple(v))
    )
    value, out = transforms.jvp(func, given, tangents)
    return _plain(value, create_graph), _plain(out, create_graph)


def vhp(func, inputs, v=None, create_graph=False, strict=False):
    """The value of a scalar function, and the product of the vector `v` with its Hessian.

    Example:
        >>> torch.autograd.functional.vhp(lambda x: (x**3).sum(), torch.tensor([1.0]), torch.tensor([2.0]))
        (tensor(1.), tensor([12.]))
    """
    several, entered = _entered(inputs, create_graph)
    vectors = [x.new_ones(x.shape) for x in entered] if v is None else ([v] if isinstance(v, Tensor) else list(v))
    with enable_grad():
        value = _scalar(func(*entered))
        first = grad(value, entered, create_graph=True, materialize_grads=True)
        pairs = [(g, u) for g, u in zip(first, vectors, strict=True) if g.requires_grad]
        found = grad(
            [g for g, _ in pairs], entered, [u for _, u in pairs], create_graph=create_graph, materialize_grads=True
        )
    return _plain(value, create_graph), _done(found, several, create_graph)


def hvp(func, inputs, v=None, create_graph=False, strict=False):
    """As `vhp`: the Hessian is symmetric.

    Example:
        >>> torch.autograd.functional.hvp(lambda x: (x**3).sum(), torch.tensor([1.0]), torch.tensor([2.0]))
        (tensor(1.), tensor([12.]))
    """
    return vhp(func, inputs, v, create_graph, strict)
