"""Parameters that are computed from other parameters."""

import contextlib
import copy
from collections.abc import Sequence

from th.errors import ArgumentError
from th.nn.containers import ModuleDict, ModuleList
from th.tensor.modes import no_grad
from th.tensor.parameter import Parameter
from th.tensor.tensor import Tensor

__all__ = [
    "ParametrizationList", "cached", "is_parametrized", "register_parametrization", "remove_parametrizations",
    "transfer_parametrizations_and_params", "type_before_parametrizations",
]


class _Cache:
    depth = 0
    values = {}


_cache = _Cache()


@contextlib.contextmanager
def cached():
    """Inside it each parametrised tensor is computed once only.

    Example:
        >>> with nn.utils.parametrize.cached():
        ...     pass
    """
    _cache.depth += 1
    try:
        yield
    finally:
        _cache.depth -= 1
        if not _cache.depth:
            _cache.values = {}


def _inverted(module, value):
    """What `module` would compute `value` from; `value` itself where it cannot tell."""
    if not hasattr(module, "right_inverse"):
        return value
    try:
        return module.right_inverse(value)
    except NotImplementedError:
        return value


def _check_inverse(value, dtype):
    parts = [value] if isinstance(value, Tensor) else value
    if not isinstance(parts, Sequence):
        raise ArgumentError(
            f"'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). Got {type(parts).__name__}"
        )
    for i, part in enumerate(parts):
        if not isinstance(part, Tensor):
            raise ArgumentError(
                "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). "
                f"Got element {i} of the sequence with type {type(part).__name__}."
            )
    if isinstance(value, Tensor) and value.dtype != dtype:
        raise ArgumentError(
            "When `right_inverse` outputs one tensor, it may not change the dtype.\n"
            f"original.dtype: {dtype}\nright_inverse(original).dtype: {value.dtype}"
        )


