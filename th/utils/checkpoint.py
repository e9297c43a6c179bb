"""Trading time for memory: parts of a network are computed anew in the backward pass."""

import contextlib
import warnings

from th.errors import ArgumentError
from th.tensor import enable_grad, is_grad_enabled, no_grad
from th.tensor.graph import saved_tensors_hooks
from th.tensor.random import fork_rng, get_rng_state, set_rng_state
from th.tensor.tensor import Tensor

__all__ = ["CheckpointError", "checkpoint", "checkpoint_sequential", "noop_context_fn"]


class CheckpointError(RuntimeError):
    """The function did something else when it was run again."""


def noop_context_fn():
    """Two contexts that do nothing: for the first run and for the second."""
    return contextlib.nullcontext(), contextlib.nullcontext()


class _Segment:
    """One checkpointed call.  What it would save for backward is forgotten, and computed again when it is asked for."""

    def __init__(self, call, preserve_rng_state, context, is_checked):
        self.call, self.context, self.is_checked = call, context, is_checked
        self.state = get_rng_state() if preserve_rng_state else None
        self.kinds = []  # of each tensor that was saved
        self.values = {}  # those computed again and not yet taken

    def pack(self, tensor):
        """The number of a tensor instead of the tensor."""
        self.kinds.append(_kind(tensor))
        return len(self.kinds) - 1

    def unpack(self, number):
        """A tensor by its number."""
        if number not in self.values:
            self.run_again()
        return self.values.pop(number)

    def run_again(self):
        """Computes all saved tensors once more."""
        found = []
        hooks = saved_tensors_hooks(lambda tensor: found.append(tensor.detach()), lambda _: None)
        with contextlib.ExitStack() as stack:
            if self.state is not None:  # dropout must draw what it drew
                stack.enter_context(fork_rng())
                set_rng_state(self.state)
            for context in (enable_grad(), self.context, hooks):
                stack.enter_context(context)
            self.call()
        if len(found) < len(self.kinds):
            raise CheckpointError(
                "torch.utils.checkpoint: A different number of tensors was saved during the original forward and "
                f"recomputation.\nNumber of tensors saved during forward: {len(self.kinds)}\n"
                f"Number of tensors saved during recomputation: {len(found)}"
            )
        if self.is_checked:
            self.check(found)
        self.values = dict(enumerate(found[:len(self.kinds)]))

    def check(self, found):
        """Raises when a tensor is of another shape or dtype than the first time."""
        for number, (saved, tensor) in enumerate(zip(self.kinds, found, strict=False)):
            if saved != _kind(tensor):
                raise CheckpointError(
                    "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than "
                    f"during the forward pass.\ntensor at position {number}:\nsaved metadata: {saved}\n"
                    f"recomputed metadata: {_kind(tensor)}"
                )


def _kind(tensor):
    return {"shape": tensor.shape, "dtype": tensor.dtype, "device": tensor.device}


def checkpoint(function, *args, use_reentrant=None, context_fn=noop_context_fn, determinism_check="default",
               debug=False, early_stop=True, preserve_rng_state=True, **kwargs):
    """``function(*args)``, of which only the inputs are kept; backward computes it again.

    Args:
        function (callable): anything made of tensor operations
        args: its arguments
        preserve_rng_state (bool): draw the same numbers the second time
        use_reentrant (bool): True wants an argument that requires a gradient, as PyTorch's older way does
        context_fn (callable): gives two contexts, for the first run and for the second
        determinism_check (str): "none" takes the second run's tensors whatever their shapes and dtypes
        debug, early_stop: accepted
        kwargs: its keyword arguments
    Returns:
        what `function` returned
    Raises:
        CheckpointError: in backward, when the second run saves other tensors than the first
    Example:
        >>> x = torch.ones(2, requires_grad=True)
        >>> torch.utils.checkpoint.checkpoint(lambda x: x * x, x, use_reentrant=False).sum().backward()
        >>> x.grad
        tensor([2., 2.])
    """
    if determinism_check not in ("default", "none"):
        raise ArgumentError(f"determinism_check should be one of ['default', 'none'], but got {determinism_check}")
    if not is_grad_enabled():
        return function(*args, **kwargs)
    if use_reentrant and not any(isinstance(a, Tensor) and a.requires_grad for a in args):
        warnings.warn("None of the inputs have requires_grad=True. Gradients will be None", stacklevel=2)
        with no_grad():
            return function(*args, **kwargs)
    first, second = context_fn()
    segment = _Segment(lambda: function(*args, **kwargs), preserve_rng_state, second, determinism_check == "default")
    with first, saved_tensors_hooks(segment.pack, segment.unpack):
        return segment.call()


def checkpoint_sequential(functions, segments, input, use_reentrant=None, **kwargs):
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
        input = part(input) if end == len(functions) else checkpoint(part, input, **kwargs)
        start = end
    return input


def _chained(functions):
    def run(x):
        for function in functions:
            x = function(x)
        return x

    return run
