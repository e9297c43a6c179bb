"""`torch.overrides`: classes and modes that answer PyTorch's calls themselves, by ``__torch_function__``.

Nothing of this costs anything before it is used: the first subclass of Tensor, or the first mode, puts a function that
looks for ``__torch_function__`` in the place of each public one, and a subclass gets such methods of its own.
"""

import functools
import sys
import threading
from types import FunctionType

from th.errors import ArgumentTypeError
from th.tensor.tensor import Tensor

__all__ = [
    "BaseTorchFunctionMode", "TorchFunctionMode", "handle_torch_function", "has_torch_function", "has_torch_function_unary",
    "has_torch_function_variadic", "is_tensor_like", "is_tensor_method_or_property", "resolve_name", "wrap_torch_function",
]  # fmt: skip

_NAMESPACES = {"th": "torch", "th.tensor.linalg": "torch.linalg", "th.tensor.fft": "torch.fft",
               "th.tensor.special": "torch.special", "th.nn.functional": "torch.nn.functional"}
_UNASKED = {"as_subclass", "is_tensor", "is_storage", "typename", "manual_seed", "set_printoptions"}  # of no tensor's arithmetic
_OPERATORS = {  # the special method: the method that PyTorch says it is
    "add": "add", "radd": "add", "iadd": "add_", "sub": "sub", "isub": "sub_", "mul": "mul", "rmul": "mul", "imul": "mul_",
    "truediv": "div", "itruediv": "div_", "matmul": "matmul", "neg": "neg", "abs": "abs", "invert": "bitwise_not", "eq": "eq",
    "ne": "ne", "lt": "lt", "le": "le", "gt": "gt", "ge": "ge",
}  # fmt: skip
_OTHER_OPERATORS = ("rsub", "rtruediv", "floordiv", "rfloordiv", "mod", "rmod", "pow", "rpow", "ipow", "rmatmul", "and", "or", "xor",
                    "rand", "ror", "rxor", "lshift", "rshift", "getitem", "setitem", "len", "iter", "contains", "bool", "float",
                    "int", "index")  # fmt: skip
_PROPERTIES = ("T", "mT", "H", "mH", "real", "imag", "data")


class _State(threading.local):
    quiet = 0  # how many calls are being answered that do not ask again
    modes = ()


_state = _State()


class DisableTorchFunctionSubclass:
    """Inside it no class is asked."""

    def __enter__(self):
        _state.quiet += 1

    def __exit__(self, *exc):
        _state.quiet -= 1


def _of_itself(cls, func, types, args=(), kwargs=None):
    """What Tensor and its subclasses answer: the call itself, its results in this class."""
    if not all(issubclass(cls, t) for t in types):
        return NotImplemented
    with DisableTorchFunctionSubclass():
        found = func(*args, **(kwargs or {}))
    return _in_class(found, cls) if cls is not Tensor else found


def _in_class(value, cls):
    if isinstance(value, Tensor):
        return value if isinstance(value, cls) else value.as_subclass(cls)
    if isinstance(value, tuple | list):
        parts = [_in_class(v, cls) for v in value]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    return value


def _made_subclass(cls, data, require_grad=False):
    """A tensor of the class `cls` over the elements of `data`."""
    return data.detach().as_subclass(cls).requires_grad_(require_grad)


Tensor.__torch_function__ = classmethod(_of_itself)
Tensor._make_subclass = staticmethod(_made_subclass)


def _is_asked(value):
    """True for what answers calls itself; th's own classes do not."""
    cls = value.__class__
    if isinstance(value, Tensor):
        return hasattr(cls, "_answers")
    return hasattr(cls, "__torch_function__") and not isinstance(value, type)


def _asked_among(args):
    """Those of the arguments that are asked, one of each class, subclasses before the classes they come from."""
    found = []
    for a in args:
        for value in a if isinstance(a, list | tuple) else (a,):
            if value.__class__ in (int, float, Tensor, str, bool) or value is None or not _is_asked(value):
                continue
            if any(type(value) is type(f) for f in found):
                continue
            place = next((i for i, f in enumerate(found) if issubclass(type(value), type(f))), len(found))
            found.insert(place, value)
    return found


def has_torch_function(relevant_args):
    """True when some argument answers calls itself.

    Example:
        >>> torch.overrides.has_torch_function((torch.ones(1), 2))
        False
    """
    return not _state.quiet and (bool(_state.modes) or bool(_asked_among(relevant_args)))


def has_torch_function_unary(value):
    """`has_torch_function` of one argument."""
    return has_torch_function((value,))


def has_torch_function_variadic(*args):
    """`has_torch_function` of these arguments."""
    return has_torch_function(args)


def handle_torch_function(public_api, relevant_args, *args, **kwargs):
    """What the modes, or the classes of `relevant_args`, answer to the call ``public_api(*args, **kwargs)``."""
    asked = _asked_among(relevant_args)
    types = tuple([type(a) for a in asked])
    if _state.modes:
        *rest, mode = _state.modes
        outer, _state.modes = _state.modes, tuple(rest)
        try:
            found = mode.__torch_function__(public_api, types, args, kwargs)
        finally:
            _state.modes = outer
        if found is not NotImplemented:
            return found
    for value in asked:
        found = type(value).__torch_function__(public_api, types, args, kwargs)
        if found is not NotImplemented:
            return found
    raise ArgumentTypeError(
        f"Multiple dispatch failed for '{resolve_name(public_api)}'; all __torch_function__ handlers returned NotImplemented: "
        f"those of {', '.join(t.__name__ for t in types)}"
    )


