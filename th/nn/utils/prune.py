"""Pruning: weights set to zero by a mask and kept there."""

import numbers

from th.errors import ArgumentError, ArgumentTypeError
from th.tensor.modes import no_grad
from th.tensor.ops.joining import cat
from th.tensor.ops.sampling import rand, rand_like

__all__ = [
    "BasePruningMethod", "CustomFromMask", "Identity", "L1Unstructured", "LnStructured", "PruningContainer", "RandomStructured",
    "RandomUnstructured", "custom_from_mask", "global_unstructured", "identity", "is_pruned", "l1_unstructured",
    "ln_structured", "random_structured", "random_unstructured", "remove",
]


def _count(amount, total):
    """How many of `total` units `amount` means; a share or a number of them."""
    if not isinstance(amount, numbers.Real):
        raise ArgumentTypeError(f"Invalid type for amount: {amount}. Must be int or float.")
    if (isinstance(amount, numbers.Integral) and amount < 0) or (not isinstance(amount, numbers.Integral) and not 0 <= amount <= 1):
        raise ArgumentError(
            f"amount={amount} should either be a float in the range [0.0, 1.0] or a non-negative integer"
        )
    if isinstance(amount, numbers.Integral):
        if amount > total:
            raise ArgumentError(f"amount={amount} should be smaller than the number of parameters to prune={total}")
        return int(amount)
    return round(amount * total)


class BasePruningMethod:
    """A way to choose what to prune; subclasses define `compute_mask`."""

    PRUNING_TYPE = "unstructured"
    _tensor_name = None

    def __call__(self, module, inputs):
        setattr(module, self._tensor_name, self.apply_mask(module))

    def compute_mask(self, t, default_mask):
        """The mask of a tensor: 0 where to prune, else `default_mask`."""
        raise NotImplementedError

    def apply_mask(self, module):
        """The pruned tensor of a module."""
        name = self._tensor_name
        return getattr(module, name + "_mask").to(dtype=getattr(module, name + "_orig").dtype) * getattr(module, name + "_orig")

    @classmethod
    def apply(cls, module, name, *args, importance_scores=None, **kwargs):
        """Prunes a parameter of a module, and keeps it pruned."""
        method = cls(*args, **kwargs)
        method._tensor_name = name
        old = next((h for h in module._forward_pre_hooks.values()
                    if isinstance(h, BasePruningMethod) and h._tensor_name == name), None)
        current = getattr(module, name)  # pruned, where it is pruned already: what is gone has score 0
        scores = current if importance_scores is None else importance_scores
        if scores.shape != current.shape:
            raise ArgumentError("importance_scores should have the same shape as parameter " f"{name} of {module}")
        default = current.detach().new_ones(current.shape) if old is None else getattr(module, name + "_mask").detach().clone()
        with no_grad():
            mask = method.compute_mask(scores.detach(), default) if old is None else _next_mask(method, scores.detach(), default)
        if old is None:
            module.register_parameter(name + "_orig", current)
            del module._parameters[name]
        if old is None:
            hook = method
        else:
            hook = old if isinstance(old, PruningContainer) else PruningContainer(old)
            hook.add_pruning_method(method)
            for number, held in list(module._forward_pre_hooks.items()):
                if held is old:
                    del module._forward_pre_hooks[number]
        module.register_buffer(name + "_mask", mask)
        setattr(module, name, hook.apply_mask(module))
        module.register_forward_pre_hook(hook)
        return hook

    def prune(self, t, default_mask=None, importance_scores=None):
        """The pruned form of a tensor."""
        scores = t if importance_scores is None else importance_scores
        default = t.detach().new_ones(t.shape) if default_mask is None else default_mask
        return t * self.compute_mask(scores, default)

    def remove(self, module):
        """Makes the pruning permanent."""
        name = self._tensor_name
        value = self.apply_mask(module)
        module.__dict__.pop(name, None)
        original = module._parameters.pop(name + "_orig")
        original.data = value.data
        del module._buffers[name + "_mask"]
        module.register_parameter(name, original)


def _next_mask(method, scores, default):
    """The mask after one more method, which looks at what is not pruned yet."""
    if method.PRUNING_TYPE == "unstructured":
        kept = default == 1
    elif method.PRUNING_TYPE == "structured":
        dim = method.dim % scores.ndim
        alive = default.sum([d for d in range(scores.ndim) if d != dim]) != 0
        kept = (*[slice(None)] * dim, alive)
    else:
        return method.compute_mask(scores, default)
    found = default.clone()
    found[kept] = method.compute_mask(scores[kept], default[kept])
    return found


class PruningContainer(BasePruningMethod):
    """Several methods, one after the other, on one parameter."""

    PRUNING_TYPE = "container"

    def __init__(self, *methods):
        self._pruning_methods = ()
        for method in methods:
            self.add_pruning_method(method)

    def add_pruning_method(self, method):
        """Adds a method at the end."""
        if self._tensor_name is not None and method._tensor_name != self._tensor_name:
            raise ArgumentError(
                "Can only add pruning methods acting on the parameter named '"
                f"{self._tensor_name}' to PruningContainer {self}. Found '{method._tensor_name}'"
            )
        self._tensor_name = method._tensor_name
        self._pruning_methods += (method,)

    def compute_mask(self, t, default_mask):
        """The mask after the last method."""
        return _next_mask(self._pruning_methods[-1], t, default_mask)

    def __len__(self):
        return len(self._pruning_methods)

    def __iter__(self):
        return iter(self._pruning_methods)

    def __getitem__(self, index):
        return self._pruning_methods[index]


class Identity(BasePruningMethod):
    """Prunes nothing, but sets the parameter up for pruning."""

    def compute_mask(self, t, default_mask):
        """The mask there was."""
        return default_mask


