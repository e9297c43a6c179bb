"""Finding and running commands: ours by their declarations, IPython's where we have none of that name."""

from th.session import families, specials
from th.session.registry import COMMANDS

__all__ = ["COMMANDS", "find", "functions", "is_leave", "keeps_error", "names", "run"]


def find(name):
    """Return the Command of that name, or None."""
    families.load()
    return COMMANDS.get(name)


def names(session, *, cell=False):
    """Return {name: kind} of the commands: ours ("command") and IPython's ("magic")."""
    from th.session import magics  # 2 ms, not before the first prompt

    families.load()
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
    if rest.strip() in ("?", "-h", "--help"):
        print(f"{found.usage}\n{found.help}")
        return None
    if not found.takes.fullmatch(rest.strip()):
        from th.session import magics

        return magics.run(session, found.name, rest, cell)
    rest = specials.expand(rest, session.namespace) if found.completer != "code" else rest
    return found.function(session, rest, cell) if found.cell else found.function(session, rest)


def keeps_error(line):
    """Whether a line needs the last error's frames."""
    found = COMMANDS.get(line.name) if line.kind == "command" else None
    return line.kind in ("help", "empty") or (found is not None and found.keeps_error) or line.name in ("debug", "tb")


def functions(session):
    """Return the functions that are also names of the session, Torch7's way: who(), require(...)."""

    def get_ipython():
        """Return IPython's shell over this session, for what asks for its magics."""
        from th.session import magics

        return magics.shell(session)

    def who(*names):
        """List the user's variables with their types, shapes and memory (Torch7's `who()`)."""
        run(session, "who", " ".join(names))

    return {
        "who": who, "require": session.require, "get_ipython": get_ipython, "exit": Leave("exit"), "quit": Leave("quit"),
    }  # fmt: skip


class Leave:
    """`exit` and `quit`. Python's own close standard input on their way out, also that of a program that goes on."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"Use {self.name}() or Ctrl-D to leave"

    def __call__(self, code=None):
        """Leave with this exit status."""
        raise SystemExit(code)


def is_leave(value):
    """Whether a value is our `exit` or `quit`."""
    return type(value) is Leave
