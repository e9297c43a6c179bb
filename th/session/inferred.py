"""The three things that can be known of an expression: the object, its class, or a method and its owner."""

from th.session.statics import is_a

__all__ = ["Bound", "Instance", "Known", "Written", "class_of", "element_of", "first"]


class Known:
    """A live object."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"Known({type(self.value).__name__})"


class Instance:
    """Some object of a class; what its items are, as far as that is known."""

    __slots__ = ("element", "items", "owner")

    def __init__(self, owner, element=None, items=None):
        self.owner, self.element, self.items = owner, element, items

    def __repr__(self):
        return f"Instance({self.owner.__name__})"


class Written(Instance):
    """`self` in a class that is being typed: of the class above it, with what the text says of its attributes."""

    __slots__ = ("attributes", "bases")

    def __init__(self, bases):
        super().__init__(object)
        self.attributes, self.bases = {}, bases


class Bound:
    """A function read through an object: a method."""

    __slots__ = ("base", "function")

    def __init__(self, function, base):
        self.function, self.base = function, base

    def __repr__(self):
        return f"Bound({self.function!r})"


def class_of(inferred):
    """Return the class of what was inferred, or None."""
    if is_a(inferred, Known):
        return type(inferred.value)
    if is_a(inferred, Instance):
        return inferred.owner
    return None


def element_of(inferred):
    """Return what the items of a builtin container are, or None; nothing of the user's is run."""
    if is_a(inferred, Instance):
        if inferred.element is not None:
            return inferred.element
        return ELEMENTS[inferred.owner]() if inferred.owner in ELEMENTS else None
    if not is_a(inferred, Known):
        return None
    value = inferred.value
    if type(value) in (list, tuple, set, frozenset, dict):
        for item in value:
            return Known(item)
        return None
    return ELEMENTS[type(value)]() if type(value) in ELEMENTS else None


ELEMENTS = {
    str: lambda: Instance(str),
    bytes: lambda: Instance(int),
    bytearray: lambda: Instance(int),
    range: lambda: Instance(int),
}


def first(inferred):
    """Return the first that is not None, or None."""
    return next((each for each in inferred if each is not None), None)
