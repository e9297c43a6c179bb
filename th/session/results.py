"""What a session remembers of its results (`_`, `__`, `___`, `_LAST`, `_n`, `Out`) and of what was typed (`_i`, `In`)."""

import weakref

from th.session import statics
from th.session.history import current_folder

__all__ = ["LARGE", "Out", "Released", "Result", "Results", "SMALL", "is_result_name", "size_of", "trusted"]

SMALL = 2**20  # bytes; `Out` and `_3` keep results up to this, larger ones weakly
LARGE = 32 * 2**20  # bytes; `__` and `___` keep results up to this


class Result:
    """What became of a statement; the package's docstring lists the fields."""

    __slots__ = (
        "count", "error", "exit", "has_value", "interrupted", "kind", "report", "seconds", "text", "value", "__weakref__"
    )  # fmt: skip

    def __init__(self, text, kind="python", count=0):
        self.text, self.kind, self.count = text, kind, count
        self.value = self.error = self.report = self.exit = None
        self.has_value = self.interrupted = False
        self.seconds = 0.0

    @property
    def ok(self):
        """Whether the statement ended without an error."""
        return self.error is None

    @property
    def status(self):
        """What became of it in one word: ok, error, interrupted or exit."""
        if self.exit is not None:
            return "exit"
        return "interrupted" if self.interrupted else "ok" if self.error is None else "error"

    def __repr__(self):
        outcome = f"error={self.error!r}" if self.error is not None else f"value={type(self.value).__name__}"
        return f"Result({self.kind}, {outcome}, seconds={self.seconds:.4f})"


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
    """Keeps results and inputs, in a namespace, in `Out` and in `In`."""

    def __init__(self, namespace):
        self.namespace = namespace
        self.out = namespace.setdefault("Out", Out())
        self.inputs = namespace.setdefault("In", [""])
        self.listener = None  # IPython's history, once it is loaded: it keeps the same list and names
        for name, value in (("_oh", self.out), ("_ih", self.inputs), ("_dh", [current_folder()])):
            namespace.setdefault(name, value)

    def typed(self, number, text):
        """Remember what was typed as statement number: `In[n]`, `_in`, and the ones before it as `_i`, `_ii`, `_iii`."""
        if self.listener is not None:
            self.listener(number, text)
            return
        names, last = self.namespace, self.inputs[-1]
        names["_iii"], names["_ii"], names["_i"] = names.get("_ii", ""), names.get("_i", ""), last
        self.inputs += [""] * (number - len(self.inputs))
        self.inputs.append(text.rstrip("\n"))
        names[f"_i{number}"] = self.inputs[-1]

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

    def clear(self, *, inputs=False):
        """Drop every remembered result, and what was typed if that is asked for."""
        self.out.clear()
        for name in [name for name in self.namespace if is_result_name(name) or inputs and is_input_name(name)]:
            del self.namespace[name]


def is_input_name(name):
    """Whether name is one that the session itself binds to what was typed."""
    return name in ("_i", "_ii", "_iii") or name[:2] == "_i" and name[2:].isdigit()


def is_result_name(name):
    """Whether name is one that the session itself binds to results."""
    return name in ("_", "__", "___", "_LAST") or name[:1] == "_" and name[1:].isdigit()
