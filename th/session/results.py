"""What a session remembers of its results: `_`, `__`, `___`, `_LAST`, `_n` and `Out`."""

import weakref

from th.session import statics

__all__ = ["LARGE", "Out", "Released", "Results", "SMALL", "is_result_name", "size_of", "trusted"]

SMALL = 2**20  # bytes; `Out` and `_3` keep results up to this, larger ones weakly
LARGE = 32 * 2**20  # bytes; `__` and `___` keep results up to this


class Released:
    """Stands where a large result was: it was kept weakly, and nothing else kept it."""

    def __init__(self, size):
        self.size = size

    def __repr__(self):
        return f"<a result of {self.size / 2**20:.0f} MB, released; give it a name to keep it>"


class Out(dict):
    """Results by statement number; large ones are held weakly and read through."""

    def __getitem__(self, number):
        value = dict.__getitem__(self, number)
        return value.get() if isinstance(value, Weak) else value

    def get(self, number, default=None):
        """Return the result of that number, or default."""
        return self[number] if number in self else default

    def values(self):
        """Return the results."""
        return [self[number] for number in self]

    def items(self):
        """Return (number, result) pairs."""
        return [(number, self[number]) for number in self]

    def __repr__(self):
        return repr(dict(self.items()))


class Weak:
    """A weak reference that answers with Released when its object is gone."""

    def __init__(self, value, size):
        self.reference, self.size = weakref.ref(value), size

    def get(self):
        """Return the object, or what says that it is gone."""
        value = self.reference()
        return Released(self.size) if value is None else value


def size_of(value):
    """Return the bytes that a value holds, as its type tells (`nbytes`), else 0; runs no code of the user's."""
    owner = type(value)
    if not trusted(owner) or statics.class_lookup(owner, "nbytes") is statics.MISSING:
        return 0
    try:
        size = value.nbytes
    except Exception:  # a tensor whose storage is gone, say
        return 0
    return size if isinstance(size, int) else 0


def trusted(owner):
    """Whether a type comes from an installed package or C, not from the session itself."""
    return statics.module_of(owner) not in ("__main__", "")


class Results:
    """Keeps results, in a namespace and in `Out`."""

    def __init__(self, namespace):
        self.namespace = namespace
        self.out = namespace.setdefault("Out", Out())

    def store(self, number, value):
        """Remember value as the result of statement number; None is not a result."""
        if value is None or value is self.out:
            return
        names = self.namespace
        for older, newer in (("___", "__"), ("__", "_")):
            if newer in names:
                names[older] = self.loosened(names[newer])
        names["_"] = names["_LAST"] = value
        size = size_of(value)
        if size < SMALL:
            self.out[number] = names[f"_{number}"] = value
            return
        try:
            self.out[number] = Weak(value, size)
        except TypeError:  # this type cannot be referred to weakly
            self.out[number] = Released(size)

    def remember(self, text):
        """Make what a program printed the last result, as Torch7 did: `_LAST`."""
        self.namespace["_LAST"] = text

    def loosened(self, value):
        """Return what `__` may hold of a result that is no longer the last one."""
        size = size_of(value)
        return value if size < LARGE else Released(size)

    def clear(self):
        """Drop every remembered result."""
        self.out.clear()
        for name in [name for name in self.namespace if is_result_name(name)]:
            del self.namespace[name]


def is_result_name(name):
    """Whether name is one that the session itself binds to results."""
    return name in ("_", "__", "___", "_LAST") or name[:1] == "_" and name[1:].isdigit()
