"""The session: a namespace, and what happens to a text that is typed into it."""

import __future__
import ast
import builtins
import importlib
import linecache
import sys
import time
import types

from th.session import commands, display, errors, history, record, source, specials
from th.session.namespace import LAZY, LazyNames, drop_orphans
from th.session.results import Result, Results

__all__ = ["AFTER_STATEMENT", "Session"]

# (module, function): called after each statement when the module is loaded; nothing is imported for it.
AFTER_STATEMENT = (("th.plot", "show_pending"), ("th.screen", "new_statement"))
# (module of a type, module, function): asked whether a value shows itself, once the module of the type is loaded.
CLAIMS = (
    ("matplotlib.figure", "th.plot", "claim"), ("th.plot.itorch.media", "th.plot", "claim"),
    ("th.image.display", "th.image", "claim"), ("th.plot.histogram", "th.plot", "claim"),
)  # fmt: skip
SYNCHRONIZE = (("th.tensor.cuda", "synchronize"),)
FUTURE = __future__.annotations.compiler_flag  # all that this Python and later ones know
COROUTINE = 0x80  # inspect.CO_COROUTINE, without importing inspect (16 ms)


class Session:
    """One session: run, complete, help and history over one namespace.

    Args:
        namespace (dict): where the user's code runs; a new `__main__` module's by default
        torch (str): "th" makes `torch` a name of th, "real" leaves it to the installed torch
        path (str): the history file; None is the user's own, "" keeps nothing on disk
    """

    def __init__(self, namespace=None, *, torch="th", path=None):
        self.module = None
        if namespace is None:
            self.module = types.ModuleType("__main__")
            namespace = self.module.__dict__
        self.namespace = namespace
        namespace.setdefault("__name__", "__main__")
        namespace.setdefault("__builtins__", builtins)
        namespace["__th__"] = self
        self.lazy = LazyNames(namespace, torch=torch)
        self.results = Results(namespace)
        self.history = history.History(path)
        self.count = 1
        self.show = self.page = self.ask = self.front = None
        self.formats = ("text/plain",)
        self.width = display.terminal_width
        self.color = lambda: False
        self.last_report = self.describe = None  # the latter: error -> text, where %xmode asks for another form
        self.last_error = None
        self.entry, self.future = None, 0  # the latter: flags of the compiler
        self.record = record.Record()
        self.before_statement, self.after_statement = [], []  # called with the text: IPython's events, once loaded
        self.watches = []
        self.runner = None
        self.troubles = []
        for name, function in commands.functions(self).items():
            namespace.setdefault(name, function)

    @property
    def lazy_names(self):
        """The names that every session has."""
        return tuple(LAZY)

    # -- reading

    def read(self, text, *, final=False):
        """Return the Line that text is."""
        line = source.read(text, final=final)
        if line.kind == "exit" and not commands.is_leave(self.namespace.get(line.code.partition("(")[0])):
            line.kind = "python"
        if line.kind == "python" and (source.WORDS.match(line.text) or "IPython" in sys.modules):
            from th.session import bare  # 3 ms, and most statements are no candidates

            line = bare.meant(self, line, final)
        return line

    def check(self, text):
        """Return (status, indent) of a text: "complete", "incomplete" or "invalid"."""
        line = self.read(text)
        return line.status, line.indent

    def clean(self, text):
        """Return a pasted text without prompts, and without the indentation that all its lines share."""
        return source.clean(text)

    def outdented(self, text):
        """Return a text whose last line, an `else:`, stands where it belongs."""
        return source.outdented(text)

    def main(self):
        """Make the namespace that of `__main__`, for pickle, doctest and `if __name__ == "__main__"`."""
        if self.module is not None:
            sys.modules["__main__"] = self.module

    def preload(self):
        """Load numpy and the tensor core in a thread."""
        return self.lazy.preload()

    # -- running

    def run(self, text, *, silent=False, store=True):
        """Run text and return its Result; never raises."""
        line = self.read(text, final=True)
        result = Result(line.text, line.kind, self.count)
        if line.kind == "empty":
            return result
        entry = self.record.begin(line.text, self.count, line.kind)
        if not silent:
            self.results.typed(self.count, line.text)
        self.entry = entry
        try:
            self.attempt(line, result, store=store and not silent)
            if not silent:
                self.settle(line.text, advance=False)
        except KeyboardInterrupt as error:
            self.fail(result, error)
        finally:
            entry.ok, entry.error = result.ok, None if result.report is None else result.report.text
            self.entry = None
            self.record.end(entry, keep=not silent)
            self.count += not silent
        return result

    def attempt(self, line, result, *, store):
        """Run a line that was read, or say why it cannot run."""
        if not commands.keeps_error(line):
            self.forget_error()
        for function in self.before_statement:
            self.guarded(function, line.text)
        if line.kind == "exit":
            result.exit = int(source.EXIT.fullmatch(line.code)[1] or 0)
        elif line.error is not None or line.status != "complete":
            self.fail(result, errors.with_text(line.error, line.text, self.filename()))
        else:
            self.execute(line, result, store=store)

    def filename(self):
        """Return the name of the statement to come, as tracebacks show it."""
        return f"<th {self.count}>"

    def execute(self, line, result, *, store):
        """Run a complete line and fill in result."""
        start = time.perf_counter()
        try:
            self.lazy.touch(line.code)
            self.keep_source(line.text)
            start = time.perf_counter()
            value = self.evaluate(line.tree, self.filename())
            self.synchronize()
            result.seconds = time.perf_counter() - start
            result.value = value
            result.has_value = value is not None and line.shows
            if store:
                self.results.store(self.count, value)
            if result.has_value:
                self.present(result)
        except SystemExit as error:
            result.seconds = result.seconds or time.perf_counter() - start
            result.exit = exit_status(error)
        except BaseException as error:
            result.seconds = result.seconds or time.perf_counter() - start
            self.fail(result, error)

    def keep_source(self, text):
        """Let tracebacks and inspect find the text of the statement."""
        filename = self.filename()
        lines = [line + "\n" for line in text.split("\n")]
        linecache.cache[filename] = (len(text), None, lines, filename)

    def evaluate_text(self, text):
        """Run a text inside a statement, as commands do, and return its value; errors are raised."""
        line = self.read(text, final=True)
        if line.kind == "empty":
            return None
        if line.error is not None or line.status != "complete":
            raise errors.with_text(line.error, line.text, self.filename())
        self.lazy.touch(line.code)
        self.keep_source(line.text)
        value = self.evaluate(line.tree, self.filename())
        return value if line.shows else None

    def evaluate(self, tree, filename):
        """Run a parsed text; return the value of its last statement when that is an expression."""
        body = tree.body
        value = None
        last = body[-1] if body and isinstance(body[-1], ast.Expr) else None
        if last is not None:
            body = body[:-1]
        if body:
            self.perform(self.compile(ast.Module(body, []), filename, "exec"))
        if last is not None:
            value = self.perform(self.compile(ast.Expression(last.value), filename, "eval"))
        return value

    def compile(self, tree, filename, mode):
        """Compile a tree; `from __future__ import` holds from then on, as at Python's own prompt."""
        code = compile(tree, filename, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | self.future, dont_inherit=True)
        self.future |= code.co_flags & FUTURE
        return code

    def perform(self, code):
        """Run a code object in the namespace; one with `await` in it runs on the session's event loop."""
        value = eval(code, self.namespace)
        if not code.co_flags & COROUTINE:
            return value
        import asyncio  # 39 ms; a session without await never pays them

        if self.runner is None:
            self.runner = asyncio.Runner()
        return self.runner.run(value)

    def synchronize(self):
        """Wait for the devices, so that the seconds are those of the work."""
        if "cupy" not in sys.modules:
            return  # nothing runs on a device; asking would import cupy: 130 ms at the first statement
        for function in loaded_functions(SYNCHRONIZE):
            function()

    def present(self, result):
        """Show the value of a result: by what claims it, by the front, or by printing it."""
        for source_module, module_name, function_name in CLAIMS:
            if source_module in sys.modules and self.claimed(module_name, function_name, result.value):
                return
        if self.show is not None:
            self.show(result.value, result)
            return
        text = self.text(result.value)
        if self.entry is not None:
            self.entry.shown = text
        print(text)

    def claimed(self, module_name, function_name, value):
        """Whether a module of ours shows this value itself, as a picture."""
        try:
            return bool(getattr(importlib.import_module(module_name), function_name)(value))
        except Exception as error:
            self.note_trouble(f"{module_name}.{function_name}", error)
            return False

    def settle(self, text, *, advance=True):
        """What follows every statement: pending figures, watches, history, the next number."""
        self.lazy.settle()
        for function in loaded_functions(AFTER_STATEMENT):
            self.guarded(function)
        for function in self.after_statement:
            self.guarded(function, text)
        for watch in list(self.watches):
            self.guarded(watch)
        if text:
            self.history.append(text)
        self.count += advance

    def guarded(self, function, *arguments):
        """Call something of ours that must not end the session; report its first failure and step over it."""
        try:
            return function(*arguments)
        except KeyboardInterrupt:
            print("interrupted", file=sys.stderr)
        except Exception as error:
            name = getattr(function, "__qualname__", repr(function))
            if name not in self.troubles:
                self.troubles.append(name)
                print(f"th: {name} failed ({type(error).__name__}: {error}); going on", file=sys.stderr)

    def note_trouble(self, where, error):
        """Remember that something of ours failed, for `%doctor`; what was being done goes on without it."""
        if len(self.troubles) < 100:
            self.troubles.append(f"{where}: {type(error).__name__}: {error}")

    def module_name(self, name):
        """Return the module that a name in an import stands for: inside th, torch is th."""
        first, dot, rest = name.partition(".")
        torch = self.lazy.torch
        return torch + dot + rest if first == "torch" else name

    # -- errors

    def fail(self, result, error):
        """Record an error in result, with its report."""
        result.error, result.interrupted = error, isinstance(error, KeyboardInterrupt)
        if self.entry is not None:
            self.entry.ok = False
        if result.interrupted:
            drop_orphans()
        result.report = self.remember_error(error)

    def remember_error(self, error):
        """Keep an error for `%tb` and `%debug` until the next command; returns its Report."""
        self.last_error = error
        errors.publish(error)
        self.last_report = errors.report(error, self.namespace, self.describe)
        return self.last_report

    @property
    def debugs_errors(self):
        """Whether an error leads into the debugger: IPython's `%pdb`."""
        from th.session import magics

        shell = magics.loaded()
        return shell is not None and shell.call_pdb

    def users_traceback(self, error):
        """Return the traceback of an error without the session's own frames at its top."""
        return errors.users_part(error)

    def forget_error(self):
        """Let go of the frames of the last error: the next command frees what they held."""
        error, self.last_error = self.last_error, None
        if error is not None:
            if self.last_report is not None:
                self.last_report.settle()
            errors.release(error)
            errors.publish(None)

    # -- answering

    def complete(self, text, pos=None):
        """Return the Items that fit at pos, best first."""
        from th.session import complete  # 6 ms with what it needs: not before the first prompt

        return complete.complete(self, text, len(text) if pos is None else pos)

    def signature(self, text, pos=None):
        """Return the Call around pos, or None."""
        from th.session import complete

        return complete.signature(self, text, len(text) if pos is None else pos)

    def help(self, text, pos=None, *, level=0):
        """Return the help Page of the name at pos, or None where there is no name."""
        from th.session import inspect

        return inspect.help_at(self, text, len(text) if pos is None else pos, level)

    def display(self, value):
        """Return {mime type: data} of a value in the types that the front asked for."""
        return display.bundle(value, self.formats, width=self.width())

    def text(self, value, width=None):
        """Return the text form of a value."""
        return display.text(value, width=width or self.width())

    # -- what special lines call

    def show_help(self, name, level):
        """Show the help on a name, as `?name` does."""
        from th.session import inspect

        page = inspect.page(self, name, level)
        if self.page is not None:
            self.page(page)
        else:
            print(page.plain)

    def command(self, name, rest="", cell=None):
        """Run a command, as `%name rest` does."""
        return commands.run(self, name, rest, cell)

    def shell(self, text):
        """Run a program line, as `$ text` does; its status is `_exit_code`."""
        specials.shell(self, text)

    def capture(self, text):
        """Run a program line and return the lines that it printed."""
        return specials.capture(self, text)

    def require(self, name):
        """Load a package Torch7's way: bind its name here and return it."""
        return specials.require(self, name)

    def close(self):
        """End the session: the event loop and log files."""
        if self.runner is not None:
            self.guarded(self.runner.close)
        self.record.end_log()


def loaded_functions(table):
    """Return the functions of a table of (module, function) whose modules are loaded."""
    found = [getattr(sys.modules.get(module), function, None) for module, function in table]
    return [function for function in found if function is not None]


def exit_status(error):
    """Return the exit status that a SystemExit asks for; its text, if any, is printed as Python does."""
    if error.code is None or isinstance(error.code, int):
        return error.code or 0
    print(error.code, file=sys.stderr)
    return 1
