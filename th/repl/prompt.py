"""One line of input at the terminal: a prompt_toolkit application that is made once and run for every prompt."""

import asyncio
import os
import sys
import threading

from prompt_toolkit.application import Application, run_in_terminal
from prompt_toolkit.application.current import set_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.cursor_shapes import ModalCursorShapeConfig
from prompt_toolkit.data_structures import Size
from prompt_toolkit.document import Document
from prompt_toolkit.enums import DEFAULT_BUFFER, EditingMode
from prompt_toolkit.filters import Condition
from prompt_toolkit.input.typeahead import clear_typeahead, get_typeahead, store_typeahead
from prompt_toolkit.key_binding import merge_key_bindings
from prompt_toolkit.key_binding.bindings.auto_suggest import load_auto_suggest_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.search import stop_search

from th.repl.completing import Completing
from th.repl.held import HeldInput
from th.repl.highlight import CodeLexer
from th.repl.history import PastLines, SuggestPast
from th.repl.keys import make_keys
from th.repl.layout import make_layout
from th.repl.pasting import Bursts
from th.repl.theme import make_style

__all__ = ["Prompt"]

ESCAPE_SECONDS = 0.05  # how long a lone Escape waits for the rest of a key's sequence


class Shell(Application):
    """The application; a failure inside it must not put "Press ENTER to continue" on the screen."""

    def cpr_not_supported_callback(self):
        """Say nothing: cursor positions are never asked for."""

    def _handle_exception(self, loop, context):
        self.th_report(context.get("exception") or RuntimeError(context.get("message")))


