"""`th.repl.embed()`: the prompt inside any program."""

import sys

from th.repl.settings import Settings
from th.repl.shell import Shell, is_screen

__all__ = ["open_here"]


def open_here(namespace, banner):
    """Open the prompt on a namespace, by default that of whoever called embed()."""
    from th.session import Session

    if namespace is None:
        frame = sys._getframe(2)
        # The locals of a function are a copy: what is assigned at the prompt does not come back, as in IPython.embed.
        namespace = frame.f_globals if frame.f_locals is frame.f_globals else {**frame.f_globals, **frame.f_locals}
    session = Session(namespace)
    if banner:
        print(banner)
    if not is_screen(sys.stdin, sys.stdout):
        from th.repl.plain import read_lines

        read_lines(session)
        return
    Shell(lambda: session, Settings.load(), ends_program=False).run()
