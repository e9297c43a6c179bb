"""Padding layers."""

from th.nn.functional.padding import pad
from th.nn.module import Module

__all__ = [
    "CircularPad1d", "CircularPad2d", "CircularPad3d", "ConstantPad1d", "ConstantPad2d", "ConstantPad3d", "ReflectionPad1d",
    "ReflectionPad2d", "ReflectionPad3d", "ReplicationPad1d", "ReplicationPad2d", "ReplicationPad3d", "ZeroPad1d", "ZeroPad2d",
    "ZeroPad3d",
]

_WHAT = {"constant": "one value", "reflect": "its mirror image", "replicate": "its border elements", "circular": "its other end"}


class _Pad(Module):
    dims = 2
    mode = "constant"
    value = None

    def __init__(self, padding):
        super().__init__()
        self.padding = (padding,) * (2 * self.dims) if isinstance(padding, int) else tuple(padding)

    def forward(self, input):
        """(n, channels, *) to (n, channels, *')."""
        return pad(input, self.padding, self.mode, self.value)

    def extra_repr(self):
        """The padding."""
        return f"{self.padding}"


class _ConstantPad(_Pad):
    def __init__(self, padding, value):
        super().__init__(padding)
        self.value = value

    def extra_repr(self):
        """The padding and the value."""
        return f"padding={self.padding}, value={self.value}"


class _ZeroPad(_ConstantPad):
    def __init__(self, padding):
        super().__init__(padding, 0.0)

    def extra_repr(self):
        """The padding."""
        return f"{self.padding}"

    def _torch7_(self):
        names = ("l", "r", "t", "b", "f", "e")
        return f"nn.{type(self).__name__}(" + ", ".join(f"{n}={p}" for n, p in zip(names, self.padding, strict=False)) + ")"


def _layer(name, base, dims, mode, *kinds):
    letters = ", ".join(("depth", "height", "width")[3 - dims:])
    with_value = base is _ConstantPad
    doc = f"""Pads the last {dims} dim(s) with {"zeros" if base is _ZeroPad else _WHAT[mode]}.

    Args:
        padding (int or sequence): on all sides, or (before, after) of the last dim, then of the one before it, ...
    {"    value (float): what to pad with" if with_value else ""}
    Shape:
        (n, channels, {letters}) to the same with larger sizes; n may be missing
    Example:
        >>> nn.{name}(1{", 0.5" if with_value else ""})(th.ones({", ".join(["1"] * 2 + ["2"] * dims)})).shape
        torch.Size([1, 1, {", ".join(["4"] * dims)}])
    """
    doc = "\n".join(line for line in doc.split("\n") if line.strip() or not line)
    return type(name, (base, *kinds), {"dims": dims, "mode": mode, "__doc__": doc, "__module__": __name__})


CircularPad1d = _layer("CircularPad1d", _Pad, 1, "circular")
CircularPad2d = _layer("CircularPad2d", _Pad, 2, "circular")
CircularPad3d = _layer("CircularPad3d", _Pad, 3, "circular")
ConstantPad1d = _layer("ConstantPad1d", _ConstantPad, 1, "constant")
ConstantPad2d = _layer("ConstantPad2d", _ConstantPad, 2, "constant")
ConstantPad3d = _layer("ConstantPad3d", _ConstantPad, 3, "constant")
ReflectionPad1d = _layer("ReflectionPad1d", _Pad, 1, "reflect")
ReflectionPad2d = _layer("ReflectionPad2d", _Pad, 2, "reflect")
ReflectionPad3d = _layer("ReflectionPad3d", _Pad, 3, "reflect")
ReplicationPad1d = _layer("ReplicationPad1d", _Pad, 1, "replicate")
ReplicationPad2d = _layer("ReplicationPad2d", _Pad, 2, "replicate")
ReplicationPad3d = _layer("ReplicationPad3d", _Pad, 3, "replicate")
ZeroPad1d = _layer("ZeroPad1d", _ZeroPad, 1, "constant", ConstantPad1d)
ZeroPad2d = _layer("ZeroPad2d", _ZeroPad, 2, "constant", ConstantPad2d)
ZeroPad3d = _layer("ZeroPad3d", _ZeroPad, 3, "constant", ConstantPad3d)
