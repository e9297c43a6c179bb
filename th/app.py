"""The command line of `th`: what was asked for, and which front answers.

Nothing heavy is imported here: a terminal sees its prompt before prompt_toolkit is loaded.
"""

import os
import sys

from th.version import __version__

__all__ = ["main"]

HELP = """\
Usage: th [options] [FILE.py [ARGS]] | -m MODULE [ARGS]

With no file and a terminal, opens the shell; with piped input, runs what is piped.

Options:
  -e CODE          run CODE and print the value of its last expression (may be repeated)
  -m MODULE        run the module MODULE as the program, what follows are its ARGS
  -i               open the shell after -e, FILE or MODULE
  -l NAME          load the library NAME first, as `require 'NAME'` does (may be repeated)
  --torch=th|real  what `import torch` means: th itself (the default), or the installed PyTorch
  --version        print the version
  -h, --help       print this help

Commands:
  th config [edit|path|init]   show the settings, open them in an editor, print where they are
  th kernel install            install the Jupyter kernel (also: uninstall, list)
  th notebook [ARGS]           start Jupyter with the th kernel

Exit codes: 0 ok, 1 the code failed, 2 wrong usage, 130 after Ctrl-C.
"""

OK, USAGE = 0, 2

# Which option takes a value, and the example that its error shows.
VALUES = {
    "-e": "th -e 'torch.rand(2, 3)'", "-l": "th -l nn", "-m": "th -m json.tool", "--torch": "th --torch=real"
}  # fmt: skip
FLAGS = ("-i", "-h", "--help", "--version")
# What users of other programs type, and what it is called here.
LONG = {"--interactive": "-i", "--eval": "-e", "--load": "-l", "-V": "--version", "-v": "--version"}
COMMANDS = ("config", "kernel", "notebook")


class UsageError(Exception):
    """A command line that means nothing; its text is one line with the remedy."""


class Options:
    """What the command line asked for."""

    def __init__(self):
        self.code = []
        self.load = []
        self.torch = "th"
        self.interactive = False
        self.show = None
        self.file = self.module = None
        self.args = []


def parse(argv):
    """Read the options up to the file name; what follows the file is the file's own."""
    options = Options()
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if word == "--":
            options.file, options.args = _first(rest)
            break
        if word == "-" or not word.startswith("-"):
            options.file, options.args = word, rest
            break
        _option(options, word, rest)
        if options.module is not None:
            options.args = rest
            break
    return options


def _first(rest):
    return (rest[0], rest[1:]) if rest else (None, [])


def _option(options, word, rest):
    name, has_value, value = _split(word)
    if name in FLAGS:
        if has_value:
            raise UsageError(f"{name} takes no value")
        _flag(options, name)
        return
    if name not in VALUES:
        raise UsageError(_unknown(word))
    if not has_value:
        if not rest:
            raise UsageError(f"{name} needs a value, as in: {VALUES[name]}")
        value = rest.pop(0)
    _store(options, name, value)


def _split(word):
    """The option's name, and the value glued to it: `-lnn`, `-e1+1`, `--torch=real`."""
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        return LONG.get(name, name), bool(equals), value
    if word in LONG:
        return LONG[word], False, ""
    if word[:2] in VALUES and len(word) > 2:
        return word[:2], True, word[2:]
    return word, False, ""


def _flag(options, name):
    if name == "-i":
        options.interactive = True
    else:
        options.show = options.show or name


def _store(options, name, value):
    if name == "-e":
        options.code.append(value)
    elif name == "-l":
        options.load.append(value)
    elif name == "-m":
        options.module = value
    elif value in ("th", "real"):
        options.torch = value
    else:
        raise UsageError(f"--torch={value} is not known; use --torch=th or --torch=real")


def _unknown(word):
    # 3 ms, paid only by a mistake.
    from difflib import get_close_matches

    names = [*VALUES, *FLAGS, *LONG]
    if word == "-c":
        return "unknown option -c; to run a statement use: th -e CODE"
    close = get_close_matches(word.partition("=")[0], names, 1)
    if close:
        return f"unknown option {word}; did you mean {close[0]}? `th --help` lists them all"
    return f"unknown option {word}; `th --help` lists the options"


def main(argv=None):
    """Run the command line `argv` (by default that of this process).

    Args:
        argv (list of str): the words after the program's name
    Returns:
        int: the exit code: 0 ok, 1 the user's code failed, 2 wrong usage, 130 after Ctrl-C
    """
    argv = sys.argv[1:] if argv is None else list(argv)
    try:
        if argv and argv[0] in COMMANDS:
            return _command(argv[0], argv[1:])
        options = parse(argv)
        return _show(options.show) if options.show else _run(options)
    except UsageError as error:
        print(f"th: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return 130
    finally:
        # Where an `exec("...")` was interrupted, CPython ends the process by SIGINT whatever its exit code, until another
        # text has been run (Modules/main.c, exit_sigint).
        exec("")


def _show(what):
    print(f"th {__version__}" if what == "--version" else HELP, end="\n" if what == "--version" else "")
    return OK


def _command(name, args):
    if name == "config":
        from th.repl.config import main as command
    elif name == "kernel":
        from th.kernel.install import main as command
    else:
        from th.kernel.notebook import main as command
    return command(args) or OK


def _run(options):
    _check_file(options.file)
    has_work = bool(options.code or options.file or options.module)
    if not has_work and not options.interactive and not _is_terminal(sys.stdin):
        options.file = "-"
        has_work = True
    interactive = options.interactive or not has_work
    if interactive and not has_work and _is_terminal(sys.stdin) and _is_terminal(sys.stdout):
        # The prompt is on the screen before anything else is loaded.
        from th.repl.paint import paint

        paint()
    from th.repl.batch import Batch

    batch = Batch(options.torch, interactive=interactive)
    work = {"code": options.code, "file": options.file, "module": options.module, "args": options.args}
    code = batch.run(load=options.load, **work)
    if not interactive or batch.exited:
        return code
    return batch.open_shell()


def _is_terminal(stream):
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _check_file(name):
    if name in (None, "-") or os.path.isfile(name):
        return
    if os.path.isdir(name):
        if os.path.isfile(os.path.join(name, "__main__.py")):
            return
        raise UsageError(f"{name} is a folder; name a file in it, as in: th {os.path.join(name, 'main.py')}")
    if os.path.exists(name):
        return
    raise UsageError(_no_file(name))


def _no_file(name):
    if os.path.isfile(name + ".py"):
        return f"no file named {name}; did you mean {name}.py?"
    from difflib import get_close_matches

    folder = os.path.dirname(name) or "."
    nearby = os.listdir(folder) if os.path.isdir(folder) else []
    close = get_close_matches(os.path.basename(name), nearby + list(COMMANDS), 1)
    if close:
        guess = close[0] if close[0] in COMMANDS else os.path.join(os.path.dirname(name), close[0])
        return f"no file named {name}; did you mean {guess}?"
    return f"no file named {name}; `th` alone opens the shell, `th -e CODE` runs a statement"
