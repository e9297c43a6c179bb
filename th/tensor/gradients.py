"""`torch.autograd`: gradients on request, functions with a backward of one's own, and numerical checks."""

import warnings

from th.errors import ArgumentTypeError, GradientError
from th.tensor.autograd import sweep
from th.tensor.modes import enable_grad, inference_mode, no_grad, set_grad_enabled
from th.tensor.custom import Function
from th.tensor.node import anomaly, edge_of
from th.tensor.tensor import Tensor, seed_of
from th.tensor.tensor import backward as _backward

__all__ = ["Function", "Variable", "backward", "detect_anomaly", "enable_grad", "grad", "gradcheck", "gradgradcheck",
           "inference_mode", "no_grad", "set_detect_anomaly", "set_grad_enabled"]

Variable = Tensor


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None, inputs=None):
    """Adds the gradients of `tensors` to the `grad` of the leaves they came from.

    Args:
        tensors (Tensor or sequence): what to differentiate
        grad_tensors (Tensor or sequence): the gradient to start from, for each; 1 for a single element
        retain_graph (bool): keep what was saved; `create_graph` by default
        create_graph (bool): record the backward, for higher derivatives
        inputs (Tensor or sequence): the only tensors to add gradients to
    Example:
        >>> x = torch.tensor(3.0, requires_grad=True)
        >>> torch.autograd.backward([x * 2, x * 3])
        >>> x.grad
        tensor(5.)
    """
    tensors = [tensors] if isinstance(tensors, Tensor) else list(tensors)
    seeds = grad_variables if grad_tensors is None else grad_tensors
    seeds = [seeds] if isinstance(seeds, Tensor) else seeds
    if seeds is not None and len(seeds) != len(tensors):
        raise GradientError(f"got {len(tensors)} tensors and {len(seeds)} gradients")
    _backward(tensors, seeds, retain_graph, create_graph, inputs)


def grad(outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, only_inputs=True, allow_unused=None,
         is_grads_batched=False, materialize_grads=False):
    """The gradients of `outputs` with respect to `inputs`, without touching any ``.grad``.

    Args:
        outputs (Tensor or sequence): what to differentiate
        inputs (Tensor or sequence): with respect to what
        grad_outputs (Tensor or sequence): the gradient to start from, for each output; 1 for a single element
        retain_graph (bool): keep what was saved; `create_graph` by default
        create_graph (bool): record the backward, for higher derivatives
        only_inputs (bool): taken for compatibility; nothing else is accumulated into
        allow_unused (bool): give None for an input that had no part, instead of an error
        materialize_grads (bool): give zeros instead of None
    Returns:
        a tuple, one gradient for each input
    Example:
        >>> x = torch.tensor(3.0, requires_grad=True)
        >>> (g,) = torch.autograd.grad(x**2, x, create_graph=True)
        >>> g, torch.autograd.grad(g, x)
        (tensor(6., grad_fn=<MulBackward0>), (tensor(2.),))
    """
    if not only_inputs:
        warnings.warn(
            "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate gradient for other parts of "
            "the graph, please use torch.autograd.backward.", FutureWarning, stacklevel=2,
        )
    outputs = [outputs] if isinstance(outputs, Tensor) else list(outputs)
    inputs = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    if grad_outputs is None or isinstance(grad_outputs, Tensor):
        grad_outputs = [grad_outputs] * (len(outputs) if grad_outputs is None else 1)
    if is_grads_batched:
        return _batched(outputs, inputs, list(grad_outputs), create_graph, allow_unused, materialize_grads)
    allow_unused = materialize_grads if allow_unused is None else allow_unused
    edges, seeds = [], []
    for output, seed in zip(outputs, grad_outputs, strict=True):
        edge = edge_of(output)
        if edge is None:
            raise GradientError(
                "element 0 of tensors does not require grad and does not have a grad_fn: nothing it was computed from "
                "has requires_grad=True"
            )
        edges.append(edge)
        seeds.append(seed_of(output, seed))
    targets = [edge_of(x) for x in inputs]
    if any(t is None for t in targets):
        raise GradientError("One of the differentiated Tensors does not require grad")
    keep = create_graph if retain_graph is None else retain_graph
    found = sweep(edges, seeds, keep, create_graph, targets)
    return tuple([_checked(g, x, allow_unused, materialize_grads) for g, x in zip(found, inputs, strict=True)])


def _checked(g, x, allow_unused, materialize):
    if g is not None:
        return g
    if materialize:
        return x.new_zeros(x.shape)
    if not allow_unused:
        raise GradientError(
            "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if "
            "this is the desired behavior."
        )
    return None


def _batched(outputs, inputs, grad_outputs, create_graph, allow_unused, materialize):
    """One sweep for each row of the gradients."""
    rows = [grad(outputs, inputs, list(seeds), True, create_graph, allow_unused, False, materialize)
            for seeds in zip(*[g.unbind(0) for g in grad_outputs], strict=True)]
    from th.tensor.ops.joining import stack

    return tuple([None if column[0] is None else stack(column) for column in zip(*rows, strict=True)])


# ---- anomaly mode


class detect_anomaly:
    """Inside it a backward that makes NaN raises, naming the operation and the line that ran it."""

    def __init__(self, check_nan=True):
        self.check_nan = check_nan

    def __enter__(self):
        self._outer = anomaly.tracing, anomaly.check_nan
        anomaly.trace(True, self.check_nan)
        return self

    def __exit__(self, *exc):
        anomaly.trace(*self._outer)


