"""Running without a prompt: `th -e CODE`, `th FILE.py ARGS`, and what is piped in."""

import os
import sys

from th.repl.cells import split

__all__ = ["Batch", "run_file"]

OK, FAILED, INTERRUPTED = 0, 1, 130


class Batch:
    """The work of one command line, in one namespace that the shell may take over (`-i`)."""

    def __init__(self, torch="th", *, interactive=False):
        self.torch = torch
        self.interactive = interactive
        self.exited = False
        self._session = None

    @property
    def session(self):
        """The engine, made when first needed."""
        if self._session is None:
            # What a command line or a script runs is nobody's history.
            self._session = make_session(self.torch, history=None if self.interactive else "")
        return self._session

    def run(self, *, load=(), code=(), file=None, module=None, args=()):
        """Load libraries, run statements, then the file, the module or standard input; return the exit code."""
        try:
            status = self._work(load, code, file, module, args)
            sys.stdout.flush()
            return status
        except BrokenPipeError:
            silence_stdout()
            return FAILED

    def _work(self, load, code, file, module, args):
        sys.argv = [file or ("-m" if module else "-e" if code else ""), *args]
        for name in load:
            self._load(name)
        status = self._statements(code)
        if file is module is None or self.exited or (status and not self.interactive):
            return status
        if module is not None:
            return self._file(module, run_module) or status
        if file == "-":
            return self._statements(piped())
        return self._file(file, run_file) or status

    def _load(self, name):
        try:
            self.session.require(name)
        except Exception as error:
            print(f"th: could not load {name}, going on without it: {error}", file=sys.stderr)

    def _statements(self, cells):
        status = OK
        for text in cells:
            status = self._statement(text)
            if self.exited or (status and not self.interactive):
                break
        return status

    def _statement(self, text):
        result = self.session.run(text)
        if result.exit is not None:
            self.exited = True
            return exit_status(result.exit)
        if result.interrupted:
            print("KeyboardInterrupt", file=sys.stderr)
            return INTERRUPTED
        if result.error is None:
            return OK
        if isinstance(result.error, BrokenPipeError):
            raise result.error
        sys.stdout.flush()
        print(result.report.text, file=sys.stderr)
        return FAILED

    def _file(self, file, run):
        namespace = self.session.namespace if self._session or self.interactive else None
        status, stopped = run(file, sys.argv[1:], namespace, torch=self.torch)
        self.exited = self.exited or stopped
        return status

    def open_shell(self):
        """Open the prompt on what has been run so far; return the exit code."""
        from th.repl.shell import open_shell

        return open_shell(self)


def make_session(torch="th", *, history=None):
    """The engine over a fresh `__main__`, as Python's own prompt has it (pickle looks classes up there)."""
    from th.session import Session

    if torch == "th":
        alias_torch()
    take_pyplot()
    session = Session(torch=torch, path=history)
    session.main()
    put_first("")
    return session


def alias_torch():
    from th.aliases import install_torch_alias

    install_torch_alias()


def take_pyplot():
    """Send pyplot's figures where gnuplot's go; matplotlib is not loaded for this."""
    os.environ.setdefault("MPLBACKEND", "module://th.plot.backend")


def put_first(folder):
    """Make `folder` the first place to import from, where Python had put the folder of the program `th`."""
    if not sys.flags.safe_path:
        sys.path[:1] = [folder]


def piped():
    """The statements of standard input, as someone at the prompt would have entered them."""
    text = sys.stdin.read() if sys.stdin is not None else ""
    cells, rest = split(text)
    return [*cells, rest] if rest.strip() else cells


def run_file(file, args, namespace=None, *, torch="th"):
    """Run a script as Python itself would, in `__main__`; return (exit code, whether it called exit).

    Args:
        file (str): the script
        args (list of str): sys.argv after the script's name
        namespace (dict): where its names go; a fresh `__main__` by default
        torch (str): "th" or "real": what `import torch` means in it
    """
    namespace = prepare_main(file, args, namespace)

    def work():
        if os.path.isdir(file) or is_archive(file):
            namespace.update(run_main(file))
            return
        with open(file, "rb") as source:
            code = compile(source.read(), file, "exec", dont_inherit=True)
        exec(code, namespace)

    return outcome(work, torch)


def run_module(name, args, namespace=None, *, torch="th"):
    """Run a module as `python -m` does; the arguments and the result are run_file's."""
    sys.argv = [name, *args]
    put_first(os.getcwd())

    def work():
        made = run_main(name, is_module=True)
        if namespace is not None:
            namespace.update(made)

    return outcome(work, torch)


def run_main(name, *, is_module=False):
    """Run a module, or the `__main__` of a folder or an archive; return its names."""
    import runpy  # 3 ms

    made = runpy.run_module(name, run_name="__main__", alter_sys=True) if is_module else runpy.run_path(name, run_name="__main__")
    return {key: value for key, value in made.items() if not key.startswith("__")}


def is_archive(file):
    """Whether a file is a zip file, which Python runs by its `__main__.py`; a line for the system may stand before it."""
    with open(file, "rb") as source:
        start = source.read(2)
    if start == b"PK":
        return True
    return start == b"#!" and file.endswith((".pyz", ".pyzw"))


def outcome(work, torch):
    """Do the work of a program; return (exit code, whether it called exit)."""
    if torch == "th":
        alias_torch()
    take_pyplot()
    try:
        work()
    except SystemExit as stop:
        return exit_status(stop.code), True
    except KeyboardInterrupt:
        report()
        return INTERRUPTED, False
    except BrokenPipeError:
        silence_stdout()
        return FAILED, False
    except BaseException:
        sys.stdout.flush()
        report()
        return FAILED, False
    return OK, False


def prepare_main(file, args, namespace):
    from types import ModuleType

    if namespace is None:
        module = ModuleType("__main__", None)
        module.__builtins__ = sys.modules["builtins"]
        sys.modules["__main__"] = module
        namespace = vars(module)
    namespace.update(__name__="__main__", __file__=file, __cached__=None)
    sys.argv = [file, *args]
    put_first(os.path.dirname(os.path.realpath(file)))
    return namespace


def report():
    """Show the exception being handled through the user's sys.excepthook, without the frames that lead to the program."""
    kind, error, trace = sys.exc_info()
    while trace is not None and is_above(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    error.__traceback__ = trace
    sys.excepthook(kind, error, trace)


def is_above(filename):
    """Whether a frame of that file is what runs a program, and none of its own."""
    return filename == __file__ or filename == "<frozen runpy>" or filename.endswith(os.sep + "runpy.py")


def exit_status(code):
    """What Python makes of SystemExit's argument."""
    if code is None:
        return OK
    if isinstance(code, int):
        return code & 0xFF if code >= 0 else code % 256
    print(code, file=sys.stderr)
    return FAILED


def silence_stdout():
    """After a broken pipe, keep Python from complaining once more when it closes stdout."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        pass
