"""The process that says that Ctrl-C was seen while native code runs; started by th.repl.interrupt.

It reads one byte per event: a signal's number from Python's C-level handler, `H` when Python code has
answered, `D` when the statement has ended. After it has spoken, Ctrl-\\ ends the shell: nothing else could.
It runs with `python -I -S` and imports nothing of `th`.
"""

import os
import select
import signal
import sys

__all__ = []

PATIENCE = 0.15  # seconds that Python gets to answer by itself


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
            self.handle(events)

    def handle(self, events):
        if b"D" in events or b"H" in events:
            self.has_spoken = False
        is_waiting = signal.SIGINT in events[max(events.rfind(b"D"), events.rfind(b"H")) + 1 :]
        if not is_waiting or self.has_spoken:
            return
        ready, _, _ = select.select([self.pipe], [], [], PATIENCE)
        if not ready:
            os.write(2, f"\r\n{self.message}".encode())
            self.has_spoken = True

    def quit(self, signum, frame):
        """Ctrl-\\ : end the shell, but only where it cannot be asked."""
        if self.has_spoken:
            os.kill(self.shell, signal.SIGKILL)


if __name__ == "__main__":
    Watch(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]).run()
