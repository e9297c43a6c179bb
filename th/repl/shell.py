"""The loop of the shell: read, run, show, and never end by accident."""

import os
import sys

from th.repl.guard import Guard
from th.repl.interrupt import Interrupts
from th.repl.paint import has_color, paint, painted
from th.repl.settings import Settings
from th.repl.stream import Screen

__all__ = ["Shell", "is_screen", "open_shell"]

MOST_FAILURES = 5  # of the prompt itself, one after the other
EXIT_QUESTION = "Do you really want to exit ([y]/n)? "


def open_shell(batch):
    """Open the prompt on the session of a Batch; return the exit code."""
    if not is_screen(sys.stdin, sys.stdout):
        from th.repl.plain import open_plain

        return open_plain(batch)
    if not painted:
        paint()
    return Shell(lambda: batch.session).run()


def is_screen(stdin, stdout):
    """Whether there is a terminal that can be drawn on."""
    is_tty = stdin is not None and stdin.isatty() and stdout is not None and stdout.isatty()
    return is_tty and os.environ.get("TERM", "dumb") not in ("dumb", "unknown", "")


class Shell:
    """A shell over a session.

    Args:
        make_session (callable): returns the engine; called once
        settings (Settings): those of the user's file by default
        ends_program (bool): False when embedded: `exit` then only leaves the prompt
    """

    def __init__(self, make_session, settings=None, *, ends_program=True):
        self.settings = settings or Settings.load()
        self.ends_program = ends_program
        self.guard = Guard()
        self.interrupts = Interrupts(self.interrupt_prompt)
        self.real = (sys.stdout, sys.stderr)
        self.make_session = make_session
        self.session = self.prompt = self.style = None
        self.has_color = has_color()
        self.screen = Screen()
        self.tty = None
        self.status = 0
        self.is_leaving = False  # read by the thread that loads

    # -- opening and closing

    def run(self):
        """Read and run until the user leaves; return the exit code."""
        self.interrupts.install()
        try:
            self.open()
            self.loop()
        except OSError:
            self.status = 1  # the terminal is gone: there is nobody to tell
        finally:
            self.close()
        return self.status

    def open(self):
        """Load the front and the engine while the painted prompt stands; the order is what a key waits for."""
        from th.repl.startup import open_front

        open_front(self)

    def close(self):
        """Give everything back."""
        from th.repl.startup import finish_loading, give_back

        sys.stdout, sys.stderr = self.real
        self.guard(lambda: give_back(self), None)
        self.guard(lambda: finish_loading(self), None)
        self.interrupts.uninstall()
        if self.session is not None:
            self.guard(self.session.close, None)
        if self.prompt is not None:
            self.guard(self.prompt.close, None)

    # -- the loop

    def loop(self):
        """Prompt after prompt. What fails here is a bug of ours; it is told, and the next prompt comes."""
        failures = 0
        while failures < MOST_FAILURES:
            try:
                texts = self.read()
                if texts is None or not self.run_texts(texts):
                    return
                failures = 0
            except KeyboardInterrupt:
                continue  # Ctrl-C has ended a statement, and what was to follow it
            except OSError:
                raise  # the terminal is gone
            except Exception as error:
                failures += 1
                self.guard.report(error)
        self.read_plainly()

    def read_plainly(self):
        """Where the prompt itself keeps failing, lines can still be read."""
        from th.repl.plain import read_and_run

        print("th: the prompt keeps failing; going on with a plain one", file=sys.stderr)
        self.status = read_and_run(self.session, self.interrupts)

    def read(self):
        """Return the texts entered, or None when the user leaves."""
        self.begin_line()
        if self.interrupts.take_pending():
            self.prompt.forget()
        self.screen.take(self.prompt.app, self.prompt.loop)
        try:
            texts = self.prompt.read()
        except EOFError:
            return None if self.wants_to_leave() else []
        finally:
            self.screen.give()
        if self.prompt.take_interrupt() and texts[0].strip():
            self.prompt.past.remember(texts[0])
            self.write("interrupted\n")
            return []
        return texts

    def wants_to_leave(self):
        if not self.settings.confirm_exit or not self.ends_program or self.prompt.input.closed:
            return True
        try:
            answer = self.prompt.ask(EXIT_QUESTION)
        except EOFError:
            return True
        return answer.lower() in ("", "y", "yes")

    def run_texts(self, texts):
        """Run statements one after the other; return whether the shell goes on."""
        for number, text in enumerate(texts):
            if number:
                self.echo(text)
            result = self.statement(text)
            if result is None:
                continue
            if result.exit is not None:
                self.status = result.exit & 0xFF if isinstance(result.exit, int) else 1
                return False
            if result.interrupted:
                self.prompt.forget()
                return True
        return True

    def statement(self, text):
        """Run one statement and show what became of it."""
        if not text.strip():
            return None
        self.prompt.past.remember(text)
        self.screen.is_at_start = True
        result = None
        try:
            with self.interrupts:
                result = self.session.run(text)
        except KeyboardInterrupt:
            self.write("interrupted\n")
            self.prompt.forget()
            raise
        if result is not None and result.exit is None:
            self.guard(lambda: self.conclude(result), None)
            if result.error is not None and not result.interrupted and self.session.debugs_errors:
                with self.interrupts:
                    self.session.run("%debug", silent=True)
        return result

    def conclude(self, result):
        """Show the error, then the time."""
        sys.stdout.flush()
        if result.interrupted:
            self.write("\n")  # the terminal has echoed ^C
        if isinstance(result.error, EOFError):
            self.screen.is_at_start = False  # Ctrl-D at the question of an input(), which no stream of ours has seen
        if result.report is not None:
            self.begin_line()
            self.fragments(result.report.fragments)
        if self.settings.timing and result.kind == "python":
            self.begin_line()
            self.timing(result.seconds)

    # -- writing

    def begin_line(self):
        """Go to the first column where something was printed without a newline."""
        if not self.screen.is_at_start:
            self.write("\n")

    def write(self, text):
        sys.stdout.write(text)
        sys.stdout.flush()

    def fragments(self, fragments):
        """Print (style, text) pairs in the theme's colours."""
        text = "".join(part for _, part in fragments)
        if self.has_color:
            from th.repl.ansi import to_ansi

            text = to_ansi(fragments, self.prompt.app.style)
        self.write(text if text.endswith("\n") else text + "\n")

    def timing(self, seconds):
        """`[0.0013s]` at the right edge, as Torch7 had it."""
        mark = f"[{seconds:.4f}s]"
        column = max(self.prompt.output.get_size().columns - len(mark), 0)
        mark = f"\x1b[1;90m{mark}\x1b[0m" if self.has_color else mark
        self.write(" " * column + mark + "\n")

    def echo(self, text):
        """Show a statement of a burst as if it had been typed at its own prompt."""
        from th.repl.ansi import to_ansi
        from th.repl.highlight import code_fragments
        from th.repl.layout import MORE, PROMPT

        lines = text.replace("\n", "\n" + MORE)
        if self.has_color and len(text) < 2_000:
            lines = to_ansi(code_fragments(self.prompt.lexer, text), self.prompt.app.style).replace("\n", "\n" + MORE)
        self.begin_line()
        self.write(PROMPT + lines + "\n")

    # -- Ctrl-C at the prompt

    def interrupt_prompt(self):
        """A SIGINT that came as a signal, not as a key; returns whether there was a prompt to clear."""
        if self.prompt is None or self.screen.app is None or not self.prompt.is_open:
            return False
        self.prompt.loop.call_soon_threadsafe(self.prompt.interrupt)
        return True
