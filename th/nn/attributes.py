"""What a module holds: parameters, buffers and submodules, kept apart from its other attributes."""

from th.errors import ArgumentError, ArgumentTypeError
from th.nn.registry import Buffer, module_registration, buffer_registration, parameter_registration
from th.tensor.parameter import Parameter
from th.tensor.tensor import Tensor

__all__ = ["Attributes", "type_name"]

_UNSET = "cannot assign {kind} before Module.__init__() call: write super().__init__() as the first line of {cls}.__init__"


def type_name(value):
    """The full name of the type of `value`, as error messages give it."""
    if isinstance(value, Tensor):
        return value.type()
    kind = value if isinstance(value, type) else type(value)
    module = "" if kind.__module__ in ("builtins", "") else kind.__module__ + "."
    return module + kind.__qualname__


def _unset(module, kind):
    return AttributeError(_UNSET.format(kind=kind, cls=type(module).__name__))


def _missing(module, name):
    text = f"'{type(module).__name__}' object has no attribute '{name}'"
    if "_modules" not in module.__dict__ and "." not in name:
        text += f"; {type(module).__name__}.__init__ has not called super().__init__()"
    return AttributeError(text)


def _check_name(module, name, kind):
    if not isinstance(name, str):
        raise ArgumentTypeError(f"{kind} name should be a string. Got {type_name(name)}")
    if "." in name:
        got = f", got: {name}" if kind == "module" else ""
        raise KeyError(f'{kind} name can\'t contain "."{got}')
    if name == "":
        raise KeyError(f'{kind} name can\'t be empty string ""')


def _through(hooks, module, name, value):
    """What the global registration hooks make of `value`."""
    for hook in list(hooks.values()):
        changed = hook(module, name, value)
        value = value if changed is None else changed
    return value


