"""Help on names: for the terminal and the notebook, without running any property."""

import fnmatch
import linecache
import os
import re
import sys
import types

from th.session import (
    commands,
    complete,
    context,
    functions,
    hints,
    lexer,
    pages,
    results,
    returns,
    signatures,
    source,
    statics,
    torch7_names,
    variables,
)
from th.session.inferred import Bound, Known, class_of
from th.session.pages import Page
from th.session.statics import is_a

__all__ = ["Page", "help_at", "page"]

NAME = re.compile(r"%{0,2}[^\W\d]\w*")
SHOWN = 200  # names that a pattern lists


def help_at(session, text, pos, level=0):
    """Return the Page on the name at pos, on the function whose arguments are typed there, or None."""
    try:
        expression = expression_at(text, pos)
        return None if expression is None else page(session, expression, level, text=text, pos=pos)
    except Exception as error:
        session.note_trouble("help", error)
        return None


def expression_at(text, pos):
    """Return the expression whose last name is at pos, or the function called around pos, or None."""
    line_start = text.rfind("\n", 0, pos) + 1
    command = re.match(r"\s*(%{1,2}[\w.]+)", text[line_start:])
    if command and pos <= line_start + command.end():
        return command.group(1)
    for match in NAME.finditer(text):
        if match.start() <= pos <= match.end():
            before = text[: match.end()]
            tokens = lexer.lex(before)
            string = lexer.open_string(tokens, before)
            if string is not None:
                return None
            begin = context.primary_start(tokens, len(tokens))
            return match.group() if begin is None else before[tokens[begin].start :]
    call = context.enclosing_call(text[:pos], lexer.lex(text[:pos]))
    return call[0] if call else None


def page(session, name, level=0, *, text="", pos=0):
    """Return the Page on an expression, a command (`%name`), a pattern (`np.*load*`), or the help on help itself."""
    name = name.strip()
    if not name:
        return pages.overview(session)
    if name.startswith("%"):
        return command_page(session, name.lstrip("%"))
    if "*" in name:
        return pattern_page(session, name)
    session.lazy.touch(name)
    found = complete.infer_at(session, text or name, pos or len(name), name)
    if found is None:
        return unknown(session, name)
    return known_page(session, name, found, level)


def command_page(session, name):
    """Return the Page on a command."""
    command = commands.find(name)
    if command is not None:
        return pages.build(f"%{command.name}", command.usage, [], command.help)
    known = commands.names(session)
    if name in known:
        return magic_page(session, name)
    near = hints.nearest(name, known)
    more = f"; did you mean {' or '.join('%' + each for each in near)}?" if near else ""
    return Page(name, f"there is no command %{name}{more}", found=False)


def magic_page(session, name):
    """Return the Page on a magic of IPython's."""
    from th.session import magics

    magic = magics.shell(session).find_magic(name)
    doc = signatures.documentation(getattr(magic, "__func__", magic)) if magic is not None else ""
    return pages.build(f"%{name}", f"%{name}", [("from", "IPython")], doc)


def pattern_page(session, name):
    """Return the Page that lists the names that fit a pattern."""
    owner, _, pattern = name.rpartition(".")
    if owner:
        session.lazy.touch(owner)
        base = complete.infer_at(session, owner, len(owner), owner)
        pool = [] if base is None else [item.text for item in complete.attribute_items(base, "", 0, 0)]
    else:
        pool = [each for each in session.namespace if not each.startswith("_")]
    prefix = owner + "." if owner else ""
    found = [prefix + each for each in pool if fnmatch.fnmatchcase(each, pattern)]
    more = f"\n... {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    text = "\n".join(found[:SHOWN]) + more
    return Page(name, text or f"no name fits `{name}`", found=bool(found))


def unknown(session, name):
    """Return the Page on a name that is not there: what Torch7's name is called today, or the nearest names."""
    owner, _, last = name.rpartition(".")
    renamed = torch7_names.today(owner, last) if owner else None
    if renamed is not None:
        return renamed_page(session, name, renamed)
    if owner:
        base = complete.infer_at(session, owner, len(owner), owner)
        found = statics.MISSING if base is None or is_a(base, Bound) else complete.lookup(base, last)
        if found is not statics.MISSING:  # a property: its value cannot be known without running it
            return known_page(session, name, Known(found), 0)
        pool = [] if base is None else [item.text for item in complete.attribute_items(base, "", 0, 0)]
    else:
        pool = [item.text for item in complete.complete(session, last[:1], 1)]
    near = hints.nearest(last, pool)
    prefix = owner + "." if owner else ""
    more = f"; did you mean {' or '.join(prefix + each for each in near)}?" if near else ""
    return Page(name, f"nothing is known about `{name}`{more}", found=False)


def renamed_page(session, name, renamed):
    """Return the Page on a name of Torch7: what stands for it today, with the help on that."""
    note = f"{name} is Torch7's name; today: {renamed}"
    if not re.fullmatch(r"[\w.]+", renamed):
        return Page(name, note)
    today = page(session, renamed)
    return Page(name, f"{note}\n\n{today.plain}" if today.found else note, f"<p>{pages.escape(note)}</p>{today.html}")


