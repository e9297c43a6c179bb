"""What is typed without a mark: a command without its `%` (IPython's automagic), a macro's name, a call without brackets."""

import builtins
import keyword
import re

from th.session import commands, magics, source

__all__ = ["command_text", "meant"]

# A word alone, or followed by what is neither an operator that needs a value before it nor an assignment.
WORD = re.compile(r"\s*(?P<name>[^\W\d]\w*)(?P<rest>\s+(?!(?:[-+*/%@&|^<>]{0,3}=|(?:in|is|and|or|if|not|for)\b)).*)?\s*")
MARKED = ("config", "reset")  # a name that was mistyped must neither open an editor nor drop every variable
OURS = ("who",)  # functions of the session that are also commands


def command_text(session, text):
    """Return a command that was typed without its `%` with it, or None; a name that means something is no command."""
    match = WORD.fullmatch(text)
    if match is None or is_bound(session, match["name"]) or not is_automatic():
        return None
    is_command = match["name"] in commands.names(session) and match["name"] not in MARKED
    return "%" + text.lstrip() if is_command else None


def is_bound(session, name):
    """Whether Python knows a name, or it is a word of Python's."""
    names = session.namespace
    if name in OURS and getattr(names.get(name), "__module__", "") == commands.__name__:
        return False
    return name in names or name in session.lazy.names() or hasattr(builtins, name) or keyword.iskeyword(name)


def is_automatic():
    """Whether commands are known without their mark: `%automagic` turns it off."""
    shell = magics.loaded()
    return shell is None or shell.automagic


def meant(session, line, final):
    """Return the Line that is meant by a line of Python: itself, unless it is one of these forms."""
    text = line.text.strip()
    if "\n" in text:
        return line
    changed = command_text(session, text)
    if changed is None and final and magics.loaded() is not None:
        changed = of_ipython(session, text, line)
    if changed is None:
        return line
    made = source.read(changed, final=True)
    made.text = line.text
    return made


def of_ipython(session, text, line):
    """Return what IPython makes of a text: a macro's text, and a call where `%autocall` is on and Python sees none."""
    shell, value = magics.loaded(), session.namespace.get(text)
    if type(value).__module__ == "IPython.core.macro":
        return value.value
    if not shell.autocall or shell.user_ns is not session.namespace or line.error is None:
        return None
    changed = shell.prefilter_manager.prefilter_line(text)
    return None if changed == text else changed
