"""The commands of a session: each declared once, read by recognition, completion, help, colour and both fronts."""

import re

__all__ = ["COMMANDS", "Command", "close", "command", "expand", "find", "functions", "keeps_error", "names", "require", "run"]

COMMANDS = {}


class Command:
    """A command: its name, aliases, usage, help, what completes its arguments, and the function behind it.

    completer is "name", "code", "path", "folder", a function (session, rest) -> words, or None; cell
    says that it takes a cell too (`%%name`), keeps_error that it looks at the last error's frames,
    native that IPython's own is as good, so that the kernel leaves it.
    """

    def __init__(self, name, function, *, aliases=(), usage="", completer=None, cell=False, keeps_error=False, native=False):
        self.name, self.function, self.aliases = name, function, tuple(aliases)
        self.usage, self.completer, self.cell = usage or f"%{name}", completer, cell
        self.keeps_error, self.native = keeps_error, native

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


def find(name):
    """Return the Command of that name, or None; the families are loaded at first need."""
    from th.session import families  # noqa: F401 - declares the commands

    return COMMANDS.get(name)


def names(session, *, cell=False):
    """Return {name: kind} of the commands: ours ("command") and IPython's ("magic")."""
    from th.session import magics

    find("who")
    known = {name: "command" for name, each in COMMANDS.items() if each.cell or not cell}
    for name in magics.names(session, cell=cell):
        known.setdefault(name, "magic")
    return known


def run(session, name, rest="", cell=None):
    """Run a command; names that are not ours are IPython's."""
    found = find(name)
    if found is None or (cell is not None and not found.cell):
        from th.session import magics

        return magics.run(session, name, rest, cell)
    rest = expand(rest, session.namespace) if found.completer != "code" else rest
    return found.function(session, rest, cell) if found.cell else found.function(session, rest)


def keeps_error(line):
    """Whether a line needs the last error's frames."""
    found = COMMANDS.get(line.name) if line.kind == "command" else None
    return line.kind in ("help", "empty") or (found is not None and found.keeps_error) or line.name in ("debug", "tb")


def functions(session):
    """Return the functions that are also names of the session, Torch7's way: who(), require(...)."""

    def who(*names):
        """List the user's variables with their types, shapes and memory (Torch7's `who()`)."""
        run(session, "who", " ".join(names))

    return {"who": who, "require": session.require}


EXPANSION = re.compile(r"\$\$|\$(\w+)|\{\{|\}\}|\{([^{}]+)\}")


def expand(text, namespace):
    """Return text with `{expression}` and `$name` replaced by their values; what means nothing stays.

    Example:
        >>> expand("ls {folder} $HOME $n", {"folder": "/tmp", "n": 3})
        'ls /tmp $HOME 3'
    """

    def value(match):
        whole, name, code = match.group(), match.group(1), match.group(2)
        if whole == "$$":
            return "$"
        if name is not None:
            return str(namespace[name]) if name in namespace else whole
        if code is None:
            return whole[0] if whole == "{{" else "}"
        try:
            return str(eval(code, namespace))
        except Exception:
            return whole

    return EXPANSION.sub(value, text)


REQUIRED = {"torch": "torch", "nn": "nn", "optim": "optim", "gnuplot": "gnuplot", "image": "image", "itorch": "itorch"}


def require(session, name):
    """Load a package Torch7's way: bind its last name in the session and return it."""
    import importlib

    if name in REQUIRED:
        loaded = session.namespace.get(name)
        if loaded is None:
            loaded = session.lazy.load(name)
        if loaded is not None:
            return loaded
    module = importlib.import_module(name)
    session.namespace[name.rpartition(".")[2]] = module
    return module


def close(session):
    """End what commands keep open: log files."""
    log = getattr(session, "log", None)
    if log is not None:
        log.close()


