"""Updates that autograd records: the rules that are written for arrays, run on tensors for `differentiable=True`."""

import operator

from th.tensor import absolute, clip, full_like, maximum, negative, sign, sqrt, view_as_complex, view_as_real, where
from th.tensor.tensor import Tensor

__all__ = ["Recorded", "detached", "record_rule", "recorded_group"]


class Recorded:
    """A tensor that a rule may write into: each write replaces `value`, so that what autograd saved stays as it was."""

    def __init__(self, value):
        self.value = value

    def __setitem__(self, place, new):
        new = _plain(new)
        if place is ...:
            self.value = new if isinstance(new, Tensor) else full_like(self.value, new)
        else:
            self.value = where(place, new, self.value)

    def fill(self, number):
        """Makes all elements `number`."""
        self[...] = number

    def __lt__(self, other):
        return self.value < _plain(other)

    def __gt__(self, other):
        return self.value > _plain(other)

    def __float__(self):
        return float(self.value)

    def __neg__(self):
        return Recorded(-self.value)


def detached(x):
    """An array as it is, something recorded without its history."""
    return Recorded(x.value.detach()) if isinstance(x, Recorded) else x


def _plain(x):
    return x.value if isinstance(x, Recorded) else x


def _arithmetic(function, swapped):
    def run(self, other):
        pair = (_plain(other), self.value) if swapped else (self.value, _plain(other))
        return Recorded(function(*pair))

    return run


for _name in ("add", "sub", "mul", "truediv", "pow"):
    setattr(Recorded, f"__{_name}__", _arithmetic(getattr(operator, _name), swapped=False))
    setattr(Recorded, f"__r{_name}__", _arithmetic(getattr(operator, _name), swapped=True))


_FUNCTIONS = {
    # Operators, as one of the two may be a number.
    "add": operator.add, "divide": operator.truediv, "multiply": operator.mul, "subtract": operator.sub,
    "absolute": absolute, "clip": clip, "maximum": maximum, "negative": negative, "sign": sign, "sqrt": sqrt,
}  # fmt: skip


class _Namespace:
    """The functions of numpy that rules call, each with what it writes into as the last argument."""

    def __getattr__(self, name):
        function = _FUNCTIONS.get(name)
        if function is None:
            raise AttributeError(f"no rule of an optimiser calls {name!r}")

        def run(*inputs, out=None):
            if out is None:
                *inputs, out = inputs
            out.value = function(*map(_plain, inputs))
            return out

        return run


_namespace = _Namespace()


def recorded_group(group):
    """The options of a group with those that are tensors, or pairs of them, ready for arithmetic with gradients."""
    return {key: value if key == "params" else _recorded_option(value) for key, value in group.items()}


def _recorded_option(value):
    if isinstance(value, tuple | list):
        return type(value)(map(_recorded_option, value))
    return Recorded(value.reshape(())) if isinstance(value, Tensor) else value


def record_rule(update, prepare, p, slots, scratch, c):
    """Updates the tensor `p` by its gradient, and the tensors `slots`, all in place and recorded.

    Args:
        update, prepare: a rule for arrays, and what turns the gradient into the one that it sees, or None
        scratch (int): how many arrays the rule asks for
        c: what the rule needs of the group
    """
    value, g, *state = [Recorded(_real(t.clone())) for t in (p, p.grad, *slots)]
    work, *rest = [Recorded(value.value) for _ in range(scratch + 1)]
    if prepare is not None:
        g = prepare(_namespace, value, g, work)
    update(_namespace, value, g, state, rest, c)
    for target, new in zip((p, *slots), (value, *state), strict=True):
        target.copy_(view_as_complex(new.value) if target.is_complex() else new.value)


def _real(tensor):
    return view_as_real(tensor) if tensor.is_complex() else tensor
