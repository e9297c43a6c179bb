"""Commands on errors, and on what is looked at after each statement: %tb, %debug, %xmode, %watch, %autoreload."""

import sys

from th.session import display
from th.session.registry import UsageError, command

__all__ = ["Watch"]


@command("tb", usage="%tb", keeps_error=True)
def tb(session, rest):
    """Show the full traceback of the last error, library frames and causes included."""
    report = session.last_report
    print("no error yet" if report is None else report.full)


@command("debug", usage="%debug", keeps_error=True, native=True, takes="")
def debug(session, rest):
    """Look around where the last error arose, with Python's debugger: u, d, p NAME, q."""
    error = session.last_error
    if error is None or error.__traceback__ is None:
        print("no error to look at: its frames live until the next command only")
        return
    from th.session.debugger import Debugger  # 20 ms with pdb

    Debugger().look(session.users_traceback(error))


@command("xmode", usage="%xmode [Plain | Context | Verbose | Minimal | Docs | th]")
def xmode(session, rest):
    """Show errors from now on as IPython does, in one of its modes; alone or with `th` in th's own way again."""
    from th.session import magics

    if rest.strip().lower() in ("", "th"):
        session.describe = None
        return
    shell = magics.shell(session)
    try:
        shell.InteractiveTB.set_mode(mode=rest.strip().capitalize())
    except ValueError as error:
        raise UsageError(str(error)) from None
    session.describe = lambda error: "\n".join(
        shell.InteractiveTB.structured_traceback(type(error), error, session.users_traceback(error))
    )


class Watch:
    """An expression whose value is printed after each statement."""

    def __init__(self, session, text):
        self.session, self.text = session, text
        self.code = compile(text, "<watch>", "eval")

    def __call__(self):
        try:
            shown = display.text(eval(self.code, self.session.namespace), self.session.width())
        except Exception as error:
            shown = f"({type(error).__name__}: {error})"
        separator = "\n" if "\n" in shown else " "
        print(f"{self.text} ={separator}{shown}")


@command("watch", usage="%watch [EXPRESSION | -d [EXPRESSION]]", completer="code")
def watch(session, rest):
    """Print an expression's value after each statement; alone it lists them, `-d` drops one, or all."""
    if not rest:
        print("\n".join(each.text for each in session.watches) or "nothing is watched; type: %watch EXPRESSION")
        return
    if rest.split()[0] == "-d":
        dropped = rest[2:].strip()
        session.watches[:] = [each for each in session.watches if dropped and each.text != dropped]
        return
    try:
        session.watches.append(Watch(session, rest))
    except SyntaxError as error:
        raise UsageError(f"%watch wants an expression, not `{rest}` ({error.msg})") from None


@command("autoreload", usage="%autoreload [0 | 1 | 2 | 3]", native=True)
def autoreload(session, rest):
    """Load changed modules anew before each statement (IPython's: 0 off, 2 all, 3 new names too)."""
    from th.session import magics

    shell = magics.shell(session)
    if "autoreload" not in shell.extension_manager.loaded:
        shell.run_line_magic("load_ext", "autoreload")
    return shell.run_line_magic("autoreload", rest or "2")


@command("reset", usage="%reset", native=True, takes="(-[fs])*")
def reset(session, rest):
    """Drop every variable and result that was made in this session."""
    from th.session import variables

    for name in variables.users_names(session):
        del session.namespace[name]
    session.results.clear()
    session.lazy.restore()
    print("variables and results are gone", file=sys.stderr)