class Prompt:
    """The prompt over a session.

    Args:
        session: the engine
        settings (Settings): keys, theme, menu, suggestions
        guard (callable): guard(function, default) calls what may fail, and reports it once
        stdin, stdout: the terminal's streams
        tty_settings: the terminal's settings from before the first paint
    """

    def __init__(self, session, settings, guard, stdin, stdout, tty_settings=None):
        from th.session.source import RULES

        self.session, self.settings, self.guard = session, settings, guard
        self.question = None
        self.first_key, self.loaded = threading.Event(), threading.Event()
        self.rest = ""
        self.cells = []
        self.pasted = ""
        self.lexer = CodeLexer(RULES)
        self.past = PastLines(session)
        self.buffer = self.make_buffer()
        self.completing = Completing(session, self.buffer, self.wants_menu, guard, self.loaded.is_set)
        self.bursts = Bursts(self)
        self._signature = (None, None)
        # Cursor positions are not asked for: the answers would mix with what is typed, and ssh is slow.
        self.output = Vt100_Output(stdout, lambda: screen_size(stdout), term=os.environ.get("TERM"), enable_cpr=False)
        self.input = HeldInput(
            stdin, tty_settings, takes_bursts=self.takes_bursts, end_burst=self.bursts.end,
            press=self.press, to_first_column=lambda: self.output.write_raw("\r"),
        )  # fmt: skip
        self.app = self.make_app()
        self.loop = asyncio.new_event_loop()

    def make_buffer(self):
        return Buffer(
            name=DEFAULT_BUFFER,
            multiline=True,
            history=self.past,
            enable_history_search=Condition(lambda: self.question is None),
            auto_suggest=SuggestPast(self.past) if self.settings.suggest else None,
            tempfile_suffix=".py",
            on_text_insert=lambda buffer: self.typed(),
        )

    def make_app(self):
        keys = [load_auto_suggest_bindings(), make_keys(self)]
        app = Shell(
            layout=make_layout(self),
            style=self.guard(lambda: make_style(self.theme()), None) or make_style("dark"),
            include_default_pygments_style=False,
            color_depth=ColorDepth.DEPTH_1_BIT if os.environ.get("NO_COLOR") else None,
            key_bindings=merge_key_bindings(keys),
            editing_mode=EditingMode.VI if self.settings.keys == "vi" else EditingMode.EMACS,
            cursor=ModalCursorShapeConfig() if self.settings.keys == "vi" else None,
            input=self.input,
            output=self.output,
        )
        app.ttimeoutlen = ESCAPE_SECONDS
        app.th_report = lambda error: self.guard(lambda: reraise(error), None)
        return app

    def theme(self):
        """The theme that the settings ask for; "auto" looks at what the terminal says of itself."""
        if os.environ.get("NO_COLOR"):
            return "mono"
        if self.settings.theme != "auto":
            return self.settings.theme
        background = os.environ.get("COLORFGBG", "").rpartition(";")[2]
        return "light" if background in ("7", "15") else "dark"

    # -- reading

    def read(self):
        """Show the prompt and return the statements that were entered; EOFError for Ctrl-D."""
        if self.cells:
            cells, self.cells = self.cells, []
            return cells
        return self.run_app()

    def ask(self, question):
        """Ask a short question on the same line editor and return the answer."""
        self.question = question
        kept, self.rest = self.rest, ""
        try:
            return self.run_app()[0].strip()
        finally:
            self.question, self.rest = None, kept

    def run_app(self):
        self.take_typeahead()
        rest, self.rest = self.rest, ""
        self.buffer.reset()
        if self.app.layout.is_searching:
            with set_app(self.app):
                stop_search()
        # (Text can be inserted only while the application runs.)
        def begin():
            if rest:
                self.buffer.insert_text(rest)
            window = sys.modules.get("th.screen.window")
            if window is not None and window.has_windows():
                self.app.create_background_task(window.tend())

        try:
            return self.loop.run_until_complete(self.app.run_async(begin, handle_sigint=False))
        finally:
            self.rest += self.bursts.flush()

    def take_interrupt(self):
        """Whether a Ctrl-C came behind the Enter as a key: no signal will come from that one. What is before it is gone."""
        keys = get_typeahead(self.input) + self.input.keys_of(self.input.take_unread())
        places = [number for number, key in enumerate(keys) if key.key == Keys.ControlC]
        if places:
            self.rest, self.cells = "", []
        store_typeahead(self.input, keys[places[-1] + 1 :] if places else keys)
        return bool(places)

    def interrupt(self):
        """Ctrl-C has come as a signal while the prompt stands."""
        self.forget()
        self.clear_line()

    def forget(self):
        """Ctrl-C has come as a signal: what was typed ahead is gone, as the terminal's own queue is."""
        self.rest, self.cells = "", []
        clear_typeahead(self.input)
        self.input.forget()

    def take_typeahead(self):
        """Keys that something else has read from the terminal (a picture's query) come back into the line."""
        screen = sys.modules.get("th.screen")
        waiting = getattr(screen, "typeahead", None)
        if waiting:
            data = b"".join(part if isinstance(part, bytes) else part.encode() for part in waiting)
            waiting.clear()
            keys = get_typeahead(self.input) + self.input.keys_of(data.decode("utf-8", "replace"))
            store_typeahead(self.input, keys)

    def redraw(self):
        self.app.invalidate()

    # -- what the keys do

    def wants_menu(self):
        return self.settings.menu and self.question is None

    def takes_bursts(self):
        """Whether keys go into the line as text just now."""
        app = self.app
        is_text = app.editing_mode == EditingMode.EMACS or str(app.vi_state.input_mode) == "InputMode.INSERT"
        return is_text and self.question is None and app.is_running and app.layout.has_focus(self.buffer)

    def typed(self):
        self.first_key.set()
        if self.app.is_running:
            self.completing.typed(self.app)

    def enter(self, event):
        """Enter: run what is finished, go on with what is not."""
        buffer = event.current_buffer
        if self.question is not None:
            self.accept(buffer.text)
            return
        document = buffer.document
        is_on_last_line = "\n" not in document.text_after_cursor.rstrip()
        # A pasted block needs no empty line to end it.
        is_pasted = document.text == self.pasted
        if document.is_cursor_at_the_end and not is_pasted:
            changed = self.guard(lambda: self.session.outdented(document.text), document.text)
            if changed != document.text:
                buffer.document = document = Document(changed, len(changed))
        line = self.guard(lambda: self.session.read(document.text, final=is_pasted), None)
        if line is None or (line.status != "incomplete" and is_on_last_line):
            self.accept(buffer.text)
            return
        if is_on_last_line and line.status == "incomplete":
            buffer.cursor_position = len(buffer.text.rstrip()) if not document.current_line.strip() else buffer.cursor_position
        before = self.guard(lambda: self.session.read(buffer.document.text_before_cursor), None)
        buffer.insert_text("\n" + (before.indent if before is not None else ""))

    def accept(self, text):
        """End the prompt with this text as one statement."""
        self.buffer.complete_state = None
        self.input.accept()
        self.app.exit(result=[text], style="class:accepted")

    def accept_cells(self, cells, rest):
        """End the prompt with the first of several statements on the screen; the others follow."""
        if not self.is_open:
            self.rest = "\n".join([*cells, rest])
            return
        self.buffer.text = cells[0]
        self.buffer.cursor_position = len(cells[0])
        self.rest = rest
        self.input.accept()
        self.app.exit(result=cells, style="class:accepted")

    def press(self, keys):
        """Take keys that have not come from the keyboard's last read."""
        self.app.key_processor.feed_multiple(keys)
        self.app.key_processor.process_keys()

    @property
    def is_open(self):
        """Whether the line can still be edited: nothing has ended it."""
        return self.app.is_running and not self.app.is_done

    def clear_line(self):
        """Ctrl-C: leave what was typed on the screen, and begin anew."""
        self.bursts.flush()
        self.rest, self.cells = "", []
        if self.is_open:
            self.app.exit(result=["n" if self.question else ""], style="class:aborting")

    def paste(self, text):
        """A paste with the terminal's marks: into the line, nothing runs."""
        if not self.buffer.text.strip():
            text = text.replace("\r\n", "\n").replace("\r", "\n")
            text = self.guard(lambda: self.session.clean(text), text)
            self.buffer.reset()
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.buffer.insert_text(text[:-1] if text.endswith("\n") else text, fire_event=False)
        self.pasted = self.buffer.text

    def explain(self, buffer):
        """F1: the help on the name at the cursor, or on the call around it, above the prompt."""
        page = self.guard(lambda: self.help_at(buffer.text, buffer.cursor_position), None)
        self.above(page.plain if page is not None else "No name at the cursor; F1 explains the one it stands on.")

    def help_at(self, text, position):
        page = self.session.help(text, position)
        if page is None:
            call = self.session.signature(text, position)
            page = self.session.help(call.name) if call is not None else None
        return page

    def above(self, text):
        """Print text above the prompt."""

        def write():
            self.output.write_raw(text.rstrip("\n").replace("\n", "\r\n") + "\r\n")
            self.output.flush()

        # (Not as a background task of the application: one that is cancelled while it waits for its turn
        # blocks every later one, and the application itself.)
        run_in_terminal(write)

    def signature_text(self):
        """The call around the cursor, its current argument marked; computed once for each text."""
        document = self.buffer.document
        key = (document.text, document.cursor_position)
        if key == self._signature[0]:
            return self._signature[1]
        fragments = []
        if self.question is None and "(" in document.text_before_cursor and len(document.text) < 5_000:
            call = self.guard(lambda: self.session.signature(*key), None)
            fragments = call_fragments(call) if call is not None else []
        self._signature = (key, fragments)
        return fragments

    def close(self):
        """Close the loop."""
        self.loop.close()


def screen_size(stdout):
    """The terminal's size; 80x24 where it does not say (a serial line, a pty without size)."""
    try:
        columns, rows = os.get_terminal_size(stdout.fileno())
    except (OSError, ValueError):
        columns, rows = 0, 0
    return Size(rows=rows or 24, columns=columns or 80)


def reraise(error):
    raise error


def call_fragments(call):
    """A call as (style, text): its parameters, the current one marked."""
    fragments = [("class:signature", f" {call.name}(")]
    for number, parameter in enumerate(call.parameters):
        style = "class:signature.active" if number == call.active else "class:signature"
        fragments += [("class:signature", ", " if number else ""), (style, parameter)]
    return [*fragments, ("class:signature", ")")]