class Attributes:
    """The attribute access of a module."""

    # ---- registering

    def register_parameter(self, name, param):
        """Adds a parameter under a name; None keeps the name without a parameter.

        Args:
            name (str): without dots
            param (Parameter or None): the parameter
        Raises:
            KeyError: when the name has a dot, is empty or is taken
            ArgumentTypeError: when `param` is not a Parameter
        Example:
            >>> layer = nn.Module()
            >>> layer.register_parameter("scale", nn.Parameter(th.ones(1)))
            >>> layer.scale
            Parameter containing:
            tensor([1.], requires_grad=True)
        """
        if "_parameters" not in self.__dict__:
            raise _unset(self, "parameter")
        _check_name(self, name, "parameter")
        if hasattr(self, name) and name not in self._parameters:
            raise KeyError(f"attribute '{name}' already exists")
        if param is not None and not isinstance(param, Parameter):
            raise ArgumentTypeError(
                f"cannot assign '{type_name(param)}' object to parameter '{name}' (torch.nn.Parameter or None required)"
            )
        if param is not None and param.grad_fn is not None:
            raise ArgumentError(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created explicitly. "
                f"To express '{name}' as a function of another Tensor, compute the value in the forward() method."
            )
        if parameter_registration:
            param = _through(parameter_registration, self, name, param)
        self._parameters[name] = param

    def register_buffer(self, name, tensor, persistent=True):
        """Adds a tensor that belongs to the module and moves with it, but is not learnt.

        Args:
            name (str): without dots
            tensor (Tensor or None): the buffer
            persistent (bool): part of the state_dict
        Example:
            >>> layer = nn.Module()
            >>> layer.register_buffer("mean", th.zeros(2))
            >>> list(layer.state_dict().items())
            [('mean', tensor([0., 0.]))]
        """
        if "_buffers" not in self.__dict__:
            raise _unset(self, "buffer")
        _check_name(self, name, "buffer")
        if hasattr(self, name) and name not in self._buffers:
            raise KeyError(f"attribute '{name}' already exists")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise ArgumentTypeError(
                f"cannot assign '{type_name(tensor)}' object to buffer '{name}' (torch Tensor or None required)"
            )
        if buffer_registration:
            tensor = _through(buffer_registration, self, name, tensor)
        self._buffers[name] = tensor
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name, module):
        """Adds a submodule under a name.

        Args:
            name (str): without dots
            module (Module or None): the submodule
        Example:
            >>> net = nn.Module()
            >>> net.add_module("last", nn.Linear(2, 1))
            >>> net.last
            Linear(in_features=2, out_features=1, bias=True)
        """
        if not isinstance(module, Attributes) and module is not None:
            raise ArgumentTypeError(f"{type_name(module)} is not a Module subclass")
        if not isinstance(name, str):
            raise ArgumentTypeError(f"module name should be a string. Got {type_name(name)}")
        if hasattr(self, name) and name not in self._modules:
            raise KeyError(f"attribute '{name}' already exists")
        _check_name(self, name, "module")
        if module_registration:
            module = _through(module_registration, self, name, module)
        self._modules[name] = module

    def register_module(self, name, module):
        """Another name of `add_module`."""
        self.add_module(name, module)

    # ---- access

    def __getattr__(self, name):
        own = self.__dict__
        for kind in ("_parameters", "_buffers", "_modules"):
            held = own.get(kind)
            if held is not None and name in held:
                return held[name]
        raise _missing(self, name)

    def __setattr__(self, name, value):
        own = self.__dict__
        parameters = own.get("_parameters")
        if isinstance(value, Parameter):
            if parameters is None:
                raise _unset(self, "parameters")
            self._drop(name, "_buffers", "_modules")
            self.register_parameter(name, value)
        elif parameters is not None and name in parameters:
            if value is not None:
                raise ArgumentTypeError(
                    f"cannot assign '{type_name(value)}' as parameter '{name}' (torch.nn.Parameter or None expected)"
                )
            self.register_parameter(name, value)
        elif isinstance(value, Attributes):
            if "_modules" not in own:
                raise _unset(self, "module")
            self._drop(name, "_parameters", "_buffers")
            own["_modules"][name] = _through(module_registration, self, name, value) if module_registration else value
        elif name in own.get("_modules", ()):
            if value is not None:
                raise ArgumentTypeError(
                    f"cannot assign '{type_name(value)}' as child module '{name}' (torch.nn.Module or None expected)"
                )
            own["_modules"][name] = value
        elif isinstance(value, Buffer) or name in own.get("_buffers", ()):
            self._set_buffer(name, value)
        else:
            object.__setattr__(self, name, value)

    def _set_buffer(self, name, value):
        if value is not None and not isinstance(value, Tensor):
            raise ArgumentTypeError(
                f"cannot assign '{type_name(value)}' as buffer '{name}' (torch.nn.Buffer, torch.Tensor or None expected)"
            )
        persistent = value.persistent if isinstance(value, Buffer) else name not in self._non_persistent_buffers_set
        self.register_buffer(name, value, persistent)

    def _drop(self, name, *kinds):
        self.__dict__.pop(name, None)
        for kind in kinds:
            self.__dict__[kind].pop(name, None)
        self._non_persistent_buffers_set.discard(name)

    def __delattr__(self, name):
        for kind in ("_parameters", "_buffers", "_modules"):
            if name in self.__dict__.get(kind, ()):
                del self.__dict__[kind][name]
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self):
        names = {*dir(type(self)), *self.__dict__}
        for kind in ("_parameters", "_buffers", "_modules"):
            names.update(self.__dict__.get(kind, ()))
        return sorted(n for n in names if not n[:1].isdigit())

    # ---- by path

    def get_submodule(self, target):
        """The submodule at a dotted path.

        Args:
            target (str): such as "encoder.layers.0"; "" is this module
        Raises:
            AttributeError: when there is no such submodule
        Example:
            >>> nn.Sequential(nn.ReLU()).get_submodule("0")
            ReLU()
        """
        found = self
        for part in target.split(".") if target else ():
            if not hasattr(found, part):
                raise AttributeError(f"{type(found).__name__} has no attribute `{part}`")
            found = getattr(found, part)
            if not isinstance(found, Attributes):
                raise AttributeError(f"`{part}` is not an nn.Module")
        return found

    def set_submodule(self, target, module, strict=False):
        """Puts a module in the place of the one at a dotted path.

        Args:
            target (str): such as "encoder.layers.0"
            module (Module): the new one
            strict (bool): the place must be taken already
        Example:
            >>> net = nn.Sequential(nn.ReLU())
            >>> net.set_submodule("0", nn.Tanh())
            >>> net[0]
            Tanh()
        """
        if target == "":
            raise ArgumentError("Cannot set the submodule without a target name!")
        if not isinstance(module, Attributes):
            raise ArgumentError(f"`module` is not an nn.Module, found {type(module)}")
        path, _, name = target.rpartition(".")
        parent = self.get_submodule(path)
        if strict and not hasattr(parent, name):
            raise AttributeError(f"{type(parent).__name__} has no attribute `{name}`")
        if hasattr(parent, name) and not isinstance(getattr(parent, name), Attributes):
            raise AttributeError(f"`{name}` is not an nn.Module")
        setattr(parent, name, module)

    def _at(self, target, kind, what):
        path, _, name = target.rpartition(".")
        parent = self.get_submodule(path)
        if not hasattr(parent, name):
            raise AttributeError(f"{type(parent).__name__} has no attribute `{name}`")
        if name not in parent.__dict__[kind]:
            raise AttributeError(f"`{name}` is not {what}")
        return parent.__dict__[kind][name]

    def get_parameter(self, target):
        """The parameter at a dotted path.

        Args:
            target (str): such as "encoder.weight"
        Raises:
            AttributeError: when there is no such parameter
        Example:
            >>> nn.Linear(1, 1).get_parameter("bias").shape
            torch.Size([1])
        """
        return self._at(target, "_parameters", "an nn.Parameter")

    def get_buffer(self, target):
        """The buffer at a dotted path.

        Args:
            target (str): such as "norm.running_mean"
        Raises:
            AttributeError: when there is no such buffer
        """
        return self._at(target, "_buffers", "a buffer")
