"""Standard output while the prompt waits: what threads print goes above it, whole lines first."""

import threading

__all__ = ["Screen", "ScreenStream"]

GATHER = 0.01  # seconds; lines that come together go in one step


class ScreenStream:
    """Stands for sys.stdout or sys.stderr; everything but writing is the real stream's.

    While a statement runs a write goes straight through. While the prompt is on the screen it is
    kept, and the prompt's loop writes it above.

    Args:
        real: the stream
        screen: a Screen, shared by the two streams
    """

    def __init__(self, real, screen):
        self.real = real
        self.screen = screen

    def write(self, text):
        """Write text now, or above the prompt as soon as it can step aside."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if not text:
            return 0
        if self.screen.app is None:
            self.screen.is_at_start = text[-1] == "\n"
            return self.real.write(text)
        self.screen.later(self.real, text)
        return len(text)

    def writelines(self, lines):
        """Write each of the lines."""
        for line in lines:
            self.write(line)

    def flush(self):
        """Flush the real stream."""
        self.real.flush()

    def __getattr__(self, name):
        return getattr(self.real, name)


class Screen:
    """Who has the screen: a statement (app is None) or the prompt, and where the cursor is."""

    def __init__(self):
        self.app = None
        self.loop = None
        self.is_at_start = True
        self.waiting = []
        self.lock = threading.Lock()
        self.is_scheduled = False

    def take(self, app, loop):
        """The prompt is on the screen."""
        self.app, self.loop = app, loop

    def give(self):
        """The prompt has left; write what had no time to be written."""
        self.app = None
        self.pour()

    def later(self, stream, text):
        """Keep text, and have the loop write it."""
        with self.lock:
            self.waiting.append((stream, text))
            if self.is_scheduled:
                return
            self.is_scheduled = True
        try:
            self.loop.call_soon_threadsafe(self.start)
        except RuntimeError:  # the loop was closed meanwhile
            self.pour()

    def start(self):
        if self.app is None:
            self.pour()
        else:
            self.loop.call_later(GATHER, self.above)

    def above(self):
        """Have the prompt step aside for what is waiting, unless it has left meanwhile."""
        from prompt_toolkit.application import run_in_terminal

        if self.app is None:
            self.pour()
        else:
            self.app.context.copy().run(run_in_terminal, lambda: self.pour(ends_line=True))

    def pour(self, ends_line=False):
        """Write what is waiting; the prompt wants to begin in the first column."""
        with self.lock:
            waiting, self.waiting = self.waiting, []
            self.is_scheduled = False
        for stream, text in waiting:
            stream.write(text)
            self.is_at_start = text[-1] == "\n"
        for stream in {id(stream): stream for stream, _ in waiting}.values():
            if ends_line and not self.is_at_start:
                stream.write("\n")
                self.is_at_start = True
            stream.flush()