class set_detect_anomaly(detect_anomaly):
    """Switches anomaly detection on or off, at once."""

    def __init__(self, mode, check_nan=True):
        self._outer = anomaly.tracing, anomaly.check_nan
        anomaly.trace(mode, check_nan)

    def __enter__(self):
        return self


# ---- numerical checks


def gradcheck(func, inputs, *, eps=1e-6, atol=1e-5, rtol=1e-3, raise_exception=True, nondet_tol=0.0,
              check_undefined_grad=True, fast_mode=False, **unused):
    """Compares the gradients of ``func(*inputs)`` with finite differences, element by element.

    Args:
        func (callable): tensors to a tensor or a tuple of tensors
        inputs (Tensor or tuple): float64 or complex128, those with requires_grad are checked
        eps (float): the step of the differences
        atol, rtol (float): what is allowed to differ
        raise_exception (bool): False returns False instead of raising
    Example:
        >>> x = torch.rand(3, dtype=torch.float64, requires_grad=True)
        >>> torch.autograd.gradcheck(torch.sin, x)
        True
        >>> torch.autograd.gradcheck(torch.fft.fft, (x,)), torch.autograd.gradcheck(torch.exp, torch.tensor([1 + 2j, 3 - 1j],
        ...     dtype=torch.complex128, requires_grad=True))
        (True, True)
    """
    inputs = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    if not any(isinstance(x, Tensor) and x.requires_grad for x in inputs):
        raise ArgumentTypeError("gradcheck expects at least one input tensor to require gradient, but none of them do")
    outputs = _tuple_of(func(*inputs))
    for number, out in enumerate(outputs):
        if not out.requires_grad:
            continue
        for place, x in enumerate(inputs):
            if not (isinstance(x, Tensor) and x.requires_grad):
                continue
            for part in _PARTS if out.is_complex() else ("",):
                exact = _jacobian(_part(out, part), x)
                numeric = _numeric_jacobian(lambda *args, n=number, p=part: _part(_tuple_of(func(*args))[n], p), inputs, place, eps)
                if not exact.isclose(numeric, rtol, atol).all():
                    if not raise_exception:
                        return False
                    raise GradientError(
                        f"{_PARTS.get(part, '')}Jacobian mismatch for output {number} with respect to input {place},\n"
                        f"numerical:{numeric}\nanalytical:{exact}\n"
                    )
    return True


def gradgradcheck(func, inputs, grad_outputs=None, **settings):
    """As `gradcheck`, of the gradient itself: checks second derivatives.

    Example:
        >>> x = torch.rand(3, dtype=torch.float64, requires_grad=True)
        >>> torch.autograd.gradgradcheck(torch.sin, x)
        True
    """
    inputs = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    wanted = [i for i, x in enumerate(inputs) if isinstance(x, Tensor) and x.requires_grad]
    outputs = _tuple_of(func(*inputs))
    if grad_outputs is None:
        grad_outputs = [(o.detach() * 0 + 1).requires_grad_() for o in outputs]

    def first(*args):
        own, seeds = args[: len(inputs)], args[len(inputs):]
        outs = [o for o in _tuple_of(func(*own))]
        kept = [(o, s) for o, s in zip(outs, seeds, strict=True) if o.requires_grad]
        return grad([o for o, _ in kept], [own[i] for i in wanted], [s for _, s in kept], create_graph=True,
                    materialize_grads=True)

    return gradcheck(first, (*inputs, *_tuple_of(grad_outputs)), **settings)


def _tuple_of(value):
    return (value,) if isinstance(value, Tensor) else tuple(value)


def _jacobian(out, x):
    """(elements of x, elements of out)"""
    from th.tensor.ops.joining import stack

    columns = []
    for i in range(out.numel()):
        seed = out.detach().new_zeros(out.shape)  # contiguous, so that its view is written through
        seed.view(-1)[i] = 1
        (g,) = grad(out, x, seed, retain_graph=True, allow_unused=True)
        columns.append((x.detach() * 0 if g is None else g.detach()).reshape(-1))
    return stack(columns, 1) if columns else x.detach().new_zeros(x.numel(), 0)


# The gradient of a complex output is that of its real part and of its imaginary part; what each is called in errors.
_PARTS = {"imag": "While considering the imaginary part of complex outputs only, ",
          "real": "While considering the real part of complex outputs only, "}


def _part(out, part):
    return getattr(out, part) if part else out


def _numeric_jacobian(func, inputs, place, eps):
    """As `_jacobian`, by differences of a function to a real tensor; of a complex x along both of its axes."""
    from th.tensor.ops.joining import stack

    def value(i, step):
        moved = x.clone().contiguous()
        moved.view(-1)[i] += step
        return func(*inputs[:place], moved.requires_grad_(), *inputs[place + 1:]).detach().reshape(-1).clone()

    x = inputs[place].detach()
    axes = (1, 1j) if x.is_complex() else (1,)
    rows = [sum(axis * (value(i, axis * eps) - value(i, -axis * eps)) for axis in axes) / (2 * eps) for i in range(x.numel())]
    return stack(rows, 0) if rows else x.new_zeros(0, 0)


