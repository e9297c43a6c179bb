"""The names that a session starts with, each loaded at its first touch."""

import contextlib
import importlib
import re
import sys
import threading

__all__ = ["LAZY", "LazyNames", "drop_orphans"]

# name in the session -> where it comes from
LAZY = {
    "th": "th",
    "torch": "th",
    "nn": "th.nn",
    "F": "th.nn.functional",
    "optim": "th.optim",
    "gnuplot": "th.plot",
    "plot": "th.plot",
    "image": "th.image",
    "itorch": "th.plot.itorch",
    "np": "numpy",
}
PRELOAD = ("np", "th")
PRELOAD_CORE = "th.tensor"
WORDS = re.compile(r"[^\W\d]\w*")
IMPORTING = {"require", "__th__"}  # words of texts that can import what is being loaded
FROM = re.compile(r"\bfrom\s+([\w.]+)\s+import\b")
IMPORT = re.compile(r"\bimport\s+([\w.]+(?:\s*,\s*[\w.]+)*)")
LONGEST_WAIT = 10.0  # seconds for a thread that loads


def imports_others(text):
    """Whether a text imports anything but Python's own modules.

    Example:
        >>> imports_others("import os, time; from os import path"), imports_others("import mine")
        (False, True)
    """
    names = FROM.findall(text) + re.split(r"[\s,]+", " ".join(IMPORT.findall(FROM.sub("", text))))
    return not {name.partition(".")[0] for name in names if name} <= sys.stdlib_module_names


def drop_orphans():
    """After a Ctrl-C in an import: forget the modules whose package was not finished, or the next import finds them.

    Python forgets the package alone. Its parts would keep to the half package that they know, and fail for good.
    """
    while orphans := [name for name in list(sys.modules) if "." in name and name.rpartition(".")[0] not in sys.modules]:
        for name in orphans:
            sys.modules.pop(name, None)


class LazyNames:
    """Binds the names of LAZY in a namespace as soon as a text mentions them.

    The namespace stays a plain dict: a dict subclass with `__missing__` would cost every global
    lookup of the user's functions its fast path (LOAD_GLOBAL is specialised for exact dicts only).
    """

    def __init__(self, namespace, *, torch="th"):
        self.namespace = namespace
        self.torch = "torch" if torch == "real" else "th"
        self.origin = {**LAZY, "torch": self.torch}
        self.pending = dict(self.origin)
        self.lock = threading.RLock()
        self.idle, self.own = threading.Event(), threading.local()
        self.idle.set()
        self.failures = {}

    @contextlib.contextmanager
    def loading(self):
        """In a thread that loads behind the prompt: `expect` was called before it was started, others wait for its end.

        Where two threads import modules of one package that need each other, Python gives one of them a module that
        is only half there.
        """
        self.own.is_loading = True
        try:
            yield
        finally:
            self.own.is_loading = False
            self.idle.set()

    def expect(self):
        """A thread that loads is about to be started."""
        self.idle.clear()

    def wait(self, text):
        """Wait for the thread that loads, if text can need what it loads."""
        if self.idle.is_set() or getattr(self.own, "is_loading", False):
            return
        needs = set(WORDS.findall(text)) & (IMPORTING | self.origin.keys())
        if needs - {"np"} or imports_others(text):  # numpy is whole as soon as it is bound
            self.idle.wait(LONGEST_WAIT)

    def touch(self, text):
        """Load the pending names that occur in text."""
        self.wait(text)
        if not self.pending:
            return
        for name in WORDS.findall(text):
            if name in self.pending:
                self.load(name)

    def load(self, name):
        """Load one pending name; return the module, or None where it cannot be loaded."""
        with self.lock:
            source = self.pending.get(name)
            try:
                if source is None or name in self.namespace:
                    return self.namespace.get(name)
                return self.namespace.setdefault(name, importlib.import_module(source))
            except ImportError as error:
                self.failures[name] = error
                return None
            finally:
                # Only now: until it is bound, another thread's touch() must find it here and wait.
                self.pending.pop(name, None)

    def settle(self):
        """Forget pending names that the user has bound meanwhile."""
        for name in [name for name in list(self.pending) if name in self.namespace]:
            self.pending.pop(name, None)

    def restore(self):
        """Make every name pending again that is not bound."""
        self.pending.update({name: path for name, path in self.origin.items() if name not in self.namespace})

    def names(self):
        """Return the pending names."""
        return list(self.pending)

    def preload(self):
        """Load numpy and the tensor core in a thread; returns the thread."""
        self.expect()
        thread = threading.Thread(target=self.load_behind, name="th-preload", daemon=True)
        thread.start()
        return thread

    def load_behind(self):
        with self.loading():
            self.load_core()

    def load_core(self):
        """Load what nearly every session needs: completion, then numpy, then the tensor core that needs it."""
        importlib.import_module("th.session.complete")
        for name in PRELOAD:
            self.load(name)
        if PRELOAD_CORE not in sys.modules:
            try:
                importlib.import_module(PRELOAD_CORE)
            except Exception as error:  # in a thread there is nobody to tell; the first touch tells
                self.failures[PRELOAD_CORE] = error
