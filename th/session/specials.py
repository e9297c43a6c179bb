"""What special lines do: program lines, `require`, and the values that stand in them."""

import importlib
import re
import sys

__all__ = ["Lines", "REQUIRED", "capture", "expand", "require", "shell"]

INTERRUPTED = 130  # what shells call the status of a program that Ctrl-C has ended
EXPANSION = re.compile(r"\$\$|\$(\w+)|\{\{|\}\}|\{([^{}]+)\}")
# packages of Torch7 that are part of th -> the name in the session
REQUIRED = {
    "torch": "torch", "nn": "nn", "optim": "optim", "gnuplot": "gnuplot", "image": "image", "itorch": "itorch",
    "cunn": "nn", "cutorch": "torch", "cudnn": "nn", "xlua": "torch", "sys": "sys", "paths": "os",
}  # fmt: skip


def expand(text, namespace):
    """Return text with `{expression}` and `$name` replaced by their values, `$$name` by `$name`; what means nothing stays.

    Example:
        >>> expand("ls {folder} $HOME $n $$n", {"folder": "/tmp", "n": 3})
        'ls /tmp $HOME 3 $n'
    """

    def value(match):
        whole, name, code = match.group(), match.group(1), match.group(2)
        if whole == "$$":
            return "$" if match.string[match.end() :][:1].isidentifier() else whole  # alone it is the number of the process
        if name is not None:
            return str(namespace[name]) if name in namespace else whole
        if code is None:
            return whole
        try:
            return str(eval(code, namespace))
        except Exception:  # `{a,b}` is the shell's own
            return whole

    return EXPANSION.sub(value, text)


def shell(session, text):
    """Run a program line; its output goes where the session's goes, and is `_LAST` afterwards."""
    from th.session import programs  # 4 ms, not before the first prompt

    command = expand(text, session.namespace)
    sys.stdout.flush()
    # Where somebody reads sys.stdout (a test, a log, a pipe), what a program writes past Python would be lost to Python.
    run = programs.run if is_terminal(sys.stdin, 0) and is_terminal(sys.stdout, 1) else programs.stream
    session.namespace["_exit_code"] = INTERRUPTED  # if it does not come back
    session.namespace["_exit_code"], printed = run(command)
    session.results.remember(printed)


def is_terminal(stream, number):
    """Whether a stream of Python's is the terminal that programs read or write by themselves."""
    try:
        return stream.fileno() == number and stream.isatty()
    except (AttributeError, OSError, ValueError):
        return False


class Lines(list):
    """What a program printed, line by line; with `s`, `n`, `p`, `grep` and `fields`, as IPython's list of lines has them.

    Example:
        >>> Lines(["a b", "c d"]).fields(1)
        ['b', 'd']
    """

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        from IPython.utils.text import SList  # 60 ms, paid by who asks

        return getattr(SList(self), name)


def capture(session, text):
    """Run a program line and return the lines that it printed."""
    from th.session import programs

    session.namespace["_exit_code"] = INTERRUPTED
    session.namespace["_exit_code"], printed = programs.capture(expand(text, session.namespace))
    return Lines(printed.splitlines())


def require(session, name):
    """Load a package Torch7's way: bind its name in the session and return it.

    A name that begins with `./` is a Python file beside the working folder.
    """
    known = REQUIRED.get(name)
    if known in session.lazy.origin:
        session.lazy.load(known)
        if known in session.namespace:
            return session.namespace[known]
        failure = session.lazy.failures.get(known)
        if failure is not None:
            raise failure
    if name.startswith("./"):
        return beside(session, name)
    module = importlib.import_module(known or name)
    session.namespace[name.rpartition(".")[2]] = module
    return module


def beside(session, path):
    """Load a Python file by its path from the working folder."""
    import importlib.util
    import os

    file = path if path.endswith(".py") else path + ".py"
    name = os.path.splitext(os.path.basename(file))[0]
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    session.namespace[name] = module
    return module
