"""The IPython shell inside the kernel: errors, help and results are the engine's."""

import sys
from collections import OrderedDict

from ipykernel.displayhook import ZMQShellDisplayHook
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import UsageError
from traitlets import Type

from th.kernel import bridge
from th.session import display, inspect

__all__ = ["ThDisplayHook", "ThShell"]


CONTAINERS = (dict, list, tuple, set, frozenset, OrderedDict)


def is_shown_by_pyplot(value):
    """Whether a value is a figure that the inline backend is going to show anyway."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or not isinstance(value, sys.modules["matplotlib.figure"].Figure):
        return False
    if "inline" not in pyplot.get_backend():
        return False
    return any(pyplot.figure(number) is value for number in pyplot.get_fignums())


def print_container(value, printer, cycle):
    """Print a container as the terminal does: tensors inside it by their shapes."""
    printer.text("..." if cycle else display.text(value, printer.max_width))


class ThDisplayHook(ZMQShellDisplayHook):
    """Shows results as ipykernel does, and remembers them as the engine does: large ones weakly."""

    def __call__(self, result=None):
        """Take the value of a cell; a pyplot figure is left to the inline backend, which shows it at the cell's end."""
        if is_shown_by_pyplot(result):
            self.update_user_ns(result)
            return
        super().__call__(result)

    def update_user_ns(self, result):
        """Remember a result."""
        self.shell.th.results.store(self.prompt_count, result)
        self._ = self.shell.user_ns.get("_")


class ThShell(ZMQInteractiveShell):
    """IPython's shell with the engine joined to it as `th`."""

    displayhook_class = Type(ThDisplayHook)

    def __init__(self, *args, **kwargs):
        self.th = None
        super().__init__(*args, **kwargs)
        self.Completer.use_jedi = False
        self.th = bridge.connect(self, own_results=True)
        for each in CONTAINERS:
            self.display_formatter.formatters["text/plain"].for_type(each, print_container)

    def init_virtualenv(self):
        """The packages stay those of the Python that runs the kernel, whatever environment is active."""

    def showtraceback(
        self, exc_tuple=None, filename=None, tb_offset=None, exception_only=False, running_compiled_code=False
    ):
        """Send an error: the user's frames, a caret, a hint."""
        try:
            kind, value, _ = self._get_exc_info(exc_tuple)
        except ValueError:
            print("no error yet", file=sys.stderr)
            return
        if self.th is None or issubclass(kind, UsageError) or hasattr(value, "_render_traceback_"):
            super().showtraceback(exc_tuple, filename, tb_offset, exception_only, running_compiled_code)
            return
        self._showtraceback(kind, value, bridge.error_lines(self.th, value))

    def showsyntaxerror(self, filename=None, running_compiled_code=False):
        """Send a syntax error."""
        kind, value, _ = self._get_exc_info()
        self._showtraceback(kind, value, bridge.error_lines(self.th, value))

    def object_inspect_mime(self, oname, detail_level=0, omit_sections=()):
        """Return the help on a name as {mime type: data}; KeyError where nothing is known."""
        page = inspect.page(self.th, oname, detail_level)
        if not page.found:
            raise KeyError(oname)
        return page.bundle()

    def _inspect(self, meth, oname, namespaces=None, **settings):
        if meth not in ("pinfo", "psource") or oname.startswith("%"):
            return super()._inspect(meth, oname, namespaces, **settings)
        level = 1 if meth == "psource" else settings.get("detail_level", 0)
        page = inspect.page(self.th, oname, level)
        self.payload_manager.write_payload({"source": "page", "data": page.bundle(), "start": 0})
        return None if page.found else "not found"
