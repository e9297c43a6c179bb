"""`th.embed()`: the prompt inside any program, and the way of its variables there and back."""

import contextlib
import ctypes
import sys

from th.repl.settings import Settings
from th.repl.shell import Shell, is_screen

__all__ = ["Variables", "open_here"]

MISSING = object()


def open_here(namespace, banner):
    """Open the prompt on a namespace, by default that of whoever called embed()."""
    from th.session import Session

    frame = sys._getframe(2)
    is_function = namespace is None and frame.f_locals is not frame.f_globals
    variables = Variables(frame) if is_function else None
    if namespace is None:
        namespace = variables.namespace if is_function else frame.f_globals
    before = set(namespace)
    session = Session(namespace)
    ours = {*namespace, *session.lazy_names} - before
    if variables is not None:
        variables.begin()
        session.before_statement.append(lambda text: variables.take())
        session.after_statement.append(lambda text: variables.give())
    try:
        with resting_loop():
            open_prompt(session, banner)
    finally:
        session.results.clear(inputs=True)
        for name in ours:
            namespace.pop(name, None)


@contextlib.contextmanager
def resting_loop():
    """In a coroutine: its event loop rests while the prompt's own runs; asyncio refuses to nest them."""
    from asyncio import events

    running = events._get_running_loop()
    events._set_running_loop(None)
    try:
        yield
    finally:
        events._set_running_loop(running)


def open_prompt(session, banner):
    """Open the prompt, or read lines where nothing can be drawn."""
    if banner:
        print(banner)
    if is_screen(sys.stdin, sys.stdout):
        Shell(lambda: session, Settings.load(), ends_program=False).run()
        return
    from th.repl.plain import read_lines

    read_lines(session)


class Variables:
    """The variables of a running function as one namespace: its locals before its globals.

    Args:
        frame: of the function, which waits
    """

    def __init__(self, frame):
        self.frame = frame
        code = frame.f_code
        self.slots = {*code.co_varnames, *code.co_cellvars, *code.co_freevars}
        self.namespace = self.current()
        self.known = {}

    def current(self):
        """What the function sees now."""
        return {**self.frame.f_globals, **self.frame.f_locals}

    def begin(self):
        """From here on a change is the user's."""
        self.known = dict(self.namespace)

    def take(self):
        """Bring what the program has changed meanwhile (a function that was called, a thread) into the namespace."""
        for name, value in self.current().items():
            if self.known.get(name, MISSING) is not value:
                self.namespace[name] = self.known[name] = value

    def give(self):
        """Give the program what a statement has changed: its locals and globals; new names are not its own."""
        changed = {name: value for name, value in self.namespace.items() if self.known.get(name, MISSING) is not value}
        self.known.update(changed)
        locals_ = self.slots | set(self.frame.f_locals)  # the body of a class has no slots
        mine = {name: value for name, value in changed.items() if name in locals_}
        if mine:
            write_locals(self.frame, mine)
        globals_ = self.frame.f_globals
        globals_.update({name: value for name, value in changed.items() if name not in mine and name in globals_})
        self.take()


def write_locals(frame, values):
    """Assign local variables of a running function."""
    frame.f_locals.update(values)
    if sys.version_info < (3, 13):  # from there on f_locals writes through (PEP 667)
        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
