"""The session's own commands, by family; importing this declares them all."""

import os
import sys

from th.session.commands import command

__all__ = []


@command("who", aliases=("whos",), usage="%who [NAME ...]", completer="name")
def who(session, rest):
    """List the user's variables with their types, shapes and memory; no repr is taken."""
    from th.session import variables

    print(variables.table(session, rest.split()))


@command("pwd", usage="%pwd")
def pwd(session, rest):
    """Return the working folder."""
    return os.getcwd()


@command("cd", usage="%cd [FOLDER]", completer="folder")
def cd(session, rest):
    """Change the working folder; without an argument to the home folder, with `-` back to the last one."""
    target = rest.strip().strip("'\"")
    before = os.getcwd()
    if target == "-":
        target = session.namespace.get("_folder_before", before)
    os.chdir(os.path.expanduser(target or "~"))
    session.namespace["_folder_before"] = before
    print(os.getcwd())


@command("tb", usage="%tb", keeps_error=True)
def tb(session, rest):
    """Show the full traceback of the last error."""
    report = session.last_report
    print(report.full if report is not None else "no error yet", file=sys.stderr if report else sys.stdout)
