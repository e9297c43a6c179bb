"""The process that says that Ctrl-C was seen while native code runs; started by th.repl.interrupt.

It reads one byte per event: a signal's number from Python's C-level handler, `H` when Python code has
answered, `D` when the statement has ended. After it has spoken, Ctrl-\\ ends the shell: nothing else could.

While a program is started all signals of the thread that starts it are masked, and the kernel gives a Ctrl-C to
another thread. Its C-level handler may then run when the main thread is asleep in a call again, which nothing
ends. So the shell is woken by a harmless signal (SIGURG, ignored by default) before anything is said.

It runs with `python -I -S` and imports nothing of `th`.
"""

import os
import select
import signal
import sys
import time

__all__ = []

SOON = 0.05  # seconds that Python gets to answer by itself
PATIENCE = 0.1  # seconds more, once it has been woken

ANSWERS = frozenset(b"DH")


def is_unanswered(events):
    """Whether a Ctrl-C stands behind the last answer."""
    return signal.SIGINT in events[max(events.rfind(b"D"), events.rfind(b"H")) + 1 :]


class Watch:
    """The pipe's reader; `has_spoken` while a native call is known to run."""

    def __init__(self, pipe, shell, message):
        self.pipe, self.shell, self.message = pipe, shell, message
        self.has_spoken = False

    def run(self):
        """Read events until the pipe closes."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGQUIT, self.quit)
        while events := os.read(self.pipe, 1024):
            if ANSWERS & set(events):
                self.has_spoken = False
            if is_unanswered(events):
                self.handle()

    def handle(self):
        """A Ctrl-C has come: wake the main thread, and speak if that does not help either."""
        if self.has_spoken or self.is_answered_within(SOON):
            return
        self.send(signal.SIGURG)
        if self.is_answered_within(PATIENCE):
            return
        self.has_spoken = True  # before it is read: Ctrl-\\ may be there at once
        os.write(2, f"\r\n{self.message}".encode())

    def is_answered_within(self, seconds):
        """Whether Python's code answers, or the statement or the shell ends."""
        end = time.monotonic() + seconds
        while select.select([self.pipe], [], [], max(end - time.monotonic(), 0))[0]:
            events = os.read(self.pipe, 1024)
            if not events or (ANSWERS & set(events) and not is_unanswered(events)):
                self.has_spoken = False
                return True
        return False

    def quit(self, signum, frame):
        """Ctrl-\\ : end the shell, but only where it cannot be asked."""
        if self.has_spoken:
            self.send(signal.SIGKILL)

    def send(self, signum):
        try:
            os.kill(self.shell, signum)
        except ProcessLookupError:
            pass  # it has just ended


if __name__ == "__main__":
    Watch(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]).run()
