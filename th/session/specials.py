"""What special lines do: program lines, `require`, and the values that stand in them."""

import importlib
import re
import sys

__all__ = ["REQUIRED", "capture", "expand", "require", "shell"]

EXPANSION = re.compile(r"\$\$|\$(\w+)|\{\{|\}\}|\{([^{}]+)\}")
# packages of Torch7 that are part of th -> the name in the session
REQUIRED = {
    "torch": "torch", "nn": "nn", "optim": "optim", "gnuplot": "gnuplot", "image": "image", "itorch": "itorch",
    "cunn": "nn", "cutorch": "torch", "cudnn": "nn", "xlua": "torch", "sys": "sys", "paths": "os",
}  # fmt: skip


def expand(text, namespace):
    """Return text with `{expression}` and `$name` replaced by their values; what means nothing stays.

    Example:
        >>> expand("ls {folder} $HOME $n", {"folder": "/tmp", "n": 3})
        'ls /tmp $HOME 3'
    """

    def value(match):
        whole, name, code = match.group(), match.group(1), match.group(2)
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
    """Run a program line; its output goes where the session's goes."""
    import subprocess  # 2 ms, not before the first prompt

    command = expand(text, session.namespace)
    sys.stdout.flush()
    if writes_to_terminal(sys.stdout):
        status = subprocess.run(command, shell=True).returncode
    else:
        # Somebody reads sys.stdout in Python (a test, a log): what a program writes past it would be lost.
        done = subprocess.run(
            command, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        )
        print(done.stdout, end="")
        session.results.remember(done.stdout)
        status = done.returncode
    session.namespace["_exit_code"] = status


def writes_to_terminal(stream):
    """Whether what Python writes to a stream goes where a program's output goes by itself."""
    try:
        return stream.fileno() == 1
    except (AttributeError, OSError, ValueError):
        return False


def capture(session, text):
    """Run a program line and return the lines that it printed."""
    import subprocess

    command = expand(text, session.namespace)
    done = subprocess.run(command, shell=True, stdout=subprocess.PIPE, text=True, errors="replace")
    session.namespace["_exit_code"] = done.returncode
    return done.stdout.splitlines()


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
