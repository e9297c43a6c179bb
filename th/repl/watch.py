"""The process that says that Ctrl-C was seen while native code runs; started by th.repl.interrupt.

It reads one byte per event: a signal's number from Python's C-level handler, `H` when Python code has
answered, `D` when the statement has ended. It runs with `python -I -S` and imports nothing of `th`.
"""

import os
import select
import signal
import sys

__all__ = []

PATIENCE = 0.15  # seconds that Python gets to answer by itself


def watch(pipe, message):
    """Read events until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    has_spoken = False
    while True:
        events = os.read(pipe, 1024)
        if not events:
            return
        while events and events[-1] == signal.SIGINT and not has_spoken:
            ready, _, _ = select.select([pipe], [], [], PATIENCE)
            if not ready:
                os.write(2, f"\r\n{message}".encode())
                has_spoken = True
                break
            events = os.read(pipe, 1024)
        if b"D" in events or b"H" in events:
            has_spoken = False


if __name__ == "__main__":
    watch(int(sys.argv[1]), sys.argv[2])
