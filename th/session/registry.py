"""The registry of commands: each declared once, with all that recognition, completion, help and the fronts read."""

import re

__all__ = ["COMMANDS", "Command", "UsageError", "command"]

COMMANDS = {}


class UsageError(Exception):
    """A command was given what it cannot use; the message says what it wants."""


class Command:
    """A command: its name, aliases, usage, help, what completes its arguments, and the function behind it.

    completer is "name", "code", "path", "folder", a function (session, rest) -> words, or None; cell
    says that it takes a cell too (`%%name`), keeps_error that it looks at the last error's frames,
    native that IPython's own is as good, so that the kernel leaves it, and takes, a regular expression, which
    arguments are ours: with others IPython's magic of that name is run.
    """

    def __init__(
        self, name, function, *, aliases=(), usage="", completer=None, cell=False, keeps_error=False, native=False,
        takes=".*",
    ):  # fmt: skip
        self.name, self.function, self.aliases = name, function, tuple(aliases)
        self.usage, self.completer, self.cell = usage or f"%{name}", completer, cell
        self.keeps_error, self.native, self.takes = keeps_error, native, re.compile(takes, re.DOTALL)

    @property
    def help(self):
        """The text of its help."""
        return self.function.__doc__ or ""


def command(name, **settings):
    """Declare a command: the decorated function is called as f(session, rest), cell commands as f(session, rest, cell)."""

    def declare(function):
        made = Command(name, function, **settings)
        for each in (name, *made.aliases):
            COMMANDS[each] = made
        return function

    return declare