def _asking(function, public=None):
    """`function`, which first asks its arguments; `public` is what they are told was called (the new function itself)."""

    @functools.wraps(function)
    def call(*args, **kwargs):
        if not _state.quiet:
            relevant = (*args, *kwargs.values()) if kwargs else args
            if _state.modes or _asked_among(relevant):
                return handle_torch_function(public or call, relevant, *args, **kwargs)
        return function(*args, **kwargs)

    call._asks = True
    return call


def _asking_methods(for_tensors=False):
    """{name: method of Tensor that asks first}, for a subclass, or `for_tensors` themselves.

    A subclass is told of Tensor's own method; a mode of the one that asks, so that it reaches the mode around it.
    """
    found = {}
    for name, value in vars(Tensor).items():
        if isinstance(value, FunctionType) and not name.startswith("_") and name not in _UNASKED:
            found[name] = _asking(value, None if for_tensors else value)
    for name in (*_OPERATORS, *_OTHER_OPERATORS):
        special, named = f"__{name}__", _OPERATORS.get(name)
        own = getattr(Tensor, special, None)
        if own is not None and named is not None:
            found[special] = _asking(own, found[named] if for_tensors else getattr(Tensor, named))
        elif own is not None:
            own.__name__ = special
            found[special] = _asking(own, None if for_tensors else own)
    for name in _PROPERTIES:
        own = vars(Tensor)[name]
        found[name] = property(_asking(own.__get__, own.__get__), own.fset, own.fdel, own.__doc__)
    return found


@functools.cache
def _install():
    """Puts functions that ask in the place of the public ones."""
    core = sys.modules["th.tensor"]
    for path in _NAMESPACES:
        module = sys.modules.get(path)
        if module is None:
            continue
        names = core.__all__ if path == "th" else module.__all__
        for name in names:
            value = getattr(module, name, None)
            if isinstance(value, FunctionType) and name not in _UNASKED and not hasattr(value, "_asks"):
                setattr(module, name, _asking(value))


def _adopt(cls):
    """Makes a new subclass of Tensor one that is asked, unless it is th's own or a parameter."""
    if cls.__module__.partition(".")[0] == "th":
        return
    own = cls.__torch_function__.__func__ is not _of_itself
    if not own and any(c.__module__.partition(".")[0] == "th" and c is not Tensor and issubclass(c, Tensor) for c in cls.__mro__):
        return  # of Parameter
    _install()
    cls._answers = True
    written = {name for c in cls.__mro__ if c is not Tensor and "_answers" in vars(c) for name in vars(c)}
    for name, method in _asking_methods().items():
        if name not in written:
            setattr(cls, name, method)


Tensor._adopt = staticmethod(_adopt)


class TorchFunctionMode:
    """Inside ``with Mode():`` every call of a function or method goes to the mode's ``__torch_function__``.

    Example:
        >>> class Names(torch.overrides.TorchFunctionMode):
        ...     def __torch_function__(self, func, types, args=(), kwargs=None):
        ...         print(func.__name__)
        ...         return func(*args, **(kwargs or {}))
        >>> with Names():
        ...     x = torch.ones(2).exp()
        ones
        exp
    """

    _plain = None

    def __torch_function__(self, func, types, args=(), kwargs=None):
        """What is done instead of ``func(*args, **kwargs)``; to be written by the subclass."""
        raise NotImplementedError

    def __enter__(self):
        _install()
        if not _state.modes:
            methods = _asking_methods(for_tensors=True)
            TorchFunctionMode._plain = {name: vars(Tensor)[name] for name in methods if name in vars(Tensor)}
            for name in self._plain:
                setattr(Tensor, name, methods[name])
        _state.modes = (*_state.modes, self)
        return self

    def __exit__(self, *exc):
        _state.modes = _state.modes[:-1]
        if not _state.modes:
            for name, method in self._plain.items():
                setattr(Tensor, name, method)


class BaseTorchFunctionMode(TorchFunctionMode):
    """A mode that changes nothing."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        """The call itself."""
        return func(*args, **(kwargs or {}))


def is_tensor_like(inp):
    """True for a tensor and for what answers calls as one.

    Example:
        >>> torch.overrides.is_tensor_like(torch.ones(1)), torch.overrides.is_tensor_like(1)
        (True, False)
    """
    return type(inp) is Tensor or hasattr(inp, "__torch_function__")


def is_tensor_method_or_property(func):
    """True for what belongs to Tensor, as opposed to a function of `torch`."""
    return any(v is func for v in vars(Tensor).values()) or getattr(func, "__name__", "") == "__get__"


def resolve_name(f):
    """The name that users know a function or method by.

    Example:
        >>> torch.overrides.resolve_name(torch.Tensor.add)
        'torch.Tensor.add'
    """
    name = getattr(f, "__name__", str(f))
    if is_tensor_method_or_property(f):
        return f"torch.Tensor.{name}"
    for path, public in _NAMESPACES.items():
        if getattr(sys.modules.get(path), name, None) is f:
            return f"{public}.{name}"
    return name


def wrap_torch_function(dispatcher):
    """A decorator for a function of one's own: ``dispatcher(*args)`` gives the arguments that are asked first."""

    def decorate(function):
        @functools.wraps(function)
        def wrapped(*args, **kwargs):
            relevant = dispatcher(*args, **kwargs)
            if has_torch_function(relevant):
                return handle_torch_function(wrapped, relevant, *args, **kwargs)
            return function(*args, **kwargs)

        return wrapped

    return decorate
