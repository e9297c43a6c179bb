"""Joins the engine to an IPython shell: line syntax, names, commands, errors, what follows each cell."""

import sys

from th.session import Session, commands, errors, record, source
from th.session.results import Out

__all__ = ["connect", "disconnect", "error_lines"]

COLORS = {
    "error.name": "1;31", "error.message": "", "error.place": "36", "error.code": "", "error.caret": "1;31",
    "error.hint": "33",
}  # fmt: skip


def connect(shell, *, path=None, own_results=False):
    """Make a Session over the namespace of an IPython shell and join the two; returns the Session."""
    if own_results:
        shell.user_ns["Out"] = shell.user_ns["_oh"] = Out()
    session = Session(shell.user_ns, path=path)
    session.count = shell.execution_count
    hidden = {name: shell.user_ns[name] for name in ("__th__", "who", "require", "Out") if name in shell.user_ns}
    shell.user_ns_hidden.update(hidden)
    session.wired = wires(shell, session, hidden)
    shell.input_transformers_cleanup.insert(0, session.wired["lines"])
    shell.events.register("pre_run_cell", session.wired["before"])
    shell.events.register("post_run_cell", session.wired["after"])
    add_commands(shell, session)
    errors.NUMBERS.append(session.wired["number"])
    return session


def disconnect(shell, session):
    """Undo connect; the names stay."""
    shell.input_transformers_cleanup.remove(session.wired["lines"])
    shell.events.unregister("pre_run_cell", session.wired["before"])
    shell.events.unregister("post_run_cell", session.wired["after"])
    errors.NUMBERS.remove(session.wired["number"])
    for kind, name, theirs in session.wired["magics"]:
        shell.magics_manager.magics[kind].pop(name, None)
        if theirs is not None:
            shell.magics_manager.magics[kind][name] = loaded(shell, kind, name, theirs)
    session.close()


def wires(shell, session, hidden):
    """Return the functions that IPython calls."""

    def lines(cell_lines):
        cell = "".join(cell_lines)
        session.lazy.touch(cell)
        changed = source.to_ipython(cell)
        return cell_lines if changed == cell else changed.splitlines(keepends=True)

    def before(info):
        if not keeps_error(info.raw_cell):
            forget_error(session, shell)
        session.count = shell.execution_count
        session.entry = record.Entry(info.raw_cell or "", shell.execution_count, "python")

    def after(result):
        if session.namespace.get("__th__") is not session:
            renew(session, hidden)
        after_cell(shell, session, result)

    def number(filename):
        found = shell.compile.format_code_name(filename) if hasattr(shell.compile, "format_code_name") else None
        return found[1].removeprefix("In[").rstrip("]") if found else None

    lines.has_side_effects = True
    return {"lines": lines, "before": before, "after": after, "number": number, "magics": []}


def keeps_error(text):
    """Whether a cell is one of the commands that look at the last error."""
    word = (text or "").lstrip()[:12]
    return word.startswith(("%tb", "%debug", "%xmode", "?"))


def forget_error(session, shell):
    """Let go of the last error's frames, wherever Python and IPython keep them."""
    session.forget_error()
    shell.InteractiveTB.tb = None
    for name in ("last_value", "last_exc", "last_traceback"):
        if hasattr(sys, name):
            errors.release(getattr(sys, name)) if name != "last_traceback" else None
            delattr(sys, name)  # IPython's %debug asks whether it is there


def renew(session, hidden):
    """IPython's %reset has dropped our names too: bind them again."""
    session.results.clear()
    session.namespace.update(hidden)
    if "Out" in hidden:
        hidden["Out"].clear()
        session.namespace["_oh"] = hidden["Out"]
    session.lazy.restore()


def after_cell(shell, session, result):
    """What follows a cell: pending figures, watches, the shared history."""
    info = getattr(result, "info", None)
    text = getattr(info, "raw_cell", None) or ""
    entry, session.entry = session.entry, None
    if entry is not None and text and getattr(info, "store_history", False):
        entry.ok = bool(result.success)
        session.record.keep(entry)
    session.settle(text if getattr(info, "store_history", False) else "")


def add_commands(shell, session):
    """Make our commands IPython's magics, those left out that IPython has as good."""
    commands.find("who")
    for name, command in commands.COMMANDS.items():
        if command.native and name in shell.magics_manager.magics["line"]:
            continue
        kind = "line_cell" if command.cell else "line"
        theirs = {each: shell.magics_manager.magics[each].get(name) for each in kind.split("_")}
        shell.register_magic_function(magic(shell, session, command, theirs), kind, name)
        session.wired["magics"] += [(each, name, function) for each, function in theirs.items()]


def magic(shell, session, command, theirs):
    """Return a command as the function of a magic; arguments that are not ours go to IPython's of that name."""

    def run(line, cell=None):
        kind = "line" if cell is None else "cell"
        other = theirs.get(kind)
        if other is not None and not command.takes.fullmatch(line.strip()):
            other = loaded(shell, kind, command.name, other)
            return other(line) if cell is None else other(line, cell)
        return command.function(session, line, cell) if command.cell else command.function(session, line)

    run.__doc__ = command.help
    run.__name__ = command.name
    return run


def loaded(shell, kind, name, theirs):
    """Return a magic of IPython's; in its table may stand what loads it by its name, which is ours now."""
    owner = getattr(theirs, "spec", "").rpartition(":")[2]
    return shell.magics_manager.registry[owner].magics[kind][name] if owner else theirs


def error_lines(session, error):
    """Return the lines of an error as a notebook shows them; the Session remembers it for `%tb`."""
    report = session.remember_error(error)
    colored = "".join(
        f"\x1b[{COLORS[style]}m{text}\x1b[0m" if COLORS.get(style) else text for style, text in report.fragments
    )
    return colored.split("\n")
