"""Layers that only hand their input and their settings to one function."""

from th.nn.module import Module

__all__ = ["FunctionLayer"]


class FunctionLayer(Module):
    """A layer of the function `_function`; the attributes `names` are its further arguments, in that order."""

    names = ()
    _shown = ()
    _function = None

    def forward(self, input):
        """What the function gives for the input."""
        return self._function(input, *[getattr(self, n) for n in self.names])

    def extra_repr(self):
        """The settings."""
        shown = [f"{n}={getattr(self, n)}" for n in self._shown]
        return ", ".join([*shown, *(["inplace=True"] if getattr(self, "inplace", False) else [])])
