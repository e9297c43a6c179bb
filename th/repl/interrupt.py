"""Ctrl-C: clears the line at the prompt, stops the statement during work, never ends the shell.

Python runs a signal handler only between two of its own instructions. While C code runs (a matrix
product, a long `sum`) nothing in this process can even say that Ctrl-C was seen: no thread gets the
interpreter lock. So a small process of its own listens to a pipe that Python's C-level handler
writes to at once (`signal.set_wakeup_fd`), and speaks if no Python code has answered after 0.15 s. It also
wakes the main thread (SIGURG) where another thread has got the signal while the main thread sleeps in a call.
"""

import os
import signal
import sys
import threading

__all__ = ["Interrupts"]

INPUT = 3  # the pipe's number in the listening process: sh knows those of one digit only
HANDLED, DONE = b"H", b"D"
MESSAGE = "th: Ctrl-C seen; waiting for a native call to end (Ctrl-\\ ends th at once)"


# An exception between two lines of importlib can leave Python's import lock held for good: every later import
# of another thread hangs. Such a Ctrl-C is delivered again a moment later.
IMPORT_FILES = ("<frozen importlib._bootstrap>", "<frozen importlib._bootstrap_external>")
DEFERRAL = 0.002  # seconds
MOST_DEFERRALS = 50


def is_importing(frame):
    """Whether Python's own import machinery is what a signal has interrupted."""
    return frame is not None and frame.f_code.co_filename in IMPORT_FILES


def do_nothing(signum, frame):
    """A handler whose only use is to be there."""


class Interrupts:
    """Who gets a Ctrl-C: the statement while one runs, `at_prompt` otherwise.

    Args:
        at_prompt (callable): clears the line; returns whether there was a prompt. Where there was none a statement
            is about to begin, and is stopped as it does
    """

    def __init__(self, at_prompt=None):
        self.at_prompt = at_prompt
        self.running = self.is_pending = False
        self.watcher = None
        self.deferred = 0
        self.previous = {}

    def install(self):
        """Take SIGINT over (main thread only)."""
        if threading.current_thread() is threading.main_thread():
            self.previous[signal.SIGINT] = signal.signal(signal.SIGINT, self.handle)
            # One key beside Ctrl-C would end the shell; programs that are started get the default back.
            self.previous[signal.SIGQUIT] = signal.signal(signal.SIGQUIT, do_nothing)
            if hasattr(signal, "SIGURG"):
                # Ignored by default; having a handler at all is what makes it end a sleep.
                self.previous[signal.SIGURG] = signal.signal(signal.SIGURG, do_nothing)

    def uninstall(self):
        """Give the signals back and end the watcher."""
        for signum, handler in self.previous.items():
            signal.signal(signum, handler)
        self.previous = {}
        if self.watcher is not None:
            self.watcher.close()
            self.watcher = None

    def handle(self, signum, frame):
        """Python's handler: stop the statement, or tell the prompt."""
        if self.running:
            if self.watcher is not None:
                self.watcher.tell(HANDLED)
            if self.deferred < MOST_DEFERRALS and is_importing(frame):
                self.deferred += 1
                threading.Timer(DEFERRAL, os.kill, (os.getpid(), signum)).start()
                return
            self.deferred = 0
            raise KeyboardInterrupt
        was_at_prompt = self.at_prompt is not None and self.at_prompt()
        self.is_pending = not was_at_prompt

    def take_pending(self):
        """A prompt begins; return whether a Ctrl-C has come since the last statement ended."""
        was_pending, self.running, self.is_pending = self.is_pending, False, False
        return was_pending

    def __enter__(self):
        """A statement begins: Ctrl-C stops it, and the watcher listens."""
        self.keep_hold()
        if self.watcher is None:
            self.watcher = start_watcher()
        self.watcher.listen()
        try:
            # In this order none is lost: one before the first line is pending, one after it raises.
            self.running = True
            if self.is_pending:
                self.is_pending = False
                raise KeyboardInterrupt
        except KeyboardInterrupt:
            self.__exit__()
            raise
        return self

    def keep_hold(self):
        """Take SIGINT back where a library has put Python's defaults in; a handler of the user's own stays."""
        if not self.previous or threading.current_thread() is not threading.main_thread():
            return
        if signal.getsignal(signal.SIGINT) in (signal.SIG_IGN, signal.SIG_DFL, signal.default_int_handler, None):
            signal.signal(signal.SIGINT, self.handle)

    def __exit__(self, *error):
        self.running = False
        if self.watcher is not None:
            self.watcher.rest()


class Watcher:
    """The writing end of the pipe to the listening process."""

    def __init__(self, pipe):
        self.pipe = pipe

    def tell(self, byte):
        try:
            os.write(self.pipe, byte)
        except OSError:
            pass  # the watcher is gone, which only costs its message

    def listen(self):
        try:
            signal.set_wakeup_fd(self.pipe, warn_on_full_buffer=False)
        except ValueError:
            pass  # not the main thread (an embedded shell): Python's own handling stays

    def rest(self):
        try:
            signal.set_wakeup_fd(-1)
        except ValueError:
            pass
        self.tell(DONE)

    def close(self):
        try:
            os.close(self.pipe)
        except OSError:
            pass


def start_watcher():
    """Start the listening process; it ends when the pipe's last writer is gone.

    `sh -c '... &'` makes it nobody's child, so that `os.wait()` of the user's never sees it. It is
    started with the first statement, not before: 1 ms here, and 8 MB that an idle prompt does not need.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    os.set_inheritable(reader, True)
    program = os.path.join(os.path.dirname(__file__), "watch.py")
    line = f'"$0" -I -S "$1" {INPUT} {os.getpid()} "$2" <&{INPUT} >&2 &'
    command = ["/bin/sh", "-c", line, sys.executable, program, MESSAGE]
    if not sys.executable:
        os.close(reader)
        return Watcher(writer)
    try:
        child = os.posix_spawn("/bin/sh", command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, reader, INPUT)])
        os.waitpid(child, 0)
    except OSError:
        pass  # no sh: no message, nothing else is lost
    finally:
        os.close(reader)
    return Watcher(writer)
