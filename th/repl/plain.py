"""The shell where nothing can be drawn: TERM=dumb, output into a file or a pipe. Lines in, lines out."""

import sys

from th.repl.interrupt import Interrupts

__all__ = ["open_plain", "read_and_run", "read_lines"]


def open_plain(batch):
    """Read statements line by line from standard input; return the exit code."""
    return read_lines(batch.session)


def read_lines(session):
    """The same for a session."""
    interrupts = Interrupts()
    interrupts.install()
    try:
        return read_and_run(session, interrupts)
    finally:
        interrupts.uninstall()
        session.close()


def read_and_run(session, interrupts):
    pending = []
    while True:
        try:
            with interrupts:
                pending.append(ask("..> " if pending else "th> "))
        except EOFError:
            sys.stdout.write("\n")
            return 0
        except KeyboardInterrupt:
            sys.stdout.write("\n")
            pending = []
            continue
        text = "\n".join(pending)
        line = session.read(text)
        if line.status == "incomplete":
            continue
        pending = []
        status = run(session, interrupts, text)
        if status is not None:
            return status


def ask(prompt):
    """Read one line; the prompt is shown to whoever types, on stderr when stdout goes into a file."""
    stream = sys.stdout if sys.stdout.isatty() else sys.stderr
    stream.write(prompt)
    stream.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def run(session, interrupts, text):
    """Run one statement; return an exit code when it asked for one."""
    try:
        with interrupts:
            result = session.run(text)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return None
    sys.stdout.flush()
    if result.interrupted and sys.stdin.isatty():
        print(file=sys.stderr)  # the terminal has echoed ^C
    if result.report is not None:
        print(result.report.text, file=sys.stderr)
    return result.exit