class CustomFromMask(BasePruningMethod):
    """Prunes by a given mask.

    Args:
        mask (Tensor): of the parameter's shape; 0 where to prune
    """

    PRUNING_TYPE = "global"

    def __init__(self, mask):
        self.mask = mask

    def compute_mask(self, t, default_mask):
        """Both masks together."""
        return default_mask * self.mask.to(dtype=default_mask.dtype)


class _Unstructured(BasePruningMethod):
    def __init__(self, amount):
        _count(amount, float("inf") if isinstance(amount, numbers.Integral) else 1)
        self.amount = amount

    def _scores(self, t):
        raise NotImplementedError

    def compute_mask(self, t, default_mask):
        """Zeros at the lowest scores."""
        count = _count(self.amount, t.numel())
        mask = default_mask.clone()
        if count:
            lowest = self._scores(t).reshape(-1).topk(count, largest=False)[1]
            mask.view(-1)[lowest] = 0
        return mask


class RandomUnstructured(_Unstructured):
    """Prunes elements at random.

    Args:
        amount (int or float): how many, or which share
    """

    def _scores(self, t):
        return -rand_like(t)  # those with the highest numbers go, as PyTorch has it


class L1Unstructured(_Unstructured):
    """Prunes the elements nearest to zero.

    Args:
        amount (int or float): how many, or which share
    """

    def _scores(self, t):
        return t.abs()


class _Structured(BasePruningMethod):
    PRUNING_TYPE = "structured"

    def _channel_scores(self, t):
        raise NotImplementedError

    def compute_mask(self, t, default_mask):
        """Zeros in the channels of the lowest scores."""
        if t.ndim <= 1:
            raise ArgumentError(f"Structured pruning can only be applied to multidimensional tensors. Found tensor of shape {t.shape} with {t.ndim} dims")
        count = _count(self.amount, t.shape[self.dim])
        if not count:
            return default_mask
        lowest = self._channel_scores(t).topk(count, largest=False)[1]
        keep = t.new_ones(t.shape[self.dim])
        keep[lowest] = 0
        shape = [1] * t.ndim
        shape[self.dim] = -1
        return default_mask * keep.reshape(shape).to(dtype=default_mask.dtype)


class RandomStructured(_Structured):
    """Prunes channels at random.

    Args:
        amount (int or float): how many, or which share
        dim (int): of the channels
    """

    def __init__(self, amount, dim=-1):
        self.amount, self.dim = amount, dim

    def _channel_scores(self, t):
        return rand(t.shape[self.dim])


class LnStructured(_Structured):
    """Prunes the channels of the smallest norm.

    Args:
        amount (int or float): how many, or which share
        n (float): which norm
        dim (int): of the channels
    """

    def __init__(self, amount, n, dim=-1):
        self.amount, self.n, self.dim = amount, n, dim

    def _channel_scores(self, t):
        return t.norm(self.n, [d for d in range(t.ndim) if d != self.dim % t.ndim])


def identity(module, name):
    """Sets a parameter up for pruning without pruning it; returns `module`."""
    Identity.apply(module, name)
    return module


def random_unstructured(module, name, amount):
    """Prunes elements of a parameter at random; returns `module`."""
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(module, name, amount, importance_scores=None):
    """Prunes the elements of a parameter nearest to zero; returns `module`.

    Args:
        module (Module): that holds the parameter
        name (str): of the parameter
        amount (int or float): how many, or which share
        importance_scores (Tensor): looked at instead of the parameter
    Example:
        >>> layer = nn.utils.prune.l1_unstructured(nn.Linear(4, 2), "weight", amount=0.5)
        >>> int((layer.weight == 0).sum())
        4
    """
    L1Unstructured.apply(module, name, amount, importance_scores=importance_scores)
    return module


def random_structured(module, name, amount, dim):
    """Prunes channels of a parameter at random; returns `module`."""
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(module, name, amount, n, dim, importance_scores=None):
    """Prunes the channels of the smallest norm; returns `module`."""
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def custom_from_mask(module, name, mask):
    """Prunes by a given mask; returns `module`."""
    CustomFromMask.apply(module, name, mask)
    return module


def global_unstructured(parameters, pruning_method, importance_scores=None, **kwargs):
    """Prunes several parameters together, as if they were one vector.

    Args:
        parameters (sequence): pairs of module and name
        pruning_method (class): an unstructured method
        importance_scores (dict): from such a pair to what is looked at instead of the parameter
    """
    parameters = list(parameters)
    scores = importance_scores or {}
    vector = cat([scores.get((m, n), getattr(m, n)).detach().reshape(-1) for m, n in parameters])
    default = cat([getattr(m, n + "_mask", getattr(m, n).detach().new_ones(getattr(m, n).shape)).reshape(-1) for m, n in parameters])
    method = pruning_method(**kwargs)
    if method.PRUNING_TYPE != "unstructured":
        raise ArgumentTypeError(f'Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. Found method {pruning_method} of type {method.PRUNING_TYPE}')
    with no_grad():
        mask = _next_mask(method, vector, default)
    start = 0
    for module, name in parameters:
        shape = getattr(module, name).shape
        count = shape.numel()
        custom_from_mask(module, name, mask[start: start + count].reshape(shape))
        start += count


def remove(module, name):
    """Makes the pruning of a parameter permanent; returns `module`."""
    for number, hook in list(module._forward_pre_hooks.items()):
        if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
            hook.remove(module)
            del module._forward_pre_hooks[number]
            return module
    raise ArgumentError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")


def is_pruned(module):
    """True when some parameter of a module, or of one below it, is pruned."""
    return any(isinstance(h, BasePruningMethod) for m in module.modules() for h in m._forward_pre_hooks.values())