def known_page(session, name, found, level):
    """Return the Page on what an expression is."""
    value = found.function if is_a(found, Bound) else found.value if is_a(found, Known) else None
    is_live = is_a(found, Known)
    subject = value if value is not None or is_live else found.owner
    signature = signatures.text(found) if is_callable(found, subject) else ""
    rows = facts(found, subject, is_live)
    doc = signatures.without_signature(signatures.documentation(subject))
    if not signature and is_live and not is_a(subject, (type, types.ModuleType, property)):
        doc = signatures.first_line(subject)  # of a value, its class's first line is enough
    place = source_place(subject)
    if place:
        rows.append(("file", f"{shortened(place[0])}:{place[1]}"))
    written = source_text(subject) if level else ""
    return pages.build(name, name + signature, rows, doc, written)


def is_callable(found, subject):
    """Whether an expression is something to call."""
    if is_a(found, Bound):
        return True
    if not is_a(found, Known):
        return False
    return is_a(subject, type) or statics.class_lookup(type(subject), "__call__") is not statics.MISSING


def facts(found, subject, is_live):
    """Return rows on what something is: its type, shape and memory."""
    if is_a(found, Bound):
        owner = class_of(found.base)
        base = found.base.value if is_a(found.base, Known) and is_a(found.base.value, type) else owner
        return [("method of", statics.name_of(base))] if base is not None else []
    if not is_live:
        return [("type", statics.name_of(found.owner))]
    if is_a(subject, (types.FunctionType, types.BuiltinFunctionType)):
        return []
    if is_a(subject, type):
        bases = [statics.name_of(each) for each in statics.mro(subject)[1:] if each is not object]
        return [("class of", " < ".join(bases[:4]))] if bases else []
    if is_a(subject, types.ModuleType):
        return [("type", "module")]
    rows = [("type", statics.name_of(type(subject)))]
    described = variables.describe(subject)
    if described:
        rows.append(("value", described))
    size = results.size_of(subject)
    return [*rows, ("memory", variables.bytes_text(size))] if size else rows


def source_place(value):
    """Return (file, line) of a function, class or module that is written in Python, or None."""
    value = declaration(value) or value
    for name in ("__wrapped__", "fget", "__func__"):
        inner = statics.instance_dict(value).get(name) or getattr(value, name, None) if is_wrapper(value) else None
        if inner is not None:
            value = inner
    if is_a(value, types.FunctionType):
        return value.__code__.co_filename, value.__code__.co_firstlineno
    if is_a(value, types.ModuleType):
        file = statics.instance_dict(value).get("__file__")
        return (file, 1) if is_a(file, str) and file.endswith(".py") else None
    if is_a(value, type):
        for each in statics.class_dict(value).values():
            if is_a(each, types.FunctionType):
                return class_place(value, each.__code__.co_filename)
        module = sys.modules.get(statics.module_of(value))
        file = None if module is None else statics.instance_dict(module).get("__file__")
        return class_place(value, file) if is_a(file, str) and file.endswith(".py") else None
    return None


def declaration(value):
    """Return the function from which one of th's operations was made, or None."""
    op = statics.instance_dict(value).get("op")
    found = statics.instance_dict(op).get("declared") if op is not None else None
    return found if is_a(found, types.FunctionType) and returns.is_own(found) else None


def is_wrapper(value):
    """Whether a value only holds the function that it stands for."""
    return is_a(value, (property, staticmethod, classmethod)) or "__wrapped__" in statics.instance_dict(value)


def class_place(owner, filename):
    """Return (file, line) of a class statement, or of the assignment of a class that a function has made."""
    name = re.escape(statics.name_of(owner).rpartition(".")[2])
    for pattern in (rf"\s*class\s+{name}\b", rf"{name}\s*="):
        for number, line in enumerate(linecache.getlines(filename), 1):
            if re.match(pattern, line):
                return filename, number
    return None


def source_text(value):
    """Return the source of what is written in Python, or what says that there is none."""
    place = source_place(value)
    if place is None:
        return "(written in C, or its source is not at hand)"
    lines = linecache.getlines(place[0])
    if is_a(value, types.ModuleType):
        return "".join(lines)
    if re.match(r"\w+\s*=", lines[place[1] - 1]):
        return next(source.statements("".join(lines[place[1] - 1 :])))[1] + "\n"
    return functions.block(lines, place[1]) + rules(lines, declaration(value))


def rules(lines, declared):
    """Return the statements that give a declared operation its gradients: `log.backward(...)`."""
    if declared is None:
        return ""
    starts = [n for n, line in enumerate(lines, 1) if line.startswith(f"{declared.__name__}.backward(")]
    return "".join("\n" + functions.block(lines, start) for start in starts)


def shortened(filename):
    """Return a path as it is best read: from the working folder, from the installed packages, or whole."""
    for mark in ("site-packages" + os.sep, "dist-packages" + os.sep):
        if mark in filename:
            return filename.rpartition(mark)[2]
    if os.path.isabs(filename):
        relative = os.path.relpath(filename)
        return filename if relative.startswith("..") else relative
    return filename