def _check_form(rule, before, after):
    """`after` is a tensor of the dtype and shape of `before`."""
    if not isinstance(after, Tensor):
        raise ArgumentError(f"A parametrization must return a tensor. Got {type(after).__name__}.")
    for name in ("dtype", "shape"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            raise ArgumentError(
                f"{rule.format(name)}, unless `unsafe` flag is enabled.\n"
                f"unparametrized {name}: {old}\nparametrized {name}: {new}"
            )


class ParametrizationList(ModuleList):
    """The chain of modules that computes one tensor, and what it computes it from.

    Args:
        modules (sequence of Module): the chain
        original (Tensor): the tensor before
        unsafe (bool): do not check that shape and dtype stay
    """

    def __init__(self, modules, original, unsafe=False):
        modules = list(modules)
        if not modules:
            raise ArgumentError("ParametrizationList requires one or more modules.")
        super().__init__(modules)
        self.unsafe = unsafe
        with no_grad():
            value = original.detach()
            for module in reversed(self):
                value = _inverted(module, value)
        _check_inverse(value, original.dtype)
        before = original.detach()
        self.is_tensor = isinstance(value, Tensor)
        self.ntensors = 1 if self.is_tensor else len(value)
        if self.is_tensor:
            # The parameter stays the same object, so that an optimiser which has it goes on with it.
            original.data = value.data
            self._keep("original", original, original)
        else:
            for i, part in enumerate(value):
                self._keep(f"original{i}", part, original)
        if not unsafe:
            _check_form("Registering a parametrization may not change the {} of the tensor", before, self())

    def _keep(self, name, value, original):
        if isinstance(original, Parameter):
            kept = value if isinstance(value, Parameter) else Parameter(value, original.requires_grad)
            self.register_parameter(name, kept)
        else:
            self.register_buffer(name, value)

    def right_inverse(self, value):
        """Sets what the tensor is computed from, so that it becomes `value`."""
        with no_grad():
            for module in reversed(self):
                if not hasattr(module, "right_inverse"):
                    raise ArgumentError(f"parametrization {type(module).__name__} does not implement right_inverse.")
                value = module.right_inverse(value)
            if self.is_tensor:
                self.original.data = value.data.clone()
            else:
                for i, part in enumerate(value):
                    getattr(self, f"original{i}").data = part.data.clone()

    def forward(self):
        """The tensor."""
        first, *rest = self
        value = first(self.original) if self.is_tensor else first(*[getattr(self, f"original{i}") for i in range(self.ntensors)])
        for module in rest:
            value = module(value)
        return value


def _property(name):
    def get(self):
        if not _cache.depth:
            return self.parametrizations[name]()
        key = (id(self), name)
        if key not in _cache.values:
            _cache.values[key] = self.parametrizations[name]()
        return _cache.values[key]

    def put(self, value):
        self.parametrizations[name].right_inverse(value)

    return property(get, put, doc=f"`{name}`, as its parametrization computes it.")


def _own_class(module):
    """Gives `module` a class of its own, on which properties can be set."""
    base = type(module)

    def deepcopy(self, memo):
        made = base.__new__(base)
        memo[id(self)] = made
        made.__dict__.update({k: copy.deepcopy(v, memo) for k, v in self.__dict__.items()})
        _own_class(made)
        for name in made.parametrizations:
            setattr(type(made), name, _property(name))
        return made

    def getstate(self):
        raise ArgumentError(
            "Serialization of parametrized modules is only supported through state_dict(): torch.save(model.state_dict(), path)"
        )

    made = type(f"Parametrized{base.__name__}", (base,), {
        "__module__": base.__module__, "__doc__": base.__doc__, "__deepcopy__": deepcopy, "__getstate__": getstate})
    module.__class__ = made


def is_parametrized(module, tensor_name=None):
    """True when a module (or one tensor of it) is parametrised.

    Example:
        >>> nn.utils.parametrize.is_parametrized(nn.Linear(1, 1))
        False
    """
    held = module.__dict__.get("_modules", {}).get("parametrizations")
    if not isinstance(held, ModuleDict):
        return False
    return len(held) > 0 if tensor_name is None else tensor_name in held


def register_parametrization(module, tensor_name, parametrization, *, unsafe=False):
    """Makes a parameter or buffer the result of a module.

    Args:
        module (Module): that holds the tensor
        tensor_name (str): its name
        parametrization (Module): computes the tensor from the one there was; may have a `right_inverse`
        unsafe (bool): do not check that shape and dtype stay
    Returns:
        `module`
    Example:
        >>> class Symmetric(nn.Module):
        ...     def forward(self, x):
        ...         return x.triu() + x.triu(1).T
        >>> layer = nn.utils.parametrize.register_parametrization(nn.Linear(2, 2), "weight", Symmetric())
        >>> bool((layer.weight == layer.weight.T).all())
        True
    """
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        held = module.parametrizations[tensor_name]
        if not unsafe:
            before = getattr(module, tensor_name)
            after = parametrization(before)
            _check_form("Registering a parametrization may not change the {} of the tensor", before, after)
            back = _inverted(parametrization, after)
            _check_form("The tensor returned by parametrization.right_inverse must have the {} of the tensor", before, back)
        held.append(parametrization)
        held.unsafe |= unsafe
        return module
    if tensor_name not in module._parameters and tensor_name not in module._buffers:
        raise ArgumentError(f"Module '{module}' does not have a parameter, a buffer, or a parametrized element with name '{tensor_name}'")
    original = getattr(module, tensor_name)
    held = ParametrizationList([parametrization], original, unsafe=unsafe)
    delattr(module, tensor_name)
    if not is_parametrized(module):
        _own_class(module)
        module.parametrizations = ModuleDict()
    setattr(type(module), tensor_name, _property(tensor_name))
    module.parametrizations[tensor_name] = held
    return module


def remove_parametrizations(module, tensor_name, leave_parametrized=True):
    """Makes a parametrised tensor an ordinary one again.

    Args:
        module (Module): that holds the tensor
        tensor_name (str): its name
        leave_parametrized (bool): keep the computed value; False goes back to what it was computed from
    Returns:
        `module`
    """
    if not is_parametrized(module, tensor_name):
        raise ArgumentError(f"Module {module} does not have a parametrization on {tensor_name}")
    held = module.parametrizations[tensor_name]
    if not leave_parametrized and not held.is_tensor:
        raise ArgumentError(
            "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a sequence of tensors."
        )
    source = held.original if held.is_tensor else held.original0
    learnt = isinstance(source, Parameter)
    with no_grad():
        value = getattr(module, tensor_name).detach().clone() if leave_parametrized else source.detach()
    if held.is_tensor and learnt:
        source.data = value
        value = source
    elif learnt:
        value = Parameter(value, source.requires_grad)
    delattr(type(module), tensor_name)
    del module.parametrizations[tensor_name]
    if learnt:
        module.register_parameter(tensor_name, value)
    else:
        module.register_buffer(tensor_name, value)
    if not len(module.parametrizations):
        delattr(module, "parametrizations")
        module.__class__ = type(module).__bases__[0]
    return module


def type_before_parametrizations(module):
    """The class that a module had before it was parametrised."""
    return type(module).__bases__[0] if is_parametrized(module) else type(module)


def transfer_parametrizations_and_params(from_module, to_module, tensor_name=None):
    """Copies the parametrisations of one module, and what they compute from, to another."""
    if not is_parametrized(from_module):
        return to_module
    names = list(from_module.parametrizations) if tensor_name is None else [tensor_name]
    for name in names:
        held = copy.deepcopy(from_module.parametrizations[name])
        if name in to_module._parameters or name in to_module._buffers:
            delattr(to_module, name)
        if not is_parametrized(to_module):
            _own_class(to_module)
            to_module.parametrizations = ModuleDict()
        setattr(type(to_module), name, _property(name))
        to_module.parametrizations[name] = held
    return to_module
