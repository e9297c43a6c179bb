"""IPython's InteractiveShell over a session: what its magics ask of a shell is answered by the session."""

import contextlib
import itertools
import os
import sys

from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult, InteractiveShell
from traitlets.config import Config

from th.session import variables
from th.session.registry import UsageError

__all__ = ["SessionShell", "make"]

FOREIGN = ("exit", "quit", "open", "__builtin__")  # names that IPython would bind in the session
OLDER = 50  # earlier sessions that `%recall ~1/3` and its kin can reach
INLINE = "module://th.plot.backend"
EXTENSIONS = ("storemagic",)  # what IPython's own terminal loads


class SessionShell(InteractiveShell):
    """IPython's shell; texts run in the session, and errors are the session's to tell."""

    def init_virtualenv(self):
        """The packages are those of the Python that runs th, not those of another environment that is active."""

    @property
    def session(self):
        """The engine."""
        return self.user_ns["__th__"]

    @property
    def editor(self):
        """What `%edit` opens."""
        return os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"

    def run_cell(self, raw_cell, store_history=False, silent=False, *others, **settings):
        """Run a text as if it stood in the statement that leads here, and show its value."""
        result = ExecutionResult(ExecutionInfo(raw_cell, store_history, silent, True, None))
        result.result = result.value = self.session.evaluate_text(raw_cell)
        if result.value is not None and not silent:
            self.session.present(result)
        return result

    def showtraceback(self, exc_tuple=None, *others, **settings):
        """Let an error pass to the session, which shows all errors; a script that has ended is none."""
        error = self._get_exc_info(exc_tuple)[1]
        if not isinstance(error, SystemExit):
            raise error
        print(f"ended with status {error.code}", file=sys.stderr)

    def showsyntaxerror(self, *others, **settings):
        """As showtraceback."""
        raise self._get_exc_info()[1]

    def show_usage_error(self, error):
        """As showtraceback."""
        raise UsageError(str(error))

    def set_next_input(self, s, replace=False):
        """Put a text into the next line, for `%load` and `%recall`."""
        propose = getattr(self.session.front, "propose", None)
        print(s) if propose is None else propose(s)

    def system(self, cmd):
        """Run a program line, as `$` does: an alias may be an editor."""
        self.session.shell(cmd)

    def enable_matplotlib(self, gui=None):
        """Choose matplotlib's backend; `inline` is what a terminal has of it: pictures between the lines."""
        if gui != "inline":
            return super().enable_matplotlib(gui)
        from IPython.core.pylabtools import activate_matplotlib  # with matplotlib 100 ms, and most sessions never ask

        activate_matplotlib(INLINE)
        return gui, INLINE

    def enable_gui(self, gui=None):
        """Have the front keep a GUI's windows alive while the prompt waits."""
        function = getattr(self.session.front, "enable_gui", None)
        if function is None:
            if gui is None:
                return
            raise UsageError("%gui works in the terminal only")
        function(gui)

    def prepare(self, entries):
        """Before a statement: its number, the texts of these entries' results, and the names that are nobody's."""
        self.execution_count = self.session.count
        self.history_manager.output_hist_reprs.update({entry.count: entry.shown for entry in entries if entry.shown})
        hidden = (*variables.HIDDEN, *self.session.lazy_names)
        self.user_ns_hidden.update({name: self.user_ns[name] for name in hidden if name in self.user_ns})


def make(session):
    """Return the SessionShell over a session."""
    config = Config()
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "neutral" if session.color() else "nocolor"
    names = session.namespace
    kept = {name: names.get(name) for name in ("Out", "_oh", *FOREIGN)}
    folders = list(names["_dh"])
    made = SessionShell.instance(user_module=session.module, user_ns=names, config=config)
    for name, value in kept.items():
        names.pop(name, None) if value is None else names.update({name: value})
    history = made.history_manager
    history.output_hist = session.results.out
    history.dir_hist[:] = folders
    if history.enabled:
        add_older(history, session)
    fill(history, session.results)
    for name in EXTENSIONS:
        with contextlib.suppress(ImportError):
            made.run_line_magic("load_ext", name)
    made.prepare(session.record.entries)
    session.before_statement.append(lambda text: begin(made, text))
    session.after_statement.append(lambda text: end(made, text))
    return made


def add_older(history, session):
    """Give IPython the statements of earlier sessions, those that began last."""
    groups = {}
    for entry in session.history.entries:
        if entry.session != session.history.session:
            groups.setdefault(entry.session, []).append(entry.text)
    for texts in itertools.islice(groups.values(), max(0, len(groups) - OLDER), None):
        rows = [(history.session_number, line, text, text) for line, text in enumerate(texts, 1)]
        history.db.executemany("INSERT INTO history VALUES (?, ?, ?, ?)", rows)
        history.new_session()


def fill(history, results):
    """Give IPython's history what has been typed so far; it takes note of what comes from now on."""
    inputs = list(results.inputs)
    history.input_hist_parsed, history.input_hist_raw = [""], [""]
    for number, text in enumerate(inputs[1:], 1):
        history.store_inputs(number, text)
    names = results.namespace
    names["In"] = names["_ih"] = results.inputs = history.input_hist_parsed
    results.listener = history.store_inputs


def begin(made, text):
    """Tell IPython's extensions and its log that a statement begins."""
    made.prepare(made.session.record.entries[-1:])
    made.logger.log(text + "\n", text + "\n")
    made.events.trigger("pre_execute")
    made.events.trigger("pre_run_cell", ExecutionInfo(text, False, False, True, None))


def end(made, text):
    """Tell IPython's extensions what became of a statement."""
    session, result = made.session, ExecutionResult(ExecutionInfo(text, True, False, True, None))
    if session.entry is not None and not session.entry.ok:
        result.error_in_exec = session.last_error
    made.events.trigger("post_execute")
    made.events.trigger("post_run_cell", result)
