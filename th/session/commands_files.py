"""Commands on folders, files and the record of the session: %cd, %run, %history, %save, %log, %notebook."""

import os
import shlex
import sys

from th.session import record, running
from th.session.registry import UsageError, command

__all__ = []

ONE_PATH = r"""(?!-)(?:[^\s'"]*|'[^']*'|"[^"]*")"""


@command("pwd", usage="%pwd", native=True)
def pwd(session, rest):
    """Return the working folder."""
    return os.getcwd()


@command("cd", usage="%cd [FOLDER | -]", completer="folder", native=True, takes=r"-|(?!-).*")
def cd(session, rest):
    """Change the working folder; alone to the home folder, `-` goes back to the last one."""
    target = rest.strip().strip("'\"")
    visited = session.namespace["_dh"]
    if str(visited[-1]) != os.getcwd():
        visited.append(os.getcwd())  # a statement has changed it
    if target == "-":
        target = visited[-2] if len(visited) > 1 else os.curdir
    os.chdir(os.path.expanduser(target or "~"))
    visited.append(os.getcwd())
    print(visited[-1])


@command("run", usage="%run [-i] FILE [ARGS ...]", completer="path", native=True, takes=r"(-i\s+)?(?!-)\S*(?<!\.ipy)(\s.*)?")
def run(session, rest):
    """Run a script as the main program and take over its names; `-i` runs it among the session's names."""
    words = shlex.split(rest)
    inside = "-i" in words[:1]
    words = words[1:] if inside else words
    if not words:
        raise UsageError("%run wants a file: %run FILE [ARGS ...]")
    running.script(session, words[0], words[1:], inside=inside)


@command("history", aliases=("hist",), usage="%history [N] [-g WORDS]", native=True, takes=r"\d*|-g\b.*")
def history(session, rest):
    """Show this session's statements; `-g WORDS` searches those of every session."""
    if rest.startswith("-g"):
        session.history.refresh()
        for text in reversed(session.history.search(rest[2:].strip())):
            print(text)
        return
    entries = session.record.entries
    wanted = entries[-int(rest) :] if rest.isdigit() else entries
    for entry in wanted:
        print(f"{entry.count:>4}: " + entry.text.replace("\n", "\n      "))


@command("save", usage="%save FILE", completer="path", takes=ONE_PATH)
def save(session, rest):
    """Write the statements that worked to a script; commands and program lines become comments."""
    path = one_path(rest, "%save")
    path = path if os.path.splitext(path)[1] else path + ".py"
    text = record.as_script(session.record.entries)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    print(f"wrote {path}: {text.count(chr(10))} lines")


@command("notebook", usage="%notebook FILE", completer="path", native=True)
def notebook(session, rest):
    """Write the session as a Jupyter notebook: statements, what they printed, their results and pictures."""
    path = one_path(rest, "%notebook")
    path = path if path.endswith(".ipynb") else path + ".ipynb"
    count = record.write_notebook(path, session.record.entries)
    print(f"wrote {path}: {count} cells")


@command("log", usage="%log [FILE | off]", completer="path")
def log(session, rest):
    """Write what is typed and what it prints to a file from now on; `off` ends it, alone it says where."""
    path = rest.strip().strip("'\"")
    current = session.record.log
    if not path:
        print(f"logging to {current.name}" if current else "not logging; type: %log FILE")
    elif path == "off":
        session.record.end_log()
    else:
        session.record.start_log(os.path.expanduser(path))
        print(f"logging to {path}", file=sys.stderr)


def one_path(rest, name):
    """Return the path that a command was given."""
    words = shlex.split(rest)
    if len(words) != 1:
        raise UsageError(f"{name} wants one file name: {name} FILE")
    return os.path.expanduser(words[0])
