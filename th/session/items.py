"""One completion, and the argument list around a cursor."""

import types

from th.session import signatures, statics, variables
from th.session.inferred import Bound, Instance, Known
from th.session.statics import MISSING, is_a

__all__ = ["Call", "Item", "kind_of"]

FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType)
METHODS = (types.MethodType, types.MethodDescriptorType, types.WrapperDescriptorType, types.ClassMethodDescriptorType)
DESCRIPTORS = (property, types.GetSetDescriptorType, types.MemberDescriptorType)
C_CALLABLES = ("ufunc", "_ArrayFunctionDispatcher", "partial", "cython_function_or_method")


class Item:
    """One completion; the package's docstring lists the fields."""

    __slots__ = ("_find", "_found", "_kind", "end", "label", "match", "owner", "start", "text")

    def __init__(
        self, text, start, end, kind=None, *, match="prefix", found=MISSING, find=None, owner=None, label=None
    ):
        self.text, self.start, self.end, self.match = text, start, end, match
        self._kind, self._found, self._find, self.owner, self.label = kind, found, find, owner, label or text

    def moved(self, places):
        """Return the Item for a text in which it stands so many places further right."""
        self.start, self.end = self.start + places, self.end + places
        return self

    @property
    def found(self):
        """What the name stands for, or MISSING; a module that is not loaded yet is loaded now."""
        if self._find is not None:
            self._found, self._find = self._find(), None
        return self._found

    @property
    def kind(self):
        """What the name is: function, method, class, module, tensor, property, instance and so on."""
        if self._kind is None:
            self._kind = kind_of(self.found, self.owner)
        return self._kind

    @property
    def inferred(self):
        """What the name stands for: Known, Bound or None."""
        if self.found is MISSING:
            return None
        if (
            self.owner is not None
            and is_a(self.found, (*FUNCTIONS, *METHODS))
            and not is_a(self.found, types.MethodType)
        ):
            return Bound(self.found, self.owner)
        if is_a(self.found, (staticmethod, classmethod)):
            bound = is_a(self.found, classmethod)
            return Bound(self.found.__func__, self.owner) if bound else Known(self.found.__func__)
        return Known(self.found)

    @property
    def signature(self):
        """`(a, b=1)` of a callable, else an empty text."""
        return signatures.text(self.inferred) if self.kind in ("function", "method", "class") else ""

    @property
    def detail(self):
        """Shape, dtype and device of a tensor, the value of a number, the length of a container."""
        if self.kind in ("function", "method", "class", "module", "property", "keyword") or self.found is MISSING:
            return ""
        return variables.describe(self.found)

    @property
    def doc(self):
        """The documentation of what the name stands for."""
        return "" if self.found is MISSING else signatures.documentation(self.found)

    def __repr__(self):
        return f"Item({self.text!r}, {self.start}, {self.end}, {self.kind!r})"


class Call:
    """An argument list around the cursor; the package's docstring lists the fields."""

    def __init__(self, name, parameters, active, doc):
        self.name, self.parameters, self.active, self.doc = name, parameters, active, doc

    @property
    def text(self):
        """The call as one line."""
        return f"{self.name}({', '.join(self.parameters)})"


def kind_of(found, owner=None):
    """Return the kind of what a name stands for; nothing of it is run."""
    if found is MISSING:
        return "instance"
    if is_a(found, types.FunctionType):
        return "method" if is_a(owner, (Known, Instance)) else "function"
    if is_a(found, types.BuiltinFunctionType):
        return "function"
    if is_a(found, (*METHODS, staticmethod, classmethod)):
        return "method"
    if is_a(found, type):
        return "class"
    if is_a(found, types.ModuleType):
        return "module"
    kind = type(found)
    if is_a(found, DESCRIPTORS) or statics.short_name(kind) == "cached_property":
        return "property"
    if statics.short_name(kind) in C_CALLABLES:
        return "method" if is_a(owner, (Known, Instance)) else "function"
    return kind_of_object(found, kind, owner)


def kind_of_object(found, kind, owner):
    """Return the kind of some object: an op, a tensor, a network, or just an instance."""
    space = statics.instance_dict(found)
    if "__signature__" in space or "__wrapped__" in space:
        return "method" if owner is not None else "function"
    if statics.class_lookup(kind, "shape") is not MISSING and statics.class_lookup(kind, "dtype") is not MISSING:
        return "tensor"
    if is_a(space.get("_modules"), dict):
        return "network"
    return "instance"
