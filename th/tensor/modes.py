"""The switches of a thread: is autograd recording, is this inference, is anomaly detection on."""

import functools
import inspect
import threading

__all__ = ["enable_grad", "inference_mode", "is_grad_enabled", "is_inference_mode_enabled", "modes", "no_grad",
           "set_grad_enabled"]


class _Modes(threading.local):
    grad = True
    inference = False
    randomness = None  # of the vmap that is running: "error", "same" or None
    replayed = None  # the state that its slices draw from, where that is the same


modes = _Modes()


def is_grad_enabled():
    """True when operations are recorded for backward.

    Example:
        >>> th.is_grad_enabled()
        True
    """
    return modes.grad


def is_inference_mode_enabled():
    """True inside ``with th.inference_mode():``."""
    return modes.inference


class _Switch:
    """A context manager and decorator that sets one mode and puts it back."""

    _grad = None
    _inference = None

    def __new__(cls, func=None):
        self = super().__new__(cls)
        self._outer = []
        if func is None:
            return self
        return self(func)

    def __enter__(self):
        self._outer.append((modes.grad, modes.inference))
        if self._grad is not None:
            modes.grad = self._grad
        if self._inference is not None:
            modes.inference = self._inference
        return self

    def __exit__(self, *exc):
        modes.grad, modes.inference = self._outer.pop()

    def _fresh(self):
        return type(self)()

    def __call__(self, func):
        if inspect.isgeneratorfunction(func):
            return self._wrap_generator(func)

        @functools.wraps(func)
        def wrapped(*args, **kwargs):
            with self._fresh():
                return func(*args, **kwargs)

        return wrapped

    def _wrap_generator(self, func):
        @functools.wraps(func)
        def wrapped(*args, **kwargs):
            generator = func(*args, **kwargs)
            sent = None
            while True:
                with self._fresh():
                    try:
                        value = generator.send(sent)
                    except StopIteration as stop:
                        return stop.value
                sent = yield value

        return wrapped


class no_grad(_Switch):
    """Inside it nothing is recorded for backward; also a decorator.

    Example:
        >>> x = th.ones(2, requires_grad=True)
        >>> with th.no_grad():
        ...     (x * 2).requires_grad
        False
    """

    _grad = False


class enable_grad(_Switch):
    """Inside it operations are recorded again, within an outer `no_grad`; also a decorator.

    Example:
        >>> with th.no_grad(), th.enable_grad():
        ...     th.is_grad_enabled()
        True
    """

    _grad = True


class set_grad_enabled(_Switch):
    """Switches recording on or off, at once as a function and until the end of the block as a context.

    Args:
        mode (bool): True to record
    """

    def __new__(cls, mode):
        self = super().__new__(cls)
        self._grad = bool(mode)
        self._outer = [(modes.grad, modes.inference)]
        modes.grad = self._grad
        return self

    def __repr__(self):
        return f"th.set_grad_enabled(mode={self._grad})"

    def __enter__(self):
        modes.grad = self._grad
        return self

    def _fresh(self):
        return type(self)(self._grad)

    def __call__(self, func):
        modes.grad, modes.inference = self._outer[-1]
        return super().__call__(func)

    def __exit__(self, *exc):
        modes.grad, modes.inference = self._outer[-1]


class inference_mode(_Switch):
    """As `no_grad`; PyTorch's name for code that never needs a gradient.

    Args:
        mode (bool): False makes it do nothing
    """

    def __new__(cls, mode=True):
        if callable(mode):
            return cls(True)(mode)
        self = super().__new__(cls)
        self._inference = bool(mode)
        self._grad = False if mode else None
        return self

    def _fresh(self):
        return type(self)(self._inference)
