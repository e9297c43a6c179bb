"""Trading time for memory: parts of a network are computed anew in the backward pass."""

import warnings

from th.errors import ArgumentError
from th.tensor import enable_grad, is_grad_enabled, no_grad
from th.tensor.random import fork_rng, get_rng_state, set_rng_state
from th.tensor.gradients import Function, grad
from th.tensor.tensor import Tensor, backward

__all__ = ["checkpoint", "checkpoint_sequential"]


class _Recomputed(Function):
    """A function of which only the inputs are kept."""

    @staticmethod
    def forward(ctx, function, preserve, anchor, *args):
        """Runs it without recording."""
        ctx.function, ctx.args = function, args
        ctx.state = get_rng_state() if preserve else None
        with no_grad():
            return function(*args)

    @staticmethod
    def backward(ctx, *grads):
        """Runs it again, recorded, and goes back through it."""
        again = is_grad_enabled()  # a higher derivative goes on into the arguments' own history
        inputs = [a if again or not isinstance(a, Tensor) else _leaf(a) for a in ctx.args]
        if ctx.state is None:
            outputs = _recorded(ctx.function, inputs)
        else:
            with fork_rng():  # dropout must draw what it drew
                set_rng_state(ctx.state)
                outputs = _recorded(ctx.function, inputs)
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        pairs = [(o, g) for o, g in zip(outputs, grads, strict=True)
                 if isinstance(o, Tensor) and o.requires_grad and g is not None]
        if not pairs:
            return (None,) * (3 + len(inputs))
        outputs, grads = zip(*pairs, strict=True)
        if again:
            return None, None, None, *_recorded_gradients(outputs, grads, inputs)
        backward(outputs, grads)
        return None, None, None, *[a.grad if isinstance(a, Tensor) else None for a in inputs]


def _recorded_gradients(outputs, grads, inputs):
    wanted = [a for a in inputs if isinstance(a, Tensor) and a.requires_grad]
    found = iter(grad(outputs, wanted, grads, create_graph=True, allow_unused=True) if wanted else ())
    return [next(found) if isinstance(a, Tensor) and a.requires_grad else None for a in inputs]


def _leaf(tensor):
    leaf = tensor.detach()
    return leaf.requires_grad_() if tensor.requires_grad else leaf


def _recorded(function, inputs):
    with enable_grad():
        return function(*inputs)


def checkpoint(function, *args, use_reentrant=None, context_fn=None, determinism_check="default", debug=False,
               early_stop=True, preserve_rng_state=True, **kwargs):
    """``function(*args)``, of which only the inputs are kept; backward computes it again.

    Args:
        function (callable): gives a tensor, or a tuple of them
        args: its arguments
        preserve_rng_state (bool): draw the same numbers the second time
        use_reentrant (bool): True wants an argument that requires a gradient, as PyTorch's older way does
        context_fn, determinism_check, debug, early_stop: accepted
        kwargs: its keyword arguments
    Returns:
        what `function` returned
    Example:
        >>> x = torch.ones(2, requires_grad=True)
        >>> torch.utils.checkpoint.checkpoint(lambda x: x * x, x, use_reentrant=False).sum().backward()
        >>> x.grad
        tensor([2., 2.])
    """
    call = (lambda *given: function(*given, **kwargs)) if kwargs else function
    if not is_grad_enabled():
        return call(*args)
    if use_reentrant and not any(isinstance(a, Tensor) and a.requires_grad for a in args):
        warnings.warn("None of the inputs have requires_grad=True. Gradients will be None", stacklevel=2)
        with no_grad():
            return call(*args)
    # Parameters inside the function want gradients even where no argument does.
    anchor = Tensor(0).requires_grad_()
    return _Recomputed.apply(call, preserve_rng_state, anchor, *args)


def checkpoint_sequential(functions, segments, input, use_reentrant=None, **kwargs):  # noqa: A002
    """A sequence of modules in so many segments, of each of which only the input is kept.

    Args:
        functions (Sequential or list): applied one after the other
        segments (int): how many
        input (Tensor): what the first is given
    """
    functions = list(functions.children()) if hasattr(functions, "children") else list(functions)
    if not 1 <= segments <= len(functions):
        raise ArgumentError(f"`segments` (={segments}) must be from 1 to the number of functions ({len(functions)})")
    size = len(functions) // segments
    ends = [size * (n + 1) for n in range(segments - 1)] + [len(functions)]
    start = 0
    for end in ends:
        part = _chained(functions[start:end])
        # The last segment goes back first: nothing is gained by computing it again.
        input = part(input) if end == len(functions) else checkpoint(part, input, **kwargs)  # noqa: A001
        start = end
    return input


def _chained(functions):
    def run(x):
        for function in functions:
            x = function(x)
        return x

    return run
