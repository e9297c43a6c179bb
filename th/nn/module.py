"""The base class of every layer and network."""

import inspect
from collections import OrderedDict
from numbers import Number

from numpy import ndarray

from th.errors import ArgumentTypeError
from th.nn import display
from th.nn.attributes import Attributes
from th.nn.hooks import Hooks, global_hooks, run_with_hooks
from th.nn.state import State
from th.nn.walk import Walk
from th.tensor.dispatch import describe
from th.tensor.wrongcalls import no_tensor

__all__ = ["Module"]

# The hook dictionaries of a module, by attribute; looked up when old pickles are read too.
_HOOKS = (
    "_backward_pre_hooks", "_backward_hooks", "_forward_hooks", "_forward_hooks_with_kwargs", "_forward_hooks_always_called",
    "_forward_pre_hooks", "_forward_pre_hooks_with_kwargs", "_state_dict_hooks", "_state_dict_pre_hooks",
    "_load_state_dict_pre_hooks", "_load_state_dict_post_hooks",
)


class Module(Attributes, Hooks, State, Walk):
    """The base of every layer and network.

    A subclass calls ``super().__init__()`` first, makes its layers as attributes, and defines `forward`.

    Example:
        >>> class Net(nn.Module):
        ...     def __init__(self):
        ...         super().__init__()
        ...         self.hidden = nn.Linear(4, 3)
        ...         self.last = nn.Linear(3, 1)
        ...
        ...     def forward(self, x):
        ...         return self.last(th.tanh(self.hidden(x)))
        >>> Net()
        Net(
          (hidden): Linear(in_features=4, out_features=3, bias=True)
          (last): Linear(in_features=3, out_features=1, bias=True)
        )
    """

    dump_patches = False
    call_super_init = False

    def __init__(self, *args, **kwargs):
        if kwargs and not self.call_super_init:
            raise ArgumentTypeError(
                f"{type(self).__name__}.__init__() got an unexpected keyword argument '{next(iter(kwargs))}'"
            )
        if args and not self.call_super_init:
            raise ArgumentTypeError(
                f"{type(self).__name__}.__init__() takes 1 positional argument but {len(args) + 1} were given"
            )
        own = self.__dict__
        own["training"] = True
        own["_parameters"], own["_buffers"] = {}, {}
        own["_non_persistent_buffers_set"] = set()
        own["_is_full_backward_hook"] = None
        own["_modules"] = {}
        for name in _HOOKS:
            own[name] = OrderedDict()
        if self.call_super_init:
            super().__init__(*args, **kwargs)

    def forward(self, *input):
        """What the module computes; subclasses define it, and calling the module runs it."""
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function: define forward(self, ...) in it'
        )

    def __call__(self, *args, **kwargs):
        try:
            own = self.__dict__
            if (own["_forward_hooks"] or own["_forward_pre_hooks"] or own["_backward_hooks"] or own["_backward_pre_hooks"]
                    or global_hooks.any):
                return run_with_hooks(self, args, kwargs)
            return self.forward(*args, **kwargs)
        except Exception as err:
            if err.__class__ is AttributeError and not hasattr(err, "_th_failed"):
                _need_tensor(self, args)
            _locate(self, args, err)
            raise

    # ---- display

    def extra_repr(self):
        """What stands between the brackets of the module's `repr`; for subclasses to define."""
        return ""

    def _get_name(self):
        return type(self).__name__

    def __repr__(self):
        return display.pytorch(self)

    def _repr_pretty_(self, printer, cycle):
        printer.text(repr(self) if cycle else display.torch7(self))

    # ---- copies

    def __getstate__(self):
        return self.__dict__.copy()

    def __setstate__(self, state):
        self.__dict__.update(state)
        for name in _HOOKS:
            self.__dict__.setdefault(name, OrderedDict())
        self.__dict__.setdefault("_non_persistent_buffers_set", set())
        self.__dict__.setdefault("_is_full_backward_hook", None)

    def compile(self, *args, **kwargs):
        """Does nothing: `th` runs every module as it is written."""


def _locate(module, args, err):
    """Notes on `err` which part of `module` failed, as it goes up through the containers."""
    if "_modules" not in module.__dict__:
        name = type(module).__name__
        raise AttributeError(f"'{name}' object is no module yet: write super().__init__() as the first line of {name}.__init__") from None
    failed = getattr(err, "_th_failed", None)
    if failed is not None:
        child, inputs = failed
        for name, candidate in module._modules.items():
            if candidate is child:
                err.add_note(f"in layer {name} of {type(module).__name__}: {display.brief(child)}, input {inputs}")
                break
    try:
        err._th_failed = module, ", ".join(_brief_input(a) for a in args)
    except AttributeError:  # an exception with __slots__: no place for the note
        return


def _need_tensor(module, args):
    """Raises for an input of a layer of ours that is no tensor, which is why an attribute was not there."""
    kind = type(module)
    if not kind.__module__.startswith("th.nn"):
        return
    for position, (name, value) in enumerate(zip(inspect.signature(module.forward).parameters, args, strict=False), 1):
        wrong = isinstance(value, list | str | ndarray) or (position == 1 and isinstance(value, tuple | Number | None))
        if wrong and not hasattr(value, "_fields"):  # a PackedSequence has
            raise no_tensor(kind.__name__, name, position, value) from None


def _brief_input(value):
    shape = getattr(value, "shape", None)
    if shape is not None and not isinstance(value, type):
        return str(tuple(shape))
    return describe(value)
